"""What the card says: fitted on one half of each class, told of the other."""

from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from models.registry import MODELS
from models.training.calibration import measure
from models.training.calibration.measure import calibration, every_other

ENTRY = replace(MODELS["photos-mlp"], labels=tuple("abcd"))


class Same(nn.Module):
    """The same logits for every picture."""

    def __init__(self, logits: Tensor) -> None:
        super().__init__()
        self.logits = nn.Parameter(logits)

    def forward(self, x: Tensor) -> Tensor:
        return self.logits.expand(len(x), -1)


@pytest.fixture(autouse=True)
def two_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = {"patterns": torch.zeros(5, 3, 64, 64), "photographs": torch.ones(2, 3, 64, 64)}
    monkeypatch.setattr(measure, "FOREIGN", {"photos": lambda form: kinds})


def told(right: float, model: nn.Module) -> dict[str, Any]:
    """Of a model that gives the right class, or the next one, a share of 0.88."""
    labels = torch.arange(400) % 4
    wrong = torch.arange(400) // 4 % 100 >= 100 * right
    logits = 3.0 * nn.functional.one_hot((labels + wrong) % 4, 4)
    with torch.no_grad():
        return calibration(model, logits, labels, ENTRY)


def test_the_halves_have_every_class_alike() -> None:
    labels = torch.tensor([2, 0, 0, 1, 2, 0, 1, 2, 2, 0])
    half = every_other(labels)
    assert half.tolist() == [True, True, False, True, False, True, False, True, False, False]
    assert labels[half].bincount().tolist() == labels[~half].bincount().tolist()


def test_a_model_that_is_right_often_enough_names_things() -> None:
    card = told(0.8, Same(torch.zeros(4)))
    assert (card["fitted_on"], card["told_of"]) == (200, 200)
    assert card["ece"]["calibrated"] < 1 < card["ece"]["softmax"]
    assert card["nll"]["calibrated"] < card["nll"]["softmax"]
    assert (card["named"], card["right"]) == (100.0, 80.0)
    assert card["unsure_below"] == 0.0
    assert card["foreign"] == [
        {"kind": "patterns", "pictures": 5, "unsure": 0.0},
        {"kind": "photographs", "pictures": 2, "unsure": 0.0},
    ]


def test_one_that_is_not_is_always_unsure() -> None:
    card = told(0.4, Same(torch.tensor([9.0, 0, 0, 0])))
    assert (card["unsure_below"], card["named"], card["right"]) == (None, 0.0, None)
    assert [one["unsure"] for one in card["foreign"]] == [100.0, 100.0]
