"""Squeeze-and-excitation (arXiv 1709.01507): a gate per channel, computed from the whole picture, scales what a block adds.

The gate is a mixing of space, and a global one: an average per channel. So a block's receptive field is the whole picture.
Module names are those of timm.models.resnet.ResNet with BasicBlock and SEModule.

B batch · C channels · H rows · W columns · C2 H2 W2 those of the output
R = C/4 squeezed channels (the paper's C/16 would leave one of 16)
"""

from jaxtyping import Float
from torch import Tensor, nn

from ..layers.conv import conv3x3
from .resnet import Shortcut
from .resnet_base import Stack

REDUCTION = 4


class Gate(nn.Module):
    """One number between 0 and 1 per channel: B C 1 1 -> B C."""

    def forward(self, x: Float[Tensor, "B C 1 1"]) -> Float[Tensor, "B C"]:
        return x.flatten(1).sigmoid()


class SqueezeExcite(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.fc1 = nn.Conv2d(width, width // REDUCTION, kernel_size=1)
        self.act = nn.ReLU()
        self.fc2 = nn.Conv2d(width // REDUCTION, width, kernel_size=1)
        self.gate = Gate()

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C H W"]:
        squeezed = x.mean((2, 3), keepdim=True)  # B C 1 1
        gate = self.gate(self.fc2(self.act(self.fc1(squeezed))))  # B C
        return x * gate[:, :, None, None]


class Block(nn.Module):
    def __init__(self, fan_in: int, fan_out: int, stride: int) -> None:
        super().__init__()
        self.conv1 = conv3x3(fan_in, fan_out, stride)
        self.bn1 = nn.BatchNorm2d(fan_out)
        self.act1 = nn.ReLU()
        self.conv2 = conv3x3(fan_out, fan_out)
        self.bn2 = nn.BatchNorm2d(fan_out)
        self.se = SqueezeExcite(fan_out)
        self.branch = nn.Identity()  # the gated F(x), by a name of its own
        self.downsample = Shortcut(fan_in, fan_out, stride) if fan_in != fan_out else nn.Identity()
        self.act2 = nn.ReLU()

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C2 H2 W2"]:
        skip = self.downsample(x)
        x = self.act1(self.bn1(self.conv1(x)))
        x = self.branch(self.se(self.bn2(self.conv2(x))))
        return self.act2(x + skip)


class SEResNet(Stack):
    def __init__(self, depth: int = 20, channels: int = 1, classes: int = 10) -> None:
        super().__init__(Block, depth, channels, classes)
