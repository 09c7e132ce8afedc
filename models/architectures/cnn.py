"""Convolutional network in VGG's manner (arXiv 1409.1556): one small kernel, used at every position.

Three groups of two 3x3 convolutions. Between them the picture halves and the channels double; at the end each channel's
map is averaged, which forgets where something was found.

B batch · C channels · H rows · W columns · K classes
"""

from jaxtyping import Float
from torch import Tensor, nn

from ..layers.conv import conv3x3


class CNN(nn.Module):
    def __init__(self, channels: int = 1, widths: tuple[int, int, int] = (32, 64, 128), classes: int = 10) -> None:
        super().__init__()
        # The ReLUs are not in place, so that what was recorded at a point stays what it was.
        self.conv1 = conv3x3(channels, widths[0])
        self.bn1 = nn.BatchNorm2d(widths[0])
        self.act1 = nn.ReLU()
        self.conv2 = conv3x3(widths[0], widths[0])
        self.bn2 = nn.BatchNorm2d(widths[0])
        self.act2 = nn.ReLU()
        self.pool1 = nn.MaxPool2d(2)

        self.conv3 = conv3x3(widths[0], widths[1])
        self.bn3 = nn.BatchNorm2d(widths[1])
        self.act3 = nn.ReLU()
        self.conv4 = conv3x3(widths[1], widths[1])
        self.bn4 = nn.BatchNorm2d(widths[1])
        self.act4 = nn.ReLU()
        self.pool2 = nn.MaxPool2d(2)

        self.conv5 = conv3x3(widths[1], widths[2])
        self.bn5 = nn.BatchNorm2d(widths[2])
        self.act5 = nn.ReLU()
        self.conv6 = conv3x3(widths[2], widths[2])
        self.bn6 = nn.BatchNorm2d(widths[2])
        self.act6 = nn.ReLU()

        self.gap = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.head = nn.Linear(widths[2], classes)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B K"]:
        x = self.act1(self.bn1(self.conv1(x)))  # B 32 28 28
        x = self.act2(self.bn2(self.conv2(x)))
        x = self.pool1(x)  # B 32 14 14
        x = self.act3(self.bn3(self.conv3(x)))  # B 64 14 14
        x = self.act4(self.bn4(self.conv4(x)))
        x = self.pool2(x)  # B 64 7 7
        x = self.act5(self.bn5(self.conv5(x)))  # B 128 7 7
        x = self.act6(self.bn6(self.conv6(x)))
        x = self.gap(x)  # B 128: averaged over rows and columns
        return self.head(x)
