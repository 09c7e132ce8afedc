"""Why a model answers as it does: the class that is asked about, the baselines, the windows, and who cannot be asked."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch
from fastapi.testclient import TestClient
from torch import Tensor

from app.catalog.loaded_model import LoadedModel, normalise
from app.core.errors import NoAnswer
from app.interpret.attributions import explain, window_of
from models.registry import MODELS
from tests.support.tiny_timm import Opened


@pytest.fixture
def loaded(client: TestClient) -> LoadedModel:
    found: LoadedModel = client.app.state.shared.catalog.get("digits-cnn")  # type: ignore[attr-defined]
    return found


@pytest.fixture
def image() -> Tensor:
    return torch.rand(1, 28, 28, generator=torch.Generator().manual_seed(2))


def asked(loaded: LoadedModel, image: Tensor, **choices: Any) -> Any:
    told: list[tuple[int, int]] = []
    usual = {"methods": ("input", "occlusion"), "target": None, "against": None, "baseline": "black"}
    found = explain(loaded, image, **usual | choices, between=lambda *step: told.append(step))
    assert len(told) >= 4, "whoever leaves ends the work between two passes"
    return found


def test_without_a_class_it_is_what_the_model_says(loaded: LoadedModel, image: Tensor) -> None:
    with torch.no_grad():
        logits = loaded.model(normalise(image, loaded.entry.input))[0]
    found = asked(loaded, image)
    assert found.target == int(logits.argmax())
    assert found.score == pytest.approx(float(logits.max()), abs=1e-5)
    other = (found.target + 1) % 10
    assert asked(loaded, image, against=other).score == pytest.approx(float(logits.max() - logits[other]), abs=1e-5)


def test_a_picture_that_is_its_own_baseline_has_nothing_to_explain(loaded: LoadedModel) -> None:
    for baseline, empty in (("black", torch.zeros(1, 28, 28)), ("mean", torch.full((1, 28, 28), 0.1307))):
        found = asked(loaded, empty, target=3, baseline=baseline)
        assert found.score == pytest.approx(found.empty, abs=1e-5)
        for one in found.maps.values():
            assert float(one.values.abs().max()) <= 1e-5
            assert one.total == pytest.approx(0, abs=1e-4)
    flat = asked(loaded, torch.full((1, 28, 28), 0.5), target=3, baseline="blurred")
    assert flat.score == pytest.approx(flat.empty, abs=1e-3), "a flat picture blurred is itself"


def test_windows_are_patches_where_patches_fit() -> None:
    digit, photo = MODELS["digits-vit"].input, MODELS["photos-vit"].input
    assert (window_of(digit), window_of(photo), window_of(replace(photo, width=224, height=224))) == (4, 8, 16)
    assert window_of(replace(photo, width=225, height=225)) == 33


def test_no_more_pictures_run_together_than_the_model_may_keep(
    loaded: LoadedModel, image: Tensor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ViT-B's 32 pictures with a gradient would be gigabytes."""
    whole = asked(loaded, image, methods=("smooth", "integrated", "occlusion"), target=4, against=9)
    sizes: list[int] = []
    attached = loaded.recorder.attached
    monkeypatch.setitem(loaded.__dict__, "together", 3)
    monkeypatch.setattr(loaded.recorder, "attached", lambda x, names: (sizes.append(len(x)), attached(x, names))[1])
    parts = asked(loaded, image, methods=("smooth", "integrated", "occlusion"), target=4, against=9)
    assert max(sizes) == 3
    for method, one in parts.maps.items():
        torch.testing.assert_close(one.values, whole.maps[method].values, atol=1e-4, rtol=1e-3)


def test_a_very_large_input_is_refused(loaded: LoadedModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.interpret.attributions.LARGEST", 27)
    with pytest.raises(NoAnswer) as refused:
        explain(loaded, torch.zeros(1, 28, 28), ("input",), 3, None, "black", lambda *step: None)
    assert refused.value.sentence.key == "why-too-large"


def test_what_a_model_has_not_is_said_beside_what_it_has(loaded: LoadedModel, image: Tensor) -> None:
    found = asked(loaded, image, methods=("input", "cam", "attention"), target=4)
    assert list(found.maps) == ["input", "cam"]
    assert found.lacks["attention"].key == "why-attention-none"
    assert (found.maps["cam"].stage, found.maps["input"].stage) == ("act6", None)
    values = found.maps["cam"].values
    assert values.shape == (28, 28)
    assert found.maps["cam"].total == pytest.approx(float(values[::4, ::4].sum()), abs=1e-4)
    with pytest.raises(NoAnswer) as refused:
        asked(loaded, image, methods=("attention",))
    assert refused.value.sentence.key == "why-attention-none"


@pytest.mark.parametrize(("name", "form"), [("vit", "rollout"), ("swin", "legrad")])
def test_attention_says_which_form_it_has(opened: Callable[[str], Opened], name: str, form: str) -> None:
    one = opened(name)
    picture = torch.rand(3, 64, 64, generator=torch.Generator().manual_seed(1))
    found = explain(one.loaded, picture, ("attention", "input"), 0, None, "black", lambda *step: None).wire(one.entry.labels)
    assert [method["form"] for method in found["methods"]] == [form, None]
