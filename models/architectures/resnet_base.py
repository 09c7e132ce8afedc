"""What the plain, the residual and the SE network share: 6n+2 layers as in arXiv 1512.03385, section 4.2, for 28x28 pictures.

A stem, three layer groups of n blocks with two 3x3 convolutions each, the average over positions, a head. The paper's run at
32, 16 and 8 pixels; these at 14, 7 and 7, because the stem halves a digit first and 28 halves evenly only twice.
Module names are those of timm.models.resnet.ResNet.

B batch · C channels · H rows · W columns · K classes
"""

from collections.abc import Callable

from jaxtyping import Float
from torch import Tensor, nn

from ..layers.conv import conv3x3, init_he

WIDTHS = (16, 32, 64)
STRIDES = (1, 2, 1)

BuildBlock = Callable[[int, int, int], nn.Module]
"""(channels in, channels out, stride) -> a block that takes and gives B C H W."""


class Stack(nn.Module):
    def __init__(self, block: BuildBlock, depth: int, channels: int = 1, classes: int = 10, norm: bool = True) -> None:
        super().__init__()
        if depth % 6 != 2:
            raise ValueError(f"The depth is 6n + 2, so {depth} cannot be built: take 20, 32, 44, 56 …")
        self.conv1 = conv3x3(channels, WIDTHS[0], stride=2, bias=not norm)
        self.bn1 = nn.BatchNorm2d(WIDTHS[0]) if norm else nn.Identity()
        self.act1 = nn.ReLU()  # not in place, so that what was recorded at a point stays what it was
        self.layer1 = layer_group(block, depth // 6, WIDTHS[0], WIDTHS[0], STRIDES[0])
        self.layer2 = layer_group(block, depth // 6, WIDTHS[0], WIDTHS[1], STRIDES[1])
        self.layer3 = layer_group(block, depth // 6, WIDTHS[1], WIDTHS[2], STRIDES[2])
        self.global_pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.fc = nn.Linear(WIDTHS[2], classes)
        self.apply(init_he)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B K"]:
        x = self.act1(self.bn1(self.conv1(x)))  # B 16 14 14
        x = self.layer1(x)  # B 16 14 14
        x = self.layer2(x)  # B 32 7 7
        x = self.layer3(x)  # B 64 7 7
        return self.fc(self.global_pool(x))


def layer_group(block: BuildBlock, count: int, fan_in: int, fan_out: int, stride: int) -> nn.Sequential:
    """The first block changes size and width, the others keep them."""
    return nn.Sequential(*(block(fan_out, fan_out, 1) if i else block(fan_in, fan_out, stride) for i in range(count)))
