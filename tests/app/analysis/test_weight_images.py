"""Weights that read as pictures."""

import pytest
import torch

from app.analysis.weight_images import picture
from models.spec.tiling import grid


def test_weights_as_pictures() -> None:
    units = picture(torch.arange(2 * 784.0).reshape(2, 784), "units", 28, 28)
    assert units.shape == (2, 28, 28)
    assert units[1, 3, 5] == 784 + 3 * 28 + 5
    assert picture(torch.zeros(5, 49), "tokens", 28, 28).shape == (5, 7, 7)
    similar = picture(torch.randn(1, 50, 64), "positions", 28, 28, prefix=1)
    assert similar.shape == (7, 7, 7, 7)
    flat = similar.reshape(49, 49)
    torch.testing.assert_close(flat.diagonal(), torch.ones(49))
    torch.testing.assert_close(flat, flat.T)
    assert flat.abs().max() <= 1.00001
    assert grid(6, 36, 24) == (2, 3)
    with pytest.raises(ValueError, match="do not tile"):
        picture(torch.zeros(5, 50), "tokens", 28, 28)
