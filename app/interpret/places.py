"""Where a stage's values lie in its grid, and where the positions of attention windows do."""

from collections.abc import Sequence
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from ..capture.leading import differentiating
from ..capture.model_lock import lock_of
from ..capture.points import ResolvedPoint
from ..capture.recorder import watch
from ..catalog.loaded_model import LoadedModel
from ..core.cache import Cache

Seats = tuple[Int[Tensor, " P"], ResolvedPoint]
"""For each place of a stage's grid, in reading order, window * keys + key; and the stage."""

MIXED = 1e-3
"""Share of a slope that may come from other places, before it is no copy of one place."""

UNSURE = 0.1
"""How far from a whole number a position may come out."""

_seats: Cache[dict[str, Seats] | None] = Cache(64)


def by_place(tensor: Float[Tensor, "1 ..."], stage: ResolvedPoint) -> Float[Tensor, "C P"]:
    """A stage's values with the module's own axes -> (channel, place), without its leading tokens."""
    one = tensor[0].detach()
    if "token" in stage.raw:
        return one.permute(stage.raw.index("channel"), stage.raw.index("token"))[:, stage.prefix :]
    return one.permute(*(stage.raw.index(axis) for axis in ("channel", "row", "column"))).flatten(1)


def window_seats(loaded: LoadedModel, maps: Sequence[ResolvedPoint]) -> dict[str, Seats] | None:
    """Where each place of its stage sits in the windows of each of these attention maps, by their names. None where that
    cannot be told.

    Whatever norms, rolls, pads and cuts the places into windows: one row of what the attention receives hangs on one place.
    With row i counted i times, the slope at that place is i times as large as with each row counted once.
    """
    return _seats.get((loaded.serial, tuple(point.name for point in maps)), lambda: _found(loaded, maps))


def _found(loaded: LoadedModel, maps: Sequence[ResolvedPoint]) -> dict[str, Seats] | None:
    stages = {point.name: _around(loaded, point) for point in maps}
    received = _received(loaded, {_layer(point) for point in maps} | {one.module for one in stages.values() if one})
    found = {}
    for point in maps:
        stage, windows = stages[point.name], received.get(_layer(point))
        if stage is None or windows is None or stage.module not in received or point.call or stage.call:
            return None
        seats = _seated(point, stage, windows, received[stage.module])
        if seats is None:
            return None
        found[point.name] = (seats, stage)
    return found


def _layer(point: ResolvedPoint) -> str:
    """The module that receives the windows, whose softmax the point is."""
    return point.module.removesuffix(".softmax")


def _around(loaded: LoadedModel, point: ResolvedPoint) -> ResolvedPoint | None:
    """The innermost stage with places that the attention is inside of."""
    holds = [one for one in loaded.points if one.stage and one.grid and point.module.startswith(f"{one.module}.")]
    return max(holds, key=lambda one: len(one.module), default=None)


def _received(loaded: LoadedModel, names: set[str]) -> dict[str, Tensor]:
    """What each of these modules gets first, of a picture of noise, attached to it."""
    kept: dict[str, Tensor] = {}
    form = loaded.entry.input
    noise = torch.randn(1, form.channels, form.height, form.width, generator=torch.Generator().manual_seed(0))

    def before(name: str, inputs: Any) -> None:
        if name in names and inputs and torch.is_tensor(inputs[0]):
            kept.setdefault(name, inputs[0])

    with lock_of(loaded.model), torch.enable_grad(), differentiating(), watch(loaded.model, before, lambda *call: None):
        loaded.model(noise.requires_grad_().clone())
    return kept


def _seated(point: ResolvedPoint, stage: ResolvedPoint, windows: Tensor, entered: Tensor) -> Int[Tensor, " P"] | None:
    """`windows`: what the attention receives, (window, key, …, channel); `entered`: what the stage does, (1, …)."""
    sizes = dict(zip(point.axes, point.shape, strict=True))
    count, keys = sizes["window"], sizes["key"]
    if windows.dim() < 3 or windows.numel() % (count * keys) or entered.dim() != 1 + len(stage.raw):
        return None
    rows = windows.reshape(count * keys, -1)
    if len(windows) != count or rows.shape[1] != windows.shape[-1] or not rows.requires_grad:
        return None
    some = torch.randn(rows.shape[1], generator=torch.Generator().manual_seed(1))
    once, counted = (
        torch.autograd.grad((weight[:, None] * rows * some).sum(), entered, retain_graph=True)[0]
        for weight in (torch.ones(len(rows)), torch.arange(1.0, len(rows) + 1))
    )
    if once.shape[1:].numel() != stage.grid[0] * stage.grid[1] * once.shape[stage.raw.index("channel") + 1]:  # type: ignore[index]
        return None
    return _whole(by_place(once, stage), by_place(counted, stage), len(rows))


def _whole(once: Float[Tensor, "C P"], counted: Float[Tensor, "C P"], rows: int) -> Int[Tensor, " P"] | None:
    """By how much `counted` is larger, minus 1, where that is another whole number below `rows` for each place."""
    factor = (once * counted).sum(0) / once.square().sum(0)
    mixed = (counted - factor * once).norm(dim=0) > MIXED * counted.norm(dim=0)
    seats = factor.round()
    if mixed.any() or not ((factor - seats).abs() < UNSURE).all() or len(seats.unique()) < len(seats):
        return None
    found = seats.long() - 1
    return found if int(found.min()) >= 0 and int(found.max()) < rows else None
