"""Whether places stay apart in a stage of which no operator was recognised: seen by disturbing one place of the stage before.

"Not seen" is not "none": that nothing mixes space is said only where this shows it.
"""

from collections.abc import Iterable
from dataclasses import replace

import torch
from torch import Tensor, nn

from models.spec.entry import Input
from models.spec.point import STAGE_ROLES, Point

from ...core.errors import no_memory
from ..recorder import Place, Recorder

PLACED = frozenset({"row", "column", "token"})


def with_evidence(model: nn.Module, points: Iterable[Point], input: Input) -> list[Point]:
    """The points, those of stages without an operator with what a disturbed place shows: `both` where others change with it,
    `channel` where none does, and `unseen` where neither is shown."""
    points = list(points)
    recorder = Recorder(model, [point for point in points if point.role in STAGE_ROLES])
    picture = torch.randn(1, input.channels, input.height, input.width, generator=torch.Generator().manual_seed(0))
    kept = {name: calls[0] for name, calls in recorder.run(picture, exact=True).calls.items()}
    found: list[Point] = []
    before: Point | None = None
    for point in points:
        asks = point.role in STAGE_ROLES and point.operator is None and bool(PLACED & set(point.axes))
        found.append(_shown(recorder, picture, kept, before, point) if asks else point)
        if point.role in STAGE_ROLES:
            before = point
    return found


def _shown(recorder: Recorder, picture: Tensor, kept: dict[str, Tensor], before: Point | None, point: Point) -> Point:
    if before is None or before.pattern not in kept or point.pattern not in kept:
        return replace(point, unseen=True)
    start, end = (_by_place(kept[one.pattern], one.axes) for one in (before, point))
    if start.shape[1] != end.shape[1] or start.shape[1] < 2:
        return replace(point, unseen=True)
    disturbed = [0, start.shape[1] // 2, start.shape[1] - 1]
    z = kept[before.pattern].repeat(1 + len(disturbed), *[1] * (kept[before.pattern].dim() - 1))
    noise = torch.Generator().manual_seed(0)  # not the same for all channels, which a norm would take out again
    places = _by_place(torch.arange(z[0].numel()).reshape(1, *z.shape[1:]), before.axes)[0]  # where each place's values lie
    for item, place in enumerate(disturbed, start=1):
        z[item].view(-1)[places[place]] += torch.randn(places.shape[1], generator=noise) * (start.std() + 1e-3)
    places_of = Place(before.pattern, 0, z.dim()), Place(point.pattern, 0, kept[point.pattern].dim())
    try:
        with torch.no_grad():
            made = _by_place(recorder.segment(picture, *places_of)(z).detach(), point.axes)
    except Exception as error:  # somebody's code: several pictures at once may be too many for it
        if no_memory(error):
            raise
        return replace(point, unseen=True)
    return _judged(point, made, disturbed)


def _judged(point: Point, made: Tensor, disturbed: list[int]) -> Point:
    """`made`: (1 + disturbed, place, channel), the first without a disturbance."""
    scale = float(made[0].abs().max()) or 1.0
    changed = (made[1:] - made[0]).abs().amax(-1) > 1e-6 * scale  # disturbed, place
    own = torch.stack([changed[item, place] for item, place in enumerate(disturbed)])
    if int(changed.sum()) > int(own.sum()):
        return replace(point, phase="both" if point.phase == "channel" else point.phase, unseen=True)
    return replace(point, unseen=not bool(own.all()))


def _by_place(tensor: Tensor, axes: tuple[str, ...]) -> Tensor:
    """(B, place, channel), a view where the tensor lies so that it can be one."""
    channel = 1 + axes.index("channel") if "channel" in axes else None
    moved = tensor.unsqueeze(-1) if channel is None else tensor.movedim(channel, -1)
    if moved.dim() < 3:  # one number for each channel, and no places
        return moved.unsqueeze(1)
    return moved.flatten(1, -2) if moved.dim() != 3 else moved
