"""What a model's points are: found once by a probe pass, in order of execution, with shapes, grids and depths."""

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from models.entry import Input
from models.point import STAGE_ROLES, Phase, Role
from models.sums import Sums

from .capture import CaptureError, Place, Recorder, Recording


@dataclass(frozen=True, slots=True)
class ResolvedPoint:
    """A point of one model, as the wire describes it.

    `name` is the module's path, with `@2` … after it for the further calls of a module that runs several times.
    `shape` is without the batch. `depth`: 0 input … 1 logits. `grid`: rows and columns of the positions, if it has some.
    `stride`: input pixels from one grid cell to the next. `call`: which of the module's calls, from 0.
    `adds`: how many branches the module adds to what goes around them (models.sums).
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
    adds: int = 0

    def wire(self) -> dict[str, Any]:
        keys = ("name", "title", "role", "phase", "axes", "shape", "depth", "stage", "grid", "prefix", "stride", "adds")
        return {key: getattr(self, key) for key in keys}

    def of(self, recording: Recording) -> Tensor:
        """This point's tensor, batch first."""
        return recording.calls[self.module][self.call]


def resolve(recorder: Recorder, input: Input) -> tuple[ResolvedPoint, ...]:
    """Runs the model once on an empty picture. CaptureError if a point's axes do not fit what its module yields."""
    x = torch.zeros(1, input.channels, input.height, input.width)
    with Sums(recorder.model, x, keep=False) as sums:
        recording = recorder.run(x)
    places = {place.name: place for place in recorder.places}
    points = [
        _describe(places[name], tensor, call, input, sum(one.block == name for one in sums.found))
        for name, tensors in recording.calls.items()
        for call, tensor in enumerate(tensors)
    ]
    return _with_depths(points)


def _describe(place: Place, tensor: Tensor, call: int, input: Input, adds: int) -> ResolvedPoint:
    point, shape = place.point, tuple(tensor.shape[1:])
    if len(point.axes) != len(shape):
        raise CaptureError(f"The point {place.name} has axes {point.axes}, but yields shape {shape} for a picture.")
    name = place.name if call == 0 else f"{place.name}@{call + 1}"
    title = point.title.replace("{}", str(place.ordinal))
    grid = _grid(point.axes, shape, point.prefix, input)
    return ResolvedPoint(
        name, title, point.role, point.phase, point.axes, shape, 0.0, point.role in STAGE_ROLES,
        grid, point.prefix, _stride(grid, input), place.name, call, adds,
    )  # fmt: skip


def _grid(axes: tuple[str, ...], shape: tuple[int, ...], prefix: int, input: Input) -> tuple[int, int] | None:
    """Rows and columns of the positions, for tokens those that have the picture's proportions."""
    sizes = dict(zip(axes, shape, strict=True))
    if "row" in sizes:
        return sizes["row"], sizes["column"]
    tokens = sizes.get("token", sizes.get("key"))
    if tokens is None:
        return None
    count = tokens - prefix
    fits = [(rows, count // rows) for rows in range(1, count + 1) if count % rows == 0]
    return next(((rows, columns) for rows, columns in fits if rows * input.width == columns * input.height), None)


def _stride(grid: tuple[int, int] | None, input: Input) -> int | None:
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
