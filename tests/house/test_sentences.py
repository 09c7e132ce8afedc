"""Sentences for people are data: constant keys and templates, one key a template, and no refusal in plain text."""

import ast
from pathlib import Path
from string import Formatter

import pytest

from tests.support.sentences import FILES, ROOT, TABLES, calls, constant, parsed, table

IN_SENTENCES = ("app", "models")
"""Packages whose refusals are sentences all of them."""
REFUSALS = {"Problem": 3, "NoAnswer": 0, "HubError": 0, "WeightsError": 0, "Absent": 0, "NoRoom": 0, "NothingToSee": 0}
"""What takes a sentence, and as which argument."""


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
    for node in parsed(path):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.JoinedStr | ast.Constant | ast.BinOp):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def test_the_page_has_a_table_of_all_of_them_to_translate() -> None:
    for name, path in TABLES.items():
        assert path.read_text(encoding="utf-8") == table(name), "run `python -m tests.support.sentences`"
