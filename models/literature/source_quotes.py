"""A statement out of the repository's own source, found by what it uses and read from the file: a quotation cannot go stale."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Quote:
    """The statement of `function` in which the name `uses` occurs: the first such, or the last (`last`)."""

    function: Callable[..., Any]
    uses: str
    last: bool = False


@dataclass(frozen=True)
class Quoted:
    """`text` stands in `file` (from the repository's root) at `line`, counted from 1; of a longer statement the whole."""

    file: str
    line: int
    function: str
    text: str


@lru_cache(maxsize=64)
def quoted(quote: Quote) -> Quoted:
    """LookupError if the function has no such statement."""
    path = Path(inspect.getsourcefile(quote.function) or "")
    lines, first = inspect.getsourcelines(quote.function)
    tree = ast.parse(textwrap.dedent("".join(lines))).body[0]
    indent = len(lines[0]) - len(lines[0].lstrip())
    found = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and _simple(node) and quote.uses in _names(node)]
    if not found:
        raise LookupError(f"No statement of {quote.function.__qualname__} uses {quote.uses}.")
    found.sort(key=lambda node: node.lineno)
    chosen = found[-1 if quote.last else 0]
    part = lines[chosen.lineno - 1 : chosen.end_lineno]
    text = "\n".join(line.rstrip()[indent + chosen.col_offset :] for line in part)
    return Quoted(path.relative_to(ROOT).as_posix(), first + chosen.lineno - 1, quote.function.__qualname__, text)


def _simple(node: ast.stmt) -> bool:
    """It holds no other statements: a loop or a condition would bring its whole body along."""
    return not hasattr(node, "body")


def _names(node: ast.AST) -> set[str]:
    """Names and attributes that occur in it."""
    found = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    return found | {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
