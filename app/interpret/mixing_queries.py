"""From a question about mixing to its answer: checks the query, picks the level, adds the summaries."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import torch
from torch import Tensor

from ..analysis import mixing
from ..capture.points import ResolvedPoint
from ..core.errors import NoAnswer
from ..core.sentence import Sentence
from .mixing_matrices import MATRICES, WINDOWED, Kind, Matrix
from .mixing_shares import Level, Row, block_row, cell_of, input_row, operator_row
from .stage import Between, Stage


@dataclass(frozen=True)
class Query:
    """Which position asks: row and column of the stage's grid, a token (0 is the class token, if there is one), or a unit.

    All None: every position together, which is the only way to ask a pooled layer and one way to ask a dense one.
    """

    row: int | None = None
    column: int | None = None
    token: int | None = None
    unit: int | None = None

    def index(self, stage: Stage) -> int | None:
        """Among the stage's positions, prefix tokens first. NoAnswer if there is no such position."""
        point = stage.point
        if self.row is not None and self.column is not None:
            return self._cell(stage, self.row, self.column)
        if self.token is not None:
            count = point.shape[point.axes.index("token")] if "token" in point.axes else 0
            return within(self.token, count, point, "token")
        if self.unit is not None:
            return within(self.unit, point.shape[0] if point.axes == ("unit",) else 0, point, "unit")
        if point.grid is not None:
            raise NoAnswer(
                Sentence("mixing-say-position", "Say which position of “{point}” asks: row and column.", point=point.title)
            )
        return None

    def _cell(self, stage: Stage, row: int, column: int) -> int:
        point = stage.point
        if point.grid is None:
            raise NoAnswer(
                Sentence(
                    "mixing-units",
                    "“{point}” has units instead of positions: give a unit, or nothing for the whole layer.",
                    point=point.title,
                )
            )
        rows, columns = point.grid
        within(row, rows, point, "row")
        within(column, columns, point, "column")
        return point.prefix + row * columns + column

    def wire(self) -> dict[str, int] | None:
        return {name: value for name, value in vars(self).items() if value is not None} or None


Counted = Literal["head", "token", "unit", "row", "column"]

SEVERAL: dict[Counted, Sentence] = {
    "head": Sentence("several-heads", "heads"),
    "token": Sentence("several-tokens", "tokens"),
    "unit": Sentence("several-units", "units"),
    "row": Sentence("several-rows", "rows"),
    "column": Sentence("several-columns", "columns"),
}


def within(number: int, count: int, point: ResolvedPoint, what: Counted) -> int:
    """`number`, if there are so many and more of what the point has. NoAnswer if not."""
    if not count:
        says = "“{point}” has no {several} that could be asked about."
        raise NoAnswer(Sentence("mixing-has-none", says, several=SEVERAL[what], point=point.title))
    if not 0 <= number < count:
        says = "There is no number {number}: there are {count} {several} in “{point}”, counted from 0."
        raise NoAnswer(Sentence("mixing-none-such", says, number=number, count=count, several=SEVERAL[what], point=point.title))
    return number


LEVELS: dict[Level, Callable[[Stage, Tensor, int | None, Between], Row]] = {
    "operator": operator_row,
    "block": block_row,
    "input": lambda stage, x, query, between: input_row(stage, x, query, cell_of(x), between),
}

MEANS: dict[Level, str] = {
    "operator": "mixing share of the operation that mixes space, without norm and skip",
    "block": "mixing share from the stage before, norm and skip included",
    "input": "mixing share from the picture's pixels to this stage",
}

BRANCHED = {
    "earlier": "mixing share from the last stage that leads here, norm and skip included",
    "picture": "mixing share from the picture's pixels to this stage, which no earlier stage leads to",
}
"""What a row of the level `block` means where the stage before lies in another branch."""


def matrix(stage: Stage, x: Tensor, kind: Kind) -> Matrix:
    """All queries at once, in a closed form. NoAnswer where the stage has none."""
    return MATRICES[kind](stage, x)


def row(stage: Stage, x: Tensor, query: Query, level: Level, between: Between) -> dict[str, Any]:
    """One query's mixing shares as the wire says it, summaries included."""
    index = query.index(stage)
    found = LEVELS[level](stage, x, index, between)
    return {
        "query": query.wire(),
        "means": (BRANCHED[found.starts] if level == "block" and found.starts in BRANCHED else MEANS[level]) + ", sums to 1",
        **laid_out(found.shares, found.prefix, found.grid),
        "pixels": found.pixels,
        "summary": summary(stage, found, index),
        "estimate": found.estimate.wire() if found.estimate else None,
    }


