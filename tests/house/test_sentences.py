"""Sentences for people are data: constant keys and templates, one key a template, and no refusal in plain text."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted([*ROOT.glob("app/**/*.py"), *ROOT.glob("models/**/*.py")])
IN_SENTENCES = ("app", "models")
"""Packages whose refusals are sentences all of them."""
SPEC = sorted(ROOT.glob("models/spec/*.py"))
"""Where templates stand that several modules use."""
REFUSALS = {"Problem": 3, "NoAnswer": 0, "HubError": 0, "WeightsError": 0, "Absent": 0, "NoRoom": 0, "NothingToSee": 0}
"""What takes a sentence, and as which argument."""


def calls(path: Path, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def assigned(path: Path, name: str) -> list[ast.Assign]:
    found = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Assign)]
    return [node for node in found if any(isinstance(to, ast.Name) and to.id == name for to in node.targets)]


def constant(path: Path, argument: ast.expr) -> str | None:
    """A text that is written out: in the call, or as the last that its name stands for before the call (a template of two
    lines, or one with an ending that several have). None for one that is put together of anything else."""
    if isinstance(argument, ast.Constant):
        return str(argument.value)
    if isinstance(argument, ast.BinOp):
        parts = [constant(path, part) for part in (argument.left, argument.right)]
        return None if None in parts else "".join(str(part) for part in parts)
    if not isinstance(argument, ast.Name):
        return None
    here = assigned(path, argument.id)
    if not here:
        elsewhere = [spec for spec in SPEC if spec != path and assigned(spec, argument.id)]
        return constant(elsewhere[0], argument) if elsewhere else None
    before = [node for node in here if node.lineno < argument.lineno]
    return constant(path, max(before or here, key=lambda node: node.lineno).value)


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_sentence_names_the_values_that_its_template_wants(path: Path) -> None:
    for node in calls(path, "Sentence"):
        key, template = (constant(path, argument) for argument in node.args)
        assert key is not None, where(path, node)
        assert template is not None, where(path, node)
        wanted = {name for _, name, _, _ in Formatter().parse(template) if name is not None}
        assert {keyword.arg for keyword in node.keywords} == wanted, where(path, node)


def test_a_key_stands_for_one_template() -> None:
    templates: dict[str, str] = {}
    for path in FILES:
        for node in calls(path, "Sentence"):
            key, template = (constant(path, argument) for argument in node.args)
            assert key is not None
            assert template is not None
            assert templates.setdefault(key, template) == template, where(path, node)
            assert key == key.lower().replace("_", "-").replace(" ", "-"), key


@pytest.mark.parametrize("package", IN_SENTENCES)
def test_no_refusal_is_plain_text(package: str) -> None:
    for path in sorted(ROOT.glob(f"{package}/**/*.py")):
        for node in calls(path, *REFUSALS):
            assert isinstance(node.func, ast.Name)
            said = node.args[REFUSALS[node.func.id]]
            assert not isinstance(said, ast.JoinedStr | ast.Constant | ast.BinOp), where(path, node)
            assert not (isinstance(said, ast.Call) and getattr(said.func, "id", "") in ("str", "repr")), where(path, node)
            if isinstance(said, ast.Name):
                assert said.id not in plain_names(path), where(path, node)


def plain_names(path: Path) -> set[str]:
    """Names that the file gives to plain texts."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.JoinedStr | ast.Constant | ast.BinOp):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found
