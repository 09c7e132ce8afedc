"""What the axes of a softmax's weights are, seen by disturbing one place of what its layer gets.

Weights between positions keep their proportions among all that neither ask nor are asked at that place; weights between
channels, each a sum over all places, keep none. Where positions attend within windows, those of other windows stay as they are.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ...core.errors import no_memory
from ..fused_attention import Softmaxes
from ..leading import Place
from ..recorder import Recorder

STILL = 1e-3
"""By how much less than this the logarithm of a weight may change and count as unchanged."""


@dataclass(frozen=True)
class Shown:
    """`positions`: whether the weights are between positions, None where that is not shown. `touched`: of every map (the axes
    before query and key) whether the place changed it."""

    positions: bool | None
    touched: Tensor

    def windows(self, axis: int) -> bool:
        """Whether the maps along this axis are those of windows: the place changes some of them and leaves others, alike for
        each index of the other axes."""
        along = self.touched.movedim(axis, 0).flatten(1)
        return bool((along == along[:, :1]).all()) and not bool(along.all()) and bool(along.any())

    def merged(self, windows: int) -> bool:
        """Whether the one axis is window after window, each with all of its heads."""
        if self.touched.dim() != 1 or self.touched.numel() % windows:
            return False
        maps = self.touched.reshape(windows, -1)
        hit = maps.any(1)  # a head may hardly notice
        return bool(hit.any()) and not bool(hit.all()) and int(hit.sum()) * maps.shape[1] <= 2 * int(maps.sum())


def show(model: nn.Module, picture: Tensor, layer: str, number: int) -> Shown | None:
    """Of the pass's softmax of that number, taken in `layer`; None where the layer does not get one tensor."""
    noise = torch.randn(picture.shape, generator=torch.Generator().manual_seed(0))
    recorder, place, found = Recorder(model, ()), Place(layer), None
    try:
        plain = _weights(model, noise, number)
        for last in (False, True):
            edit = _Disturbed(last)
            with recorder.edited(place, edit, received=True):
                other = _weights(model, noise, number)
            if plain is None or other is None or plain.shape != other.shape or plain.dim() < 3:
                return None
            found = _shown(plain, other)
            if edit.rank != 4 or not bool(found.touched.all()):
                break
    except Exception as error:  # somebody's code: what it does with other values is not known
        if no_memory(error):
            raise
        return None
    return found


def _shown(plain: Tensor, other: Tensor) -> Shown:
    change = (other.clamp(min=1e-37).log() - plain.clamp(min=1e-37).log()).float()
    touched = (change.abs() > STILL).flatten(-2).any(-1)
    moved = change[touched]
    alike = (moved - moved.median(-1, keepdim=True).values).abs() < STILL
    few = change.shape[-1] < 3 or not moved.numel()
    return Shown(None if few else bool((alike.float().mean(-1) > 0.5).any()), touched)


def _weights(model: nn.Module, picture: Tensor, number: int) -> Tensor | None:
    kept: list[Tensor] = []
    with torch.no_grad(), Softmaxes(lambda: True, lambda weights, values: kept.append(weights.detach().clone())):
        model(picture.clone())
    return kept[number] if number < len(kept) else None


class _Disturbed:
    """Other values at one place: of (…, channel, row, column) the first cell, else, and where channels are `last`, the first
    along all axes but the last; of windows that lie in the batch, in the first one only."""

    def __init__(self, last: bool) -> None:
        self.last, self.rank = last, 0

    def __call__(self, given: Tensor) -> Tensor:
        self.rank = given.dim()
        place = (0, slice(None), 0, 0) if self.rank == 4 and not self.last else (0,) * (self.rank - 1)
        other, size = given.clone(), float(given.float().std()) if given.numel() > 1 else 1.0
        noise = torch.randn(other[place].shape, generator=torch.Generator().manual_seed(1))
        other[place] += noise.to(given.dtype) * (size + 1e-3)
        return other
