"""Where tokens lie in the picture, seen by disturbing one cell of the picture: which token is the first to change with it.

How many tokens there are says neither whether one without a place comes first or last, nor in which order they lie.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from models.spec.entry import Input
from models.spec.point import Point
from models.spec.tiling import grid

from ...core.errors import no_memory
from ...core.sentence import Sentence
from ..axes import MOST
from ..module_output import one_tensor
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
BEFORE = (
    "Its tokens are made of ones that do not lie in reading order, and that these do was not seen. So nothing is drawn on the "
    "picture's grid."
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
    claims = {point: (count, point.prefix, _own(point)) for point, count in counts.items() if count and point.ordered}
    picture = torch.randn(1, input.channels, input.height, input.width, generator=torch.Generator().manual_seed(0))
    shown = {claim: _shown(model, picture, *claim) for claim in sorted(set(claims.values()))}
    found, lost = [], False
    for point in points:
        verdict = shown[claims[point]] if point in claims else None
        if verdict is not None:
            lost = isinstance(verdict, Sentence) and verdict.key == "no-grid-order"
        elif lost and point in claims:
            verdict = Sentence("no-grid-order-before", BEFORE)
        found.append(_with(point, verdict))
    return found


def _own(point: Point) -> str:
    """Of what cuts the picture, the module: what comes right after it may turn its tokens into another order."""
    return point.pattern if point.phase == "embed" else ""


def _with(point: Point, shown: int | Sentence | None) -> Point:
    if isinstance(shown, Sentence):
        return replace(point, ordered=False, gridless=shown)
    return point if shown is None else replace(point, prefix=shown)


def _shown(model: nn.Module, picture: Tensor, count: int, prefix: int, own: str) -> int | Sentence | None:
    """How many tokens come before those in reading order, or why there is no such number; None where nothing is shown. `own`:
    the module whose output is looked at, "": whatever has so many tokens first."""
    height, width = picture.shape[2:]
    claimed = grid(count - prefix, width, height) is not None
    plain = _first_tokens(model, picture, count, own)
    if plain is None:
        return None
    why: Sentence | None = None
    for extra in (prefix,) if claimed else range(1, MOST + 1):
        found = grid(count - extra, width, height)
        if found is None or count - extra < 2:
            continue
        cells = _cells(found)
        seen = _seen(lambda other: _first_tokens(model, other, count, own), picture, plain, found, cells)
        if not seen or (not claimed and len(seen) < len(cells)):  # a number that nobody has named has to be shown by each cell
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


def _seen(
    tokens: Callable[[Tensor], Tensor | None], picture: Tensor, plain: Tensor, found: Cell, cells: Iterable[Cell]
) -> dict[int, int]:
    """Where a cell stands in reading order -> the one token that changes with it; what changes none or several is left out.

    Where windows overlap, a single pixel may still lie in one of them only, which need not be its own cell's: of tokens that
    are all places, a neighbour of the cell counts as the cell itself.
    """
    columns, count = found[1], plain.shape[1]
    seen: dict[int, int] = {}
    for row, column in cells:
        for spot in (MIDDLE, *(SPOTS if count == found[0] * columns else ())):
            changed = _changed(plain, tokens(_disturbed(picture, (row, column), found, spot)))
            if len(changed) == 1:
                at = divmod(changed[0], columns)
                near = spot != MIDDLE and max(abs(at[0] - row), abs(at[1] - column)) <= 1
                seen[row * columns + column] = row * columns + column if near else changed[0]
                break
    return seen


MIDDLE = (0.25, 0.5)
SPOTS = ((0.0, 0.0), (0.5, 0.0), (0.25, 0.0))
"""Where what is disturbed begins in a cell, as shares of its sides from its corner, and how large it is, 0: a pixel."""


def _disturbed(picture: Tensor, cell: Cell, found: Cell, spot: tuple[float, float] = MIDDLE) -> Tensor:
    """With other values in the middle of a cell, so that what overlaps a little sees it once, or in another spot of it."""
    high, wide = picture.shape[2] // found[0], picture.shape[3] // found[1]
    top, left = cell[0] * high + int(spot[0] * high), cell[1] * wide + int(spot[0] * wide)
    other = picture.clone()
    other[:, :, top : top + max(1, int(spot[1] * high)), left : left + max(1, int(spot[1] * wide))] *= -2
    return other


def _changed(plain: Tensor, other: Tensor | None) -> list[int]:
    if other is None or plain.shape != other.shape:
        return []
    far = (plain - other).abs().amax(-1)[0]
    return torch.nonzero(far > 1e-6 * float(plain.abs().max() + 1e-12)).flatten().tolist()


class _Seen(Exception):
    """The pass has come far enough."""


def _first_tokens(model: nn.Module, picture: Tensor, count: int, own: str) -> Tensor | None:
    """The first (1, count, channel) that the module `own` hands on; without one, that a layer acting on its last axis gets or
    hands on."""
    kept: list[Tensor] = []

    def see(value: object) -> None:
        if isinstance(value, Tensor) and value.dim() == 3 and value.shape[:2] == (1, count):
            kept.append(value.detach().float().clone())
            raise _Seen

    acting = {name for name, part in model.named_modules() if isinstance(part, (nn.Linear, nn.LayerNorm))}
    layers = {own} if own else acting

    def before(name: str, given: Any) -> None:
        see(given[0] if not own and name in layers and given else None)

    def after(name: str, given: Any, output: Any) -> None:
        see(one_tensor(output) if name in layers else None)

    with watch(model, before, after), torch.no_grad():
        try:
            model(picture.clone())
        except _Seen:
            pass
        except Exception as error:  # somebody's code: what it does with another picture is not known
            if no_memory(error):
                raise
            return None
    return kept[0] if kept else None
