"""A part of an activation replaced by something else: which of its values, and how far two activations lie apart.

B items of a batch, each with a choice of its own · K classes
"""

from collections.abc import Sequence
from typing import Literal

import torch
from jaxtyping import Bool, Float
from torch import Tensor

Slice = Literal["whole", "channel", "unit", "position", "head"]
"""What of an activation is chosen: all of it, channels, units, places (a token, or a place of a map, row by row), or heads that
lie side by side along the last axis."""


def selection(
    axes: Sequence[str], shape: Sequence[int], part: Slice, rows: Sequence[Sequence[int]], heads: int = 1
) -> Bool[Tensor, "B ..."]:
    """For each of `rows` the values that its numbers choose, as a mask (B, …) that spreads over (B, *shape).

    `axes` names the axes of `shape`; the mask has size 1 along those that the choice does not depend on. `whole` takes no
    numbers.
    """
    if part == "whole":
        return torch.ones(len(rows), *(1 for _ in shape), dtype=torch.bool)
    sizes = dict(zip(axes, shape, strict=True))
    chosen_axes = {"position": ("row", "column") if "row" in sizes else ("token",), "head": (axes[-1],)}.get(part, (part,))
    count = 1
    for axis in chosen_axes:
        count *= sizes[axis]
    mask = torch.zeros(len(rows), heads if part == "head" else count, dtype=torch.bool)
    for row, numbers in zip(mask, rows, strict=True):
        row[list(numbers)] = True
    if part == "head":
        mask = mask.repeat_interleave(count // heads, dim=1)
    return mask.reshape(len(rows), *(size if axis in chosen_axes else 1 for axis, size in sizes.items()))


def replaced(own: Float[Tensor, "B ..."], other: Tensor, chosen: Bool[Tensor, "B ..."]) -> Float[Tensor, "B ..."]:
    """`other` where chosen, else bit for bit what was there."""
    return torch.where(chosen, other.to(own.dtype), own)


def relative_change(before: Float[Tensor, "..."], after: Float[Tensor, "..."]) -> float | None:
    """‖after − before‖ / ‖before‖ over all values; None where all were 0 and are not any more."""
    before, after = before.double(), after.double()
    apart, size = float((after - before).norm()), float(before.norm())
    if apart == 0:
        return 0.0
    return apart / size if size else None
