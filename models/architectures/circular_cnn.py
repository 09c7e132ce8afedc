"""A convolutional network to which the theorem applies: stride 1 and circular padding, so a rolled picture rolls every map.

Its equivariance error is zero (to rounding) at each layer and, after the average over positions, its answer does not change.
No shipped network for photographs is like this: strides, pooling and zero padding each break it.

B batch · C channels · H rows · W columns · K classes
"""

from jaxtyping import Float
from torch import Tensor, nn


class Circular(nn.Module):
    def __init__(self, channels: int = 1, width: int = 16, depth: int = 6, classes: int = 10) -> None:
        super().__init__()
        self.blocks = nn.Sequential(*(Block(width if i else channels, width) for i in range(depth)))
        self.gap = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.head = nn.Linear(width, classes)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B K"]:
        x = self.blocks(x)  # B C H W: the map keeps the picture's size to the end
        return self.head(self.gap(x))


class Block(nn.Module):
    def __init__(self, fan_in: int, fan_out: int) -> None:
        super().__init__()
        # What leaves on the right comes in on the left: for the kernel, the picture has no edge.
        self.conv = nn.Conv2d(fan_in, fan_out, kernel_size=3, padding=1, padding_mode="circular", bias=False)
        self.bn = nn.BatchNorm2d(fan_out)
        self.act = nn.ReLU()

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C H W"]:
        return self.act(self.bn(self.conv(x)))
