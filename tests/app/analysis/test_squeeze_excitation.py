"""One gate of squeeze-and-excitation: what it costs, and what it listens to."""

import torch
from torch import nn

from app.analysis.squeeze_excitation import excite


def test_squeeze_and_excitation_adds_what_the_paper_says() -> None:
    stages = ((3, 256), (4, 512), (6, 1024), (3, 2048))  # of ResNet-50: blocks, channels
    assert 2 * sum(blocks * channels**2 for blocks, channels in stages) // 16 == 2_514_944


def test_a_gate_mixes_the_whole_picture() -> None:
    first, second = (torch.randn(2, 4), torch.randn(2)), (torch.randn(4, 2), torch.randn(4))
    maps = torch.randn(4, 6, 6, requires_grad=True)
    excite(maps, first, second, nn.SiLU()).gates[1].backward()
    assert maps.grad is not None
    assert (maps.grad.abs().sum(0) > 0).all()
