"""Parameters as pictures."""

from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor

from models.spec.tiling import grid

Kind = Literal["units", "kernels", "tokens", "patches", "sources", "positions"]

AXES: dict[Kind, tuple[str, ...]] = {
    "units": ("unit", "row", "column"),
    "kernels": ("out", "in", "row", "column"),
    "tokens": ("unit", "row", "column"),
    "patches": ("row", "column", "row", "column"),
    "sources": ("out", "in"),
    "positions": ("row", "column", "row", "column"),
}


def picture(parameter: Float[Tensor, "..."], kind: Kind, width: int, height: int, prefix: int = 0) -> Float[Tensor, "..."]:
    """`parameter` shaped as `AXES[kind]` says, for a model whose input has `width` x `height` pixels.

    units      weight (unit, channel · row · column) of a dense first layer; several channels are shown one below the other
    kernels    weight (out, in, row, column), as it is
    tokens     weight (unit, token) of a token-mixing layer over the grid of patches
    patches    weight (output patch, input patch) of a linear token mixer, each over the grid of patches
    sources    weight (out, in, 1, 1) of a 1x1 convolution over a concatenation -> (out, in)
    positions  embedding (1, prefix + token, channel) -> cosine similarity of each grid position with every other, −1 … 1
    """
    if kind == "kernels":
        return parameter
    if kind == "sources":
        return parameter.flatten(1)
    if kind == "units":
        return parameter.reshape(len(parameter), -1, width)
    if kind == "tokens":
        return parameter.reshape(len(parameter), *_tiled(parameter.shape[1], width, height))
    rows, columns = _tiled(parameter.shape[1] - prefix, width, height)
    if kind == "patches":
        return parameter.reshape(rows, columns, rows, columns)
    directions = torch.nn.functional.normalize(parameter[0, prefix:].double(), dim=1)
    return (directions @ directions.T).float().reshape(rows, columns, rows, columns)


def _tiled(positions: int, width: int, height: int) -> tuple[int, int]:
    """Rows and columns of these patches. ValueError if they do not tile the picture."""
    found = grid(positions, width, height)
    if found is None:
        raise ValueError(f"{positions} positions do not tile a picture of {width} x {height}")
    return found
