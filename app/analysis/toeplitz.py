"""Does a matrix over the patches treat every place alike?

A convolution's matrix has the same weight wherever query and source are equally far apart, in the same direction: it is
Toeplitz over the two axes of the grid. A learned matrix may be anything between that and none of it.

N positions of a grid, row by row
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor


def offsets(rows: int, columns: int) -> Int[Tensor, "N N"]:
    """The number of the offset source − query, from 0, the same for all pairs that lie alike."""
    row, column = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
    row, column = row.flatten(), column.flatten()
    down = row[None] - row[:, None] + rows - 1
    across = column[None] - column[:, None] + columns - 1
    return down * (2 * columns - 1) + across


def toeplitzness(matrix: Float[Tensor, "N N"], rows: int, columns: int, itself: bool = True) -> float:
    """Correlation of rows after undoing their offset, pooled: 1 Toeplitz, about 0 no trace of it. Rows are queries.

    Of all pairs of different queries, each with the source that lies alike, the correlation of the two weights, around the
    mean of all weights (the intraclass correlation of the weights of an offset). `itself` False leaves the diagonal out: a
    matrix that only passes each patch on is Toeplitz, too, but says little. ValueError if the sizes do not fit; NaN for a
    matrix whose weights are all equal, which has no correlation.
    """
    count = rows * columns
    if matrix.shape != (count, count):
        raise ValueError(f"a matrix over {rows} x {columns} positions has {count} rows and columns, not {tuple(matrix.shape)}")
    where = offsets(rows, columns).flatten()
    values = matrix.double().flatten()
    if not itself:
        keep = ~torch.eye(count, dtype=torch.bool).flatten()
        where, values = where[keep], values[keep]
    values = values - values.mean()
    kinds = (2 * rows - 1) * (2 * columns - 1)
    number, total, squares = (torch.zeros(kinds, dtype=torch.double) for _ in range(3))
    number.index_add_(0, where, torch.ones_like(values))
    total.index_add_(0, where, values)
    squares.index_add_(0, where, values.square())
    together = (total.square() - squares).sum()  # Σ over ordered pairs of different queries with one offset
    return float(together / ((number - 1).clamp(min=0) * squares).sum())
