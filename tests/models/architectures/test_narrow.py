"""The networks of one width, written out in another way."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from models.architectures.narrow import Kind, Narrow
from models.entries.narrow import DEPTHS


def normed(x: Tensor, state: dict[str, Tensor], name: str) -> Tensor:
    mean, var, weight, bias = (state[f"{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias"))
    return F.batch_norm(x, mean, var, weight, bias)


def conv(x: Tensor, state: dict[str, Tensor], name: str, stride: int = 1) -> Tensor:
    return F.conv2d(x, state[f"{name}.weight"], stride=stride, padding=1)


@pytest.mark.parametrize("kind", ["plain", "resnet", "preact"])
def test_narrow_networks_are_a_stem_blocks_and_a_head(kind: Kind) -> None:
    torch.manual_seed(0)
    model = Narrow(kind, 8).train()
    model(torch.randn(16, 1, 28, 28))  # so that the norms have seen something
    state, x = model.eval().state_dict(), torch.randn(4, 1, 28, 28)
    found = conv(x, state, "stem.conv", 2)
    if kind != "preact":
        found = normed(found, state, "stem.norm").relu()
    for i in range(3):
        at = f"blocks.{i}."
        if kind == "preact":
            inner = conv(normed(found, state, at + "norm1").relu(), state, at + "conv1")
            found = found + conv(normed(inner, state, at + "norm2").relu(), state, at + "conv2")
        else:
            inner = normed(conv(found, state, at + "conv1"), state, at + "bn1").relu()
            branch = normed(conv(inner, state, at + "conv2"), state, at + "bn2")
            found = (branch + found if kind == "resnet" else branch).relu()
    if kind == "preact":
        found = normed(found, state, "norm").relu()
    with torch.no_grad():
        torch.testing.assert_close(model(x), found.mean((2, 3)) @ state["head.weight"].T + state["head.bias"])


@pytest.mark.parametrize("depth", DEPTHS)
def test_the_depth_counts_convolutions_and_the_head(depth: int) -> None:
    layers = [part for part in Narrow("resnet", depth).modules() if isinstance(part, torch.nn.Conv2d | torch.nn.Linear)]
    assert len(layers) == depth


def test_other_depths_are_refused() -> None:
    with pytest.raises(ValueError, match="take 20, 110, 1002"):
        Narrow("plain", 21)
