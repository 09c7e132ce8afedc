"""What the registry says about a model: how to build it, what it expects, and where to look inside it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from torch import nn

from .point import Point, WeightPicture

Family = Literal["mlp", "cnn", "vit", "mixer"]
"""Whose kind a model is: it decides the colour on the page and who stands beside whom."""

Version = Literal["centred", "shifted"]
"""What digits the training has seen: where MNIST has them, or moved ones, too."""


@dataclass(frozen=True)
class Input:
    """What a model gets: normalised = (image - mean) / std, with image float 0–1."""

    width: int
    height: int
    channels: int
    mean: tuple[float, ...]
    std: tuple[float, ...]


@dataclass(frozen=True)
class Entry:
    build: Callable[[], nn.Module]
    title: str
    family: Family
    tier: str
    version: Version
    input: Input
    labels: tuple[str, ...]
    points: tuple[Point, ...]
    pictures: tuple[WeightPicture, ...]
    note: str


DIGIT = Input(width=28, height=28, channels=1, mean=(0.1307,), std=(0.3081,))  # the mean and deviation of MNIST's pixels
DIGITS = tuple("0123456789")

MAP = ("channel", "row", "column")
TOKENS = ("token", "channel")
ACROSS = ("channel", "token")  # what a token-mixing layer gets: each channel's values over the tokens
