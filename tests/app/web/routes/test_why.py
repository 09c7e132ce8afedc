"""Attribution over HTTP: the maps are those of the analysis, add up as they say, and what cannot be asked is refused."""

import io
from typing import Any

import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient

from app.interpret.attributions import METHODS
from models.registry import load
from tests.support.decoding import decode_array, decode_frame

SEVEN = {"sample": "seven", "dx": 2}


LACKS = {
    "digits-mlp": {"cam": "why-cam-no-places", "attention": "why-attention-none"},
    "digits-cnn": {"attention": "why-attention-none"},
    "digits-vit": {"cam": "why-cam-class-token"},
    "digits-mixer": {"attention": "why-attention-none"},
}


def ask(client: TestClient, **query: Any) -> tuple[dict[str, Any], np.ndarray]:
    answer = client.post("/api/attribution", params=SEVEN | {"model": "digits-cnn"} | query)
    assert answer.status_code == 200, answer.text
    return decode_frame(answer.content)[0], decode_array(answer.content)


def received(client: TestClient, model: str) -> torch.Tensor:
    archive = np.load(io.BytesIO(client.post("/api/trace.npz", params=SEVEN | {"models": model}).content))
    return torch.from_numpy(archive[f"{model}/input"])[None]


@pytest.mark.parametrize("model", ["digits-mlp", "digits-cnn", "digits-vit", "digits-mixer"])
def test_every_family_is_explained_by_every_method(client: TestClient, model: str) -> None:
    header, values = ask(client, model=model)
    lacks = {one["method"]: one["reason"] for one in header["lacks"]}
    assert lacks == LACKS[model]
    assert [one["method"] for one in header["methods"]] == [method for method in METHODS if method not in lacks]
    assert values.shape == (len(METHODS) - len(lacks), 28, 28)
    network, x = load(model), received(client, model)
    with torch.no_grad():
        black = torch.full_like(x, -0.1307 / 0.3081)
        assert header["score"] == pytest.approx(float(network(x)[0, 7]), abs=1e-4)
        assert header["baseline_score"] == pytest.approx(float(network(black)[0, 7]), abs=1e-4)
    assert (header["class"], header["label"], header["against"]) == (7, "7", None)
    by_method = {one["method"]: one["total"] for one in header["methods"]}
    assert by_method["gradient"] is None
    assert by_method["input"] == pytest.approx(float(values[1].sum()), abs=1e-2)
    x = x.requires_grad_()
    (slope,) = torch.autograd.grad(network(x)[0, 7], x)
    np.testing.assert_allclose(values[0], (slope / 0.3081)[0, 0].numpy(), atol=2e-4)


def test_one_class_against_another_and_other_baselines(client: TestClient) -> None:
    header, values = ask(client, **{"class": 7, "against": 1, "baseline": "mean", "methods": ["input", "occlusion"]})
    assert header["against_label"] == "1"
    seven, _ = ask(client, **{"class": 7, "baseline": "mean", "methods": "input"})
    one, _ = ask(client, **{"class": 1, "baseline": "mean", "methods": "input"})
    assert header["score"] == pytest.approx(seven["score"] - one["score"], abs=1e-4)
    assert header["window"] == 4
    assert len(np.unique(values[1])) <= 49
    blurred, _ = ask(client, baseline="blurred", methods="input")
    assert blurred["baseline_score"] != pytest.approx(seven["baseline_score"], abs=1e-3)


def test_the_archive_holds_the_same(client: TestClient) -> None:
    answer = client.post("/api/attribution.npz", params=SEVEN | {"model": "digits-cnn", "methods": ["input", "integrated"]})
    arrays = np.load(io.BytesIO(answer.content))
    header, values = ask(client, methods=["input", "integrated"])
    assert np.array_equal(np.stack([arrays["input"], arrays["integrated"]]), values)
    assert float(arrays["score"]) == pytest.approx(header["score"])


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"class": 10}, "class-unknown"),
        ({"against": 10}, "against-unknown"),
        ({"class": 3, "against": 3}, "why-same"),
    ],
)
def test_classes_that_there_are_not_are_refused(client: TestClient, query: dict[str, Any], reason: str) -> None:
    answer = client.post("/api/attribution", params=SEVEN | {"model": "digits-cnn"} | query)
    assert (answer.status_code, answer.json()["reason"]) == (422, reason)
