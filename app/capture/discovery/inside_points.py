"""From a module's call to a point that can be opened: its axes, its places, or why it has none, or cannot be opened at all."""

from collections.abc import Iterable, Sequence

from models.spec.entry import Input
from models.spec.point import Point, Role
from models.spec.tiling import grid

from ...core.sentence import Sentence
from ..axes import ACROSS, MAP, MAP_LAST, TOKENS
from ..axis_names import Axis, places
from ..inner import Inner
from ..points import NO_CHANNEL_PLACES, NO_UNIT_PLACES, ResolvedPoint, in_order, stride
from .inside import Call
from .placed import trailing

Seen = tuple[tuple[str, ...], tuple[int, ...], tuple[int, int] | None, int, Sentence | None]
"""The names of an output's axes in its own order, their sizes, grid, tokens before it, and why there is no grid."""

WORDS = {"part": "axis", "within": "axis", "mixed": "axis", "": "axis", "batch": "axis", "row": "axis", "column": "axis"}
"""Kinds of axes that the wire has no word for."""

ALL = Sentence(
    "inside-no-batch",
    "None of its axes counts the pictures and nothing else, so everything that it holds is shown, without places.",
)
MIXED = Sentence(
    "inside-mixed", "A layer has summed over its places: what is left of them are numbers that lie nowhere in the picture."
)
ORDER = Sentence(
    "inside-order", "Its tokens were made in another order than reading, or it was not seen how many lie in a row."
)
UNSEEN = Sentence(
    "inside-unseen", "What the operations do to this output does not show which of its axes are places of the picture."
)


def refusal(call: Call) -> Sentence | None:
    """Why the call cannot be opened."""
    shape = call.output.shape
    if shape is None:
        says = "It returns no single tensor, but this: {what}."
        return Sentence("inside-no-tensor", says, what=call.output.yields)
    if not call.output.floating:
        return Sentence("inside-no-numbers", "What it returns are whole numbers or truth values, no activations.")
    if 0 in shape:
        return Sentence("inside-empty", "The tensor that it returns is empty: {shape}.", shape=str(shape))
    if len(shape) < 2:
        return Sentence("inside-one-number", "It returns one number for each picture: there is nothing to draw.")
    return None


def opened(call: Call, points: Iterable[ResolvedPoint], input: Input) -> ResolvedPoint:
    """Of a call that is not refused."""
    assert call.output.shape is not None
    batch = _batch(call)
    raw, sizes, found, before, why = _seen(call, batch, list(points), input)
    kept = tuple(axis for axis in raw if axis != "one")
    by_axis = dict(zip(raw, sizes, strict=True))
    several = len(set(kept)) < len(kept)  # whose order stays, since no word tells them apart
    axes = kept if several else in_order(kept)
    shape = sizes if several else tuple(by_axis[axis] for axis in axes)
    role: Role = "feature_map" if "row" in axes else "hidden"
    spec = Point(call.output.path, call.name, role, raw, "both", before, unseen=True)
    return ResolvedPoint(
        call.name, call.name, role, "both", axes, shape, call.stage.depth if call.stage else 1.0, False, found, before,
        stride(found, input), call.output.path, call.place.call, raw, 0, ("both",), spec, call.name, (), None,
        None if found else why, Inner(call.output.kind, call.place, batch, call.calls),
    )  # fmt: skip


def _batch(call: Call) -> int | None:
    """The axis that counts the pictures: named so by what was done to it, and twice as long with two of them."""
    shape, names = call.output.shape, call.output.names
    assert shape is not None
    named = [at for at, axis in enumerate(names or ()) if axis.kind == "batch"]
    if call.batch is None:  # it takes one picture at a time
        return named[0] if len(named) == 1 else None
    if len(call.batch) != 1 or shape[call.batch[0]] != 1:
        return None
    return call.batch[0] if named in ([], list(call.batch)) else None


def _seen(call: Call, batch: int | None, points: Sequence[ResolvedPoint], input: Input) -> Seen:
    shape, names = call.output.shape, call.output.names
    assert shape is not None
    if batch is None:
        return tuple("axis" for _ in shape), shape, None, 0, ALL
    rest = [axis for at, axis in enumerate(names or [Axis() for _ in shape]) if at != batch]
    sizes = tuple(size for at, size in enumerate(shape) if at != batch)
    kinds = tuple("channel" if axis.kind == "part" and len(rest) == 1 else axis.kind for axis in rest)
    left = tuple(kind for kind in kinds if kind != "one")
    if left in (MAP, MAP_LAST):
        at = dict(zip(kinds, sizes, strict=True))
        return kinds, sizes, (at["row"], at["column"]), 0, None
    if left in (TOKENS, ACROSS):
        return (kinds, sizes, *_tokens(rest[kinds.index("token")], sizes[kinds.index("token")], points, input))
    if left == ("token",):  # a picture's or a map's values in one row
        kinds = left = ("unit",)
    if left in (("channel",), ("unit",)):
        return kinds, sizes, None, 0, NO_UNIT_PLACES if left == ("unit",) else NO_CHANNEL_PLACES
    words = tuple(WORDS.get(kind, kind) if kind != "one" else "axis" for kind in kinds)
    plain = tuple("axis" if words.count(word) > 1 or word in ("token", "unit") else word for word in words)
    return plain, sizes, None, 0, MIXED if "mixed" in kinds else UNSEEN


def _tokens(
    axis: Axis, size: int, points: Sequence[ResolvedPoint], input: Input
) -> tuple[tuple[int, int] | None, int, Sentence | None]:
    """Their grid, how many come before it, and why there is none. A stage with as many tokens, where they lie having been shown
    by disturbed cells of the picture, is believed first."""
    for point in points:
        if point.stage and "token" in point.axes and point.shape[point.axes.index("token")] == size and point.no_grid:
            return None, point.prefix, point.no_grid
    if axis.after:
        return None, axis.before, trailing(axis.after)
    if places(axis, size) and axis.grid is not None:
        return axis.grid, axis.before, None
    tiles = grid(size - axis.before, input.width, input.height) if axis.grid is not None else None
    return (tiles, axis.before, None) if tiles else (None, axis.before, ORDER)
