"""What is learned about a model once, when it is loaded."""

import pytest
import torch

from app.catalog.catalog import Catalog
from app.catalog.loaded_model import normalise


def test_baselines_come_from_different_pictures() -> None:
    torch.manual_seed(0)
    images = [torch.rand(1, 28, 28) for _ in range(4)]
    loaded = Catalog(["digits-mlp"], samples=lambda tier, input: images).get("digits-mlp")
    x = torch.cat([normalise(image, loaded.entry.input) for image in images])
    a = loaded.recorder.run(x)["act1"].double()
    a = torch.nn.functional.normalize(a, dim=1)
    expected = float((a @ a.T).fill_diagonal_(0).sum() / 12)
    assert loaded.baselines["act1"] == pytest.approx(expected, abs=1e-5)
