"""The strongest pictures over HTTP: the same numbers as lines and as an archive, the pictures themselves, and refusals."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient
from PIL import Image

from app.web.routes.strongest import StrongestLine
from models.registry import MODELS, load
from models.spec.normalise import normalise
from tests.app.web.routes.test_answers import holds

CNN = {"model": "digits-cnn", "point": "act3", "channel": 5}


def ask(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.post("/api/strongest", params=CNN | query)
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def found(client: TestClient, **query: Any) -> dict[str, Any]:
    [last] = ask(client, **query)[-1:]
    answer: dict[str, Any] = last["strongest"]
    return answer


def picture(client: TestClient, **query: Any) -> torch.Tensor:
    """As the digits' models receive it."""
    answer = client.get("/api/strongest/picture.png", params={"model": "digits-cnn"} | query)
    assert answer.headers["content-type"] == "image/png"
    pixels = np.asarray(Image.open(io.BytesIO(answer.content)))
    return normalise(torch.from_numpy(pixels / np.float32(255))[None, None], MODELS["digits-cnn"].input)


@pytest.mark.parametrize(("end", "sign"), [("highest", 1), ("lowest", -1)])
def test_the_values_are_those_of_the_pictures_at_their_places(client: TestClient, end: str, sign: int) -> None:
    """The pictures come as PNG, and go through the model once more, one by one."""
    lines = ask(client, of="generated", end=end, count=24)
    for line in lines:
        holds(StrongestLine, line)
    answer = lines[-1]["strongest"]
    assert (answer["pictures"], answer["positions"], answer["axis"], answer["end"]) == (500, 196, "channel", end)
    model, kept = load("digits-cnn"), []
    model.act3.register_forward_hook(lambda *call: kept.append(call[-1][0, 5].clone()))
    with torch.no_grad():
        for number in range(500):
            model(picture(client, of="generated", number=number))
    extreme = [(sign * one.flatten()).max().item() * sign for one in kept]
    order = sorted(range(500), key=lambda number: -sign * extreme[number])
    assert [one["value"] for one in answer["strongest"]] == pytest.approx([extreme[i] for i in order[:24]], abs=1e-5)
    for one in answer["strongest"]:
        row, column = divmod(one["position"], 14)
        assert kept[one["number"]][row, column].item() == pytest.approx(one["value"], abs=1e-5)
        assert (one["set"], one["name"]) == ("generated", None)
        # A 3 x 3 kernel behind two more and a pooling of 2: 10 pixels from 4 before twice the row on.
        assert one["field"] == {
            "top": 2 * row - 4, "bottom": 2 * row + 6, "left": 2 * column - 4, "right": 2 * column + 6, "whole": False,
        }  # fmt: skip
    assert answer["highest"] == pytest.approx(max(one.max().item() for one in kept), abs=1e-5)
    assert answer["lowest"] == pytest.approx(min(one.min().item() for one in kept), abs=1e-5)


def test_samples_are_named_and_the_archive_says_the_same_of_every_channel(client: TestClient) -> None:
    answer = found(client, of="samples", count=3)
    assert [one["pictures"] for one in answer["sets"]] == [13]
    arrays = np.load(io.BytesIO(client.post("/api/strongest.npz", params=CNN | {"of": "samples"}).content))
    assert arrays["values"].shape == arrays["pictures"].shape == arrays["positions"].shape == (64, 13)
    assert arrays["values"][5, :3].tolist() == [one["value"] for one in answer["strongest"]]
    assert arrays["positions"][5, :3].tolist() == [one["position"] for one in answer["strongest"]]
    names = arrays["names"][arrays["pictures"][5, :3]].tolist()
    assert names == [f"samples/{one['name']}" for one in answer["strongest"]]
    assert [one["number"] for one in answer["strongest"]] == arrays["pictures"][5, :3].tolist()
    assert arrays["silent"].nonzero()[0].tolist() == answer["silent"]


def test_dead_units_are_counted_in_every_stage(client: TestClient) -> None:
    answer = found(client, model="digits-mlp", point="act1", channel=0, of=["samples", "generated"])
    assert answer["pictures"] == 513
    model, kept = load("digits-mlp"), {"act1": [], "act2": []}
    for name, values in kept.items():
        model.get_submodule(name).register_forward_hook(lambda *call, values=values: values.append(call[-1][0]))
    samples = [one["name"] for one in client.get("/api/samples").json()["samples"] if one["fit"] == "digits"]
    with torch.no_grad():
        for name in samples:
            trace = client.post("/api/trace.npz", params={"sample": name, "models": "digits-mlp"})
            model(torch.from_numpy(np.load(io.BytesIO(trace.content))["digits-mlp/input"])[None])
        for number in range(500):
            model(picture(client, of="generated", number=number))
    silent = {name: (torch.stack(values).amax(0) <= 0).nonzero()[:, 0].tolist() for name, values in kept.items()}
    assert answer["silent"] == silent["act1"]
    assert {one["point"]: one["silent"] for one in answer["stages"]} == {name: len(units) for name, units in silent.items()}
    assert len(silent["act1"]) > 0, "the shipped MLP has some"
    assert (answer["signed"], answer["constant"], answer["positions"]) == (False, [], 1)
    assert all(one["position"] is None and one["field"]["whole"] for one in answer["strongest"])


