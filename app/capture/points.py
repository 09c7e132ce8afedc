"""What a model's points are: found once by a probe pass, in order of execution, with shapes, grids and depths."""

from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor

from models.measure.residual_sums import Sums
from models.spec.entry import Input
from models.spec.point import STAGE_ROLES, Phase, Point, Role, filled_in
from models.spec.tiling import grid

from ..core.sentence import Sentence
from . import axes as tensor_axes
from .inner import Inner
from .matching import CaptureError, HookTarget, filled
from .phases import Uses
from .recorder import Place, Recorder, Recording


@dataclass(frozen=True, slots=True)
class ResolvedPoint:
    """A point of one model, as the wire describes it.

    `name` is the module's path, with `@2` … after it for the further calls of a module that runs several times.
    `shape` is without the batch. `depth`: 0 input … 1 logits. `grid`: rows and columns of the positions, if it has some.
    `stride`: input pixels from one grid cell to the next. `keys`: for attention, grid and prefix of the positions that are
    listened to, where they are others than those that listen. `call`: which of the module's calls, from 0.
    `axes` and `shape` are in the wire's order: channels before rows, windows before heads. `raw` are the module's own axes.
    `adds`: how many branches the module adds to what goes around them (models.measure.residual_sums).
    `phases`: what it mixes, one after the other; one phase where it is all at once (phases.py).
    `spec`: the registry's point that found it; `title` is `title_key` with `title_values` in the place of each {}.
    `inner`: of an inner module that somebody has opened, which is none of the model's points (discovery/inside.py).
    """

    name: str
    title: str
    role: Role
    phase: Phase
    axes: tuple[str, ...]
    shape: tuple[int, ...]
    depth: float
    stage: bool
    grid: tuple[int, int] | None
    prefix: int
    stride: int | None
    module: str
    call: int
    raw: tuple[str, ...]
    adds: int
    phases: tuple[Phase, ...]
    spec: Point
    title_key: str
    title_values: tuple[str, ...]
    keys: tuple[tuple[int, int] | None, int] | None = None
    no_grid: Sentence | None = field(default=None, hash=False)
    """Why a stage has no grid."""
    inner: Inner | None = None

    def wire(self) -> dict[str, Any]:
        keys = (
            "name", "title", "role", "phase", "phases", "axes", "shape", "depth", "stage", "grid", "prefix", "stride", "adds",
        )  # fmt: skip
        listened = None if self.keys is None else {"grid": self.keys[0], "prefix": self.keys[1]}
        return {key: getattr(self, key) for key in keys} | {
            "no_grid": None if self.no_grid is None else self.no_grid.told(),
            "keys": listened, "title_key": self.title_key, "title_values": list(self.title_values),
        }  # fmt: skip

    @property
    def place(self) -> Place:
        """Which output of which module it is."""
        if self.inner is not None:
            return self.inner.place
        return Place(self.module, self.call, len(self.raw) + 1)

    def of(self, recording: Recording) -> Tensor:
        """This point's tensor, batch first, its axes in the wire's order: where the module has another, a view."""
        if self.inner is not None:
            tensor = self.inner.read(recording.inside[self.name])
            tensor = tensor.squeeze([1 + at for at, axis in enumerate(self.raw) if axis == "one"])
            raw = tuple(axis for axis in self.raw if axis != "one")
        else:
            tensor, raw = recording.calls[self.module][self.call], self.raw
        return tensor if raw == self.axes else tensor.permute(0, *(1 + raw.index(axis) for axis in self.axes))


NO_UNIT_PLACES = Sentence("no-grid-units", "Its numbers are those of units, which have no place in the picture.")
NO_CHANNEL_PLACES = Sentence("no-grid-channels", "It holds one number for each channel, and no places any more.")

ORDERS = (tensor_axes.MAP, tensor_axes.TOKENS, ("window", "head", "query", "key"))
"""In which order the wire has axes that modules have in various orders."""


def in_order(axes: tuple[str, ...]) -> tuple[str, ...]:
    return next((order for order in ORDERS if set(order) == set(axes)), axes)


