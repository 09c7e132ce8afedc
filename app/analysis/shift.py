"""How much an activation changes when the picture moves (docs: "How much a stage changed" in wire.md).

Pure functions of tensors. `reference` = a(x) and `moved` = a(y) are batch first, B items; where `reference` has a batch of
one it stands for every item. The picture y is x moved by t = (dx, dy) pixels, right and down positive. Results are float64
of shape (B,); NaN where a measure is not defined.
"""

from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor

Edge = Literal["clip", "wrap"]


def invariance(reference: Tensor, moved: Tensor) -> Tensor:
    """‖a(x) − a(y)‖ / ‖a(y)‖, the change not undone: 0 = unchanged. 0 also where both are all zeros."""
    return _ratio(_norm(reference - moved), _norm(moved))


def cosine(reference: Tensor, moved: Tensor, baseline: float = 0.0) -> Tensor:
    """(cos − b) / (1 − b): 1 = same direction, 0 = as different as the activations of different pictures.

    `baseline` b in [−1, 1): the mean cosine between this stage's activations of different pictures; 0 = plain cosine. Without
    it, any two activations after a ReLU look alike (METHODS.md, section 1).
    """
    products = (reference.flatten(1) * moved.flatten(1)).sum(1, dtype=torch.float64)
    cosines = products / (_norm(reference) * _norm(moved))
    return (cosines - baseline) / (1 - baseline)


def equivariance(
    reference: Tensor, moved: Tensor, shifts: Sequence[tuple[int, int]], stride: int | None, edge: Edge
) -> Tensor:
    """‖T a(x) − a(y)‖ / ‖a(y)‖, the change after undoing the move, for maps (B, channel, row, column); see `as_maps`.

    T moves the map by t / stride cells. NaN where the stride (input pixels per cell) does not divide t, or is None: nothing
    is interpolated. `wrap`: T rolls the map. `clip`: both norms run over the positions that have a source inside the map;
    NaN if there is none.
    """
    undone = [_one_undone(reference[i % len(reference)], moved[i], t, stride, edge) for i, t in enumerate(shifts)]
    return torch.tensor(undone, dtype=torch.float64)


def _one_undone(a: Tensor, b: Tensor, t: tuple[int, int], stride: int | None, edge: Edge) -> float:
    """The same for one item: a = a(x) and b = a(y), both (channel, row, column)."""
    if not stride or t[0] % stride or t[1] % stride:
        return float("nan")
    columns, rows = t[0] // stride, t[1] // stride
    if edge == "wrap":
        a = torch.roll(a, (rows, columns), (-2, -1)) if rows or columns else a
    else:
        height, width = a.shape[-2:]
        if abs(rows) >= height or abs(columns) >= width:
            return float("nan")
        a = a[..., max(-rows, 0) : height - max(rows, 0), max(-columns, 0) : width - max(columns, 0)]
        b = b[..., max(rows, 0) : height + min(rows, 0), max(columns, 0) : width + min(columns, 0)]
    return float(_ratio(_norm((a - b)[None]), _norm(b[None])))


def as_maps(activation: Tensor, grid: tuple[int, int], prefix: int, tokens: bool) -> Tensor:
    """(B, channel, row, column): a view of tokens (B, prefix + token, channel) over their grid; maps are left as they are."""
    if not tokens:
        return activation
    return activation[:, prefix:].transpose(1, 2).unflatten(2, grid)


def mean_cosine(activations: Tensor) -> float:
    """Mean cosine over all pairs of different items of (B, …), B ≥ 2: the baseline b of `cosine`."""
    flat = torch.nn.functional.normalize(activations.flatten(1).double(), dim=1)
    total = float(flat.sum(0).square().sum())  # all pairs, each item with itself included
    count = len(flat)
    return (total - float(flat.square().sum())) / (count * (count - 1))


def _norm(x: Tensor) -> Tensor:
    """Euclidean norm of each item, (B,) float64. In float32 a wide map would lose digits that a notebook does not lose."""
    return torch.linalg.vector_norm(x.flatten(1), dim=1, dtype=torch.float64)


def _ratio(change: Tensor, size: Tensor) -> Tensor:
    """change / size; 0/0 is 0: nothing changed."""
    return torch.where(change == 0, torch.zeros_like(change), change / size)
