"""The lineage, a part of the registry: from a plain stack of 3x3 filters to EfficientNet, and the MLPs after the Mixer."""

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
from ..spec.entry import ACROSS, DIGIT, DIGITS, MAP, TOKENS, Entry, Family, Version
from ..spec.point import Operator, Phase, Point, WeightPicture


def maps(pattern: str, title: str, phase: Phase, operator: Operator | None = None) -> Point:
    return Point(pattern, title, "feature_map", MAP, phase, operator=operator)


def across(pattern: str, yields: str = "") -> Operator:
    return Operator(pattern, MAP, MAP, yields)


def ends(pool: str, logits: str) -> tuple[Point, Point]:
    average = Point(pool, "average", "hidden", ("channel",), "pool", operator=Operator(pool, MAP, ("channel",)))
    return average, Point(logits, "logits", "logits", ("class",), "head")


def kernels(parameter: str, title: str, stage: str) -> WeightPicture:
    """Kernels of the layer that makes the stage's channels, with more before or after it than a norm and a ReLU."""
    return WeightPicture(parameter, title, "kernels", stage, direct=False)


# Plain, residual and SE network: 6n+2 layers, a stage per block.

BLOCK = "layer*.*"
STEM = maps("act1", "stem", "both", across("conv1"))
GATES = Point(f"{BLOCK}.se.gate", "gates {}", "gate", ("channel",), "channel")


def stack(branch: str, *details: Point) -> tuple[Point, ...]:
    """`branch`: the part of a block that yields F(x)."""
    return (STEM, *details, maps(BLOCK, "block {}", "both", across(BLOCK, branch)), *ends("global_pool", "fc"))


STACK_PICTURES = (
    WeightPicture("conv1.weight", "kernels of the stem", "kernels", "act1"),
    kernels(f"{BLOCK}.conv2.weight", "second kernels {}", BLOCK),
)

PREACT = "stages.*.blocks.*"
PREACT_POINTS = (
    maps("stem", "stem", "both", across("stem.conv")),
    maps(PREACT, "block {}", "both", across(PREACT, "branch")),
    maps("norm", "norm", "channel"),
    *ends("head.global_pool", "head"),
)
PREACT_PICTURES = (
    WeightPicture("stem.conv.weight", "kernels of the stem", "kernels", "stem"),
    kernels(f"{PREACT}.conv2.weight", "second kernels {}", PREACT),
)


def dense(block: int, first: int, layers: int) -> list[Point]:
    """What each layer of a dense block appends."""
    names = [(f"features.denseblock{block}.denselayer{i + 1}", first + i) for i in range(layers)]
    return [maps(name, f"layer {number}", "both", across(f"{name}.conv2")) for name, number in names]


DENSE_POINTS = (
    maps("features.norm0", "stem", "both", across("features.conv0")),
    *dense(1, 1, 3),
    maps("features.transition1", "transition", "both", across("features.transition1.pool")),
    *dense(2, 4, 6),
    maps("features.norm5", "all maps", "channel"),
    *ends("global_pool", "classifier"),
)
DENSE_PICTURES = (
    WeightPicture("features.conv0.weight", "kernels of the stem", "kernels", "features.norm0"),
    kernels("features.transition1.conv.weight", "1x1 columns of the transition", "features.transition1"),
    *(
        picture
        for point in DENSE_POINTS
        if "denselayer" in point.pattern
        for picture in (
            kernels(f"{point.pattern}.conv2.weight", f"kernels of {point.title}", point.pattern),
            WeightPicture(f"{point.pattern}.conv1.weight", "1x1 over all before", "sources", point.pattern, direct=False),
        )
    ),
)

MOBILE_POINTS = (
    maps("bn1", "stem", "both", across("conv_stem")),
    maps("blocks.*.*.bn1", "depthwise {}", "spatial", across("blocks.*.*.conv_dw")),
    maps("blocks.*.*", "pointwise {}", "channel"),
    *ends("global_pool", "classifier"),
)
MOBILE_PICTURES = (
    WeightPicture("conv_stem.weight", "kernels of the stem", "kernels", "bn1"),
    WeightPicture("blocks.*.*.conv_dw.weight", "thin filters {}", "kernels", "blocks.*.*.bn1"),
    WeightPicture("blocks.*.*.conv_pw.weight", "1x1 columns {}", "kernels", "blocks.*.*"),
)

EFFICIENT_POINTS = (
    maps("bn1", "stem", "both", across("conv_stem")),
    Point("blocks.*.*.se.gate", "gates {}", "gate", ("channel",), "channel"),
    maps("blocks.*.*", "MBConv {}", "both", across("blocks.*.*", "branch")),
    maps("bn2", "head maps", "channel"),
    *ends("global_pool", "classifier"),
)
EFFICIENT_PICTURES = (
    kernels("conv_stem.weight", "kernels of the stem", "bn1"),  # of the picture as the network resized it
    kernels("blocks.*.*.conv_pwl.weight", "narrowing 1x1 columns {}", "blocks.*.*"),
    kernels("conv_head.weight", "1x1 columns of the head", "bn2"),
)


def patches(operator: str) -> tuple[Point, ...]:
    return (
        Point("stem", "patches", "hidden", TOKENS, "embed", operator=Operator("stem", MAP, TOKENS)),
        Point("blocks.*", "block {}", "hidden", TOKENS, "both", operator=Operator(operator, ACROSS, ACROSS)),
        Point("head", "logits", "logits", ("class",), "head"),
    )


