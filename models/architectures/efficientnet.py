"""EfficientNet (arXiv 1905.11946): inverted bottlenecks, and one number that scales depth, width and resolution together.

An MBConv block widens its input by a pointwise convolution, mixes space depthwise, gates the channels, and narrows again.
Compound scaling by φ: α^φ times the layers, β^φ times the channels, γ^φ times the pixels a side, for about 1.92^φ the cost.
The full 28 pixels of a digit are reached at φ = 2; below, the network takes a smaller picture of it.
Module names are those of timm.models.efficientnet.EfficientNet.

B batch · C channels · E channels inside a block · H rows · W columns · C2 H2 W2 those of the output · K classes
"""

import math
from dataclasses import dataclass

import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from ..layers.conv import conv3x3, init_he
from ..layers.norm_act import BatchNormAct

ALPHA, BETA, GAMMA = 1.2, 1.1, 1.15  # the paper's, found by a grid search for ImageNet: α · β² · γ² = 1.92
STEM, HEAD, SIDE = 16, 160, 21
GROUPS = ((2, 16, 1, 1), (4, 24, 2, 2), (4, 40, 3, 1))
"""Expansion, channels, number of blocks, stride of the first, at φ = 0."""
GATED = 4  # a gate squeezes to a quarter of the block's input channels


@dataclass(frozen=True)
class Scaling:
    """Factors of depth, width and resolution."""

    depth: float = 1.0
    width: float = 1.0
    resolution: float = 1.0

    @classmethod
    def compound(cls, phi: float) -> "Scaling":
        return cls(ALPHA**phi, BETA**phi, GAMMA**phi)

    def blocks(self, count: int) -> int:
        """Rounded up, as in the paper's code."""
        return math.ceil(round(count * self.depth, 9))

    def channels(self, count: int, divisor: int = 4) -> int:
        """To the nearest multiple of four: the paper's code takes eight, too coarse for a network this narrow."""
        return max(divisor, int(count * self.width + divisor / 2) // divisor * divisor)

    def side(self) -> int:
        """Pixels a side of the picture that the network looks at."""
        return round(SIDE * self.resolution)


class SqueezeExcite(nn.Module):
    """As in models/architectures/se_resnet.py, by the names that timm gives it here."""

    def __init__(self, width: int, squeezed: int) -> None:
        super().__init__()
        self.conv_reduce = nn.Conv2d(width, squeezed, kernel_size=1)
        self.act1 = nn.SiLU()
        self.conv_expand = nn.Conv2d(squeezed, width, kernel_size=1)
        self.gate = Gate()

    def forward(self, x: Float[Tensor, "B E H W"]) -> Float[Tensor, "B E H W"]:
        squeezed = self.act1(self.conv_reduce(x.mean((2, 3), keepdim=True)))  # B squeezed 1 1
        return x * self.gate(self.conv_expand(squeezed))[:, :, None, None]


class Gate(nn.Module):
    def forward(self, x: Float[Tensor, "B E 1 1"]) -> Float[Tensor, "B E"]:
        return x.flatten(1).sigmoid()  # B C: one number between 0 and 1 per channel


class MBConv(nn.Module):
    def __init__(self, fan_in: int, fan_out: int, expansion: int, stride: int) -> None:
        super().__init__()
        inside = fan_in * expansion
        self.conv_pw = nn.Conv2d(fan_in, inside, kernel_size=1, bias=False)
        self.bn1 = BatchNormAct(inside, nn.SiLU)
        self.conv_dw = nn.Conv2d(inside, inside, kernel_size=3, stride=stride, padding=1, groups=inside, bias=False)
        self.bn2 = BatchNormAct(inside, nn.SiLU)
        self.se = SqueezeExcite(inside, fan_in // GATED)
        self.conv_pwl = nn.Conv2d(inside, fan_out, kernel_size=1, bias=False)
        self.bn3 = nn.BatchNorm2d(fan_out)  # linear: no activation function where the channels are few
        self.branch = nn.Identity()  # F(x), by a name of its own: to look at, or to switch off
        self.skips = stride == 1 and fan_in == fan_out

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C2 H2 W2"]:
        skip = x
        x = self.bn1(self.conv_pw(x))  # B E H W
        x = self.bn2(self.conv_dw(x))  # space, one channel at a time
        x = self.branch(self.bn3(self.conv_pwl(self.se(x))))  # B C H W
        return x + skip if self.skips else x


class EfficientNet(nn.Module):
    def __init__(self, scaling: Scaling | None = None, channels: int = 1, classes: int = 10) -> None:
        super().__init__()
        scaling = scaling or Scaling()
        self.side = scaling.side()
        width = scaling.channels(STEM)
        self.conv_stem = conv3x3(channels, width, stride=2)
        self.bn1 = BatchNormAct(width, nn.SiLU)
        self.blocks = nn.Sequential()
        for expansion, fan_out, count, stride in GROUPS:
            group = nn.Sequential()
            for i in range(scaling.blocks(count)):
                group.append(MBConv(width, scaling.channels(fan_out), expansion, 1 if i else stride))
                width = scaling.channels(fan_out)
            self.blocks.append(group)
        self.conv_head = nn.Conv2d(width, scaling.channels(HEAD), kernel_size=1, bias=False)
        self.bn2 = BatchNormAct(scaling.channels(HEAD), nn.SiLU)
        self.global_pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.classifier = nn.Linear(scaling.channels(HEAD), classes)
        self.apply(init_he)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B K"]:
        x = self.resized(x)
        x = self.bn1(self.conv_stem(x))  # half the side
        x = self.blocks(x)  # a quarter of it
        x = self.bn2(self.conv_head(x))
        return self.classifier(self.global_pool(x))

    def resized(self, x: Tensor) -> Tensor:
        if x.shape[-1] == self.side:
            return x
        return F.interpolate(x, size=(self.side, self.side), mode="bilinear", antialias=True, align_corners=False)
