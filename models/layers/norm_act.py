"""Batch norm with the activation function inside, as timm has it: `bn1` is what a reader expects to see after a convolution.

B batch · C channels · H rows · W columns
"""

from jaxtyping import Float
from torch import Tensor, nn


class BatchNormAct(nn.BatchNorm2d):
    """`act` has no weights, so a plain BatchNorm2d's weights load here and the other way round."""

    def __init__(self, channels: int, act: type[nn.Module] = nn.ReLU) -> None:
        super().__init__(channels)
        self.act = act()

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B C H W"]:
        return self.act(super().forward(x))
