"""Networks of one width from the stem to the head, 2n + 2 layers in n blocks of two 3x3 convolutions: so narrow that they can
be a thousand layers deep. The blocks are those of the plain, the residual and the pre-activation network, which are four to
eight times as wide and halve their maps on the way.

B batch · C channels · H rows · W columns · K classes
"""

from collections.abc import Callable
from functools import partial
from typing import Literal

from jaxtyping import Float
from torch import Tensor, nn

from ..layers.conv import conv3x3, init_he
from ..layers.norm_act import BatchNormAct
from . import plain_net, resnet, resnet_preact

Kind = Literal["plain", "resnet", "preact"]

BLOCKS: dict[Kind, Callable[[int, int, int], nn.Module]] = {
    "plain": partial(plain_net.Block, norm=True),
    "resnet": resnet.Block,
    "preact": resnet_preact.Block,
}


class Narrow(nn.Module):
    """`depth` counts the stem, the convolutions of the blocks and the head. The norm of a pre-activation network comes last."""

    def __init__(self, kind: Kind, depth: int = 20, width: int = 8, channels: int = 1, classes: int = 10) -> None:
        super().__init__()
        if depth % 2 or depth < 4:
            raise ValueError(f"The depth is 2n + 2, so {depth} cannot be built: take 20, 110, 1002 …")
        self.stem = nn.Sequential()
        self.stem.add_module("conv", conv3x3(channels, width, stride=2))
        self.stem.add_module("norm", nn.Identity() if kind == "preact" else BatchNormAct(width))
        self.blocks = nn.Sequential(*(BLOCKS[kind](width, width, 1) for _ in range(depth // 2 - 1)))
        self.norm = BatchNormAct(width) if kind == "preact" else nn.Identity()
        self.global_pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.head = nn.Linear(width, classes)
        self.apply(init_he)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B K"]:
        x = self.stem(x)  # B width 14 14
        x = self.blocks(x)
        return self.head(self.global_pool(self.norm(x)))
