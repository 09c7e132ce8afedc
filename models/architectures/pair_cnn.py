"""Three 3x3 convolutions whose reach, padding and head are chosen: what a CNN needs to know where two things are.

With circular padding and a global average it answers from the multiset of its windows (a bag of windows). Zero padding, valid
convolution, coordinates as channels and a flattened head each tell it places; dilation lets one window reach both things.

B batch · C channels · H rows · W columns · U units · K classes
"""

from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor, nn

Padding = Literal["circular", "zeros", "valid"]


class PairCNN(nn.Module):
    """`dilations`: of the three convolutions; together they see 1 + 2 * their sum pixels. `valid`: no padding, maps shrink."""

    def __init__(
        self,
        side: int = 32,
        channels: int = 1,
        width: int = 16,
        dilations: tuple[int, ...] = (1, 1, 1),
        padding: Padding = "circular",
        head: Literal["average", "flatten"] = "average",
        coordinates: bool = False,
        classes: int = 2,
    ) -> None:
        super().__init__()
        self.coordinates = Coordinates() if coordinates else nn.Identity()
        fan_in = channels + 2 * coordinates
        self.blocks = nn.Sequential(
            *(Block(width if i else fan_in, width, dilation, padding) for i, dilation in enumerate(dilations))
        )
        left = side - (2 * sum(dilations) if padding == "valid" else 0)  # pixels of a side of the last map
        if head == "average":
            self.pool: nn.Module = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        else:
            self.pool = nn.Flatten()
        self.head = nn.Linear(width if head == "average" else width * left**2, classes)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B K"]:
        x = self.blocks(self.coordinates(x))
        return self.head(self.pool(x))  # B U -> B K


class Block(nn.Module):
    def __init__(self, fan_in: int, fan_out: int, dilation: int, padding: Padding) -> None:
        super().__init__()
        room = 0 if padding == "valid" else dilation
        mode = "zeros" if padding == "valid" else padding
        self.conv = nn.Conv2d(fan_in, fan_out, 3, padding=room, dilation=dilation, padding_mode=mode, bias=False)
        self.bn = nn.BatchNorm2d(fan_out)
        self.act = nn.ReLU()

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C H W"]:
        return self.act(self.bn(self.conv(x)))


class Coordinates(nn.Module):
    """CoordConv (arXiv 1807.03247): each position's column and row, from -1 to 1, as two more channels."""

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C+2 H W"]:
        B, _, H, W = x.shape
        rows = torch.linspace(-1, 1, H, device=x.device).view(1, 1, H, 1).expand(B, 1, H, W)
        columns = torch.linspace(-1, 1, W, device=x.device).view(1, 1, 1, W).expand(B, 1, H, W)
        return torch.cat([x, columns, rows], dim=1)
