"""bfloat16 is a choice for large models, and the page is told what it does to the logits."""

from collections.abc import Callable

import pytest
import torch

from app.catalog import precision
from app.catalog.catalog import Catalog
from app.catalog.loaded_model import Anatomy, LoadedModel
from app.catalog.precision import FLOAT32
from tests.support.tiny_timm import Opened


def test_small_models_stay_exact_and_large_ones_follow_the_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    assert precision.chosen("bfloat16", precision.LARGE - 1) == "float32"
    assert precision.chosen("bfloat16", precision.LARGE) == "bfloat16"
    assert precision.chosen("float32", 10 * precision.LARGE) == "float32"
    for factor, expected in ((1.1, "float32"), (3.0, "bfloat16")):
        monkeypatch.setattr(precision, "speed_up", lambda factor=factor: factor)
        assert precision.chosen("auto", precision.LARGE) == expected


def test_the_speed_up_is_measured() -> None:
    assert 0.01 < precision.speed_up() < 100


def test_what_it_does_to_the_logits_is_measured_and_said(opened: Callable[[str], Opened]) -> None:
    one = opened("mixer")
    half = LoadedModel.of("mixer", one.entry, one.model, [], "bfloat16")
    assert half.runs.precision == "bfloat16"
    logits = half.recorder.run(one.x).output
    assert 0 < half.runs.logits < 0.2 * logits.abs().max()
    assert Anatomy.of(half.entry, half.model, half.points, half.runs).runs is half.runs
    exact = LoadedModel.of("mixer", one.entry, one.model, [])
    assert exact.runs is FLOAT32
    assert not torch.equal(logits, exact.recorder.run(one.x).output)


def test_how_it_will_run_is_known_before_it_does() -> None:
    assert precision.expected("bfloat16", precision.LARGE) == precision.Runs("bfloat16", None)
    assert precision.expected("bfloat16", precision.LARGE - 1) is FLOAT32
    listed = {model["id"]: model["precision"] for model in Catalog(["digits-mlp"], precision="bfloat16").document()["models"]}
    assert listed["photos-mlp"] == {"precision": "bfloat16", "logits": None}
    assert listed["digits-mlp"] == {"precision": "float32", "logits": 0.0}
