"""The checks of a map over HTTP: the same numbers as JSON, frame and archive."""

import io
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from tests.support.decoding import decode_array, decode_frame

SEVEN = {"sample": "seven", "dx": 2, "model": "digits-cnn"}


def archive(client: TestClient, path: str, **query: Any) -> Any:
    return np.load(io.BytesIO(client.post(path, params=SEVEN | query).content))


def test_curves_as_json_and_as_an_archive(client: TestClient) -> None:
    query: dict[str, Any] = {"methods": ["input", "occlusion", "attention"], "seed": 5, "baseline": "mean"}
    found = client.post("/api/deletion", params=SEVEN | query).json()
    arrays = archive(client, "/api/deletion.npz", **query)
    assert (found["seed"], found["baseline"], found["class"], found["window"]) == (5, "mean", 7, 4)
    assert [one["order"] for one in found["curves"]] == ["input", "occlusion", "random"]
    assert [one["method"] for one in found["lacks"]] == ["attention"]
    assert arrays["windows"].tolist() == found["windows"]
    for one in found["curves"]:
        for way in ("deletion", "insertion"):
            np.testing.assert_allclose(arrays[f"{one['order']}/{way}"], one[way]["values"], rtol=1e-6)
            area = np.trapezoid(one[way]["values"], np.array(found["windows"]) / 49)
            assert one[way]["area"] == pytest.approx(area, abs=1e-9)
    assert found["curves"][0]["deletion"]["values"][0] == found["score"]
    assert found["curves"][0]["deletion"]["values"][-1] == found["baseline_score"]


def test_both_maps_as_a_frame_and_as_an_archive(client: TestClient) -> None:
    answer = client.post("/api/randomised", params=SEVEN | {"methods": ["input", "cam"]})
    header, values = decode_frame(answer.content)[0], decode_array(answer.content)
    arrays = archive(client, "/api/randomised.npz", methods=["input", "cam"])
    assert values.shape == (2, 2, 28, 28)
    assert header["axes"] == ["weights", "method", "row", "column"]
    for i, one in enumerate(header["methods"]):
        name = one["method"]
        assert np.array_equal(arrays[f"{name}/trained"], values[0, i])
        assert np.array_equal(arrays[f"{name}/initial"], values[1, i])
        assert float(arrays[f"{name}/signed"]) == one["signed"]
        assert float(arrays[f"{name}/sizes"]) == one["sizes"]
    plain = decode_array(client.post("/api/attribution", params=SEVEN | {"methods": ["input", "cam"]}).content)
    assert np.array_equal(values[0], plain)


@pytest.mark.parametrize("path", ["/api/deletion", "/api/randomised"])
def test_what_the_question_refuses_these_refuse(client: TestClient, path: str) -> None:
    answer = client.post(path, params=SEVEN | {"class": 10})
    assert (answer.status_code, answer.json()["reason"]) == (422, "class-unknown")
    assert client.post(path, params=SEVEN | {"seed": 10_000}).status_code == (422 if path == "/api/deletion" else 200)
