"""Multilayer perceptron: every unit of the first layer sees every pixel, through a weight of its own.

Nothing in it knows that two pixels are neighbours, or that a shifted digit is the same digit.

B batch · C channels · H rows · W columns · P pixels (C·H·W) · U units · K classes
"""

from jaxtyping import Float
from torch import Tensor, nn


class MLP(nn.Module):
    def __init__(self, pixels: int = 784, units: tuple[int, int] = (512, 256), classes: int = 10, dropout: float = 0.2) -> None:
        super().__init__()
        self.fc1 = nn.Linear(pixels, units[0])
        self.act1 = nn.ReLU()
        self.drop1 = nn.Dropout(dropout)
        self.fc2 = nn.Linear(units[0], units[1])
        self.act2 = nn.ReLU()
        self.drop2 = nn.Dropout(dropout)
        self.head = nn.Linear(units[1], classes)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B K"]:
        x = x.flatten(1)  # B C H W -> B P: from here on the order of the pixels is arbitrary
        x = self.drop1(self.act1(self.fc1(x)))  # B U
        x = self.drop2(self.act2(self.fc2(x)))
        return self.head(x)
