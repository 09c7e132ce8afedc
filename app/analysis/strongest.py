"""Of every channel or unit, the pictures in which its value goes furthest up or down, kept while pictures come in pieces.

B pictures of one piece · C channels or units · P positions · K pictures that are kept
"""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor


@dataclass(frozen=True)
class Ranked:
    """Of each channel the K pictures with the most extreme values, the most extreme first, each picture once. Of equal values
    the earlier picture comes first, and in a picture the first position. `values` keep their sign. Where fewer pictures have
    been seen, or have a value that is a number, the rest is NaN."""

    values: Float[Tensor, "C K"]
    pictures: Int[Tensor, "C K"]
    positions: Int[Tensor, "C K"]

    @property
    def arrays(self) -> tuple[Tensor, Tensor, Tensor]:
        return self.values, self.pictures, self.positions

    @property
    def nbytes(self) -> int:
        return sum(one.nbytes for one in self.arrays)


@dataclass(frozen=True)
class Extremes:
    """The largest values of all positions of each picture, and the smallest."""

    highest: Ranked
    lowest: Ranked

    @property
    def nbytes(self) -> int:
        return self.highest.nbytes + self.lowest.nbytes

    @property
    def silent(self) -> Bool[Tensor, " C"]:
        """Channels that are never above 0, where no channel is ever below 0: after a ReLU those that are 0 everywhere."""
        low, high = self.lowest.values[:, 0], self.highest.values[:, 0]
        return (high <= 0) & bool((low >= 0).all())

    @property
    def constant(self) -> Bool[Tensor, " C"]:
        """Channels with one and the same value at every position of every picture, those that are silent left out."""
        return (self.highest.values[:, 0] == self.lowest.values[:, 0]) & ~self.silent


def extremes(values: Float[Tensor, "B C P"], first: int, most: int) -> Extremes:
    """Of one piece, whose pictures have the numbers from `first` on; at most `most` are kept."""
    down = _largest(-values, first, most)
    return Extremes(_largest(values, first, most), Ranked(-down.values, down.pictures, down.positions))


def joined(first: Extremes, second: Extremes, most: int) -> Extremes:
    """Of both together; among equal values those of `first` come first."""
    return Extremes(_joined(first.highest, second.highest, most, 1), _joined(first.lowest, second.lowest, most, -1))


def numbered_from(found: Extremes, first: int) -> Extremes:
    """The same with `first` added to the pictures' numbers."""

    def moved(one: Ranked) -> Ranked:
        return Ranked(one.values, one.pictures + first, one.positions)

    return Extremes(moved(found.highest), moved(found.lowest))


def _largest(values: Float[Tensor, "B C P"], first: int, most: int) -> Ranked:
    best, at = values.nan_to_num(-torch.inf, torch.inf, -torch.inf).max(dim=2)  # of equal ones the first
    order = best.argsort(dim=0, descending=True, stable=True)[:most]
    best = best.gather(0, order).T
    best = best.where(best > -torch.inf, torch.nan)
    return Ranked(best.contiguous(), (order.T + first).int(), at.gather(0, order).T.int())


def _joined(first: Ranked, second: Ranked, most: int, sign: int) -> Ranked:
    values = torch.cat([first.values, second.values], 1)
    ranks = (sign * values).nan_to_num(-torch.inf, torch.inf, -torch.inf)
    order = ranks.argsort(dim=1, descending=True, stable=True)[:, :most]
    pictures = torch.cat([first.pictures, second.pictures], 1).gather(1, order)
    return Ranked(values.gather(1, order), pictures, torch.cat([first.positions, second.positions], 1).gather(1, order))
