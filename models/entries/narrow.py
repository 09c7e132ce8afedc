"""The networks of the study on depth: narrow ones of 20, 110 and 1,002 layers, plain, residual and pre-activation.

They stand in no list: a link names them, as the study's table does.
"""

from functools import partial

from ..architectures.narrow import Kind, Narrow
from ..spec.entry import DIGIT, DIGIT_CLASSES, MAP, Entry
from ..spec.point import Operator, Point, WeightPicture
from .lineage_points import across, ends, kernels, maps

KINDS: dict[Kind, tuple[str, str]] = {
    "plain": ("Plain", "bn2"),
    "resnet": ("ResNet", "branch"),
    "preact": ("Pre-act ResNet", "branch"),
}
"""Kind -> its title, and the part of a block that yields F(x)."""

DEPTHS = (20, 110, 1_002)
"""Layers: the paper's 20, 110 and 1,001 (arXiv 1603.05027) have bottlenecks at the last; these have two 3x3 in every block."""


def depth_name(kind: Kind, depth: int) -> str:
    return f"depth-{kind}-{depth}"


def _points(kind: Kind) -> tuple[Point, ...]:
    branch = KINDS[kind][1]
    norm = (maps("norm", "norm", "channel"),) if kind == "preact" else ()
    return (
        Point("stem", "stem", "feature_map", MAP, "both", operator=Operator("stem.conv", MAP, MAP)),
        maps("blocks.*", "block {}", "both", across("blocks.*", branch)),
        *norm,
        *ends("global_pool", "head"),
    )


PICTURES = (
    WeightPicture("stem.conv.weight", "kernels of the stem", "kernels", "stem"),
    kernels("blocks.*.conv2.weight", "second kernels {}", "blocks.*"),
)


def _entry(kind: Kind, depth: int) -> Entry:
    return Entry(
        partial(Narrow, kind, depth), f"{KINDS[kind][0]} {depth}, narrow", "cnn", "digits", "centred",
        DIGIT, DIGIT_CLASSES, _points(kind), PICTURES, note="",
    )  # fmt: skip


NARROW: dict[str, Entry] = {depth_name(kind, depth): _entry(kind, depth) for kind in KINDS for depth in DEPTHS}
"""A network for each kind and depth."""
