"""Who listens to whom over real HTTP: numbers equal the arithmetic on /api/trace.npz and the weights, refusals are problems."""

import io
import json
import socket
import threading
from typing import Any

import httpx
import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.interpret import mixing_queries, mixing_shares
from app.web.inference import Stopped
from app.web.routes.mixing import RowLine
from models.registry import load
from tests.conftest import LiveServer, wait_until
from tests.support.decoding import decode_array, decode_frame


def ask(client: TestClient, path: str = "", **query: Any) -> Any:
    return client.post(f"/api/mixing{path}", params={"sample": "seven"} | query)


def arrays(client: TestClient, model: str) -> Any:
    answer = client.post("/api/trace.npz", params={"sample": "seven", "models": model})
    return np.load(io.BytesIO(answer.content))


def test_attention_of_one_patch_is_its_row_of_the_recorded_attention(client: TestClient) -> None:
    recorded = arrays(client, "digits-vit")["digits-vit/blocks.2.attn.softmax"]
    answer = ask(client, model="digits-vit", point="blocks.2", kind="attention", row=3, column=4).json()
    shown = np.array(answer["values"]).reshape(4, 49)
    np.testing.assert_array_equal(shown, recorded[:, 1 + 3 * 7 + 4, 1:])
    np.testing.assert_array_equal(np.array(answer["prefix"])[:, 0], recorded[:, 1 + 3 * 7 + 4, 0])


def test_matrix_and_archive_hold_the_same_numbers(client: TestClient) -> None:
    query = {"model": "digits-mixer", "point": "blocks.1", "kind": "effective"}
    frame = decode_array(ask(client, "/matrix", **query).content)
    archive = np.load(io.BytesIO(ask(client, ".npz", **query).content))
    np.testing.assert_array_equal(frame, archive["matrix"])
    assert archive["axes"].tolist() == ["channel", "query", "source"]
    assert frame.shape == (64, 49, 49)


def test_a_dense_layer_answers_with_its_weights(client: TestClient) -> None:
    weight = load("digits-mlp").fc1.weight.numpy()[7]
    answer = ask(client, model="digits-mlp", point="act1", unit=7).json()
    np.testing.assert_allclose(np.array(answer["values"]).ravel(), np.abs(weight) / np.abs(weight).sum(), rtol=1e-5)
    assert answer["grid"] == [28, 28]


@pytest.mark.parametrize("level", ["operator", "block", "input"])
@pytest.mark.parametrize(
    ("model", "point", "query"),
    [
        ("digits-mlp", "act2", {}),
        ("digits-cnn", "act3", {"row": 5, "column": 9}),
        ("digits-vit", "blocks.0", {"token": 0}),
        ("digits-mixer", "blocks.5", {"row": 6, "column": 0}),
    ],
)
def test_every_family_answers_with_shares(client: TestClient, model: str, point: str, query: dict, level: str) -> None:
    answer = ask(client, model=model, point=point, level=level, **query).json()
    total = np.sum(answer["prefix"]) + np.sum(answer["values"])
    assert total == pytest.approx(1, abs=1e-4)
    assert answer["level"] == level
    assert answer["summary"]["effective_sources"] >= 1


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ({"model": "digits-vit", "point": "blocks.0", "row": 7, "column": 0}, 422, "no-answer"),
        ({"model": "digits-mixer", "point": "blocks.0", "kind": "attention", "row": 0, "column": 0}, 422, "no-answer"),
        ({"model": "digits-mlp", "point": "act1", "row": 0, "column": 0}, 422, "no-answer"),
        ({"model": "digits-vit", "point": "blocks.0", "row": "nan", "column": 0}, 422, "invalid-parameter"),
        ({"model": "digits-vit", "point": "blocks.0", "kind": "explanation"}, 422, "invalid-parameter"),
        ({"model": "digits-vit", "point": "blocks.9", "row": 0, "column": 0}, 404, "point-unknown"),
        ({"model": "nobody", "point": "blocks.0", "row": 0, "column": 0}, 404, "model-unknown"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_with_a_sentence(client: TestClient, query: dict, status: int, kind: str) -> None:
    answer = ask(client, **query)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["type"]) == (status, kind)
    assert len(answer.json()["detail"].split()) >= 5


