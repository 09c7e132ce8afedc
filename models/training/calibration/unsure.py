"""From which share on a model names a thing, and is "unsure" below: so that most of the names that it gives are right."""

from dataclasses import dataclass

from jaxtyping import Bool, Float
from torch import Tensor

TARGET = 0.7
"""Of the names given, at least so many are to be right."""

LEAST = 0.02
"""Of the pictures, at least so many are to be named: a model that gets to the target only with fewer never names one."""


@dataclass(frozen=True)
class Named:
    """Shares: of the pictures, those that are named; of these, those that are named rightly (None where none is named)."""

    named: float
    right: float | None


def outcome(shares: Float[Tensor, " N"], right: Bool[Tensor, " N"], least: float | None) -> Named:
    """What comes of naming the pictures whose top share is at least `least` (None: none is named)."""
    named = shares >= least if least is not None else shares < 0
    return Named(named.double().mean().item(), right[named].double().mean().item() if named.any() else None)


def threshold(shares: Float[Tensor, " N"], right: Bool[Tensor, " N"]) -> float | None:
    """The smallest hundredth from which on the names given reach the target, with enough pictures named; None if none does."""
    for hundredth in range(100):
        found = outcome(shares, right, hundredth / 100)
        if found.named < LEAST:
            return None
        if found.right is not None and found.right >= TARGET:
            return hundredth / 100
    return None