def test_a_callers_own_pictures_are_asked_and_nobody_elses(client: TestClient, digit: bytes) -> None:
    headers = {"Content-Type": "image/png"}
    id = client.post("/api/pictures", content=digit, headers=headers).json()["id"]
    assert {one["name"] for one in found(client)["sets"]} == {"samples", "generated"} | extra(client)
    both = found(client, of=["own", "samples"], own=id, count=24)
    own = [one for one in both["strongest"] if one["set"] == "own"]
    seven = [one for one in both["strongest"] if one["name"] == "seven"]
    assert [(one["name"], one["number"]) for one in own] == [(id, 0)]
    assert own[0]["value"] == pytest.approx(seven[0]["value"], abs=1e-5)
    assert both["strongest"].index(seven[0]) < both["strongest"].index(own[0]), "of equal ones the sample comes first"
    prepared = found(client, of="own", own=f"{id}:none")["strongest"]
    assert len(prepared) == 1
    assert torch.equal(picture(client, of="own", number=0, own=id), picture(client, of="samples", number=0))
    gone = client.post("/api/strongest", params=CNN | {"own": "0" * 64})
    assert (gone.status_code, gone.json()["type"]) == (404, "picture-unknown")


def extra(client: TestClient) -> set[str]:
    """Test pictures are asked as well, where this machine has them."""
    return {"test"} if client.app.state.shared.settings.data else set()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("query", "status", "key"),
    [
        ({"model": "nobody"}, 404, "model-unknown"),
        ({"point": "act9"}, 404, "point-unknown"),
        ({"channel": 64}, 422, "strongest-none-such"),
        ({"channel": -1}, 422, "strongest-none-such"),
        ({"of": "own"}, 422, "strongest-no-own"),
        ({"model": "photos-resnet", "point": "layer2.0", "of": "generated"}, 422, "strongest-none-generated"),
        ({"model": "digits-vit", "point": "blocks.1.attn.softmax"}, 422, "strongest-no-channels"),
        ({"own": "seven"}, 422, "parameter-pattern"),
        ({"own": ["0" * 64] * 21}, 422, "parameter-long"),
        ({"of": "all"}, 422, "parameter-choice"),
        ({"count": 25}, 422, "parameter-bounds"),
    ],
)
def test_what_cannot_be_answered_is_a_problem_with_a_sentence(
    client: TestClient, query: dict[str, Any], status: int, key: str
) -> None:
    answer = client.post("/api/strongest", params=CNN | query)
    assert answer.status_code == status
    assert len(answer.json()["detail"].split()) >= 4
    if key.startswith(("strongest", "model", "point")):
        assert answer.json()["reason"] == key
    if key.startswith("strongest-no-"):
        assert client.post("/api/strongest.npz", params=CNN | query).json()["reason"] == key


@pytest.mark.parametrize(
    ("query", "status"),
    [({"of": "samples", "number": 13}, 422), ({"of": "own", "number": 0}, 422), ({"of": "samples", "number": -1}, 422),
     ({"model": "nobody", "of": "samples", "number": 0}, 404)],
)  # fmt: skip
def test_a_picture_that_is_not_there(client: TestClient, query: dict[str, Any], status: int) -> None:
    assert client.get("/api/strongest/picture.png", params={"model": "digits-cnn"} | query).status_code == status


def test_an_image_without_the_training_code_has_all_but_test_pictures(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The image leaves models/training out (.dockerignore)."""
    for name in ("models.training", "models.training.datasets", "models.training.pairs"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr(client.app.state.shared.strongest.sets, "data", Path("somewhere"))  # type: ignore[attr-defined]
    pairs = {"model": "pairs-cnn-7-circular", "point": "blocks.0", "channel": 0}
    assert found(client, **pairs, of="generated")["pictures"] == 176
    refused = client.post("/api/strongest", params=CNN | {"of": "test"})
    assert (refused.status_code, refused.json()["reason"]) == (422, "strongest-no-reader")
