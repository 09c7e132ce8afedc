"""The residual network (arXiv 1512.03385): a block learns what to add to its input, F(x), and the input goes around it.

Where size and width change, the way around skips every other cell and fills the new channels with zeros (the paper's option
A). So it has no weights, and the plain network of the same depth has exactly the same ones.
Module names are those of timm.models.resnet.ResNet with BasicBlock.

B batch · C channels · H rows · W columns · C2 H2 W2 those of the output
"""

from collections.abc import Callable

import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from ..layers.conv import conv3x3
from ..layers.drop import some_branches
from .resnet_base import Stack


class Block(nn.Module):
    drop_path = 0.0  # stochastic depth, in training

    def __init__(
        self, fan_in: int, fan_out: int, stride: int, shortcut: Callable[[int, int, int], nn.Module] | None = None
    ) -> None:
        super().__init__()
        self.conv1 = conv3x3(fan_in, fan_out, stride)
        self.bn1 = nn.BatchNorm2d(fan_out)
        self.act1 = nn.ReLU()
        self.conv2 = conv3x3(fan_out, fan_out)
        self.bn2 = nn.BatchNorm2d(fan_out)
        self.branch = nn.Identity()  # F(x), by a name of its own: to look at, or to switch off
        self.downsample = (shortcut or Shortcut)(fan_in, fan_out, stride) if fan_in != fan_out else nn.Identity()
        self.act2 = nn.ReLU()

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C2 H2 W2"]:
        skip = self.downsample(x)
        x = self.act1(self.bn1(self.conv1(x)))
        x = self.branch(self.bn2(self.conv2(x)))
        x = some_branches(x, self.drop_path, self.training)
        return self.act2(x + skip)


class Shortcut(nn.Module):
    """Every stride-th row and column; the channels that are new are zero."""

    def __init__(self, fan_in: int, fan_out: int, stride: int) -> None:
        super().__init__()
        self.new, self.stride = fan_out - fan_in, stride

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C2 H2 W2"]:
        return F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.new))


class ResNet(Stack):
    def __init__(self, depth: int = 20, channels: int = 1, classes: int = 10) -> None:
        super().__init__(Block, depth, channels, classes)
