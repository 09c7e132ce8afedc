"""HTTP: the shares of a model that has a temperature are told as the softmax gives them, and calibrated."""

import json

import numpy as np
import pytest
from fastapi.testclient import TestClient

from models.registry import card


@pytest.mark.parametrize("name", ["photos-resnet", "photos-mlp"])
def test_shares_of_a_calibrated_model_are_told_twice(client: TestClient, name: str) -> None:
    """softmax(logits), and softmax(logits / temperature) with its card's temperature: over HTTP, and 20 in a frame."""
    known = card(name)["calibration"]
    query = {"sample": "ladybug", "models": name}
    told = client.post("/api/trace", params=query).json()["traces"][0]["predictions"]
    logits = np.array([one["logit"] for one in told])
    for key, divided in (("probability", logits), ("calibrated", logits / known["temperature"])):
        odds = np.exp(divided - divided.max())
        assert [one[key] for one in told] == pytest.approx(odds / odds.sum(), abs=1e-5)
    frame = client.post("/api/frame", params=query).content
    length = int.from_bytes(frame[4:8], "little")
    header = json.loads(frame[8 : 8 + length])
    seen = header["models"][0]["predictions"]
    assert [(one["index"], one["calibrated"]) for one in seen] == [
        (one["index"], pytest.approx(one["calibrated"], abs=1e-5)) for one in told[:20]
    ]
    document = client.get(f"/api/models/{name}").json()
    assert document["calibration"] == known


def test_a_model_without_a_temperature_has_no_calibrated_shares(client: TestClient) -> None:
    (trace,) = client.post("/api/trace", params={"sample": "seven", "models": "digits-cnn"}).json()["traces"]
    assert all("calibrated" not in one for one in trace["predictions"])
    assert client.get("/api/models/digits-cnn").json()["calibration"] is None
