"""The pre-activation residual network (arXiv 1603.05027): norm and ReLU move into the branch, and the way around is free.

Within a layer group the state is the first state plus all that the blocks added, exactly: x_L = x_0 + Σ F(x_l). Where size and
width change, the way around starts after the first norm, as in the authors' code; it has no weights (see resnet.py).
Module names are those of timm.models.resnetv2.ResNetV2 with PreActBasic.

B batch · C channels · H rows · W columns · C2 H2 W2 those of the output · K classes
"""

from jaxtyping import Float
from torch import Tensor, nn

from ..layers.conv import conv3x3, init_he
from ..layers.norm_act import BatchNormAct
from .resnet import Shortcut
from .resnet_base import STRIDES, WIDTHS, layer_group


class Block(nn.Module):
    def __init__(self, fan_in: int, fan_out: int, stride: int) -> None:
        super().__init__()
        self.downsample = Shortcut(fan_in, fan_out, stride) if fan_in != fan_out else None
        self.norm1 = BatchNormAct(fan_in)
        self.conv1 = conv3x3(fan_in, fan_out, stride)
        self.norm2 = BatchNormAct(fan_out)
        self.conv2 = conv3x3(fan_out, fan_out)
        self.branch = nn.Identity()  # F(x), by a name of its own: to look at, or to switch off

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C2 H2 W2"]:
        active = self.norm1(x)
        skip = x if self.downsample is None else self.downsample(active)
        x = self.branch(self.conv2(self.norm2(self.conv1(active))))
        return x + skip


class PreActResNet(nn.Module):
    def __init__(self, depth: int = 20, channels: int = 1, classes: int = 10) -> None:
        super().__init__()
        widths = (WIDTHS[0], *WIDTHS)
        self.stem = nn.Sequential()
        self.stem.add_module("conv", conv3x3(channels, WIDTHS[0], stride=2))
        self.stages = nn.Sequential(*(LayerGroup(depth // 6, widths[i], widths[i + 1], STRIDES[i]) for i in range(3)))
        self.norm = BatchNormAct(WIDTHS[-1])
        self.head = Head(WIDTHS[-1], classes)
        self.apply(init_he)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B K"]:
        x = self.stem(x)  # B 16 14 14
        x = self.stages(x)  # B 64 7 7
        return self.head(self.norm(x))


class LayerGroup(nn.Module):
    def __init__(self, count: int, fan_in: int, fan_out: int, stride: int) -> None:
        super().__init__()
        self.blocks = layer_group(Block, count, fan_in, fan_out, stride)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C2 H2 W2"]:
        return self.blocks(x)


class Head(nn.Module):
    def __init__(self, width: int, classes: int) -> None:
        super().__init__()
        self.global_pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.fc = nn.Conv2d(width, classes, kernel_size=1)  # a linear layer; timm writes it as a 1x1 convolution

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B K"]:
        x = self.global_pool(x)  # B C
        return self.fc(x[:, :, None, None]).flatten(1)
