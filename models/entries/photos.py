"""The photo tier's entries: four families on colour photographs of 64 x 64 pixels, of 200 everyday things."""

from functools import partial
from pathlib import Path
from typing import Any

from ..architectures.mlp import MLP
from ..architectures.mlp_mixer import Mixer
from ..architectures.resnet_photo import PhotoResNet
from ..architectures.vit import ViT
from ..spec.entry import PHOTO, Entry
from .lineage_points import STACK_PICTURES, stack
from .points import MIXER_PICTURES, MIXER_POINTS, MLP_PICTURES, MLP_POINTS, VIT_PICTURES, VIT_POINTS

PHOTO_CLASSES = tuple(Path(__file__).with_name("photo_classes.txt").read_text(encoding="utf-8").splitlines())
GRID: dict[str, Any] = {"side": PHOTO.width, "patch": 8, "channels": PHOTO.channels, "classes": len(PHOTO_CLASSES)}

PHOTOS: dict[str, Entry] = {
    "photos-mlp": Entry(
        partial(MLP, pixels=PHOTO.channels * PHOTO.height * PHOTO.width, units=(512, 512), classes=len(PHOTO_CLASSES)),
        "MLP", "mlp", "photos", "trained", PHOTO, PHOTO_CLASSES, MLP_POINTS, MLP_PICTURES,
        note="12,288 colour values: nothing tells it which are neighbours.",
    ),
    "photos-resnet": Entry(
        PhotoResNet, "ResNet", "cnn", "photos", "trained", PHOTO, PHOTO_CLASSES, stack("branch"), STACK_PICTURES,
        note="Small kernels everywhere, and a skip around each block.",
    ),
    "photos-vit": Entry(
        partial(ViT, **GRID, width=192, depth=8, heads=4, hidden=384),
        "ViT", "vit", "photos", "trained", PHOTO, PHOTO_CLASSES, VIT_POINTS, VIT_PICTURES,
        note="64 patches choose from the picture whom they listen to.",
    ),
    "photos-mixer": Entry(
        partial(Mixer, **GRID, width=128, depth=8, token_hidden=64, channel_hidden=512),
        "Mixer", "mixer", "photos", "trained", PHOTO, PHOTO_CLASSES, MIXER_POINTS, MIXER_PICTURES,
        note="An MLP mixes 64 patches: same weights for every picture.",
    ),
}  # fmt: skip
