"""The shipped models: name -> how to build one, what it expects, and where to look inside it."""

import hashlib
import json
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load as read_safetensors
from torch import nn

from .circular import Circular
from .cnn import CNN
from .entry import ACROSS, DIGIT, DIGITS, MAP, TOKENS, Entry
from .entry import Input as Input
from .lineage import LINEAGE
from .mixer import Mixer
from .mlp import MLP
from .point import Operator, Point, WeightPicture
from .vit import ViT

WEIGHTS = Path(__file__).parent / "weights"


class WeightsError(RuntimeError):
    """Weights that are missing, damaged or not the ones of their card; the message says what to do."""


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

MODELS: dict[str, Entry] = {
    "digits-mlp": Entry(
        MLP, "MLP", "mlp", "digits", "centred", DIGIT, DIGITS, MLP_POINTS, MLP_PICTURES,
        note="Each unit has a weight for each pixel, so a digit that moves meets other weights.",
    ),
    "digits-cnn": Entry(
        CNN, "CNN", "cnn", "digits", "centred", DIGIT, DIGITS, CNN_POINTS, CNN_PICTURES,
        note="The same small kernels everywhere: move the digit, and the maps move with it.",
    ),
    "digits-vit": Entry(
        ViT, "ViT", "vit", "digits", "centred", DIGIT, DIGITS, VIT_POINTS, VIT_PICTURES,
        note="Each patch chooses from the picture which other patches it listens to.",
    ),
    "digits-mixer": Entry(
        Mixer, "Mixer", "mixer", "digits", "centred", DIGIT, DIGITS, MIXER_POINTS, MIXER_PICTURES,
        note="Patches are mixed by one learned matrix per layer, the same for every picture.",
    ),
    "digits-mlp-shifted": Entry(
        MLP, "MLP, shifted", "mlp", "digits", "shifted", DIGIT, DIGITS, MLP_POINTS, MLP_PICTURES,
        note="The same MLP after practice with moved digits: it had to learn every position by itself.",
    ),
    "digits-cnn-shifted": Entry(
        CNN, "CNN, shifted", "cnn", "digits", "shifted", DIGIT, DIGITS, CNN_POINTS, CNN_PICTURES,
        note="The same CNN after practice with moved digits: it also learned what happens at the edge.",
    ),
    "digits-vit-shifted": Entry(
        ViT, "ViT, shifted", "vit", "digits", "shifted", DIGIT, DIGITS, VIT_POINTS, VIT_PICTURES,
        note="The same ViT after practice with moved digits: what its form does not give, data did.",
    ),
    "digits-mixer-shifted": Entry(
        Mixer, "Mixer, shifted", "mixer", "digits", "shifted", DIGIT, DIGITS, MIXER_POINTS, MIXER_PICTURES,
        note="The same Mixer after practice with moved digits: its mixing matrices now serve every position.",
    ),
    "digits-circular": Entry(
        Circular, "CNN, circular", "cnn", "digits", "centred", DIGIT, DIGITS, CIRCULAR_POINTS, CIRCULAR_PICTURES,
        note="Stride 1 and circular padding: let the digit wrap at the edge, and the change after moving back is exactly zero.",
    ),
    **LINEAGE,
}  # fmt: skip


def card(name: str, weights: Path | None = None) -> dict[str, Any]:
    """What the training command wrote beside the weights: data, recipe, accuracy, cost, hash."""
    path = (weights or WEIGHTS) / f"{name}.json"
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsError(f"The card {path.name} cannot be read ({type(error).__name__}). {_remedy(name)}") from error
    if not isinstance(facts, dict):
        raise WeightsError(f"The card {path.name} is not a card. {_remedy(name)}")
    return facts


def load(name: str, weights: Path | None = None) -> nn.Module:
    """The trained model, ready to look at: evaluation mode, no gradients, and its file is the one that its card describes."""
    entry = MODELS[name]
    expected = card(name, weights).get("sha256")
    path = (weights or WEIGHTS) / f"{name}.safetensors"
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WeightsError(f"The weights {path.name} cannot be read ({type(error).__name__}). {_remedy(name)}") from error
    if hashlib.sha256(data).hexdigest() != expected:
        raise WeightsError(f"The weights {path.name} are not the ones that their card describes. {_remedy(name)}")
    model = entry.build()
    try:
        model.load_state_dict(read_safetensors(data), strict=True)
    except (SafetensorError, RuntimeError) as error:
        raise WeightsError(f"The weights {path.name} do not fit the model. {_remedy(name)}") from error
    return model.eval().requires_grad_(False)


def _remedy(name: str) -> str:
    return (
        f"Restore both files with `git checkout -- models/weights/{name}.*`, or train them anew with `make train MODEL={name}`."
    )