def _check_places(stage: Stage, queries: int) -> None:
    """NoAnswer where more places ask than the stage holds, as before a pooling inside it: its own are others."""
    grid, prefix = stage.point.grid, stage.point.prefix
    if grid is not None and queries > prefix + grid[0] * grid[1]:
        says = "What asks in “{point}” are {queries} places from before it got fewer: ask for the whole matrix."
        raise NoAnswer(Sentence("mixing-other-places", says, point=stage.point.title, queries=queries))


def one_of(stage: Stage, x: Tensor, query: Query, kind: Kind) -> dict[str, Any]:
    """One query's row of a matrix, per head where there are heads."""
    index = query.index(stage)
    found = matrix(stage, x, kind)
    if "window" in found.axes:
        raise NoAnswer(WINDOWED)
    if index is None or "query" not in found.axes:
        raise NoAnswer(Sentence("mixing-no-single-row", "This kind has no single row for that: ask for the whole matrix."))
    _check_places(stage, found.values.shape[-2])
    if index >= found.values.shape[-2]:
        raise NoAnswer(
            Sentence(
                "mixing-few-queries", "Only {count} tokens ask in this layer, counted from 0.", count=found.values.shape[-2]
            )
        )
    values = found.values[..., index, :]
    grid, prefix = found.keys or (stage.point.grid, stage.point.prefix)
    laid = laid_out(values, prefix, grid)
    pixels = x.shape[3] // grid[1] if grid and x.shape[3] % grid[1] == 0 else None
    return {"query": query.wire(), "means": found.means, **laid, "pixels": pixels, "summary": None, "estimate": None}


def laid_out(values: Tensor, prefix: int, grid: tuple[int, int] | None) -> dict[str, Any]:
    """(…, sources) -> prefix values and the rest on its grid, as nested lists; NaN (no share) becomes None."""
    rest = values[..., prefix:]
    places = rest.reshape(*rest.shape[:-1], *grid) if grid else rest
    return {"prefix": _lists(values[..., :prefix]), "grid": grid, "values": _lists(places)}


def _lists(values: Tensor) -> Any:
    if values.isnan().any():
        return None
    return values.tolist()


def summary(stage: Stage, found: Row, index: int | None) -> dict[str, float | None]:
    """Self share, effective number of sources, mean distance in input pixels, and that of uniform listening.

    The self share is what falls into the query's own cell of the picture. Prefix tokens have no place: distances leave them
    out and divide by what remains.
    """
    if found.shares.isnan().any():
        return dict.fromkeys(("self", "effective_sources", "mean_distance", "uniform_distance"))
    sources = float(mixing.effective_sources(found.shares))
    point = stage.point
    placed = index is not None and index >= point.prefix and point.grid and point.stride and found.grid and found.pixels
    if not placed:
        return {"self": None, "effective_sources": sources, "mean_distance": None, "uniform_distance": None}
    assert index is not None
    assert point.grid is not None
    assert point.stride is not None
    assert found.grid is not None
    assert found.pixels is not None
    across, down = _centres(found.grid, found.pixels)
    row, column = divmod(index - point.prefix, point.grid[1])
    right, low = across - (column + 0.5) * point.stride, down - (row + 0.5) * point.stride
    shares = found.shares[found.prefix :].double()
    shares = shares / shares.sum()
    own = (right.abs() < max(point.stride, found.pixels) / 2) & (low.abs() < max(point.stride, found.pixels) / 2)
    distance = torch.hypot(right, low)
    return {
        "self": float(found.shares[found.prefix :][own].sum()),
        "effective_sources": sources,
        "mean_distance": float((shares * distance).sum()),
        "uniform_distance": float(distance.mean()),
    }


def _centres(grid: tuple[int, int], pixels: int) -> tuple[Tensor, Tensor]:
    """x and y of the cells' centres in input pixels, each (cells,), row by row."""
    rows, columns = ((torch.arange(count, dtype=torch.double) + 0.5) * pixels for count in grid)
    return columns.repeat(grid[0]), rows.repeat_interleave(grid[1])
