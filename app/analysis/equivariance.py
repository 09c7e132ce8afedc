"""How much an activation changes when the picture moves (docs/wire.md, "How much a stage changed").

Pure functions of arrays, in NumPy rather than torch: on arrays this small its calls cost a third, and a drag makes hundreds.
S stages of one shape and B positions of the picture are measured together: `moved` = a(y) is (S, B, …), `reference` = a(x) the
same, or (S, 1, …) where one stands for all B. The picture y is x moved by t = (dx, dy) pixels, right and down positive.
Results are (S, B), NaN where a measure is not defined.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Edge = Literal["clip", "wrap"]
"""What happens at the picture's edge: what leaves is lost, or comes in on the other side."""


def invariance(reference: Array, moved: Array) -> Array:
    """‖a(x) − a(y)‖ / ‖a(y)‖, the change not undone: 0 = unchanged, also where both are all zeros."""
    return _ratio(_norm(_flat(reference - moved)), _norm(_flat(moved)))


def cosine(reference: Array, moved: Array, baseline: Array | float = 0.0) -> Array:
    """(cos − b) / (1 − b): 1 = same direction, 0 = as different as the activations of different pictures.

    `baseline` b in [−1, 1), a number or one per stage (S, 1): the mean cosine between a stage's activations of different
    pictures; 0 = plain cosine. Without it, any two activations after a ReLU look alike. NaN where an
    activation is all zeros, and for a stage that tells no two pictures apart (b = 1).
    """
    x, y = _flat(reference), _flat(moved)
    with np.errstate(invalid="ignore", divide="ignore"):
        cosines = np.vecdot(x, y) / (_norm(x) * _norm(y))
        return np.where(np.asarray(baseline) < 1, (cosines - baseline) / (1 - baseline), np.nan)


def equivariance(
    reference: Array, moved: Array, moves: Sequence[tuple[int, int] | None], stride: int | None, edges: Sequence[Edge]
) -> Array:
    """‖T a(x) − a(y)‖ / ‖a(y)‖, the change after undoing the move, for maps (S, B, channel, row, column); see `as_maps`.

    `moves` and `edges` hold t, None where y is no moved x, and what happens at the picture's edge for each of B. T moves the
    map by t / stride cells. NaN where the stride (input pixels per cell) is None or does not divide t: nothing is interpolated.
    `wrap`: T rolls the map. `clip`: both norms run over the positions that have a source inside the map; NaN if there is none.
    """
    undone = np.full(moved.shape[:2], np.nan, moved.dtype)
    for i, (move, edge) in enumerate(zip(moves, edges, strict=True)):
        if stride and move and move[0] % stride == 0 and move[1] % stride == 0:
            rows, columns = move[1] // stride, move[0] // stride
            undone[:, i] = _undone(reference[:, i % reference.shape[1]], moved[:, i], rows, columns, edge)
    return undone


def _undone(a: Array, b: Array, rows: int, columns: int, edge: Edge) -> Array | float:
    """The same for one position, (S, channel, row, column), and a move in cells."""
    if edge == "wrap":
        a = np.roll(a, (rows, columns), (-2, -1))
    else:
        height, width = a.shape[-2:]
        if abs(rows) >= height or abs(columns) >= width:
            return np.nan
        a = a[..., max(-rows, 0) : height - max(rows, 0), max(-columns, 0) : width - max(columns, 0)]
        b = b[..., max(rows, 0) : height + min(rows, 0), max(columns, 0) : width + min(columns, 0)]
    flat = (len(a), -1)
    return _ratio(_norm((a - b).reshape(flat)), _norm(b.reshape(flat)))


def as_maps(activation: Array, axes: Sequence[str], grid: tuple[int, int], prefix: int) -> Array:
    """(S, B, channel, row, column): a view of tokens (S, B, prefix + token, channel) over their grid; maps stay as they are."""
    if "token" not in axes:
        return activation
    *batch, _, channels = activation.shape
    return np.moveaxis(activation[:, :, prefix:].reshape(*batch, *grid, channels), -1, -3)


class PairCosines:
    """Mean cosine over all pairs of different activations, which come one after the other: the baseline b of `cosine`."""

    def __init__(self) -> None:
        self._sum: Array | None = None
        self._count, self._own = 0, 0.0

    def add(self, activation: Array) -> None:
        flat = activation.reshape(-1).astype(np.float64)
        flat = flat / max(float(np.linalg.norm(flat)), 1e-300)
        self._sum = flat if self._sum is None else self._sum + flat
        self._count, self._own = self._count + 1, self._own + float(flat @ flat)

    @property
    def mean(self) -> float:
        """All pairs at once: the square of the sum, less each one with itself."""
        assert self._sum is not None
        assert self._count > 1
        return (float(self._sum @ self._sum) - self._own) / (self._count * (self._count - 1))


def _flat(x: Array) -> Array:
    return x.reshape(*x.shape[:2], -1)


def _norm(flat: Array) -> Array:
    """Euclidean norm over the last axis."""
    norm: Array = np.sqrt(np.vecdot(flat, flat))
    return norm


def _ratio(change: Array, size: Array) -> Array:
    """change / size; 0/0 is 0: nothing changed."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(change == 0, change.dtype.type(0), change / size)
