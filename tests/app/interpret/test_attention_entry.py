"""One attention entry taken apart: against the layer's own arithmetic in float64, and what cannot be taken apart is refused."""

import math

import pytest
import torch
from fastapi.testclient import TestClient
from torch import nn

from app.core.errors import NoAnswer
from app.interpret.attention_entry import entry, vectors
from app.interpret.mixing_matrices import MATRICES
from tests.app.interpret.test_mixing_matrices import PICTURE, stage


def test_the_parts_make_the_recorded_weight() -> None:
    one = stage("digits-vit", "blocks.1")
    found = entry(one, PICTURE, head=2, query=7, key=30)
    scores = [found.scale * dot for dot in found.dots.double().tolist()]
    largest = max(scores)
    weight = math.exp(scores[30] - largest) / sum(math.exp(score - largest) for score in scores)
    recorded = MATRICES["attention"](one, PICTURE).values[2, 7]
    assert weight == pytest.approx(float(recorded[30]), abs=1e-6)
    assert torch.equal(found.weights, recorded)
    assert float(found.query.double() @ found.key.double()) == pytest.approx(float(found.dots[30]), abs=1e-5)
    assert found.scale == pytest.approx(1 / math.sqrt(len(found.query)))


def test_the_heads_outputs_side_by_side_are_what_the_projection_gets() -> None:
    one = stage("digits-vit", "blocks.2")
    heads = [entry(one, PICTURE, head=head, query=5, key=0).output for head in range(4)]
    layer = one.module
    after = layer.proj(torch.cat(heads))
    assert torch.allclose(after, layer(one.received(PICTURE))[0, 5], atol=1e-5)


def test_query_and_key_norms_are_applied() -> None:
    torch.manual_seed(0)
    layer = nn.Module()
    layer.qkv, layer.proj, layer.num_heads = nn.Linear(8, 24), nn.Linear(8, 8), 2
    x = torch.rand(5, 8)
    plain, _, _ = vectors(layer, x, 1)
    layer.q_norm = nn.LayerNorm(4)
    normed, key, _ = vectors(layer, x, 1)
    assert torch.allclose(normed, layer.q_norm(plain))
    assert torch.allclose(key, layer.qkv(x)[:, 12:16])


def test_attention_with_something_added_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    one = stage("digits-vit", "blocks.0")
    monkeypatch.setattr(one.module, "scale", 2 * one.module.scale)
    assert entry(one, PICTURE, 0, 1, 1).scale == one.module.scale  # the layer's own scale is what counts
    monkeypatch.setattr("app.interpret.attention_entry.vectors", lambda layer, z, head: tuple(torch.rand(3, 50, 16)))
    with pytest.raises(NoAnswer, match="position bias"):
        entry(one, PICTURE, 0, 1, 1)


@pytest.mark.parametrize("wrong", [{"head": 4}, {"query": 50}, {"key": -1}])
def test_a_number_too_large_is_named(client: TestClient, wrong: dict[str, int]) -> None:
    asked = {"sample": "seven", "model": "digits-vit", "point": "blocks.0", "head": 0, "query": 0, "key": 0} | wrong
    answer = client.post("/api/mixing/entry", params=asked)
    assert answer.status_code == 422
    assert f"There is no number {next(iter(wrong.values()))}" in answer.json()["detail"]


def test_over_http(client: TestClient) -> None:
    asked = {"sample": "seven", "model": "digits-vit", "point": "blocks.3", "head": 1, "query": 0, "key": 12}
    found = client.post("/api/mixing/entry", params=asked).json()
    assert len(found["dots"]) == len(found["weights"]) == 50
    assert len(found["query"]) == len(found["output"]) == 16
    assert sum(found["weights"]) == pytest.approx(1, abs=1e-5)
    refused = client.post("/api/mixing/entry", params=asked | {"model": "digits-mixer"})
    assert (refused.status_code, refused.json()["type"]) == (422, "no-answer")
