"""What a tile is, and how many of which size travel in a frame: as many cells as a screen shows, not as the model has.

A tile larger than asked is reduced by a whole number of cells both ways: each value is the mean of `step` x `step` cells (of
fewer at the right and lower edge), and the frame says so.
"""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ..capture.points import ResolvedPoint

SIDE = 64
"""Cells of a tile's longer side, if nobody asks for another number."""

SMALLEST_SIDE = 4

BUDGET = 64 * 1024
"""Bytes of all tiles of a frame; where they would be more, all of them are reduced further."""

PICTURE_BUDGET = 32 * 1024
"""Bytes of all pictures of a frame, of which there is one for each kind of input."""

Form = tuple[int, int, int]
"""Tiles, rows and columns."""


def form(point: ResolvedPoint) -> Form:
    """What `tiles_of` makes of the point's activation."""
    return form_of(point.axes, point.shape, point.grid, point.prefix)


def form_of(axes: Sequence[str], shape: Sequence[int], grid: Sequence[int] | None, prefix: int) -> Form:
    sizes = dict(zip(axes, shape, strict=True))
    if "row" in sizes:
        return sizes["channel"], sizes["row"], sizes["column"]
    if "key" in sizes:
        return sizes.get("window", 1) * sizes.get("head", 1), sizes["query"], sizes["key"]
    if "token" in sizes:
        rows, columns = grid or square(sizes["token"] - prefix)
        return sizes["channel"], rows, columns
    return 1, *square(shape[0])


def step(rows: int, columns: int, side: int) -> int:
    """Cells per value and direction, so that the longer side has at most `side` values."""
    return math.ceil(max(rows, columns) / side)


def fitting_side(forms: Iterable[Form], tiles: int, side: int) -> int:
    """The largest side, at most `side`, with which the first `tiles` tiles of all these forms stay within the budget."""
    wanted = [(min(tiles, count), rows, columns) for count, rows, columns in forms]
    while side > SMALLEST_SIDE and sum(_bytes(*one, side) for one in wanted) > BUDGET:
        side -= max(1, side // 8)
    return side


def picture_step(sizes: Iterable[int]) -> int:
    """By how much pictures of so many values are reduced each way, so that all of them stay within their budget."""
    values = sum(sizes)
    return next(cells for cells in range(1, 1000) if values / cells**2 <= PICTURE_BUDGET)


def _bytes(count: int, rows: int, columns: int, side: int) -> int:
    cells = step(rows, columns, side)
    return count * (8 + math.ceil(rows / cells) * math.ceil(columns / cells))


def reduced(tiles: NDArray[np.floating], cells: int) -> NDArray[np.floating]:
    """(…, row, column) -> the mean of each `cells` x `cells`; the very same array if `cells` is 1."""
    if cells == 1:
        return tiles
    rows, columns = tiles.shape[-2:]
    down, across = np.arange(0, rows, cells), np.arange(0, columns, cells)
    sums = np.add.reduceat(np.add.reduceat(tiles, down, axis=-2), across, axis=-1)
    heights, widths = np.diff(np.append(down, rows)), np.diff(np.append(across, columns))
    return np.asarray(sums / (heights[:, None] * widths).astype(tiles.dtype))


def quantise(tiles: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each tile of (…, value) in its own 256 steps: lows (…), highs (…), both float32, and q (…, value) uint8.

    value ≈ low + (high − low) · q / 255, at most half a step off. A tile of one value has q = 0.
    """
    low, high = tiles.min(axis=-1), tiles.max(axis=-1)
    with np.errstate(over="ignore", invalid="ignore"):
        span = high - low
        # A span so small that 255 / span overflows, or so large that it is infinite itself, is one value for any eye.
        scale = np.divide(np.float32(255), span, out=np.zeros_like(span), where=(span > 1e-35) & np.isfinite(span))
        steps = tiles - low[..., None]
        steps *= scale[..., None]
        steps += np.float32(0.5)
        return low, high, steps.astype(np.uint8)


def tiles_of(activations: np.ndarray, axes: Sequence[str], grid: tuple[int, int] | None, prefix: int) -> np.ndarray:
    """Activations (…, then `axes`) of one form as (…, tile, row, column), as wire.md says what a tile is. A view where
    possible."""
    lead = activations.shape[: activations.ndim - len(axes)]
    if len(axes) == 4:  # window, head, query, key
        return activations.reshape(*lead, -1, *activations.shape[-2:])
    if len(axes) == 3:  # channel, row, column; or head, query, key
        return activations
    if axes[0] == "token":
        rows, columns = grid or square(activations.shape[-2] - prefix)
        return activations[..., prefix:, :].swapaxes(-1, -2).reshape(*lead, -1, rows, columns)
    return activations.reshape(*lead, 1, *square(activations.shape[-1]))


def square(count: int) -> tuple[int, int]:
    """Rows and columns, rows ≤ columns, as near to a square as the divisors of `count` allow."""
    rows = next(rows for rows in range(math.isqrt(count), 0, -1) if count % rows == 0)
    return rows, count // rows
