"""The densely connected network (arXiv 1608.06993, its BC form): each layer gets all maps before it, and appends k of its own.

x_l = H_l([x_0, …, x_{l-1}]): where a residual block adds, this one concatenates, so nothing is ever overwritten.
Module names are timm's (timm.models.densenet.DenseNet); two dense blocks, for a 28x28 picture halves evenly only twice.

B batch · C channels · H rows · W columns · k growth · C2 those of the output · K classes
"""

from collections import OrderedDict

import torch
from jaxtyping import Float
from torch import Tensor, nn

from ..layers.conv import conv3x3, init_he
from ..layers.norm_act import BatchNormAct

BOTTLENECK = 4  # the 1x1 convolution narrows the concatenation to 4k channels
COMPRESSION = 2  # a transition keeps every second channel's worth


class DenseLayer(nn.Module):
    def __init__(self, fan_in: int, growth: int) -> None:
        super().__init__()
        self.norm1 = BatchNormAct(fan_in)
        self.conv1 = nn.Conv2d(fan_in, BOTTLENECK * growth, kernel_size=1, bias=False)
        self.norm2 = BatchNormAct(BOTTLENECK * growth)
        self.conv2 = conv3x3(BOTTLENECK * growth, growth)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B k H W"]:
        return self.conv2(self.norm2(self.conv1(self.norm1(x))))  # B k H W: only what is new


class DenseBlock(nn.ModuleDict):
    def __init__(self, fan_in: int, layers: int, growth: int) -> None:
        super().__init__({f"denselayer{i + 1}": DenseLayer(fan_in + i * growth, growth) for i in range(layers)})

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C2 H W"]:
        for layer in self.values():
            x = torch.cat([x, layer(x)], dim=1)  # the one line: a residual block would write x + layer(x)
        return x


class Transition(nn.Sequential):
    def __init__(self, fan_in: int, fan_out: int) -> None:
        super().__init__()
        self.norm = BatchNormAct(fan_in)
        self.conv = nn.Conv2d(fan_in, fan_out, kernel_size=1, bias=False)
        self.pool = nn.AvgPool2d(2)


class DenseNet(nn.Module):
    def __init__(self, layers: tuple[int, ...] = (3, 6), growth: int = 12, channels: int = 1, classes: int = 10) -> None:
        super().__init__()
        width = 2 * growth
        parts: OrderedDict[str, nn.Module] = OrderedDict()
        parts["conv0"] = conv3x3(channels, width, stride=2)
        parts["norm0"] = BatchNormAct(width)
        for number, count in enumerate(layers, start=1):
            parts[f"denseblock{number}"] = DenseBlock(width, count, growth)
            width += count * growth
            if number < len(layers):
                parts[f"transition{number}"] = Transition(width, width // COMPRESSION)
                width //= COMPRESSION
        parts["norm5"] = BatchNormAct(width)
        self.features = nn.Sequential(parts)
        self.global_pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.classifier = nn.Linear(width, classes)
        self.apply(init_he)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B K"]:
        x = self.features(x)  # 24 at 14x14, 60 after the first block, 30 at 7x7, 102 after the second
        return self.classifier(self.global_pool(x))
