"""Inner modules over HTTP: the list, each one opened, its file, and what is said of one that there is not."""

import io
from typing import Any

import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient

from models.registry import load
from tests.support.decoding import decode_array, decode_frame

SEVEN = {"sample": "seven", "dx": 2}
VIT = SEVEN | {"model": "digits-vit"}


def listed(client: TestClient, model: str) -> dict[str, Any]:
    document = client.get("/api/modules", params={"model": model}).json()
    return {one["name"]: one for one in document["modules"]}


def archive(client: TestClient, **asked: Any) -> Any:
    return np.load(io.BytesIO(client.post("/api/trace.npz", params=SEVEN | asked).content))


def test_the_list_has_every_call_with_its_form(client: TestClient) -> None:
    modules = listed(client, "digits-vit")
    fc1 = modules["blocks.3.mlp.fc1"]
    assert (fc1["kind"], fc1["shape"], fc1["axes"], fc1["grid"], fc1["prefix"]) == (
        "Linear",
        [50, 128],
        ["token", "channel"],
        [7, 7],
        1,
    )
    assert (fc1["stage"], fc1["own"], fc1["calls"], fc1["refusal"]) == ("blocks.3", False, 1, None)
    assert [modules[f"blocks.3.attn.{part}"]["part"] for part in "qkv"] == ["q", "k", "v"]
    assert modules["blocks.3"]["own"]
    assert list(modules).index("blocks.3.norm1") < list(modules).index("blocks.3.attn") < list(modules).index("blocks.3")


def test_an_inner_module_has_values_statistics_and_a_file(client: TestClient) -> None:
    """All of them those of one plain hook at what the model received."""
    held = archive(client, models="digits-vit", inner="digits-vit/blocks.3.mlp.fc1")
    kept: list[torch.Tensor] = []
    model = load("digits-vit")
    model.blocks[3].mlp.fc1.register_forward_hook(lambda module, given, output: kept.append(output[0].clone()))
    with torch.inference_mode():
        model(torch.from_numpy(held["digits-vit/input"])[None])
    values = kept[0].numpy()
    assert np.array_equal(held["digits-vit/blocks.3.mlp.fc1"], values)
    frame = client.post("/api/activation", params=VIT | {"point": "blocks.3.mlp.fc1"})
    assert decode_frame(frame.content)[0]["axes"] == ["token", "channel"]
    assert np.array_equal(decode_array(frame.content), values)
    asked = SEVEN | {"models": "digits-vit", "inner": "digits-vit/blocks.3.mlp.fc1"}
    [told] = client.post("/api/trace", params=asked).json()["traces"]
    point = next(one for one in told["points"] if one["name"] == "blocks.3.mlp.fc1")
    assert point["phase"] is None
    assert point["max"] == pytest.approx(values.max(), rel=1e-6)
    assert point["std"] == pytest.approx(values.std(), rel=1e-4)


def test_listening_and_fields_go_inside(client: TestClient) -> None:
    """The level `block` of a norm listens to its own place only; that of attention to all."""
    place = {"row": 2, "column": 3, "level": "block"}
    for point, least in (("blocks.3.norm1", 1.0), ("blocks.3.mlp.fc1", 0.0)):
        answer = client.post("/api/mixing", params=VIT | place | {"point": point}).json()
        assert answer["summary"]["self"] >= least - 1e-6, point
    assert client.post("/api/mixing", params=VIT | place | {"point": "blocks.3.attn"}).json()["summary"]["self"] < 0.9
    found = client.get("/api/receptive-field/squares", params={"model": "digits-cnn", "point": "conv1"}).json()
    inner = next(one for one in found["stages"] if one["point"] == "conv1")
    assert inner["square"] == {"top": 13, "left": 13, "bottom": 16, "right": 16, "whole": False}
    assert len(found["stages"]) == 1 + len(
        client.get("/api/receptive-field/squares", params={"model": "digits-cnn"}).json()["stages"]
    )


@pytest.mark.parametrize(
    ("call", "asked", "status", "says"),
    [
        ("activation", {"point": "blocks.3.mlp.fc3"}, 404, "The nearest to it: blocks.3.mlp.fc2"),
        ("activation", {"point": "head@2"}, 404, "Calls of head in a pass of digits-vit: 1."),
        ("activation", {"point": ""}, 404, "no point and no module"),
        ("ablation", {"point": "blocks.3.mlp.fc1", "part": "whole"}, 422, "asked about whole stages"),
        ("mixing", {"point": "blocks.3.mlp.fc1", "row": 0, "column": 0}, 422, "was not recognised"),
        ("mixing/matrix", {"point": "blocks.3.mlp.fc1", "kind": "attention"}, 422, "No attention was recognised"),
    ],
)
def test_what_does_not_fit_says_why(client: TestClient, call: str, asked: dict[str, Any], status: int, says: str) -> None:
    answer = client.post(f"/api/{call}", params=VIT | asked)
    assert answer.status_code == status
    assert says in answer.json()["detail"]


def test_one_module_can_be_asked_for_alone(client: TestClient) -> None:
    alone = client.get("/api/modules", params={"model": "digits-vit", "point": "blocks.3.attn.q"}).json()
    assert alone["modules"] == [listed(client, "digits-vit")["blocks.3.attn.q"]]
    unknown = client.get("/api/modules", params={"model": "digits-vit", "point": "blocks.3.attn.qq"})
    assert (unknown.status_code, unknown.json()["reason"]) == (404, "inner-unknown")
