"""How square cells, such as patches, tile a picture."""

import math


def grid(count: int, width: int, height: int) -> tuple[int, int] | None:
    """Rows and columns of so many square cells that tile a picture of these proportions; None if none do."""
    if count < 1:
        return None
    rows = math.isqrt(count * height // width)
    fits = rows > 0 and count % rows == 0 and rows * width == count // rows * height
    return (rows, count // rows) if fits else None