def test_progress_comes_before_the_same_answer(client: TestClient) -> None:
    query = {"model": "digits-cnn", "point": "act6", "level": "input", "row": 3, "column": 2}
    *steps, last = [json.loads(line) for line in ask(client, "/row", **query).text.splitlines()]
    alive = int((arrays(client, "digits-cnn")["digits-cnn/act6"][:, 3, 2] > 0).sum())
    assert steps == [{"done": done, "of": alive} for done in range(0, alive, 32)]
    assert last == {"row": ask(client, **query).json()}
    RowLine.model_validate(last)


def test_an_estimate_tells_each_probe(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mixing_shares, "EXACT_WORK", 0)
    query = {"model": "digits-vit", "point": "blocks.1", "row": 3, "column": 2, "level": "block"}
    *steps, last = [json.loads(line) for line in ask(client, "/row", **query).text.splitlines()]
    probes = last["row"]["estimate"]["probes"]
    assert [step["done"] for step in steps] == list(range(probes))
    assert {step["of"] for step in steps} == {probes}


def test_a_refusal_is_no_stream(client: TestClient) -> None:
    refused = ask(client, "/row", model="digits-vit", point="blocks.0", row=7, column=0)
    assert (refused.status_code, refused.json()["type"]) == (422, "no-answer")
    assert ask(client, "/row", model="digits-vit", point="blocks.9", row=0, column=0).status_code == 404


def test_what_goes_wrong_on_the_way_is_the_last_line(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(stage: mixing_shares.Stage, x: Any, query: int | None, between: mixing_shares.Between) -> Any:
        between(0, 2)
        raise MemoryError

    monkeypatch.setitem(mixing_queries.LEVELS, "block", fails)
    answer = ask(client, "/row", model="digits-vit", point="blocks.0", row=0, column=0, level="block")
    first, last = [json.loads(line) for line in answer.text.splitlines()]
    assert first == {"done": 0, "of": 2}
    assert last["problem"]["status"] == 503


@pytest.mark.parametrize("path", ["", "/row"])
def test_the_work_stops_when_the_caller_leaves(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """A caller that hangs up in the middle of a Jacobian: the next step of the work ends it."""
    started, stopped = threading.Event(), threading.Event()

    def endless(stage: mixing_shares.Stage, x: Any, query: int | None, between: mixing_shares.Between) -> Any:
        started.set()
        try:
            wait_until(lambda: between(0, 1) is not None)
        except Stopped:
            stopped.set()
            raise

    monkeypatch.setitem(mixing_queries.LEVELS, "block", endless)
    with socket.create_connection(("127.0.0.1", live_server.port)) as connection:
        target = f"/api/mixing{path}?sample=seven&model=digits-vit&point=blocks.0&level=block&row=0&column=0"
        connection.sendall(f"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n".encode())
        assert started.wait(20)
    assert stopped.wait(20)
    assert httpx.get(f"{live_server.url}/readyz").status_code == 200


def test_all_heads_come_from_one_pass_and_are_the_recorded_ones(client: TestClient) -> None:
    recorded = arrays(client, "digits-vit")
    data = ask(client, "/attention", model="digits-vit", point="blocks.3").content
    header, _ = decode_frame(data)
    assert header["axes"] == ["block", "head", "query", "key"]
    assert header["points"] == [f"blocks.{i}.attn.softmax" for i in range(6)]
    expected = np.stack([recorded[f"digits-vit/{name}"] for name in header["points"]])
    np.testing.assert_array_equal(decode_array(data), expected)


def test_very_many_weights_travel_in_half_the_bytes(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = decode_array(ask(client, "/attention", model="digits-vit", point="blocks.0").content)
    monkeypatch.setattr("app.web.routes.mixing.EXACT", 100)
    data = ask(client, "/attention", model="digits-vit", point="blocks.0").content
    assert decode_frame(data)[0]["dtype"] == "float16"
    np.testing.assert_allclose(decode_array(data), exact, rtol=2**-11, atol=2**-25)


def test_a_model_without_attention_has_no_wall(client: TestClient) -> None:
    answer = ask(client, "/attention", model="digits-cnn", point="act3")
    assert answer.status_code == 422
    assert "No attention was recognised" in answer.json()["detail"]
