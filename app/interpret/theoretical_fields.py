"""The theoretical receptive field of every position of every stage of a model, in the picture's pixels: one pass each model.

n positions of a stage (prefix tokens first, then row by row), or its units where it has no positions
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from ..analysis.receptive_field_rules import Unfollowed
from ..analysis.theoretical_receptive_field import Reaches
from ..capture.points import ResolvedPoint
from ..capture.recorder import Recording
from ..catalog.inside import recorded
from ..catalog.loaded_model import LoadedModel
from ..core.sentence import Sentence


@dataclass(frozen=True)
class TheoreticalFields:
    """`reaches`: name of a stage -> the rectangle around what the features of each position can depend on, with the signs of
    analysis.theoretical_receptive_field. `refusal`: why there are none. `cause`: what brought in the whole picture first."""

    rows: int
    columns: int
    reaches: Mapping[str, Float[Tensor, "5 n"]]
    cause: str | None
    refusal: Sentence | None

    def square(self, point: str, position: int) -> dict[str, Any] | None:
        """Pixels from top and left up to, not including, bottom and right; `whole`: all of the picture, not as a window.
        None: no pixel can change the position, or it is not known."""
        if point not in self.reaches:
            return None
        reach = self.reaches[point][:, position]
        if not reach.isfinite().all():
            return None
        top, left, bottom, right, whole = (int(value) for value in reach)
        if whole:  # what kernels add outside the picture says nothing any more
            return {"top": 0, "left": 0, "bottom": self.rows, "right": self.columns, "whole": True}
        return {"top": top, "left": left, "bottom": 1 - bottom, "right": 1 - right, "whole": False}

    @property
    def nbytes(self) -> int:
        return sum(reach.nbytes for reach in self.reaches.values())


def theoretical_fields(loaded: LoadedModel, inner: ResolvedPoint | None = None) -> TheoreticalFields:
    """Of all stages, and of an inner module where it has a grid. Slow: it belongs on a worker, and is worth keeping, since it
    depends on the structure alone."""
    input = loaded.entry.input
    x = torch.zeros(1, input.channels, input.height, input.width)
    reaches = Reaches(x)
    found: dict[str, Tensor] = {}
    refusal: Sentence | None = None
    added = (inner,) if inner and inner.grid else ()
    try:
        with reaches:
            recording = recorded(loaded.recorder, x, None, added)
        for point in (*(point for point in loaded.points if point.stage), *added):
            found[point.name] = _by_position(_of_picture(reaches, recording, point), point).clone()
    except Unfollowed as error:
        refusal = error.sentence(loaded.entry.title)
    return TheoreticalFields(input.height, input.width, found, reaches.cause, refusal)


def _of_picture(reaches: Reaches, recording: Recording, point: ResolvedPoint) -> Float[Tensor, "5 ..."]:
    """Of the very tensor that was followed, for the pass's one picture."""
    if point.inner is None:
        return reaches.of(recording.calls[point.module][point.call])[:, 0]
    reach = reaches.of(recording.inside[point.name])
    return reach if point.inner.batch is None else reach.select(1 + point.inner.batch, 0)


def _by_position(reach: Float[Tensor, "5 ..."], point: ResolvedPoint) -> Float[Tensor, "5 n"]:
    """A position's rectangle is the one around those of all its channels; where only channels are left, each has its own."""
    reach = reach.squeeze([1 + at for at, axis in enumerate(point.raw) if axis == "one"])
    raw = [axis for axis in point.raw if axis != "one"]
    if "channel" not in raw or len(raw) == 1:
        return reach.flatten(1)
    ordered = reach.permute(0, *(1 + raw.index(axis) for axis in point.axes))
    return ordered.amin(1 + point.axes.index("channel")).flatten(1)
