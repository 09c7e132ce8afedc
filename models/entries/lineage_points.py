"""Where to look inside the lineage's architectures, and what of their weights reads as pictures."""

from ..spec.entry import ACROSS, MAP, TOKENS
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
