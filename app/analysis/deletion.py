"""Whether the windows that a map puts first are those on which an answer hangs: deletion and insertion (RISE, 1806.07421).

Deletion: the picture's windows become as in the baseline, those first that speak most for f; insertion: into the baseline the
picture's windows come, in the same order. f is what is explained (attribution.py), in logits, not a probability.

C channels · H rows · W columns · N windows, side by side in reading order · S steps
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from .attribution import Score

Way = Literal["deletion", "insertion"]
WAYS: tuple[Way, ...] = ("deletion", "insertion")

MOST = 24
"""Steps from no window to all of them, at most: with more windows, several change at a step."""


@dataclass(frozen=True)
class Curve:
    """f after each step, and the area under it: its mean over the share of windows, by trapezoids. In logits."""

    values: list[float]
    area: float


def windows_of(height: int, width: int, window: int) -> int:
    return -(-height // window) * -(-width // window)


def order_of(values: Float[Tensor, "H W"], window: int, whole: bool) -> Int[Tensor, " N"]:
    """Windows from the one with the largest sum to that with the least; of equal ones, in reading order. `whole`: a value
    stands for its window and is not to be added up (an occlusion)."""
    if whole:
        sums = values[::window, ::window].flatten()
    else:
        height, width = values.shape
        filled = F.pad(values, (0, -width % window, 0, -height % window)).double()
        sums = filled.unfold(0, window, window).unfold(1, window, window).sum((2, 3)).flatten()
    return torch.sort(sums, descending=True, stable=True).indices


def random_order(count: int, seed: int) -> Int[Tensor, " N"]:
    return torch.from_numpy(np.random.RandomState(seed).permutation(count))


def steps(count: int) -> list[int]:
    """How many windows have changed at each step, 0 and all of them among them."""
    most = min(MOST, count)
    return [round(count * step / most) for step in range(most + 1)]


def curve(
    way: Way, score: Score, x: Float[Tensor, "1 C H W"], empty: Float[Tensor, "1 C H W"], order: Int[Tensor, " N"],
    window: int, ends: tuple[float, float], together: int,
) -> Curve:  # fmt: skip
    """`ends`: f of the picture and of the baseline, which are a curve's ends. `together`: pictures of one pass."""
    start, end = (x, empty) if way == "deletion" else (empty, x)
    counts = steps(len(order))
    values = []
    for some in _batches(counts[1:-1], together):
        with torch.no_grad():
            values += score(_changed(start, end, order, window, some)).tolist()
    first, last = ends if way == "deletion" else reversed(ends)
    values = [first, *values, last]
    shares = np.asarray(counts) / len(order)
    return Curve(values, float(np.trapezoid(values, shares)))


def _batches(counts: Sequence[int], together: int) -> Iterator[Sequence[int]]:
    for at in range(0, len(counts), together):
        yield counts[at : at + together]


def _changed(start: Tensor, end: Tensor, order: Tensor, window: int, counts: Sequence[int]) -> Float[Tensor, "S C H W"]:
    """`start` with the first so many windows of `order` as in `end`."""
    height, width = start.shape[2:]
    turn = torch.empty_like(order)
    turn[order] = torch.arange(len(order))
    columns = -(-width // window)
    pixels = turn.reshape(-1, columns).repeat_interleave(window, 0).repeat_interleave(window, 1)[:height, :width]
    return torch.cat([torch.where(pixels < count, end, start) for count in counts])
