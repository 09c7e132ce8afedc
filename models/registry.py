"""The shipped models: name -> how to build one, what it expects, and where to look inside it."""

import hashlib
import json
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load as read_safetensors
from torch import nn

from .architectures.circular_cnn import Circular
from .architectures.cnn import CNN
from .architectures.mlp import MLP
from .architectures.mlp_mixer import Mixer
from .architectures.vit import ViT
from .entries.lineage import LINEAGE
from .entries.photos import PHOTOS
from .entries.points import (
    CIRCULAR_PICTURES,
    CIRCULAR_POINTS,
    CNN_PICTURES,
    CNN_POINTS,
    MIXER_PICTURES,
    MIXER_POINTS,
    MLP_PICTURES,
    MLP_POINTS,
    VIT_PICTURES,
    VIT_POINTS,
)
from .spec.entry import DIGIT, DIGITS, Entry
from .spec.entry import Input as Input

WEIGHTS = Path(__file__).parent / "weights"


class WeightsError(RuntimeError):
    """Weights that are missing, damaged or not the ones of their card; the message says what to do."""


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
    **PHOTOS,
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
