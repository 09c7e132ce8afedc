"""How much an activation changes when the picture moves (docs/wire.md, "How much a stage changed").

Pure functions of arrays, in NumPy rather than torch: on arrays this small its calls cost a third, and a drag makes hundreds.
`reference` = a(x) and `moved` = a(y) are batch first, B items; a `reference` with a batch of one stands for every item. The
picture y is x moved by t = (dx, dy) pixels, right and down positive. Results have shape (B,); NaN where a measure is not
defined.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Edge = Literal["clip", "wrap"]


def invariance(reference: Array, moved: Array) -> Array:
    """‖a(x) − a(y)‖ / ‖a(y)‖, the change not undone: 0 = unchanged, also where both are all zeros."""
    return _ratio(_norm(reference - moved), _norm(moved))


def cosine(reference: Array, moved: Array, baseline: float = 0.0) -> Array:
    """(cos − b) / (1 − b): 1 = same direction, 0 = as different as the activations of different pictures.

    `baseline` b in [−1, 1): the mean cosine between this stage's activations of different pictures; 0 = plain cosine. Without
    it, any two activations after a ReLU look alike (METHODS.md, section 1). NaN where an activation is all zeros.
    """
    products = np.vecdot(_flat(reference), _flat(moved))
    with np.errstate(invalid="ignore", divide="ignore"):
        cosines = products / (_norm(reference) * _norm(moved))
    return (cosines - baseline) / (1 - baseline)


def equivariance(
    reference: Array, moved: Array, moves: Sequence[tuple[int, int]], stride: int | None, edges: Sequence[Edge]
) -> Array:
    """‖T a(x) − a(y)‖ / ‖a(y)‖, the change after undoing the move, for maps (B, channel, row, column); see `as_maps`.

    `moves` and `edges` hold t and what happens at the picture's edge for each item. T moves the map by t / stride cells. NaN
    where the stride (input pixels per cell) does not divide t, or is None: nothing is interpolated. `wrap`: T rolls the map.
    `clip`: both norms run over the positions that have a source inside the map; NaN if there is none.
    """
    undone = np.full(len(moved), np.nan, moved.dtype)
    for i, ((dx, dy), edge) in enumerate(zip(moves, edges, strict=True)):
        if stride and dx % stride == 0 and dy % stride == 0:
            a, b = reference[i % len(reference)], moved[i]
            undone[i] = _one_undone(a, b, dy // stride, dx // stride, edge)
    return undone


def _one_undone(a: Array, b: Array, rows: int, columns: int, edge: Edge) -> float:
    """The same for one item, (channel, row, column), and a move in cells."""
    if edge == "wrap":
        a = np.roll(a, (rows, columns), (-2, -1))
    else:
        height, width = a.shape[-2:]
        if abs(rows) >= height or abs(columns) >= width:
            return np.nan
        a = a[..., max(-rows, 0) : height - max(rows, 0), max(-columns, 0) : width - max(columns, 0)]
        b = b[..., max(rows, 0) : height + min(rows, 0), max(columns, 0) : width + min(columns, 0)]
    return float(_ratio(_norm((a - b)[None]), _norm(b[None]))[0])


def as_maps(activation: Array, grid: tuple[int, int], prefix: int, tokens: bool) -> Array:
    """(B, channel, row, column): a view of tokens (B, prefix + token, channel) over their grid; maps are left as they are."""
    if not tokens:
        return activation
    batch, _, channels = activation.shape
    return activation[:, prefix:].reshape(batch, *grid, channels).transpose(0, 3, 1, 2)


def mean_cosine(activations: Array) -> float:
    """Mean cosine over all pairs of different items of (B, …), B ≥ 2: the baseline b of `cosine`."""
    flat = _flat(activations.astype(np.float64))
    flat = flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-300)
    count = len(flat)
    # All pairs at once: the square of the sum, less each item with itself.
    return float((np.square(flat.sum(0)).sum() - np.square(flat).sum()) / (count * (count - 1)))


def _flat(x: Array) -> Array:
    return x.reshape(len(x), -1)


def _norm(x: Array) -> Array:
    """Euclidean norm of each item, (B,)."""
    flat = _flat(x)
    return np.sqrt(np.vecdot(flat, flat))


def _ratio(change: Array, size: Array) -> Array:
    """change / size; 0/0 is 0: nothing changed."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(change == 0, 0, change / size)
