"""The residual stream over HTTP: against the recorded states, weights set to zero, and the cards."""

import io
from typing import Any

import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient

from models.registry import card, load
from tests.support.decoding import decode_array


def ask(client: TestClient, path: str = "", **query: Any) -> Any:
    return client.post(f"/api/residual{path}", params={"sample": "seven"} | query)


def test_the_maps_are_the_recorded_states(client: TestClient) -> None:
    """x of a ViT's first branch is the state before it, and x + F of its last one the state after it."""
    answer = client.post("/api/trace.npz", params={"sample": "seven", "models": "digits-vit"})
    recorded = np.load(io.BytesIO(answer.content))
    first = decode_array(ask(client, "/maps", model="digits-vit", branch="blocks.1").content)
    second = decode_array(ask(client, "/maps", model="digits-vit", branch="blocks.1@2").content)
    assert first.shape == (3, 50, 64)
    np.testing.assert_array_equal(first[0], recorded["digits-vit/blocks.0"])
    np.testing.assert_array_equal(second[2], recorded["digits-vit/blocks.1"])
    np.testing.assert_array_equal(first[2], second[0])
    shown = ask(client, model="digits-vit").json()["parts"][2]["measures"]
    assert shown["ratio"] == pytest.approx(np.linalg.norm(first[1]) / np.linalg.norm(first[0]), rel=1e-5)


def test_a_lesion_over_http(client: TestClient) -> None:
    whole = ask(client, "/lesion", model="digits-mixer").json()["predictions"]
    trace = client.post("/api/trace", params={"sample": "seven", "models": "digits-mixer"}).json()["traces"][0]
    assert [one["logit"] for one in whole] == pytest.approx([one["logit"] for one in trace["predictions"]], rel=1e-5)
    model = load("digits-mixer")
    for parameter in model.blocks[0].mlp_channels.fc2.parameters():
        parameter.zero_()
    answer = client.post("/api/trace.npz", params={"sample": "seven", "models": "digits-mixer"})
    logits = model(torch.from_numpy(np.load(io.BytesIO(answer.content))["digits-mixer/input"])[None])[0]
    hurt = ask(client, "/lesion", model="digits-mixer", off="blocks.0@2").json()
    found = {one["index"]: one["logit"] for one in hurt["predictions"]}
    assert [found[i] for i in range(10)] == pytest.approx(logits.tolist(), abs=1e-4)


def test_the_measured_table_is_the_one_of_the_card(client: TestClient) -> None:
    answer = ask(client, model="digits-vit").json()
    table = {row["block"]: row["top1"] for row in card("digits-vit")["lesion"]}
    assert {part["name"]: part["top1"] for part in answer["parts"]} == table
    assert "2,000 test pictures" in answer["protocol"]
    assert answer["whole"] == card("digits-vit")["lesion_whole"]


def test_a_network_that_adds_nothing_offers_its_blocks(client: TestClient) -> None:
    answer = ask(client, model="digits-circular").json()
    assert answer["kind"] == "block"
    assert answer["paths"] == []
    assert [part["name"] for part in answer["parts"]] == [f"blocks.{i}" for i in range(1, 6)]
    assert all(part["measures"] is None for part in answer["parts"])
    ask(client, "/lesion", model="digits-circular", off=["blocks.1", "blocks.2"]).raise_for_status()


@pytest.mark.parametrize(
    ("path", "query", "status", "kind"),
    [
        ("/maps", {"model": "digits-vit", "branch": "blocks.9"}, 404, "part-unknown"),
        ("/lesion", {"model": "digits-vit", "off": "attn"}, 404, "part-unknown"),
        ("/lesion", {"model": "digits-cnn", "off": "conv1"}, 404, "part-unknown"),
        ("/paths", {"model": "digits-cnn"}, 422, "no-answer"),
        ("/gradients", {"model": "digits-vit", "class": 10}, 422, "invalid-parameter"),
        ("/gradients", {"model": "digits-vit", "when": "later"}, 422, "invalid-parameter"),
        ("", {"model": "nobody"}, 404, "model-unknown"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_with_a_sentence(
    client: TestClient, path: str, query: dict, status: int, kind: str
) -> None:
    answer = ask(client, path, **query)
    assert (answer.status_code, answer.json()["type"]) == (status, kind)
    assert len(answer.json()["detail"].split()) >= 5


def test_gradients_and_paths_over_http_name_their_class(client: TestClient) -> None:
    for when in ("trained", "initial"):
        answer = ask(client, "/gradients", model="digits-mixer", when=when).json()
        assert (answer["when"], answer["class"], answer["label"]) == (when, 7, "7")
        assert all(block["norm"] > 0 for block in answer["blocks"])
    answer = ask(client, "/paths", model="digits-mixer", **{"class": 3}).json()
    assert (answer["n"], answer["label"]) == (12, "3")
    assert answer["binomial"][6] == pytest.approx(924 / 4096)


def test_the_models_document_says_which_stages_add(client: TestClient) -> None:
    documents = {one["id"]: one for one in client.get("/api/models").json()["models"]}
    adds = {point["name"]: point["adds"] for point in documents["digits-vit"]["points"]}
    assert (adds["blocks.3"], adds["patch_embed"], adds["blocks.3.attn.softmax"]) == (2, 0, 0)
    assert {point["adds"] for point in documents["digits-plain-20"]["points"]} == {0}
