"""What a dense layer takes from its sources: refusals, and the widths that the paper gives."""

import pytest
import torch

from app.analysis.dense_connectivity import mean_weights


def test_a_concatenation_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="gets 5 channels, but its sources have 4"):
        mean_weights([torch.ones(2, 5, 1, 1)], [4])


def test_densenet_121_has_the_papers_widths() -> None:
    width, found = 64, []
    for layers in (6, 12, 24, 16):
        width += 32 * layers
        found.append(width)
        width //= 2
    assert found == [256, 512, 1024, 1024]
