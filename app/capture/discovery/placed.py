"""Where tokens lie in the picture, seen by disturbing one cell of the picture: which token is the first to change with it.

How many tokens there are says neither whether one without a place comes first or last, nor in which order they lie.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from models.spec.entry import Input
from models.spec.point import Point
from models.spec.tiling import grid

from ...core.sentence import Sentence
from ..axes import MOST
from ..recorder import watch

Cell = tuple[int, int]

Place = tuple[str, str]
"""A point's pattern and tap."""

TRAILING = (
    "Tokens without a place in the picture ({extra}) come after those that have one, as disturbed cells of the picture show. "
    "Only such that come first can be set apart here, so nothing is drawn on the picture's grid."
)
ORDER = (
    "Its tokens do not lie in reading order: a disturbed cell of the picture changed another token than the one that would "
    "stand there. So nothing is drawn on the picture's grid."
)


def trailing(extra: int) -> Sentence:
    """Why there is no grid where so many tokens come after those that have a place."""
    return Sentence("no-grid-trailing", TRAILING, extra=extra)


def with_places(model: nn.Module, points: Iterable[Point], sizes: dict[Place, int], input: Input) -> list[Point]:
    """The points, those whose tokens are shown to lie otherwise than in reading order behind `prefix` others without an order,
    and with the reason; and where no number of leading tokens is known, with the one that is shown. `sizes`: how many tokens
    each has, if it has some. What is not shown stays as it is."""
    points = list(points)
    counts = {point: sizes.get((point.pattern, point.tap), 0) for point in points}
    claims = {(count, point.prefix) for point, count in counts.items() if count and point.ordered}
    picture = torch.randn(1, input.channels, input.height, input.width, generator=torch.Generator().manual_seed(0))
    shown = {claim: _shown(model, picture, *claim) for claim in sorted(claims)}
    return [_with(point, shown.get((counts[point], point.prefix))) for point in points]


def _with(point: Point, shown: int | Sentence | None) -> Point:
    if isinstance(shown, Sentence):
        return replace(point, ordered=False, gridless=shown)
    return point if shown is None else replace(point, prefix=shown)


def _shown(model: nn.Module, picture: Tensor, count: int, prefix: int) -> int | Sentence | None:
    """How many tokens come before those in reading order, or why there is no such number; None where nothing is shown."""
    height, width = picture.shape[2:]
    claimed = grid(count - prefix, width, height) is not None
    plain = _first_tokens(model, picture, count)
    if plain is None:
        return None
    why: Sentence | None = None
    for extra in (prefix,) if claimed else range(1, MOST + 1):
        found = grid(count - extra, width, height)
        if found is None or count - extra < 2:
            continue
        cells = _cells(found)
        seen = _seen(model, picture, plain, found, cells)
        if not claimed and len(seen) < len(cells):  # a number that nobody has named is believed only where each cell shows it
            continue
        if all(token == extra + cell for cell, token in seen.items()):
            return extra
        if extra and len(seen) > 1 and all(token == cell for cell, token in seen.items()):
            return trailing(extra)
        why = why or Sentence("no-grid-order", ORDER)
    return why


def _cells(found: Cell) -> list[Cell]:
    rows, columns = found
    return list(dict.fromkeys([(0, 0), (0, columns - 1), (min(1, rows - 1), 0), (rows - 1, columns - 1)]))


def _seen(model: nn.Module, picture: Tensor, plain: Tensor, found: Cell, cells: Iterable[Cell]) -> dict[int, int]:
    """Where a cell stands in reading order -> the one token that changes with it; what changes none or several is left out."""
    columns, count = found[1], plain.shape[1]
    seen: dict[int, int] = {}
    for row, column in cells:
        changed = _changed(plain, _first_tokens(model, _disturbed(picture, (row, column), found), count))
        if len(changed) == 1:
            seen[row * columns + column] = changed[0]
    return seen


def _disturbed(picture: Tensor, cell: Cell, found: Cell) -> Tensor:
    """With other values in the middle of a cell, so that what overlaps a little sees it once."""
    high, wide = picture.shape[2] // found[0], picture.shape[3] // found[1]
    top, left = cell[0] * high + high // 4, cell[1] * wide + wide // 4
    other = picture.clone()
    other[:, :, top : top + max(1, high // 2), left : left + max(1, wide // 2)] *= -2
    return other


def _changed(plain: Tensor, other: Tensor | None) -> list[int]:
    if other is None or plain.shape != other.shape:
        return []
    far = (plain - other).abs().amax(-1)[0]
    return torch.nonzero(far > 1e-6 * float(plain.abs().max() + 1e-12)).flatten().tolist()


class _Seen(Exception):
    """The pass has come far enough."""


def _first_tokens(model: nn.Module, picture: Tensor, count: int) -> Tensor | None:
    """The first (1, count, channel) that a layer acting on its last axis gets or hands on."""
    kept: list[Tensor] = []

    def see(value: object) -> None:
        if isinstance(value, Tensor) and value.dim() == 3 and value.shape[:2] == (1, count):
            kept.append(value.detach().float().clone())
            raise _Seen

    layers = {name for name, part in model.named_modules() if isinstance(part, (nn.Linear, nn.LayerNorm))}

    def before(name: str, given: Any) -> None:
        see(given[0] if name in layers and given else None)

    def after(name: str, given: Any, output: Any) -> None:
        see(output if name in layers else None)

    with watch(model, before, after), torch.no_grad():
        try:
            model(picture.clone())
        except _Seen:
            pass
        except Exception:  # somebody's code: what it does with another picture is not known
            return None
    return kept[0] if kept else None
