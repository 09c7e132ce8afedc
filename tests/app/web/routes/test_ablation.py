"""Switching parts off over HTTP: the same numbers as JSON, archive and lines, and what is refused."""

import io
import json
from typing import Any

import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient

from app.web.routes.ablation import SweepLine
from models.registry import load
from tests.app.web.routes.test_answers import holds

HEAD = {"sample": "seven", "dx": 1, "model": "digits-vit", "point": "blocks.3", "part": "head"}
CHANNEL = {"sample": "seven", "model": "digits-cnn", "point": "act4", "part": "channel"}


def ask(client: TestClient, path: str = "", **query: Any) -> Any:
    return client.post(f"/api/ablation{path}", params=query)


def received(client: TestClient, **query: Any) -> torch.Tensor:
    answer = client.post("/api/trace.npz", params={"sample": "seven", "models": "digits-vit"} | query)
    return torch.from_numpy(np.load(io.BytesIO(answer.content))[f"{query.get('models', 'digits-vit')}/input"])[None]


def test_a_head_off_as_json_and_as_an_archive(client: TestClient) -> None:
    model = load("digits-vit")
    x = received(client, dx=1)
    with torch.no_grad():
        plain = model(x)[0]
        width = model.blocks[3].attn.proj.in_features // 4
        model.blocks[3].attn.proj.weight[:, width : 2 * width] = 0
        expected = model(x)[0]
    found = ask(client, **HEAD, index=1).json()
    assert (found["class"], found["label"], found["samples"], found["index"]) == (7, "7", None, [1])
    for which, logits in (("before", plain), ("after", expected)):
        assert found[which]["logit"] == pytest.approx(logits[7].item(), abs=1e-4)
        assert found[which]["probability"] == pytest.approx(logits.softmax(0)[7].item(), abs=1e-5)
        assert {one["index"]: one["logit"] for one in found[which]["predictions"]} == pytest.approx(
            dict(enumerate(logits.tolist())), abs=1e-4
        )
    arrays = np.load(io.BytesIO(ask(client, ".npz", **HEAD, index=1).content))
    assert arrays["after/logits"][7] == np.float32(found["after"]["logit"])
    change = np.linalg.norm(arrays["after/stage"] - arrays["before/stage"]) / np.linalg.norm(arrays["before/stage"])
    changes = {one["name"]: one["change"] for one in found["stages"]}
    assert changes["blocks.3"] == pytest.approx(change, rel=1e-5)
    assert changes["blocks.2"] == 0
    assert dict(zip(arrays["stages"].tolist(), arrays["change"].tolist(), strict=True)) == changes


def test_the_mean_is_that_of_the_samples_and_a_sample_stands_where_the_picture_does(client: TestClient) -> None:
    own = ask(client, **HEAD, index=[0, 1, 2, 3], value="sample", source="seven").json()
    assert own["after"] == own["before"]
    other = ask(client, ".npz", **CHANNEL | {"dx": 2}, index=9, value="sample", source="two")
    there = client.post("/api/trace.npz", params={"sample": "two", "dx": 2, "models": "digits-cnn"})
    stage = np.load(io.BytesIO(there.content))["digits-cnn/act4"]
    assert np.array_equal(np.load(io.BytesIO(other.content))["after/stage"][9], stage[9])

    names = [one["name"] for one in client.get("/api/samples").json()["samples"] if one["fit"] == "digits"]
    each = [client.post("/api/trace.npz", params={"sample": name, "models": "digits-cnn"}) for name in names]
    mean = np.mean([np.load(io.BytesIO(one.content))["digits-cnn/act4"][9] for one in each], axis=0, dtype=np.float64)
    arrays = np.load(io.BytesIO(ask(client, ".npz", **CHANNEL, index=9, value="mean").content))
    np.testing.assert_allclose(arrays["after/stage"][9], mean, rtol=1e-5, atol=1e-6)
    assert ask(client, **CHANNEL, index=9, value="mean").json()["samples"] == len(names)


def test_the_sweep_tells_its_progress_and_ranks(client: TestClient) -> None:
    lines = [json.loads(line) for line in ask(client, "/sweep", **CHANNEL, value="mean").text.splitlines()]
    for line in lines:
        holds(SweepLine, line)
    assert [line["done"] for line in lines[:-1]] == [0, 16, 32, 48, 64]
    ranked = lines[-1]["ranking"]["ranked"]
    assert sorted(one["index"] for one in ranked) == list(range(64))
    first = ask(client, **CHANNEL, index=ranked[0]["index"], value="mean").json()
    assert ranked[0]["effect"] == pytest.approx(first["after"]["logit"] - first["before"]["logit"], abs=1e-4)
    assert lines[-1]["ranking"]["logit"] == first["before"]["logit"]
    arrays = np.load(io.BytesIO(ask(client, "/sweep.npz", **CHANNEL, value="mean").content))
    assert arrays["index"].tolist() == [one["index"] for one in ranked]
    assert arrays["effect"].tolist() == [one["effect"] for one in ranked]


@pytest.mark.parametrize("path", ["", ".npz", "/sweep", "/sweep.npz"])
@pytest.mark.parametrize(
    ("query", "status", "key"),
    [
        (CHANNEL | {"part": "head", "index": 0}, 422, "mixing-no-attention"),
        (CHANNEL | {"part": "branch", "index": 0}, 422, "ablation-lacks"),
        (CHANNEL | {"point": "act9", "index": 0}, 404, "point-unknown"),
        (CHANNEL | {"value": "sample", "index": 0}, 422, "ablation-source"),
        (CHANNEL | {"source": "two", "index": 0}, 422, "ablation-source"),
        (CHANNEL | {"value": "sample", "source": "eleven", "index": 0}, 404, "sample-unknown"),
        (CHANNEL | {"class": 10, "index": 0}, 422, "class-unknown"),
        (CHANNEL | {"model": "nobody"}, 404, "model-unknown"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_a_problem_with_a_sentence(
    client: TestClient, path: str, query: dict[str, Any], status: int, key: str
) -> None:
    answer = ask(client, path, **query)
    assert (answer.status_code, answer.json()["reason"]) == (status, key)
    assert len(answer.json()["detail"].split()) >= 5


def test_numbers_that_are_not_there(client: TestClient) -> None:
    assert ask(client, **CHANNEL).json()["reason"] == "ablation-index"
    refused = ask(client, **CHANNEL, index=64).json()
    assert refused["reason"] == "ablation-none-such"
    assert "64 channels, counted from 0" in refused["detail"]
    assert ask(client, **CHANNEL, index=-1).json()["reason"] == "ablation-none-such", "−1 is not the last"
