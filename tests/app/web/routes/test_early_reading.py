"""Reading early over HTTP: the model's own last layers, called one by one on what /api/trace.npz returns of each block."""

import io
from typing import Any

import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient
from torch import Tensor, nn

from models.registry import load

SEVEN = {"sample": "seven", "dx": 2}


def held(client: TestClient, model: str) -> Any:
    return np.load(io.BytesIO(client.post("/api/trace.npz", params=SEVEN | {"models": model}).content))


def by_hand(model: nn.Module, state: Tensor) -> Tensor:
    """Logits of one state (1, …), without the model's forward."""
    with torch.inference_mode():
        if hasattr(model, "layer3"):
            return model.fc(model.global_pool(state))[0]
        if hasattr(model, "stages"):
            return model.head(model.norm(state))[0]
        normed = model.norm(state)
        return model.head(normed[:, 0] if hasattr(model, "cls_token") else normed.mean(dim=1))[0]


@pytest.mark.parametrize(
    ("name", "count", "skipped"),
    [
        ("digits-vit", 7, 0), ("digits-mixer", 7, 0), ("digits-resmlp", 7, 0), ("digits-gmlp", 7, 0),
        ("digits-resnet-20", 3, 6), ("digits-preact-20", 3, 6),
    ],
)  # fmt: skip
def test_it_is_the_last_layers_on_each_state(client: TestClient, name: str, count: int, skipped: int) -> None:
    answer = client.post("/api/early-reading", params=SEVEN | {"model": name, "class": 2}).json()
    arrays = np.load(io.BytesIO(client.post("/api/early-reading.npz", params=SEVEN | {"model": name}).content))
    recorded, model = held(client, name), load(name)
    assert (len(answer["states"]), answer["skipped"], answer["classes"], answer["label"]) == (count, skipped, 10, "2")
    assert list(arrays) == [state["point"] for state in answer["states"]]
    for state in answer["states"]:
        logits = by_hand(model, torch.from_numpy(recorded[f"{name}/{state['point']}"])[None])
        np.testing.assert_allclose(arrays[state["point"]], logits, atol=2e-4)
        assert state["rank"] == 10 - sorted(logits.tolist()).index(logits[2].item())
        assert state["logit"] == pytest.approx(logits[2].item(), abs=2e-4)
        assert state["probability"] == pytest.approx(logits.softmax(0)[2].item(), abs=1e-4)
        assert state["first"]["index"] == logits.argmax()


def test_the_last_state_is_the_answer_and_its_class_is_followed(client: TestClient) -> None:
    trace = client.post("/api/trace", params=SEVEN | {"models": "digits-mixer"}).json()["traces"][0]
    answer = client.post("/api/early-reading", params=SEVEN | {"model": "digits-mixer"}).json()
    last, said = answer["states"][-1], trace["predictions"][0]
    assert (answer["class"], last["rank"], last["first"]["label"]) == (said["index"], 1, said["label"])
    assert last["logit"] == pytest.approx(said["logit"], abs=1e-4)


@pytest.mark.parametrize(
    ("query", "status", "reason"),
    [
        ({"model": "digits-cnn"}, 422, "early-no-sum"),
        ({"model": "digits-rnn"}, 422, "early-steps"),
        ({"model": "digits-efficientnet-0"}, 422, "early-goes-on"),
        ({"class": 10}, 422, "class-unknown"),
        ({"model": "digits-none"}, 404, "model-unknown"),
    ],
)
def test_what_cannot_be_read_early_says_why(client: TestClient, query: dict[str, Any], status: int, reason: str) -> None:
    answer = client.post("/api/early-reading", params=SEVEN | {"model": "digits-vit"} | query)
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
