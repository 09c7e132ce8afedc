"""The marks on the gauges: how different a stage is for pictures of different classes."""

import os

import numpy as np
import pytest
import torch
from torch import nn

from app.analysis import equivariance
from app.capture.recorder import Recorder
from app.catalog.loaded_model import normalise
from models.measure.between_classes import PAIRS, invariance, keeping, pairs, stages
from models.registry import MODELS, card, load
from models.spec.point import STAGE_ROLES
from models.training.datasets import DATA_SETS, read
from tests.support.thorough import some

needs_data = pytest.mark.skipif(
    "MIXSCOPE_DATA" not in os.environ,
    reason="MIXSCOPE_DATA names no folder with mnist/test.parquet and tiny-imagenet/valid.parquet, so the cards' values "
    "cannot be measured again",
)


@pytest.mark.parametrize("name", MODELS)
def test_each_card_has_a_value_for_each_stage(name: str) -> None:
    facts, entry = card(name), MODELS[name]
    assert list(facts["between_classes"]) == stages(entry.build(), entry.points)
    values = list(facts["between_classes"].values())
    if entry.family == "rnn":  # MNIST's first four rows are black: whatever the class, the state is the same after them
        assert values[:4] == [0, 0, 0, 0]
        values = values[4:]
    least = 0 if entry.tier == "pairs" else 0.1  # what cannot tell pairs apart holds the same for both classes
    assert all(least <= value < 10 for value in values)
    assert f"{PAIRS} pairs of the {facts['test_size']:,} {DATA_SETS[entry.tier].pictures}" in facts["between_classes_protocol"]


def test_it_is_the_number_below_a_map() -> None:
    first, second = torch.randn(2, 5, 3, 4, generator=torch.Generator().manual_seed(2))
    second[1] = first[1]
    sums = equivariance.sums(first[None].numpy(), second[None].numpy())
    expected = equivariance.measures(sums, np.full_like(sums[:2], np.nan))["invariance"][0]
    np.testing.assert_allclose(invariance(first, second).numpy(), expected, rtol=1e-6)
    assert invariance(torch.zeros(1, 3), torch.zeros(1, 3)).tolist() == [0]


def test_pairs_are_of_different_classes_and_always_the_same() -> None:
    labels = torch.arange(1000) % 10
    found = pairs(labels)
    assert found.shape == (PAIRS, 2)
    assert bool((labels[found[:, 0]] != labels[found[:, 1]]).all())
    assert torch.equal(found, pairs(labels))


def test_a_model_is_left_as_it_was() -> None:
    model = nn.Sequential(nn.Linear(3, 2), nn.ReLU(inplace=True))
    with keeping(model, ["0"]) as kept:
        model(torch.ones(1, 3))
    assert "forward" not in model[0].__dict__
    torch.testing.assert_close(kept["0"], model[0](torch.ones(1, 3)), msg="kept before the next layer writes into it")


@needs_data
@pytest.mark.parametrize(
    ("name", "stage"), some([("digits-cnn", "gap"), ("digits-vit", "blocks.3"), ("photos-resnet", "layer2.0")], first=2)
)
def test_a_cards_value_measured_in_another_way(name: str, stage: str) -> None:
    """With the app's recorder and the app's measure, pair by pair, in float64."""
    entry = MODELS[name]
    pixels, labels = read(DATA_SETS[entry.tier], "test")
    recorder = Recorder(load(name), [point for point in entry.points if point.role in STAGE_ROLES])
    drawn = torch.randint(len(labels), (20 * PAIRS, 2), generator=torch.Generator().manual_seed(0)).tolist()
    different = [(i, j) for i, j in drawn if labels[i] != labels[j]][:PAIRS]

    def activation(index: int) -> np.ndarray:
        x = normalise(pixels[index].float() / 255, entry.input)
        return recorder.run(x, only=[stage])[stage].double().numpy().ravel()

    errors = []
    for i, j in different:
        a, b = activation(i), activation(j)
        errors.append(np.linalg.norm(a - b) / np.linalg.norm(b))
    assert card(name)["between_classes"][stage] == pytest.approx(np.sort(errors)[(PAIRS - 1) // 2], abs=6e-4)
