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
from app.capture.recorder import Recorder
from app.core.settings import Settings
from app.interpret import gates
from app.main import create_app
from models.architectures.efficientnet import EfficientNet, Scaling
from models.measure.compound_scaling import COST_STEP, cost, scaling_of
from models.measure.macs import macs
from models.registry import MODELS, card, load
from models.spec.entry import DIGIT
from tests.conftest import wait_until
from tests.support.decoding import decode_array
from tests.support.lineage import catalog, write

NAMES = ("digits-densenet", "digits-se-resnet-20", "digits-mobilenet", "digits-resmlp", "digits-gmlp")
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


# --- dense


def test_every_layer_of_a_dense_block_is_told_what_it_takes_from_whom(api: TestClient, folder: Path) -> None:
    model = load("digits-densenet", folder)
    found = answer(api.get("/api/dense", params={"model": "digits-densenet", "point": "features.denseblock2.denselayer3"}))
    assert (found["block"], found["layer"], found["kernel"]) == ("features.denseblock2", 2, [1, 1])
    layers = 6
    assert (
        found["connections"] == layers * (layers + 1) // 2 == sum(value is not None for row in found["means"] for value in row)
    )
    assert [one["channels"] for one in found["sources"]] == [30, 12, 12, 12, 12, 12]  # the transition has halved 24 + 3 · 12
    assert found["sources"][0]["point"] == "features.transition1"
    assert [one["channels"] for one in found["targets"]] == [30 + 12 * layer for layer in range(layers)]
    weight = model.state_dict()[found["targets"][3]["parameter"]].double().abs()
    by_hand = [weight[:, :30].mean(), weight[:, 30:42].mean(), weight[:, 42:54].mean(), weight[:, 54:66].mean()]
    assert found["means"][3][:4] == pytest.approx([float(value) for value in by_hand], rel=1e-12)
    assert found["means"][3][4] is None


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

    assert "has no gates" in refusal("digits-cnn", "act1")
    assert "There is no channel 16" in refusal("digits-se-resnet-20", "layer1.0.se.gate", 16)
    assert api.get("/api/gates", params={"model": "digits-cnn"}).json()["detail"].startswith("CNN has no gates")
    missing = api.get("/api/gates", params={"model": "digits-se-resnet-20"})
    assert (missing.status_code, missing.json()["type"]) == (422, "no-answer")
    assert "python -m app.interpret.gates digits-se-resnet-20" in missing.json()["detail"]


def test_the_classes_averages_are_means_over_their_pictures(folder: Path) -> None:
    entry = MODELS["digits-se-resnet-20"]
    points = [point for point in entry.points if point.role == "gate"]
    model = load("digits-se-resnet-20", folder)
    images, labels = torch.rand(60, 1, 28, 28), torch.arange(60) % 10
    found = gates.averages(Recorder(model, points), entry, images, labels)
    assert {name: tuple(table.shape) for name, table in found.items()}["layer3.2.se.gate"] == (10, 64)
    alone = gates.averages(Recorder(model, points), entry, images[labels == 4], labels[labels == 4])
    assert torch.allclose(found["layer3.2.se.gate"][4], alone["layer3.2.se.gate"][4], atol=1e-6)
    assert alone["layer3.2.se.gate"][5].isnan().all()


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


@pytest.mark.parametrize("phi", [0, 1, 2])
def test_the_cost_is_that_of_the_real_architecture(phi: int) -> None:
    scaling = Scaling.compound(phi)
    model = EfficientNet(scaling).eval()
    found = cost(scaling)
    assert found.parameters == sum(one.numel() for one in model.parameters())
    assert found.macs == macs(model, DIGIT)
    assert found.side == (21, 24, 28)[phi]


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


# --- what is shipped


@pytest.mark.parametrize(
    "name", [name for name, entry in MODELS.items() if any(point.role == "gate" for point in entry.points)]
)
def test_a_gated_model_ships_the_averages_of_its_own_weights(name: str) -> None:
    table = json.loads(gates.path_of(name).read_text(encoding="utf-8"))
    assert table["weights"] == card(name)["sha256"], f"run `python -m app.interpret.gates {name}`"
    shapes = {key: tuple(value.shape) for key, value in MODELS[name].build().state_dict().items()}
    for point, rows in table["gates"].items():
        se = point.rpartition(".")[0]
        width = next(shapes[f"{se}.{layer}.weight"][0] for layer in ("fc2", "conv_expand") if f"{se}.{layer}.weight" in shapes)
        assert np.array(rows).shape == (10, width)
        assert 0 <= np.min(rows) < np.max(rows) <= 1
