"""A dense block taken apart: who gives what to whom."""

from pathlib import Path

import pytest

from app.core.errors import NoAnswer
from app.interpret.dense_block import dense_block
from models.registry import load
from tests.support.lineage import catalog, write

NAMES = ("digits-densenet",)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("weights"), NAMES)


def test_every_layer_of_a_dense_block_is_told_what_it_takes_from_whom(folder: Path) -> None:
    loaded = catalog(folder).get("digits-densenet")
    model = load("digits-densenet", folder)
    found = dense_block(loaded, loaded.point("features.denseblock2.denselayer3"))
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


def test_what_is_no_layer_of_a_dense_block_is_refused_in_a_sentence(folder: Path) -> None:
    loaded = catalog(folder).get("digits-cnn")
    with pytest.raises(NoAnswer, match="not recognised as a layer of a dense block"):
        dense_block(loaded, loaded.point("act1"))
