"""The study on depth, on a tiny one: what it trains, that it goes on where it was, and what it writes."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from models.entries.narrow import DEPTHS, KINDS, NARROW, depth_name
from models.registry import card, load
from models.training.evaluate import accuracy, as_images
from models.training.learner import Learner, Run
from models.training.study import depth
from models.training.study.depth import Plan, collect, study, table
from models.training.study.run import Pictures

TINY = Plan(depths=(20,), epochs=2, epoch=3, size=60)


def test_the_whole_study_is_every_kind_at_every_depth_trained_alike() -> None:
    assert {depth_name(*one) for one in Plan().networks()} == set(NARROW)
    assert Plan().epochs * Plan().epoch * Plan().recipe.batch == pytest.approx(4 * Plan().size, rel=0.05)


def test_a_tiny_study_is_trained_once_and_written(pictures: Pictures, tmp_path: Path) -> None:
    runs, weights = tmp_path / "runs", tmp_path / "weights"
    study(TINY, pictures, runs, weights)
    found = collect(TINY, weights)
    assert found == json.loads((weights / "study" / "depth.json").read_text())
    assert (found["planned"], found["done"], found["steps"]) == (3, 3, 6)
    for one in found["results"]:
        facts, model = card(one["model"], weights), load(one["model"], weights)
        assert facts["top1"] == accuracy(model, as_images(pictures.test), pictures.test_labels, NARROW[one["model"]].input)
        assert (facts["tried"], facts["taken"], facts["parameters"], len(facts["curve"])) == (6, 6, 10_834, 2)

    before = (weights / "study" / "depth-plain-20.safetensors").read_bytes()
    (weights / "study" / "depth-resnet-20.json").unlink()
    assert collect(TINY, weights)["done"] == 2
    study(TINY, pictures, runs, weights)
    assert collect(TINY, weights)["done"] == 3
    assert (weights / "study" / "depth-plain-20.safetensors").read_bytes() == before, "what was there is not trained again"


def test_nothing_is_learnt_along_a_gradient_that_float32_cannot_hold(
    pictures: Pictures, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plain network whose gradient overflows stays as it was built, and says so; the next step that can be taken is."""
    learner = Learner(Run("depth-plain-20", ""), replace(depth.RECIPE, epochs=1), pictures.train, pictures.labels, 2)
    learner.begin(0.0)
    before = [parameter.clone() for parameter in learner.model.parameters()]
    first = next(learner.model.parameters())
    handle = first.register_hook(lambda gradient: gradient * math.inf)
    learner.learn(torch.arange(64), 0.0)
    assert learner.taken == 0
    assert all(torch.equal(one, now) for one, now in zip(before, learner.model.parameters(), strict=True))
    handle.remove()
    learner.learn(torch.arange(64), 0.0)
    assert learner.taken == 1
    assert not torch.equal(before[0], first)


def test_a_training_that_takes_no_step_ends_early(pictures: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Learner, "taken", 0)
    depth.publish("depth-plain-20", TINY, pictures, tmp_path / "runs", tmp_path / "weights")
    facts = card("depth-plain-20", tmp_path / "weights")
    assert (facts["steps"], facts["tried"], len(facts["curve"])) == (6, 3, 1)


def test_the_table_says_what_is_not_in_yet() -> None:
    one = {"kind": "resnet", "depth": 1_002, "loss": 0.12345, "train_accuracy": 99.5, "top1": 98.0}
    rows = table([one]).split("\n")
    assert rows[0] == "| kind | 20 layers | 110 layers | 1,002 layers |"
    assert rows[2:] == [
        "| Plain | – | – | – |",
        "| ResNet | – | – | 0.123 · 0.50 % · 2.00 % |",
        "| Pre-act ResNet | – | – | – |",
    ]
    assert (len(rows[2:]), len(DEPTHS)) == (len(KINDS), 3)
