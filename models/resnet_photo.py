"""A residual network (arXiv 1512.03385) for photographs of 64 x 64 pixels: four stages at 32, 16, 8 and 4, doubling in width.

As ResNet-18, with one block less in the first two stages and half the widths; the stem is a 3x3 convolution of stride 2
instead of 7x7 and pooling, which would leave too little of so small a picture. Where size and width change, a 1x1 convolution
makes the way around fit (the paper's option B). Module names are those of timm.models.resnet.ResNet with BasicBlock.

B batch · C channels · H rows · W columns
"""

from functools import partial

from torch import Tensor, nn

from .resnet import Block
from .stack import conv3x3, init_he, stage


class Projection(nn.Sequential):
    """Every stride-th row and column, each channel a weighted sum of those before."""

    def __init__(self, fan_in: int, fan_out: int, stride: int) -> None:
        super().__init__(nn.Conv2d(fan_in, fan_out, kernel_size=1, stride=stride, bias=False), nn.BatchNorm2d(fan_out))


class PhotoResNet(nn.Module):
    def __init__(
        self, widths: tuple[int, ...] = (32, 64, 128, 256), blocks: tuple[int, ...] = (1, 1, 2, 2), classes: int = 200
    ) -> None:
        super().__init__()
        self.conv1 = conv3x3(3, widths[0], stride=2)
        self.bn1 = nn.BatchNorm2d(widths[0])
        self.act1 = nn.ReLU()
        block = partial(Block, shortcut=Projection)
        self.layer1 = stage(block, blocks[0], widths[0], widths[0], 1)
        self.layer2 = stage(block, blocks[1], widths[0], widths[1], 2)
        self.layer3 = stage(block, blocks[2], widths[1], widths[2], 2)
        self.layer4 = stage(block, blocks[3], widths[2], widths[3], 2)
        self.global_pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.fc = nn.Linear(widths[3], classes)
        self.apply(init_he)
        for module in self.modules():
            if isinstance(module, Block):
                nn.init.zeros_(module.bn2.weight)  # a block begins as its way around (arXiv 1706.02677)

    def forward(self, x: Tensor) -> Tensor:
        x = self.act1(self.bn1(self.conv1(x)))  # B 32 32 32
        x = self.layer1(x)  # B 32 32 32
        x = self.layer2(x)  # B 64 16 16
        x = self.layer3(x)  # B 128 8 8
        x = self.layer4(x)  # B 256 4 4
        return self.fc(self.global_pool(x))