def resolve(recorder: Recorder, input: Input) -> tuple[ResolvedPoint, ...]:
    """Runs the model once on an empty picture. CaptureError if a point's axes do not fit what its module yields."""
    picture = torch.zeros(1, input.channels, input.height, input.width)
    order: list[Tensor] = []

    def shape(tensor: Tensor) -> Tensor:  # shapes are enough
        order.append(tensor.to("meta"))
        return order[-1]

    with Sums(recorder.model, picture, keep=False) as sums, Uses(recorder.model) as uses:
        recording = recorder.run(picture, keep=shape)
    targets = {target.name: target for target in recorder.targets}
    times = {id(tensor): time for time, tensor in enumerate(order)}
    calls = [
        (times.get(id(one), 0), name, call, one) for name, ones in recording.calls.items() for call, one in enumerate(ones)
    ]
    points = []
    for _, name, call, tensor in sorted(calls, key=lambda one: one[0]):
        adds = sum(one.block == name for one in sums.found)
        points.append(_describe(targets[name], tensor, (call, len(recording.calls[name])), input, adds, uses))
    return _with_depths(points)


def _describe(target: HookTarget, tensor: Tensor, calls: tuple[int, int], input: Input, adds: int, uses: Uses) -> ResolvedPoint:
    """`calls`: which of the module's calls this is, from 0, and how many there are."""
    call, times = calls
    point, shape = target.point, tuple(tensor.shape[1:])
    if len(point.axes) != len(shape):
        raise CaptureError(f"The point {target.name} has axes {point.axes}, but yields shape {shape} for a picture.")
    name = target.name if call == 0 else f"{target.name}@{call + 1}"
    title, values = point.title, point.title_values or (str(target.ordinal),) * point.title.count("{}")
    if times > 1 and point.role != "logits" and not values:
        title, values = f"{title} {{}}", (str(call + 1),)
    elif times > 1 and point.title_values:
        values = (*values[:-1], f"{values[-1]}, {call + 1}")
    sizes = dict(zip(point.axes, shape, strict=True))
    axes = in_order(point.axes)
    grid, prefix = _grid(sizes, "token" if "token" in sizes else "query", point, input)
    keys = _grid(sizes, "key", point, input) if "key" in sizes and "window" not in sizes else None
    operator = None if point.operator is None else filled(point.operator.pattern, point.pattern, target.name)
    return ResolvedPoint(
        name, filled_in(title, values), point.role, point.phase, axes, tuple(sizes[axis] for axis in axes), 0.0,
        point.role in STAGE_ROLES, grid, prefix, stride(grid, input), target.name, call, point.axes, adds,
        uses.phases(target.name, point.phase, operator), point, title, values,
        None if keys == (grid, prefix) else keys, None if grid else _gridless(sizes, point, input),
    )  # fmt: skip


def _grid(sizes: dict[str, int], axis: str, point: Point, input: Input) -> tuple[tuple[int, int] | None, int]:
    """Rows and columns of the positions along an axis, for tokens those that have the picture's proportions; and how many
    tokens come before them: the point's prefix, or none where all of them tile the picture."""
    if "row" in sizes:
        return (sizes["row"], sizes["column"]), 0
    if axis not in sizes or "window" in sizes or not point.ordered:
        return None, 0
    count = sizes[axis]
    for before in (point.prefix, 0):
        if (found := grid(count - before, input.width, input.height)) and count - before > 1:
            return found, before
    return None, min(point.prefix, count)


def _gridless(sizes: dict[str, int], point: Point, input: Input) -> Sentence | None:
    """Why a stage has no grid, as far as it is known."""
    if point.role not in STAGE_ROLES:
        return None
    if "token" in sizes:
        says = (
            "Which of its {count} tokens have a place in the picture is not known: neither all of them, nor those that are "
            "left without leading ones that were recognised, tile {width} x {height} pixels as square cells."
        )
        alone = "It is one token, which may stand for the whole picture or for no place in it: that is not known."
        width, height = input.width, input.height
        if sizes["token"] == 1:
            return point.gridless or Sentence("no-grid-one-token", alone)
        return point.gridless or Sentence("no-grid-count", says, count=sizes["token"], width=width, height=height)
    if set(sizes) == {"unit"}:
        return NO_UNIT_PLACES
    if set(sizes) == {"channel"}:
        return NO_CHANNEL_PLACES
    return None


def stride(grid: tuple[int, int] | None, input: Input) -> int | None:
    if grid is None or input.height % grid[0] or input.width % grid[1]:
        return None
    down, across = input.height // grid[0], input.width // grid[1]
    return down if down == across else None


def _with_depths(points: list[ResolvedPoint]) -> tuple[ResolvedPoint, ...]:
    """k/K over the stages and the logits; a detail, such as attention, has the depth of the stage that follows it."""
    total = sum(_counts(point) for point in points) or 1
    done, placed = 0, []
    for point in points:
        done += _counts(point)
        placed.append(replace(point, depth=min(done + (not _counts(point)), total) / total))
    return tuple(placed)


def _counts(point: ResolvedPoint) -> bool:
    return point.stage or point.role == "logits"
