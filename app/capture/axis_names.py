"""What the axes of a pass's tensors mean, followed from the picture through the operations that are done to them.

A convolution slides over rows and columns, a dense layer and a norm act on the last axis, a reshape says which axes it merges:
that decides, never a number that fits. What is done by an operation that is not known here has axes without a name.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor

ATTRIBUTE = "_axis_names"

FEATURES = frozenset({"channel", "part", "within", "one"})
"""Kinds that make channels when they are merged: channels, a part of them, pixels within a cell, an axis of one."""


@dataclass(eq=False)
class Axis:
    """`kind`: batch, channel, row, column, token, unit; `part` of the channels; `within` a cell; `one` value that is left of an
    axis; `mixed` from places by a layer; "" where it is not known.

    `before`, `after`: tokens that are no place of the picture; `grid`: rows and columns of those between, None where they lie
    in another order than reading. Tensors share the object, so that what is found out about one holds for all.
    """

    kind: str = ""
    before: int = 0
    after: int = 0
    grid: tuple[int, int] | None = None

    def same(self, other: "Axis") -> bool:
        return vars(self) == vars(other)

    def become(self, other: "Axis") -> None:
        self.kind, self.before, self.after, self.grid = other.kind, other.before, other.after, other.grid


Names = tuple[Axis, ...]

BATCH, CHANNEL, ROW, COLUMN = Axis("batch"), Axis("channel"), Axis("row"), Axis("column")


def names_of(tensor: Any) -> Names | None:
    """None where nothing is known; else one for each axis."""
    found: Names | None = getattr(tensor, ATTRIBUTE, None)
    return found if found is not None and len(found) == tensor.dim() else None


def name(tensor: Tensor, names: Iterable[Axis] | None) -> None:
    if names is not None and len(kept := tuple(names)) == tensor.dim():
        setattr(tensor, ATTRIBUTE, kept)
    elif hasattr(tensor, ATTRIBUTE):
        delattr(tensor, ATTRIBUTE)


def start(picture: Tensor) -> Tensor:
    """The model's input (batch, channel, row, column), with its names."""
    name(picture, (BATCH, CHANNEL, ROW, COLUMN))
    return picture


def tensors_in(value: Any, depth: int = 3) -> list[Tensor]:
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if depth == 0 or not isinstance(value, (tuple, list)):
        return []
    return [one for part in value for one in tensors_in(part, depth - 1)]


def together(results: Sequence[int], operands: Sequence[tuple[Names | None, Sequence[int]]]) -> Names | None:
    """Of an operation value by value, with broadcasting: `results` is the shape that it gives. An axis that the named operands
    do not agree on has no name; what was `mixed`, or has none, is what it is added to."""
    if all(names is None for names, _ in operands):
        return None
    found = []
    for back in range(len(results), 0, -1):
        size, here = results[-back], []
        for names, shape in operands:
            if names is not None and back <= len(shape) and shape[-back] == size:
                here.append(names[-back])
        found.append(_agreed(here))
    return tuple(found)


def _agreed(axes: Sequence[Axis]) -> Axis:
    known = [axis for axis in axes if axis.kind not in ("", "mixed", "one")]
    if not known:
        return axes[0] if axes else Axis()
    first = known[0]
    if not all(first.same(axis) for axis in known[1:]):
        return Axis()
    for axis in axes:
        if axis.kind in ("", "mixed"):
            axis.become(first)
    return first


def reshaped(names: Names, old: Sequence[int], new: Sequence[int]) -> Names:
    """Names after a reshape, row-major: axes that go into each other are found by their products."""
    found: list[Axis] = []
    at = to = 0
    while at < len(old) or to < len(new):
        first, upto = at, to
        left = right = 1
        while (at == first and at < len(old)) or (to == upto and to < len(new)) or left != right:
            if at < len(old) and (at == first or left < right):
                left, at = left * old[at], at + 1
            elif to < len(new) and (to == upto or right < left):
                right, to = right * new[to], to + 1
            else:
                raise ValueError("shapes of another size")
        found += _regrouped(names[first:at], old[first:at], new[upto:to])
    return tuple(found)


def _regrouped(names: Names, old: Sequence[int], new: Sequence[int]) -> list[Axis]:
    """One group of axes that become another with as many values."""
    kept = [(axis, size) for axis, size in zip(names, old, strict=True) if size != 1 or axis.kind == "batch"]
    sizes = [size for size in new if size != 1]
    kinds = [axis.kind for axis, _ in kept]
    if [size for _, size in kept if size != 1] == sizes and ("batch" not in kinds or 1 not in old[:1] or new[:1] == old[:1]):
        return _aligned(kept, new)
    if "batch" in kinds:
        return [Axis() for _ in new]
    if not kept:
        return [Axis("one") for _ in new]
    if len(sizes) == 1:
        merged = _merged([axis for axis, _ in kept], [size for _, size in kept])
        return [merged if size != 1 else Axis("one") for size in new]
    if len(kept) == 1:
        parts = iter(_parts(kept[0][0], sizes))
        return [next(parts) if size != 1 else Axis("one") for size in new]
    return [Axis() for _ in new]


def _aligned(kept: Sequence[tuple[Axis, int]], new: Sequence[int]) -> list[Axis]:
    """The same axes, with other axes of one between them."""
    rest, found = list(kept), []
    for size in new:
        if rest and rest[0][1] == size:
            found.append(rest.pop(0)[0])
        else:
            found.append(Axis("one"))
    return found


def _merged(axes: Sequence[Axis], sizes: Sequence[int]) -> Axis:
    kinds = [axis.kind for axis in axes]
    if kinds == ["row", "column"]:
        return Axis("token", grid=(sizes[0], sizes[1]))
    if kinds == ["column", "row"]:
        return Axis("token")
    if set(kinds) == {"within"}:
        return Axis("within")
    if set(kinds) <= FEATURES:
        return Axis("channel")
    if "" in kinds or "mixed" in kinds:
        return Axis()
    return Axis("unit") if "channel" in kinds or "unit" in kinds else Axis()


def _parts(axis: Axis, sizes: Sequence[int]) -> list[Axis]:
    if axis.kind in ("channel", "part"):
        return [Axis("part") for _ in sizes]
    if axis.kind == "token" and axis.grid == tuple(sizes) and not axis.before and not axis.after:
        return [Axis("row"), Axis("column")]
    if axis.kind in ("row", "column") and len(sizes) == 2:
        return [Axis(axis.kind), Axis("within")]
    return [Axis() for _ in sizes]


def places(axis: Axis, size: int) -> bool:
    """Whether the tokens between those without a place are exactly those of the grid."""
    return axis.grid is not None and axis.before + math.prod(axis.grid) + axis.after == size
