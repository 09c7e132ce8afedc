"""How much an activation changes when the picture moves (docs/wire.md, "How much a stage changed").

Pure functions of arrays, in NumPy rather than torch: on arrays this small its calls cost a third, and a drag makes hundreds.
S stages of one shape and B positions of the picture are measured together: `moved` = a(y) is (S, B, …), `reference` = a(x) the
same, or (S, 1, …) where one stands for all B. The picture y is x moved by t = (dx, dy) pixels, right and down positive.
Results are (S, B), NaN where a measure is not defined: sums over all values of each first, then what is made of them, which
costs the same for one stage and for all of a model.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
Edge = Literal["clip", "wrap"]
"""What happens at the picture's edge: what leaves is lost, or comes in on the other side."""


def sums(reference: Array, moved: Array) -> Array:
    """‖a(x)‖², ‖a(y)‖², ‖a(x) − a(y)‖² and the inner product of the two: (4, S, B)."""
    x, y = _flat(reference), _flat(moved)
    change = x - y
    found: Array = np.empty((4, *change.shape[:2]), change.dtype)
    for one, (a, b) in zip(found, ((x, x), (y, y), (change, change), (x, y)), strict=True):
        one[:] = np.vecdot(a, b)
    return found


def undone(
    reference: Array, moved: Array, moves: Sequence[tuple[int, int] | None], stride: int | None, edges: Sequence[Edge]
) -> Array:
    """‖T a(x) − a(y)‖² and ‖a(y)‖², (2, S, B), for maps (S, B, channel, row, column); see `as_maps`.

    `moves` and `edges` hold t, None where y is no moved x, and what happens at the picture's edge for each of B. T moves the
    map by t / stride cells. NaN where the stride (input pixels per cell) is None or does not divide t: nothing is interpolated.
    `wrap`: T rolls the map. `clip`: both sums run over the positions that have a source inside the map; NaN if there is none.
    """
    found: Array = np.full((2, *moved.shape[:2]), np.nan, moved.dtype)
    for i, (move, edge) in enumerate(zip(moves, edges, strict=True)):
        if stride and move and move[0] % stride == 0 and move[1] % stride == 0:
            rows, columns = move[1] // stride, move[0] // stride
            _undone(reference[:, i % reference.shape[1]], moved[:, i], rows, columns, edge, found[:, :, i])
    return found


def _undone(a: Array, b: Array, rows: int, columns: int, edge: Edge, found: Array) -> None:
    """The same for one position, (S, channel, row, column), and a move in cells."""
    if edge == "wrap":
        a = np.roll(a, (rows, columns), (-2, -1))
    else:
        height, width = a.shape[-2:]
        if abs(rows) >= height or abs(columns) >= width:
            return
        a = a[..., max(-rows, 0) : height - max(rows, 0), max(-columns, 0) : width - max(columns, 0)]
        b = b[..., max(rows, 0) : height + min(rows, 0), max(columns, 0) : width + min(columns, 0)]
    change, size = (a - b).reshape(len(a), -1), b.reshape(len(b), -1)
    np.vecdot(change, change, out=found[0])
    np.vecdot(size, size, out=found[1])


def measures(sums: Array, undone: Array, baselines: Array | float = 0.0) -> dict[str, Array]:
    """The three, each (S, B). `baselines` b in [−1, 1), a number or one per stage (S, 1).

    `invariance`: ‖a(x) − a(y)‖ / ‖a(y)‖, the change not undone: 0 = unchanged, also where both are all zeros.
    `equivariance`: ‖T a(x) − a(y)‖ / ‖a(y)‖, the change after undoing the move.
    `cosine`: (cos − b) / (1 − b): 1 = same direction, 0 = as different as the activations of different pictures, whose mean
    cosine is b; 0 = plain cosine. Without b, any two activations after a ReLU look alike. NaN where an activation is all
    zeros, and for a stage that tells no two pictures apart (b = 1).
    """
    own, size, change, left, beside = np.sqrt(np.concatenate([sums[:3], undone]))
    with np.errstate(invalid="ignore", divide="ignore"):
        cosines = (sums[3] / (own * size) - baselines) / (1 - np.asarray(baselines))
        return {
            "invariance": _ratio(change, size),
            "equivariance": _ratio(left, beside),
            "cosine": np.where(np.asarray(baselines) < 1, cosines, np.nan),
        }


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


def _ratio(change: Array, size: Array) -> Array:
    """change / size; 0/0 is 0: nothing changed."""
    return np.where(change == 0, change.dtype.type(0), change / size)
