"""One kind of block at a time: identities of its mathematics, and its calls against arithmetic written out by hand."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from fastapi.testclient import TestClient

from app.analysis.mixing import share
from app.analysis.toeplitz import toeplitzness
from app.core.settings import Settings
from app.interpret import gates
from app.main import create_app
from models.architectures.efficientnet import Scaling
from models.measure.compound_scaling import COST_STEP, cost, scaling_of
from models.registry import MODELS, load
from tests.conftest import wait_until
from tests.support.decoding import decode_array
from tests.support.lineage import catalog, write

NAMES = ("digits-se-resnet-20", "digits-mobilenet", "digits-resmlp", "digits-gmlp")
PICTURE = {"sample": "seven", "dx": 1}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("weights"), NAMES)


@pytest.fixture(scope="module")
def api(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(threads=2), catalog(folder)), base_url="http://localhost") as client:
        wait_until(lambda: client.get("/readyz").status_code == 200, 60)
        yield client


def answer(response: Any) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    return response.json()


# --- gates


def test_a_gate_taken_apart_is_the_formula(api: TestClient, folder: Path) -> None:
    point, channel = "layer2.1.se.gate", 7
    query = PICTURE | {"model": "digits-se-resnet-20", "point": point, "channel": channel}
    found = answer(api.post("/api/gates/entry", params=query))
    state = {key: value.double().numpy() for key, value in load("digits-se-resnet-20", folder).state_dict().items()}
    first, second = (state[f"layer2.1.se.{name}.weight"].reshape(-1, *shape) for name, shape in (("fc1", (32,)), ("fc2", (8,))))
    hidden = [max(0.0, sum(w * z for w, z in zip(row, found["squeezed"], strict=True)) + bias)
              for row, bias in zip(first, state["layer2.1.se.fc1.bias"], strict=True)]  # fmt: skip
    logit = sum(w * h for w, h in zip(second[channel], hidden, strict=True)) + state["layer2.1.se.fc2.bias"][channel]
    gate = 1 / (1 + math.exp(-logit))
    assert found["activation"] == "ReLU"
    assert found["hidden"] == pytest.approx(hidden, abs=1e-6)
    assert found["gate"] == pytest.approx(gate, abs=1e-6)
    trace = api.post("/api/activation", params=PICTURE | {"model": "digits-se-resnet-20", "point": point})
    assert float(decode_array(trace.content)[channel]) == pytest.approx(gate, abs=1e-6)


def test_a_gate_that_is_none_is_refused_in_a_sentence(api: TestClient) -> None:
    def refusal(model: str, point: str, channel: int = 0) -> str:
        found = api.post("/api/gates/entry", params=PICTURE | {"model": model, "point": point, "channel": channel})
        assert found.status_code == 422
        return found.json()["detail"]

    assert "No gates were recognised" in refusal("digits-cnn", "act1")
    assert "There is no channel 16" in refusal("digits-se-resnet-20", "layer1.0.se.gate", 16)
    assert api.get("/api/gates", params={"model": "digits-cnn"}).json()["detail"].startswith("No gates were recognised in CNN")
    missing = api.get("/api/gates", params={"model": "digits-se-resnet-20"})
    assert (missing.status_code, missing.json()["type"]) == (422, "no-answer")
    assert "python -m app.interpret.gates digits-se-resnet-20" in missing.json()["detail"]


def test_a_table_of_other_weights_is_refused(api: TestClient, folder: Path) -> None:
    path = gates.path_of("digits-se-resnet-20", folder)
    table = {"id": "digits-se-resnet-20", "protocol": "x", "weights": "other", "classes": ["0"], "gates": {}}
    try:
        path.write_text(json.dumps(table), encoding="utf-8")
        assert "other weights" in api.get("/api/gates", params={"model": "digits-se-resnet-20"}).json()["detail"]
    finally:
        path.unlink()


# --- separable


def test_two_halves_are_a_full_convolution_where_nothing_stands_between_them(folder: Path) -> None:
    state = load("digits-mobilenet", folder).state_dict()
    thin, columns = (state[f"blocks.1.0.{name}.weight"].double() for name in ("conv_dw", "conv_pw"))
    full = torch.einsum("nm,mij->nmij", columns[:, :, 0, 0], thin[:, 0])  # K[n, m] = P[n, m] · D[m]
    x = torch.randn(1, len(thin), 14, 14, dtype=torch.double)
    halves = F.conv2d(F.conv2d(x, thin, stride=2, padding=1, groups=len(thin)), columns)
    assert torch.allclose(halves, F.conv2d(x, full, stride=2, padding=1), atol=1e-12)


# --- scaling


def test_the_papers_constants_and_the_models_that_use_them(api: TestClient) -> None:
    assert pytest.approx(1.92027, abs=5e-6) == COST_STEP
    found = answer(api.get("/api/scaling/trained"))
    assert found["cost_per_step"] == COST_STEP
    factors = {one["id"]: one["factors"] for one in found["models"]}
    assert factors["digits-efficientnet-0"] == vars(Scaling())
    assert factors == {name: vars(given) for name, entry in MODELS.items() if (given := scaling_of(entry))}
    asked = answer(api.get("/api/scaling", params=vars(Scaling.compound(2))))
    assert (asked["side"], asked["macs"]) == (28, cost(Scaling.compound(2)).macs)
    assert scaling_of(MODELS["digits-resnet-20"]) is None
    assert api.get("/api/scaling", params={"width": 9}).status_code == 422


# --- patch matrices


@pytest.mark.parametrize(("name", "parameter"), [
    ("digits-resmlp", "blocks.2.linear_tokens.weight"), ("digits-gmlp", "blocks.2.mlp_channels.gate.proj.weight"),
])  # fmt: skip
def test_the_share_of_a_patch_matrix_is_its_row(api: TestClient, folder: Path, name: str, parameter: str) -> None:
    weight = load(name, folder).state_dict()[parameter]
    query = PICTURE | {"model": name, "point": "blocks.2", "row": 3, "column": 4}
    found = answer(api.post("/api/mixing", params=query))
    assert np.array(found["values"]).flatten() == pytest.approx(share(weight[3 * 7 + 4].square()).numpy(), abs=1e-6)
    blocks = answer(api.get("/api/mixing/toeplitz", params={"model": name}))["blocks"]
    assert [one["point"] for one in blocks] == [f"blocks.{number}" for number in range(6)]
    assert blocks[2]["toeplitz"] == pytest.approx(toeplitzness(weight, 7, 7), abs=1e-12)


def test_the_mixers_matrix_is_the_product_of_its_layers(api: TestClient) -> None:
    state = load("digits-mixer").state_dict()
    product = state["blocks.1.mlp_tokens.fc2.weight"] @ state["blocks.1.mlp_tokens.fc1.weight"]
    found = answer(api.get("/api/mixing/toeplitz", params={"model": "digits-mixer"}))["blocks"][1]
    assert found["without_self"] == pytest.approx(toeplitzness(product, 7, 7, itself=False), abs=1e-9)
    assert "left out" in found["means"]
    refused = api.get("/api/mixing/toeplitz", params={"model": "digits-vit"})
    assert (refused.status_code, refused.json()["type"]) == (422, "no-answer")
