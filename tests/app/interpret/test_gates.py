"""Gates of channels: their averages over each class, and the tables of them that are shipped."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from app.capture.recorder import Recorder
from app.interpret import gates
from models.registry import MODELS, card, load
from tests.support.lineage import write

NAMES = ("digits-se-resnet-20",)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("weights"), NAMES)


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
