"""Facts as people write them, and what is said of those that make no sense."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from app.catalog.own.facts import read_facts, read_labels
from models.spec.errors import WeightsError

RIGHT = {"width": 32, "height": 24, "channels": 3, "mean": (0.4, 0.5, 0.6), "std": 0.5}


@pytest.mark.parametrize(
    "mean", [[0.4, 0.5, 0.6], np.array([0.4, 0.5, 0.6]), torch.tensor([0.4, 0.5, 0.6]), torch.tensor([[0.4], [0.5], [0.6]])]
)
def test_a_mean_is_read_however_it_is_written(mean: Any) -> None:
    input = read_facts(nn.Identity(), {"input": RIGHT | {"mean": mean}}, "net").input
    assert input.mean == pytest.approx((0.4, 0.5, 0.6))
    assert (input.width, input.height, input.std) == (32, 24, (0.5, 0.5, 0.5))
    assert all(type(one) is float for one in input.mean)  # what JSON can carry, and a cache can hash


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"mean": (0.4, 0.5)}, "“mean” of the input has 2 numbers; 3 channels"),
        ({"mean": "mean"}, "“mean” of the input must be a number"),
        ({"mean": float("nan")}, "“mean” of the input must be a number"),
        ({"std": (0.5, 0, 0.5)}, "“std” of the input has 0"),
        ({"mean": (123.7, 116.3, 103.5), "std": (58.4, 57.1, 57.4)}, "divide both by 255"),
        ({"width": 0}, "“width” of the input must be a whole number"),
        ({"height": 32.5}, "“height” of the input must be a whole number"),
        ({"width": None}, "not complete: width missing"),
        ({"interpolation": "bicubik"}, "“interpolation” must be one of nearest.*not 'bicubik'"),
        ({"crop_pct": 7}, "“crop_pct” of the input must be from 0.1 to 1"),
        ({"crop": 0.9}, "“crop” among the input is not known: is “crop_"),
    ],
)
def test_an_input_that_makes_no_sense_is_refused_in_a_sentence(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(WeightsError, match=sentence):
        read_facts(nn.Identity(), {"input": RIGHT | wrong}, "net")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"lables": ["a"]}, "is “labels” meant"),
        ({"scores": "logits"}, "“scores” must be one of softmax, sigmoid, shares"),
        ({"output": 1.5}, "“output” must be a name or a number"),
        ({"labels": {"cat": 0}}, "keys must be the class numbers from 0 to 0"),
        ({"labels": "cat"}, "“labels” must be a list"),
    ],
)
def test_a_fact_that_is_not_known_is_refused_in_a_sentence(facts: dict[str, Any], sentence: str) -> None:
    with pytest.raises(WeightsError, match=sentence):
        read_facts(nn.Identity(), {"input": RIGHT} | facts, "net")


def test_labels_by_number_come_in_the_order_of_their_numbers() -> None:
    assert read_labels({"1": "dog", "0": "cat"}) == ("cat", "dog")
    assert read_labels(np.array(["cat", "dog"])) == ("cat", "dog")


def test_a_model_without_classes_has_no_labels() -> None:
    module = nn.Identity()
    module.num_classes = 0  # type: ignore[assignment]
    assert read_facts(module, {"input": RIGHT}, "net").labels == ()
    assert read_facts(nn.Identity(), {"input": RIGHT}, "net").labels is None
