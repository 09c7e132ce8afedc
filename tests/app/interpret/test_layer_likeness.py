"""The shipped tables hold for the weights that are there, and say what is measured again."""

import os
from pathlib import Path

import numpy as np
import pytest
import torch

from app.analysis.cka import alignment, centred_gram
from app.core.errors import NoAnswer
from app.interpret import layer_likeness
from app.interpret.layer_likeness import PICTURES, TIERS, between
from models.registry import MODELS, WEIGHTS, load


def test_every_model_of_these_tiers_has_a_table_for_its_weights() -> None:
    for name, entry in MODELS.items():
        if entry.tier in TIERS:
            found = between(name, name)
            assert found["rows"] == found["columns"]
            values = np.array(found["values"], dtype=float)
            assert np.allclose(np.diagonal(values), 1, atol=2e-3)
            assert np.array_equal(values, values.T)


def test_other_weights_and_other_tiers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoAnswer, match="not for digits-mlp with photos-vit"):
        between("digits-mlp", "photos-vit")
    monkeypatch.setattr(layer_likeness.registry, "card", lambda name, folder: {"sha256": "of others"})
    with pytest.raises(NoAnswer, match="Measured with other weights of digits-mlp"):
        between("digits-mlp", "digits-vit")


@pytest.mark.parametrize("content", [None, b"", b"no table"])
def test_a_table_that_is_not_there_or_cannot_be_read_says_how_to_make_it(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        layer_likeness.path_of("digits", tmp_path).write_bytes(content)
    with pytest.raises(NoAnswer, match="layer_likeness digits"):
        between("digits-mlp", "digits-vit", tmp_path)


@pytest.mark.skipif("MIXSCOPE_DATA" not in os.environ, reason="MIXSCOPE_DATA names no folder with mnist/test.parquet")
def test_measured_again_by_hand_it_is_the_same() -> None:
    from models.training.datasets import MNIST, read

    pixels, _ = read(MNIST, "test", PICTURES)
    x = (pixels.reshape(-1, 1, 28, 28).float() / 255 - 0.1307) / 0.3081
    mlp, vit = load("digits-mlp"), load("digits-vit")
    kept: list[torch.Tensor] = []
    for module in (mlp.act1, mlp.act2, vit.blocks[5]):
        module.register_forward_hook(lambda *call: kept.append(call[-1].flatten(1)))
    with torch.inference_mode():
        mlp(x)
        vit(x)
    expected = alignment(torch.stack([centred_gram(features) for features in kept]))[:2, 2]
    found = between("digits-mlp", "digits-vit")
    assert [row[-1] for row in found["values"]] == pytest.approx(expected.tolist(), abs=2e-3)


def test_a_table_is_written_beside_the_cards(tmp_path: Path) -> None:
    assert all((WEIGHTS / f"{tier}.layers.safetensors").stat().st_size < 400_000 for tier in TIERS)
    assert layer_likeness.path_of("digits", tmp_path) == tmp_path / "digits.layers.safetensors"
