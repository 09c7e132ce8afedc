"""Whether two maps put pixels in the same order: Spearman's rank correlation.

N values of each
"""

import torch
from jaxtyping import Float
from torch import Tensor


def spearman(first: Float[Tensor, " N"], second: Float[Tensor, " N"]) -> float | None:
    """Pearson's correlation of the ranks, equal values with the mean of theirs: −1 … 1. None where one does not vary."""
    a, b = (_ranks(values) for values in (first, second))
    a, b = a - a.mean(), b - b.mean()
    size = float(a.norm() * b.norm())
    return float(a @ b) / size if size else None


def _ranks(values: Float[Tensor, " N"]) -> Float[Tensor, " N"]:
    _, group, sizes = torch.unique(values, return_inverse=True, return_counts=True)
    after = sizes.cumsum(0).double()
    ranks: Tensor = (after - (sizes - 1) / 2)[group]
    return ranks