PATCHES = WeightPicture("stem.proj.weight", "patch filters", "kernels", stage="stem")
RESMLP_POINTS = patches("blocks.*.linear_tokens")
RESMLP_PICTURES = (PATCHES, WeightPicture("blocks.*.linear_tokens.weight", "cross-patch matrix {}", "patches", "blocks.*"))
GMLP_POINTS = patches("blocks.*.mlp_channels.gate.proj")
GMLP_PICTURES = (
    PATCHES,
    WeightPicture("blocks.*.mlp_channels.gate.proj.weight", "spatial gating matrix {}", "patches", "blocks.*"),
)


Build = Callable[[], nn.Module]
Points = tuple[Point, ...]
Pictures = tuple[WeightPicture, ...]


def entry(
    build: Build, title: str, family: Family, points: Points, pictures: Pictures, note: str, version: Version = "centred"
) -> Entry:
    return Entry(build, title, family, "digits", version, DIGIT, DIGITS, points, pictures, note)


def efficient(title: str, scaling: Scaling, note: str) -> Entry:
    return entry(partial(EfficientNet, scaling), title, "cnn", EFFICIENT_POINTS, EFFICIENT_PICTURES, note)


LINEAGE: dict[str, Entry] = {
    "digits-plain-20-nonorm": entry(
        partial(Plain, 20, norm=False), "Plain 20, no norm", "cnn", stack("bn2"), STACK_PICTURES,
        "Twenty layers of 3x3 filters and nothing else: no batch norm, no skip connection.",
    ),
    "digits-plain-20": entry(
        partial(Plain, 20), "Plain 20", "cnn", stack("bn2"), STACK_PICTURES,
        "The same twenty layers with batch norm after each convolution.",
    ),
    "digits-plain-56": entry(
        partial(Plain, 56), "Plain 56", "cnn", stack("bn2"), STACK_PICTURES,
        "Nearly three times as deep: it could copy what 20 layers do, yet training finds something worse.",
    ),
    "digits-resnet-20": entry(
        partial(ResNet, 20), "ResNet 20", "cnn", stack("branch"), STACK_PICTURES,
        "The plain network's layers and weights, and one more line: each block's input is added to its output.",
    ),
    "digits-resnet-56": entry(
        partial(ResNet, 56), "ResNet 56", "cnn", stack("branch"), STACK_PICTURES,
        "The skip connections at a depth where the plain network suffers.",
    ),
    "digits-preact-20": entry(
        partial(PreActResNet, 20), "Pre-act ResNet 20", "cnn", PREACT_POINTS, PREACT_PICTURES,
        "Norm and ReLU moved into the branch: within a stage, the state is the first state plus all that was added.",
    ),
    "digits-densenet": entry(
        DenseNet, "DenseNet", "cnn", DENSE_POINTS, DENSE_PICTURES,
        "Each layer gets the maps of all layers before it and appends twelve: concatenated, not added.",
    ),
    "digits-se-resnet-20": entry(
        partial(SEResNet, 20), "SE-ResNet 20", "cnn", stack("branch", GATES), STACK_PICTURES,
        "A residual network in which the whole picture decides how loud each channel is.",
    ),
    "digits-mobilenet": entry(
        MobileNet, "MobileNet", "cnn", MOBILE_POINTS, MOBILE_PICTURES,
        "Space and channels mixed one after the other: a thin filter per channel, then 1x1 columns.",
    ),
    "digits-efficientnet-0": efficient(
        "EfficientNet φ=0", Scaling(), "Inverted bottlenecks with gates, on a digit made smaller: 21 x 21 pixels."
    ),
    "digits-efficientnet-1": efficient(
        "EfficientNet φ=1", Scaling.compound(1), "One step of compound scaling: deeper, wider, and 24 x 24 pixels."
    ),
    "digits-efficientnet-2": efficient(
        "EfficientNet φ=2", Scaling.compound(2), "Two steps of compound scaling: the digit in full, 28 x 28 pixels."
    ),
    "digits-resmlp": entry(
        ResMLP, "ResMLP", "mixer", RESMLP_POINTS, RESMLP_PICTURES,
        "One matrix per block says what each patch takes from each patch. Nothing else mixes space.",
    ),
    "digits-gmlp": entry(
        GMLP, "gMLP", "mixer", GMLP_POINTS, GMLP_PICTURES,
        "Half of the channels, mixed over the patches by one matrix, gate the other half.",
    ),
    "digits-resnet-20-shifted": entry(
        partial(ResNet, 20), "ResNet 20, shifted", "cnn", stack("branch"), STACK_PICTURES,
        "The same residual network after practice with moved digits.", "shifted",
    ),
    "digits-resmlp-shifted": entry(
        ResMLP, "ResMLP, shifted", "mixer", RESMLP_POINTS, RESMLP_PICTURES,
        "The same ResMLP after practice with moved digits: its matrices now serve every position.", "shifted",
    ),
    "digits-gmlp-shifted": entry(
        GMLP, "gMLP, shifted", "mixer", GMLP_POINTS, GMLP_PICTURES,
        "The same gMLP after practice with moved digits.", "shifted",
    ),
}  # fmt: skip
