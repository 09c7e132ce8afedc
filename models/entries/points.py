"""Where to look inside the kinds of model that are shipped for every data set, and what of their weights reads as pictures."""

from ..spec.entry import ACROSS, MAP, TOKENS
from ..spec.point import Operator, Point, WeightPicture

LOGITS = Point("head", "logits", "logits", ("class",), "head")

MLP_POINTS = (
    Point("act1", "hidden 1", "hidden", ("unit",), "both", operator=Operator("fc1", ("pixel",), ("unit",))),
    Point("act2", "hidden 2", "hidden", ("unit",), "both", operator=Operator("fc2", ("unit",), ("unit",))),
    LOGITS,
)
MLP_PICTURES = (WeightPicture("fc1.weight", "input weights", "units", stage="act1"),)


def conv(number: int) -> Point:
    return Point(f"act{number}", f"conv {number}", "feature_map", MAP, "both", operator=Operator(f"conv{number}", MAP, MAP))


def pool(number: int) -> Point:
    return Point(f"pool{number}", f"pool {number}", "feature_map", MAP, "spatial", operator=Operator(f"pool{number}", MAP, MAP))


CNN_POINTS = (
    conv(1), conv(2), pool(1), conv(3), conv(4), pool(2), conv(5), conv(6),
    Point("gap", "average", "hidden", ("channel",), "pool", operator=Operator("gap", MAP, ("channel",))),
    LOGITS,
)  # fmt: skip
CNN_PICTURES = (
    WeightPicture("conv1.weight", "kernels 1", "kernels", stage="act1"),
    WeightPicture("conv2.weight", "kernels 2", "kernels", stage="act2"),
    WeightPicture("conv3.weight", "kernels 3", "kernels", stage="act3"),
    WeightPicture("conv4.weight", "kernels 4", "kernels", stage="act4"),
    WeightPicture("conv5.weight", "kernels 5", "kernels", stage="act5"),
    WeightPicture("conv6.weight", "kernels 6", "kernels", stage="act6"),
)

CIRCULAR_POINTS = (
    Point("blocks.*", "conv {}", "feature_map", MAP, "both", operator=Operator("blocks.*.conv", MAP, MAP)),
    Point("gap", "average", "hidden", ("channel",), "pool", operator=Operator("gap", MAP, ("channel",))),
    LOGITS,
)
CIRCULAR_PICTURES = (WeightPicture("blocks.*.conv.weight", "kernels {}", "kernels", stage="blocks.*"),)

VIT_POINTS = (
    Point("patch_embed", "patches", "hidden", TOKENS, "embed", operator=Operator("patch_embed", MAP, TOKENS)),
    Point("pos_drop", "+ position", "hidden", TOKENS, "embed", prefix=1),
    Point("blocks.*.attn.softmax", "attention {}", "attention", ("head", "query", "key"), "spatial", prefix=1),
    Point("blocks.*", "block {}", "hidden", TOKENS, "both", prefix=1, operator=Operator("blocks.*.attn", TOKENS, TOKENS)),
    LOGITS,
)
VIT_PICTURES = (
    WeightPicture("patch_embed.proj.weight", "patch filters", "kernels", stage="patch_embed"),
    WeightPicture("pos_embed", "similarity of positions", "positions", stage="pos_drop", prefix=1),
)

MIXER_POINTS = (
    Point("stem", "patches", "hidden", TOKENS, "embed", operator=Operator("stem", MAP, TOKENS)),
    Point("blocks.*", "block {}", "hidden", TOKENS, "both", operator=Operator("blocks.*.mlp_tokens", ACROSS, ACROSS)),
    LOGITS,
)
MIXER_PICTURES = (
    WeightPicture("stem.proj.weight", "patch filters", "kernels", stage="stem"),
    WeightPicture("blocks.*.mlp_tokens.fc1.weight", "token mixing {}", "tokens", stage="blocks.*"),
)
