"""How the axes of a tensor lie: which are rows and columns of the picture, which tokens, which channels."""

import math
from dataclasses import dataclass

from models.registry import Input

Shape = tuple[int, ...]

MAP = ("channel", "row", "column")
MAP_LAST = ("row", "column", "channel")
TOKENS = ("token", "channel")
ACROSS = ("channel", "token")

FAR = 0.35
"""How far (as the logarithm of a ratio) the proportions of a map may be from the picture's, through rounding."""


@dataclass(frozen=True)
class Layout:
    """`axes` of a tensor without its batch axis; `prefix`: leading tokens that are no place in the picture."""

    axes: tuple[str, ...]
    prefix: int = 0

    def size(self, shape: Shape, axis: str) -> int:
        return shape[self.axes.index(axis)]

    def positions(self, shape: Shape) -> int:
        """How many places there are, prefix tokens among them."""
        return math.prod(size for size, axis in zip(shape, self.axes, strict=True) if axis != "channel")

    def channels(self, shape: Shape) -> int:
        return self.size(shape, "channel") if "channel" in self.axes else 1


def tiles(count: int, input: Input) -> bool:
    """Whether so many places tile the picture, as square cells."""
    return grid(count, input) is not None


def grid(count: int, input: Input) -> tuple[int, int] | None:
    """Rows and columns of so many square cells that tile the picture."""
    if count < 1:
        return None
    rows = math.isqrt(count * input.height // input.width)
    fits = rows > 0 and count % rows == 0 and rows * input.width == count // rows * input.height
    return (rows, count // rows) if fits else None


def of_map(shape: Shape, input: Input, last: bool) -> Layout | None:
    """Of (a, b, c): the two axes with the picture's proportions are its rows and columns. `last`: where both ways fit, channels
    are last. None where neither fits."""
    first_fits, last_fits = _far(shape[1], shape[2], input), _far(shape[0], shape[1], input)
    if min(first_fits, last_fits) > FAR or max(shape) < 1:
        return None
    if abs(first_fits - last_fits) < 1e-9:
        return Layout(MAP_LAST if last else MAP)
    return Layout(MAP if first_fits < last_fits else MAP_LAST)


def _far(rows: int, columns: int, input: Input) -> float:
    if rows > input.height or columns > input.width:
        return math.inf
    return abs(math.log(rows * input.width / (columns * input.height)))


def of_tokens(shape: Shape, input: Input, prefixes: tuple[int, ...]) -> Layout | None:
    """Of (a, b): the axis that holds a whole picture of tokens, with one of these numbers of tokens before them."""
    for axes, count in ((TOKENS, shape[0]), (ACROSS, shape[1])):
        for prefix in prefixes:
            if tiles(count - prefix, input) and count - prefix > 1:
                return Layout(axes, prefix)
    return None
