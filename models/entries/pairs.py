"""The tier `pairs`: the same small networks with and without what tells them a place. Is A left of B?

Each CNN differs from `pairs-cnn-7-circular` in one property, or in its reach as well; spec/glyph_pairs.py makes the pictures.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from torch import nn

from ..architectures.mlp import MLP
from ..architectures.mlp_mixer import Mixer
from ..architectures.pair_cnn import Padding, PairCNN
from ..architectures.vit import ViT
from ..spec.entry import MAP, Entry, Family, Input
from ..spec.glyphs import SIDE
from ..spec.point import Operator, Point, WeightPicture
from .points import (
    CIRCULAR_PICTURES,
    LOGITS,
    MIXER_PICTURES,
    MIXER_POINTS,
    MLP_PICTURES,
    MLP_POINTS,
    VIT_PICTURES,
    VIT_POINTS,
)

PAIR = Input(width=SIDE, height=SIDE, channels=1, mean=(0.0,), std=(1.0,), kind="glyphs")
"""Not normalised: the empty ground is 0, which is what zero padding brings in."""

PAIR_CLASSES = ("A left", "A right")

NEAR, FAR = (1, 1, 1), (1, 3, 7)
"""Dilations: windows of 7 and of 23 pixels."""


@dataclass(frozen=True)
class Property:
    """What tells the models apart. `field`: pixels that one window sees; None: the first mixing reaches the whole picture."""

    kind: Literal["cnn", "vit", "mixer", "mlp"]
    field: int | None = None
    padding: Padding | None = None
    head: Literal["average", "flatten"] | None = None
    positions: bool = False
    """Whether places are given: coordinates as channels, or a position embedding."""


CONVS = Point("blocks.*", "conv {}", "feature_map", MAP, "both", operator=Operator("blocks.*.conv", MAP, MAP))
AVERAGE = Point("pool", "average", "hidden", ("channel",), "pool", operator=Operator("pool", MAP, ("channel",)))


def entry(
    build: Callable[[], nn.Module],
    title: str,
    family: Family,
    points: tuple[Point, ...],
    pictures: tuple[WeightPicture, ...],
    note: str,
) -> Entry:
    return Entry(build, title, family, "pairs", "trained", PAIR, PAIR_CLASSES, points, pictures, note)


def cnn(
    title: str,
    note: str,
    dilations: tuple[int, ...] = NEAR,
    padding: Padding = "circular",
    head: Literal["average", "flatten"] = "average",
    coordinates: bool = False,
) -> tuple[Entry, Property]:
    build = partial(PairCNN, dilations=dilations, padding=padding, head=head, coordinates=coordinates)
    points = (CONVS, AVERAGE, LOGITS) if head == "average" else (CONVS, LOGITS)
    pictures = CIRCULAR_PICTURES
    known = Property("cnn", 1 + 2 * sum(dilations), padding, head, coordinates)
    return entry(build, title, "cnn", points, pictures, note), known


_VIT: dict[str, Any] = {"side": SIDE, "classes": 2, "width": 32, "depth": 2, "hidden": 64}

_ALL: dict[str, tuple[Entry, Property]] = {
    "pairs-cnn-7-circular": cnn("CNN 7, circular", "A bag of windows of 7 pixels: nothing tells it a place."),
    "pairs-cnn-23-circular": cnn("CNN 23, circular", "Dilated: one window reaches both glyphs.", FAR),
    "pairs-vit-bag": (
        entry(
            partial(ViT, **_VIT, positions=False), "ViT, no positions", "vit", VIT_POINTS, VIT_PICTURES[:1],
            "A bag of patches: nothing tells it a place.",
        ),
        Property("vit"),
    ),
    "pairs-vit": (
        entry(partial(ViT, **_VIT), "ViT", "vit", VIT_POINTS, VIT_PICTURES, "Patches with a learned position embedding."),
        Property("vit", positions=True),
    ),
    "pairs-cnn-7-zero": cnn("CNN 7, zeros", "Zeros round the picture: its border can be felt.", padding="zeros"),
    "pairs-cnn-7-valid": cnn("CNN 7, valid", "No padding: the border is seen less often.", padding="valid"),
    "pairs-cnn-7-flatten": cnn("CNN 7, flattened", "Its head has a weight for each place.", head="flatten"),
    "pairs-cnn-7-coordinates": cnn("CNN 7, coordinates", "Two more channels say column and row.", coordinates=True),
    "pairs-cnn-23-zero": cnn("CNN 23, zeros", "One window reaches both glyphs, and the border.", FAR, "zeros"),
    "pairs-cnn-23-valid": cnn("CNN 23, valid", "Wide windows, and only whole ones.", FAR, "valid"),
    "pairs-mixer": (
        entry(
            partial(Mixer, side=SIDE, classes=2, width=32, depth=2, channel_hidden=64), "Mixer", "mixer",
            MIXER_POINTS, MIXER_PICTURES, "Its token mixing has a weight for each patch.",
        ),
        Property("mixer"),
    ),
    "pairs-mlp": (
        entry(
            partial(MLP, pixels=SIDE**2, units=(64, 32), classes=2, dropout=0.0), "MLP", "mlp",
            MLP_POINTS, MLP_PICTURES, "A weight for each pixel, none of them shared.",
        ),
        Property("mlp"),
    ),
}  # fmt: skip

PAIRS: dict[str, Entry] = {name: one for name, (one, _) in _ALL.items()}
PROPERTIES: dict[str, Property] = {name: known for name, (_, known) in _ALL.items()}
