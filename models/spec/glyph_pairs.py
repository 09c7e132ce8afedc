"""Every picture of two glyphs in one row: A left of B, or B left of A.

n pictures · H rows · W columns
"""

from typing import Literal

import torch
from jaxtyping import Int, UInt8
from torch import Tensor

from .glyphs import CELL, GLYPHS, SIDE

Rows = Literal["seen", "unseen"]

CELLS = SIDE // CELL
ROWS: dict[Rows, range] = {"seen": range(CELLS // 2), "unseen": range(CELLS // 2, CELLS)}
"""Rows of the grid: the training has the upper half."""


def layouts(gap: int, rows: Rows) -> Int[Tensor, "n 3"]:
    """All of them: row of the grid, column of A, column of B. A pair and its swap stand one after the other."""
    step = gap // CELL + 1
    found = [
        both
        for row in ROWS[rows]
        for left in range(CELLS - step)
        for both in ((row, left, left + step), (row, left + step, left))
    ]
    return torch.tensor(found)


def drawn(places: Int[Tensor, "n 3"]) -> UInt8[Tensor, "n 1 H W"]:
    """The pictures of such layouts, 0 or 255."""
    n = len(places)
    grid = torch.zeros(n, CELLS, CELLS, CELL, CELL)  # n, row and column of the cell, row and column in the cell
    for column, glyph in ((1, GLYPHS["A"]), (2, GLYPHS["B"])):
        grid[torch.arange(n), places[:, 0], places[:, column]] = torch.from_numpy(glyph)
    return (255 * grid.permute(0, 1, 3, 2, 4).reshape(n, 1, SIDE, SIDE)).to(torch.uint8)
