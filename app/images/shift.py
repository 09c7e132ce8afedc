"""Moves a picture on its canvas by whole pixels."""

import torch
from torch import Tensor

from ..analysis.equivariance import Edge


def shift(image: Tensor, dx: int, dy: int, edge: Edge, fill: float = 0.0) -> Tensor:
    """`image` (…, row, column) moved right by `dx` and down by `dy` pixels; a new tensor of the same shape and type.

    `clip`: what leaves the canvas is lost and `fill` (in the image's own unit) comes in; a shift by the whole width or more
    leaves only `fill`. `wrap`: what leaves comes in on the other side. Raises ValueError for another `edge`.
    """
    if edge == "wrap":
        return torch.roll(image, (dy, dx), (-2, -1))
    if edge != "clip":
        raise ValueError(f"edge must be 'clip' or 'wrap', not {edge!r}")
    rows, columns = image.shape[-2:]
    moved = torch.full_like(image, fill)
    to_rows, from_rows = _overlap(dy, rows)
    to_columns, from_columns = _overlap(dx, columns)
    moved[..., to_rows, to_columns] = image[..., from_rows, from_columns]
    return moved


def _overlap(step: int, size: int) -> tuple[slice, slice]:
    """Where on an axis of `size` the content lands when it moves by `step`, and where it comes from; empty past the edge."""
    step = max(-size, min(size, step))
    return slice(max(step, 0), size + min(step, 0)), slice(max(-step, 0), size - max(step, 0))
