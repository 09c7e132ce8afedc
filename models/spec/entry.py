"""What the registry says about a model: how to build it, what it expects, and where to look inside it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from torch import nn

from .point import Point, WeightPicture
from .sentence import Sentence

Family = Literal["mlp", "cnn", "vit", "mixer", "rnn"]
"""Whose kind a model is: it decides the colour on the page and who stands beside whom."""

Version = Literal["centred", "shifted", "trained", "pretrained", "own"]
"""What digits the training has seen: where MNIST has them, or moved ones, too. Photo models: trained here, or by others."""

Scores = Literal["softmax", "sigmoid", "shares"]
"""What the numbers are that a model answers with. `softmax`: logits of classes of which one is right. `sigmoid`: each number
decides by itself whether its class is there. `shares`: from 0 to 1 already, shown as they are."""


@dataclass(frozen=True)
class Input:
    """What a model gets: normalised = (image - mean) / std, with image float 0–1.

    `kind`, over the wire `fit`, says how a picture is brought to this size. `digits`: to MNIST's form (its `crop_…` fields are
    not used). `crop`: scaled with `interpolation` until the input is its part `crop_pct`, then cut out. `crop_mode` as timm has
    it: `center` scales the shorter side, `squash` both sides apart, `border` the longer side, and fills the rest with the mean.
    `corner`: where half a pixel is left over, the cut begins at the nearest even one, as timm's, or `down`, as transformers'.
    `glyphs`: only scaled to fit; a picture of the input's size passes unchanged.
    """

    width: int
    height: int
    channels: int
    mean: tuple[float, ...]
    std: tuple[float, ...]
    kind: Literal["digits", "crop", "glyphs"] = "crop"
    crop_pct: float = 1.0
    crop_mode: Literal["center", "squash", "border"] = "center"
    interpolation: Literal["nearest", "bilinear", "bicubic", "lanczos", "box", "hamming"] = "bicubic"
    corner: Literal["nearest", "down"] = "nearest"

    def wire(self) -> dict[str, Any]:
        """As JSON has it: `kind` is called `fit`."""
        return {"fit" if name == "kind" else name: value for name, value in asdict(self).items()}


@dataclass(frozen=True)
class Entry:
    """A model. `build` makes it, for the shipped ones without weights. No `labels`: it answers with features, not classes."""

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
    lacks: Mapping[str, Sentence] = field(default_factory=dict)
    """What somebody might look for in vain -> a sentence that says why it is not there."""
    scores: Scores = "softmax"
    findings: tuple[Sentence, ...] = ()
    """What was noticed while a person's own model was opened, and what was done about it."""


# The mean and deviation of MNIST's pixels.
DIGIT = Input(width=28, height=28, channels=1, mean=(0.1307,), std=(0.3081,), kind="digits")
DIGIT_CLASSES = tuple("0123456789")

# Those of Tiny ImageNet's training pictures, per channel.
PHOTO = Input(width=64, height=64, channels=3, mean=(0.4806, 0.4481, 0.3966), std=(0.2756, 0.2689, 0.2793), kind="crop")

MAP = ("channel", "row", "column")
TOKENS = ("token", "channel")
ACROSS = ("channel", "token")  # what a token-mixing layer gets: each channel's values over the tokens
