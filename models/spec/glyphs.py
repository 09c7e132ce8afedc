"""The two glyphs of the tier `pairs`, and where a pair of them can stand."""

import numpy as np
from numpy.typing import NDArray

SIDE, CELL = 32, 4
"""Pixels: of the picture, and of a cell of its grid. A glyph fills one cell, which is one patch of the models with patches."""

_DRAWN = {"A": (".##.", "#..#", "####", "#..#"), "B": ("###.", "#.##", "##.#", "###.")}

GLYPHS: dict[str, NDArray[np.float32]] = {
    name: np.array([[mark == "#" for mark in row] for row in rows], np.float32) for name, rows in _DRAWN.items()
}
"""Name -> CELL x CELL, 1 where there is ink, else 0."""

GAPS = (4, 8)
"""Pixels between the two glyphs, side by side in one row of the grid, that the training has."""

HOME = {"A": (8, 12), "B": (16, 12)}
"""Left and top, in pixels, of each glyph in its own sample: together they are a pair with the smaller gap."""


def glyph_image(name: str) -> NDArray[np.float32]:
    """SIDE x SIDE, 0–1: the glyph alone, at home."""
    left, top = HOME[name]
    image = np.zeros((SIDE, SIDE), np.float32)
    image[top : top + CELL, left : left + CELL] = GLYPHS[name]
    return image
