"""Depthwise separable convolutions (MobileNet, arXiv 1704.04861): space and channels are mixed one after the other.

A depthwise convolution has one thin filter per channel and mixes space only, as a Mixer's token mixing does; a pointwise one
mixes channels only, at each position by itself. Together they cost 1/N + 1/9 of a full 3x3 convolution to N channels.
Module names are those of timm.models.efficientnet.EfficientNet with DepthwiseSeparableConv, as in its mobilenetv1.

B batch · C channels · H rows · W columns · C2 H2 W2 those of the output · K classes
"""

from jaxtyping import Float
from torch import Tensor, nn

from ..layers.conv import conv3x3, init_he
from ..layers.norm_act import BatchNormAct

GROUPS = ((64, 1, 1), (128, 2, 2), (128, 3, 1))
"""Channels out, number of blocks, stride of the first of them."""


class Block(nn.Module):
    def __init__(self, fan_in: int, fan_out: int, stride: int) -> None:
        super().__init__()
        self.conv_dw = nn.Conv2d(fan_in, fan_in, kernel_size=3, stride=stride, padding=1, groups=fan_in, bias=False)
        self.bn1 = BatchNormAct(fan_in)
        self.conv_pw = nn.Conv2d(fan_in, fan_out, kernel_size=1, bias=False)
        self.bn2 = BatchNormAct(fan_out)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C2 H2 W2"]:
        x = self.bn1(self.conv_dw(x))  # space, one channel at a time
        return self.bn2(self.conv_pw(x))  # channels, one position at a time


class MobileNet(nn.Module):
    def __init__(self, stem: int = 32, channels: int = 1, classes: int = 10) -> None:
        super().__init__()
        self.conv_stem = conv3x3(channels, stem, stride=2)
        self.bn1 = BatchNormAct(stem)
        self.blocks, width = nn.Sequential(), stem
        for fan_out, count, stride in GROUPS:
            blocks = (Block(fan_out, fan_out, 1) if i else Block(width, fan_out, stride) for i in range(count))
            self.blocks.append(nn.Sequential(*blocks))
            width = fan_out
        self.global_pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.classifier = nn.Linear(width, classes)
        self.apply(init_he)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B K"]:
        x = self.bn1(self.conv_stem(x))  # B 32 14 14
        x = self.blocks(x)  # B 128 7 7
        return self.classifier(self.global_pool(x))
