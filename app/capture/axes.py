"""How the axes of a tensor lie: which are rows and columns of the picture, which tokens, which channels."""

import math
from dataclasses import dataclass

from models.spec.entry import ACROSS, MAP, TOKENS, Input
from models.spec.tiling import grid

__all__ = ["ACROSS", "MAP", "MAP_LAST", "TOKENS", "Layout", "Prefixes", "of_map", "of_tokens", "tiles"]

Shape = tuple[int, ...]

MAP_LAST = ("row", "column", "channel")

FAR = 1.0
"""By how many rows less than this a map may miss the picture's proportions, through rounding."""


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
    return grid(count, input.width, input.height) is not None


def of_map(shape: Shape, input: Input, last: bool) -> Layout | None:
    """Of (a, b, c): the two axes with the picture's proportions are its rows and columns. `last`: where both ways fit, channels
    are last. None where neither fits."""
    first_fits, last_fits = _far(shape[1], shape[2], input), _far(shape[0], shape[1], input)
    if min(first_fits, last_fits) >= FAR:
        return None
    if abs(first_fits - last_fits) < 1e-9:
        return Layout(MAP_LAST if last else MAP)
    return Layout(MAP if first_fits < last_fits else MAP_LAST)


def _far(rows: int, columns: int, input: Input) -> float:
    if rows > input.height or columns > input.width:
        return math.inf
    return abs(rows - columns * input.height / input.width)


@dataclass(frozen=True)
class Prefixes:
    """How many tokens may come before those that have a place. `said`: what the model says of itself, None if nothing.

    `maps`: how many positions the maps have that were seen in it: without a word from the model, tokens are taken to be one of
    them with up to `MOST` others in front, never just any number that fits.
    """

    said: int | None
    maps: frozenset[int]
    last: frozenset[Shape] = frozenset()
    """Shapes (token, channel) whose last axis is shown to be the channels: a norm or a softmax over tokens acts on them."""

    def of(self, count: int, input: Input) -> int | None:
        """For so many tokens; None if they do not hold a whole picture."""
        for prefix in dict.fromkeys((self.said or 0, 0)):
            if count - prefix > 1 and tiles(count - prefix, input):
                return prefix
        free = range(1, MOST + 1) if self.said is None else ()
        return next((prefix for prefix in free if count - prefix in self.maps and tiles(count - prefix, input)), None)


MOST = 9
"""Tokens without a place that a model may have: 8 registers and a class token are the most so far."""


def of_tokens(shape: Shape, input: Input, prefixes: Prefixes) -> Layout | None:
    """Of (a, b): the axis that holds a whole picture of tokens. What turns over a shape whose axes are shown is turned over."""
    if shape[::-1] in prefixes.last and shape not in prefixes.last:
        return Layout(ACROSS, prefixes.of(shape[1], input) or 0)
    for axes, count in ((TOKENS, shape[0]), *(() if shape in prefixes.last else ((ACROSS, shape[1]),))):
        prefix = prefixes.of(count, input)
        if prefix is not None:
            return Layout(axes, prefix)
    return None
