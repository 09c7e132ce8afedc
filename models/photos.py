"""The photo tier, a part of the registry: five networks on colour photographs of 64 x 64 pixels, of 200 everyday things."""

from functools import partial

from .entry import PHOTO, PHOTO_CLASSES, Entry
from .lineage import RESMLP_PICTURES, RESMLP_POINTS, STACK_PICTURES, stack
from .mixer import Mixer
from .mlp import MLP
from .points import MIXER_PICTURES, MIXER_POINTS, MLP_PICTURES, MLP_POINTS, VIT_PICTURES, VIT_POINTS
from .resmlp import ResMLP
from .resnet_photo import PhotoResNet
from .vit import ViT

CLASSES = len(PHOTO_CLASSES)
GRID = {"side": PHOTO.width, "patch": 8, "channels": PHOTO.channels, "classes": CLASSES}

PHOTOS: dict[str, Entry] = {
    "photos-mlp": Entry(
        partial(MLP, pixels=PHOTO.channels * PHOTO.height * PHOTO.width, units=(512, 512), classes=CLASSES),
        "MLP", "mlp", "photos", "trained", PHOTO, PHOTO_CLASSES, MLP_POINTS, MLP_PICTURES,
        note="12,288 colour values, and nothing tells it which of them are neighbours: it learns blurs of colour.",
    ),
    "photos-resnet": Entry(
        PhotoResNet, "ResNet", "cnn", "photos", "trained", PHOTO, PHOTO_CLASSES, stack("branch"), STACK_PICTURES,
        note="Small kernels, the same everywhere, and a way around each block: what it knows before it sees a picture pays.",
    ),
    "photos-vit": Entry(
        partial(ViT, **GRID, width=128, depth=6, heads=4, hidden=256),
        "ViT", "vit", "photos", "trained", PHOTO, PHOTO_CLASSES, VIT_POINTS, VIT_PICTURES,
        note="64 patches that choose whom they listen to. What is near, it had to find out from 100,000 pictures.",
    ),
    "photos-mixer": Entry(
        partial(Mixer, **GRID, width=128, depth=8, token_hidden=64, channel_hidden=320),
        "Mixer", "mixer", "photos", "trained", PHOTO, PHOTO_CLASSES, MIXER_POINTS, MIXER_PICTURES,
        note="64 patches, mixed by one learned matrix per layer, the same for every photograph.",
    ),
    "photos-resmlp": Entry(
        partial(ResMLP, **GRID, width=128, depth=8, hidden=320),
        "ResMLP", "mixer", "photos", "trained", PHOTO, PHOTO_CLASSES, RESMLP_POINTS, RESMLP_PICTURES,
        note="As the Mixer, but what mixes the 64 patches is a plain weighted sum: its matrix says who listens to whom.",
    ),
}  # fmt: skip
