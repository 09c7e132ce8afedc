"""The plain deep network (arXiv 1512.03385, section 4.2): convolution upon convolution, the way VGG grew, and no way around.

With batch norm (arXiv 1502.03167) or without. Layer for layer it is models/architectures/resnet.py with one line less.

B batch · C channels · H rows · W columns · C2 H2 W2 those of the output
"""

from functools import partial

from jaxtyping import Float
from torch import Tensor, nn

from ..layers.conv import conv3x3
from .resnet_base import Stack


class Block(nn.Module):
    def __init__(self, fan_in: int, fan_out: int, stride: int, norm: bool) -> None:
        super().__init__()
        self.conv1 = conv3x3(fan_in, fan_out, stride, bias=not norm)
        self.bn1 = nn.BatchNorm2d(fan_out) if norm else nn.Identity()
        self.act1 = nn.ReLU()
        self.conv2 = conv3x3(fan_out, fan_out, bias=not norm)
        self.bn2 = nn.BatchNorm2d(fan_out) if norm else nn.Identity()
        self.act2 = nn.ReLU()

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C2 H2 W2"]:
        x = self.act1(self.bn1(self.conv1(x)))
        x = self.bn2(self.conv2(x))
        return self.act2(x)


class Plain(Stack):
    def __init__(self, depth: int = 20, norm: bool = True, channels: int = 1, classes: int = 10) -> None:
        super().__init__(partial(Block, norm=norm), depth, channels, classes, norm)
