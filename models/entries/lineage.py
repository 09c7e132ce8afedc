"""The lineage's entries: from a plain stack of 3x3 filters to EfficientNet, and the MLPs after the Mixer."""

from collections.abc import Callable
from functools import partial

from torch import nn

from ..architectures.densenet import DenseNet
from ..architectures.efficientnet import EfficientNet, Scaling
from ..architectures.gmlp import GMLP
from ..architectures.mobilenet import MobileNet
from ..architectures.plain_net import Plain
from ..architectures.resmlp import ResMLP
from ..architectures.resnet import ResNet
from ..architectures.resnet_preact import PreActResNet
from ..architectures.se_resnet import SEResNet
from ..spec.entry import DIGIT, DIGIT_CLASSES, Entry, Family, Version
from ..spec.point import Point, WeightPicture
from .lineage_points import (
    DENSE_PICTURES,
    DENSE_POINTS,
    EFFICIENT_PICTURES,
    EFFICIENT_POINTS,
    GATES,
    GMLP_PICTURES,
    GMLP_POINTS,
    MOBILE_PICTURES,
    MOBILE_POINTS,
    PREACT_PICTURES,
    PREACT_POINTS,
    RESMLP_PICTURES,
    RESMLP_POINTS,
    STACK_PICTURES,
    stack,
)

Build = Callable[[], nn.Module]
Points = tuple[Point, ...]
Pictures = tuple[WeightPicture, ...]


def entry(
    build: Build, title: str, family: Family, points: Points, pictures: Pictures, note: str, version: Version = "centred"
) -> Entry:
    return Entry(build, title, family, "digits", version, DIGIT, DIGIT_CLASSES, points, pictures, note)


def efficient(title: str, scaling: Scaling, note: str) -> Entry:
    return entry(partial(EfficientNet, scaling), title, "cnn", EFFICIENT_POINTS, EFFICIENT_PICTURES, note)


LINEAGE: dict[str, Entry] = {
    "digits-plain-20-nonorm": entry(
        partial(Plain, 20, norm=False), "Plain 20, no norm", "cnn", stack("bn2"), STACK_PICTURES,
        "Twenty layers: no batch norm, no skip connection.",
    ),
    "digits-plain-20": entry(
        partial(Plain, 20), "Plain 20", "cnn", stack("bn2"), STACK_PICTURES,
        "Twenty layers, with batch norm after each convolution.",
    ),
    "digits-plain-56": entry(
        partial(Plain, 56), "Plain 56", "cnn", stack("bn2"), STACK_PICTURES,
        "56 layers fit even the training digits worse than 20.",
    ),
    "digits-resnet-20": entry(
        partial(ResNet, 20), "ResNet 20", "cnn", stack("branch"), STACK_PICTURES,
        "Plain 20, and each block's input is added to its output.",
    ),
    "digits-resnet-56": entry(
        partial(ResNet, 56), "ResNet 56", "cnn", stack("branch"), STACK_PICTURES,
        "Plain 56, and skip connections around its blocks.",
    ),
    "digits-preact-20": entry(
        partial(PreActResNet, 20), "Pre-act ResNet 20", "cnn", PREACT_POINTS, PREACT_PICTURES,
        "Norm and ReLU in the branch: nothing follows the sum.",
    ),
    "digits-densenet": entry(
        DenseNet, "DenseNet", "cnn", DENSE_POINTS, DENSE_PICTURES,
        "Each layer gets all maps before it and appends twelve.",
    ),
    "digits-se-resnet-20": entry(
        partial(SEResNet, 20), "SE-ResNet 20", "cnn", stack("branch", GATES), STACK_PICTURES,
        "The whole picture decides how strong each channel is.",
    ),
    "digits-mobilenet": entry(
        MobileNet, "MobileNet", "cnn", MOBILE_POINTS, MOBILE_PICTURES,
        "A filter for each channel, then 1x1 across the channels.",
    ),
    "digits-efficientnet-0": efficient(
        "EfficientNet φ=0", Scaling(), "Inverted bottlenecks with gates, at 21 x 21 pixels."
    ),
    "digits-efficientnet-1": efficient(
        "EfficientNet φ=1", Scaling.compound(1), "One step of scaling: deeper, wider, 24 x 24 pixels."
    ),
    "digits-efficientnet-2": efficient(
        "EfficientNet φ=2", Scaling.compound(2), "Two steps of scaling: the digit in full, 28 x 28 pixels."
    ),
    "digits-resmlp": entry(
        ResMLP, "ResMLP", "mixer", RESMLP_POINTS, RESMLP_PICTURES,
        "One matrix a block says what each patch takes from each.",
    ),
    "digits-gmlp": entry(
        GMLP, "gMLP", "mixer", GMLP_POINTS, GMLP_PICTURES,
        "Half of the channels, mixed over patches, gate the others.",
    ),
    "digits-resnet-20-shifted": entry(
        partial(ResNet, 20), "ResNet 20, shifted", "cnn", stack("branch"), STACK_PICTURES,
        "The same network, after practice with moved digits.", "shifted",
    ),
    "digits-resmlp-shifted": entry(
        ResMLP, "ResMLP, shifted", "mixer", RESMLP_POINTS, RESMLP_PICTURES,
        "The same ResMLP, after practice with moved digits.", "shifted",
    ),
    "digits-gmlp-shifted": entry(
        GMLP, "gMLP, shifted", "mixer", GMLP_POINTS, GMLP_PICTURES,
        "The same gMLP, after practice with moved digits.", "shifted",
    ),
}  # fmt: skip
