"""What the study on data trains: every form on every number of digits, and what is the same for all of them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

import torch
from torch import Tensor

from ...entries.study import FORMS, SIZES, study_name
from ..augment_digits import Augmentation
from ..recipes import Recipe

EPOCH = 100
"""Steps that the study calls an epoch, at every number of digits: the schedule is one of steps, not of passes."""

STEPS = {"mlp": 4_000, "cnn": 4_000, "vit": 6_000, "mixer": 6_000, "resmlp": 6_000}
"""Form -> steps, the same at every size; whether they are enough is measured by doubling them."""

RATES = (1e-3, 2e-3, 4e-3)
"""Peak learning rates to choose from; where the best is the lowest or the highest, half of it or its double is tried, too."""

HELD_OUT = 6_000
"""The last training pictures: on them, and never on test pictures, each form's learning rate is chosen."""

CHOOSE_AT = 1_000
"""Digits on which the learning rate is chosen."""

SHIFTS = (0, 2, 4, 6)
"""Test shifts in pixels."""

MOVED = Augmentation(shift=6)
STILL = Augmentation()

DOUBLED_AT = (1_000, 60_000)
"""Sizes at which the steps are doubled, without shifts in training."""

SEEN_AT = (0, 100, 300, 1_000, 2_000, 4_000, 6_000)
"""Steps after which one network of each form is kept, to be looked at: the one that sees all digits, shifted."""


@dataclass(frozen=True)
class Plan:
    """How large the study is: a test's is tiny."""

    forms: tuple[str, ...] = tuple(FORMS)
    sizes: tuple[int, ...] = SIZES
    few: int = 3
    """Seeds below 10,000 digits."""
    many: int = 2
    """Seeds from there on, where the draw of the pictures matters less."""
    epoch: int = EPOCH
    """Steps of an epoch."""

    def seeds(self, size: int) -> int:
        return self.few if size < 10_000 else self.many

    def cells(self) -> list["Cell"]:
        """In the order in which they are trained: whole curves early, then more seeds; the doubled ones last."""
        plain = [
            Cell(form, size, shifted, seed)
            for seed in range(max(self.few, self.many))
            for shifted in (False, True)
            for form in self.forms
            for size in self.sizes
            if seed < self.seeds(size)
        ]
        twice = [replace(one, doubled=True) for one in plain if one.size in DOUBLED_AT and not one.shifted]
        return plain + twice


@dataclass(frozen=True)
class Cell:
    """One training of the grid."""

    form: str
    size: int
    shifted: bool
    seed: int
    doubled: bool = False

    @property
    def name(self) -> str:
        """Of the model; the same for every seed."""
        return study_name(self.form, self.size, self.shifted)

    @property
    def folder(self) -> str:
        return f"seed-{self.seed}{'-doubled' if self.doubled else ''}"

    @property
    def watched(self) -> bool:
        """Whether its network is kept several times over the training."""
        return (self.size, self.shifted, self.seed, self.doubled) == (SIZES[-1], True, 0, False)

    @property
    def epochs(self) -> int:
        return STEPS[self.form] // EPOCH * (2 if self.doubled else 1)

    def recipe(self, rate: float) -> Recipe:
        return Recipe(MOVED if self.shifted else STILL, epochs=self.epochs, batch=50, lr=rate, ema=0.998, half=True)

    def wire(self) -> dict[str, Any]:
        return asdict(self)


def balanced_order(labels: Tensor, seed: int) -> Tensor:
    """Indices of all pictures, drawn by `seed`, one of each class in turn, as long as there are any: the first n of them are
    balanced, and among the first of any larger number."""
    dice = torch.Generator().manual_seed(seed)
    ranks = torch.empty(len(labels))
    for label in labels.unique():
        places = (labels == label).nonzero()[:, 0]
        ranks[places[torch.randperm(len(places), generator=dice)]] = torch.arange(len(places)).float()
    return torch.argsort(ranks + 0.01 * labels, stable=True)


def repeated(chosen: Tensor, least: int) -> Tensor:
    """The indices over and over, so often that an epoch finds at least so many."""
    return chosen.repeat(-(-least // len(chosen)))


def count_epochs(cells: Iterable[Cell]) -> dict[str, int]:
    """Form -> epochs of all its trainings."""
    epochs = dict.fromkeys(FORMS, 0)
    for cell in cells:
        epochs[cell.form] += cell.epochs
    return epochs
