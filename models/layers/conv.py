"""The 3x3 convolution and its initialisation, as the convolutional networks share them.

B batch · C channels · H rows · W columns
"""

from torch import nn


def conv3x3(fan_in: int, fan_out: int, stride: int = 1, bias: bool = False) -> nn.Conv2d:
    """B C H W -> B C' H/stride W/stride. Zero padding keeps the map's size, and lets the frame of the picture leak into it.
    No bias where a norm follows, which has one."""
    return nn.Conv2d(fan_in, fan_out, kernel_size=3, stride=stride, padding=1, bias=bias)


def init_he(module: nn.Module) -> None:
    """He's initialisation (arXiv 1502.01852): through ReLUs, a signal's variance stays the same from layer to layer."""
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        if module.bias is not None:
            nn.init.zeros_(module.bias)
