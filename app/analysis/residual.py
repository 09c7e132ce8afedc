"""What a residual block adds to what goes around it, and how a gradient comes through many of them.

x the state before a sum (what goes around) · F what the branch adds · n number of sums · k length of a path: how many of the n
branches it goes through
"""

import math
from typing import Any

from jaxtyping import Float
from torch import Tensor


def measures(skip: Float[Tensor, "..."], branch: Float[Tensor, "..."]) -> dict[str, float]:
    """Of one sum at one picture: ‖x‖, ‖F‖, ‖x + F‖ over all values; `ratio` ‖F‖/‖x‖; `share` ‖x‖/(‖x‖ + ‖F‖), 0–1;
    `cosine` between x and F, −1–1: below 0 the branch takes away."""
    x, f = skip.double().flatten(), branch.double().flatten()
    norms = float(x.norm()), float(f.norm())
    tiny = 1e-300
    return {
        "skip_norm": norms[0],
        "branch_norm": norms[1],
        "sum_norm": float((x + f).norm()),
        "ratio": norms[1] / max(norms[0], tiny),
        "share": norms[0] / max(sum(norms), tiny),
        "cosine": float(x @ f) / max(norms[0] * norms[1], tiny),
    }


def path_lengths(n: int) -> list[float]:
    """Of the 2^n paths through n residual sums, the share that goes through k branches, k = 0 … n: Binomial(n, ½)."""
    return [math.comb(n, k) / 2**n for k in range(n + 1)]


def shared(parts: Float[Tensor, "n+1 ..."]) -> dict[str, list[float]]:
    """The gradients through all paths of each length -> their norms, and each norm's share of the sum of all norms."""
    norms = parts.flatten(1).norm(dim=1)
    return {"norms": norms.tolist(), "shares": (norms / norms.sum().clamp(min=1e-300)).tolist()}


def settled(shares: list[float], part: float = 0.9) -> tuple[int, int]:
    """The shortest run of lengths, first and last, that holds at least this part of the sum."""
    runs: list[Any] = []
    for first in range(len(shares)):
        total = 0.0
        for last in range(first, len(shares)):
            total += shares[last]
            if total >= part * sum(shares) * (1 - 1e-12):
                runs.append((last - first, first, last))
                break
    _, first, last = min(runs)
    return first, last
