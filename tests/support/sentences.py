"""The server's sentences, read off its source: what a test holds, and what translators find in i18n/en/server*.js.

python -m tests.support.sentences writes these tables anew.
"""

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from models.registry import MODELS

ROOT = Path(__file__).parents[2]
FILES = sorted([*ROOT.glob("app/**/*.py"), *ROOT.glob("models/**/*.py")])
SPEC = sorted(ROOT.glob("models/spec/*.py"))
"""Where templates stand that several modules use."""
BEGINNINGS = {
    "server_inside.js": ("inner-", "inside-"),
    "server_own.js": ("own-",),
    "server_pictures.js": ("picture-",),
    "server_room.js": (
        "answer-choice", "answer-number", "answer-point", "answer-word", "deed-", "hand-ins-", "nickname", "place-",
        "question-", "room",
    ),
    "server_why.js": ("ablation-", "early-", "layers-", "likeness-", "strongest-", "why-"),
    "server.js": ("",),
}  # fmt: skip
"""Table -> how its keys begin, the first that fits: what is said of inner modules, of somebody's own model, of pictures, of
rooms, of the maps of an answer, and all the rest."""
TABLES = {name: ROOT / "static" / "js" / "i18n" / "en" / name for name in BEGINNINGS}


@cache
def parsed(path: Path) -> list[ast.Call | ast.Assign]:
    """A file's calls and assignments."""
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call | ast.Assign)]


def calls(path: Path, *names: str) -> Iterator[ast.Call]:
    for node in parsed(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def assigned(path: Path, name: str) -> list[ast.Assign]:
    found = [node for node in parsed(path) if isinstance(node, ast.Assign)]
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


@cache
def templates() -> dict[str, str]:
    """Key -> English template, of every `Sentence` that is written out in the source, and the notes of the shipped models."""
    found = {f"note-{name}": entry.note for name, entry in MODELS.items()}
    for path in FILES:
        for node in calls(path, "Sentence"):
            key, template = (constant(path, argument) for argument in node.args)
            if key is not None and template is not None:
                found[key] = template
    return dict(sorted(found.items()))


def table_of(key: str) -> str:
    return next(name for name, beginnings in BEGINNINGS.items() if key.startswith(beginnings))


def table(name: str) -> str:
    """The templates as a module of the page, as its formatter writes it but for the length of lines. `name`: of TABLES."""
    mine = {key: template for key, template in templates().items() if table_of(key) == name}
    lines = [
        "// The server's sentences by their keys, written by `python -m tests.support.sentences` for translators. In English",
        "// its own `detail` is shown; a translation has the same keys, each a string with these {values} or a function.",
        "",
        "// prettier-ignore",
        "export default {",
        *(f"  {json.dumps(key)}: {json.dumps(template, ensure_ascii=False)}," for key, template in mine.items()),
        "};",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    for name, path in TABLES.items():
        path.write_text(table(name), encoding="utf-8")
