"""Puts trained weights where the registry finds them, with the card that says what they are."""

import hashlib
import json
from pathlib import Path
from typing import Any

from safetensors.torch import save
from torch import Tensor, nn

from .data import DATA_SETS
from .evaluate import (
    accuracy_per_class,
    accuracy_under_shifts,
    as_images,
    macs,
    ranked,
    shift_protocol,
    shift_sample,
)
from .files import replace_file
from .lesion import lesions
from .registry import MODELS

LICENCE = "MIT, like the code"


def publish(
    name: str, model: nn.Module, facts: dict[str, Any], pixels: Tensor, labels: Tensor, folder: Path, half: bool = False
) -> dict[str, Any]:
    """Measures the model on the test set (float32), writes weights and card, and returns the card.

    `half`: the weights are rounded to float16 first, so that what was measured is what is stored, in half the bytes.
    """
    entry = MODELS[name]
    data_set = DATA_SETS[entry.tier]
    model.eval()
    state = {key: value.detach().contiguous() for key, value in model.state_dict().items()}
    if half:
        state = {key: value.half() if value.is_floating_point() else value for key, value in state.items()}
        model.load_state_dict(state)
    images = as_images(pixels)
    best = ranked(model, images, entry.input, 5)
    data = save(state)
    card = {
        "id": name,
        "title": entry.title,
        "family": entry.family,
        "tier": entry.tier,
        "version": entry.version,
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "macs": macs(model, entry.input),
        "top1": _percent(best[:, :1], labels),
        "top5": _percent(best, labels),
        "per_class": accuracy_per_class(best[:, 0], labels, len(entry.labels)),
        "shift_accuracy": accuracy_under_shifts(model, shift_sample(images), shift_sample(labels), entry.input),
        "shift_protocol": shift_protocol(entry.input, f"{len(labels):,} {data_set.pictures}"),
        **lesions(model, shift_sample(images), shift_sample(labels), entry.input),
        **facts,
        "sha256": hashlib.sha256(data).hexdigest(),
        "licence": LICENCE,
        "data_licence": data_set.licence,
    }
    # The weights first: between the two replacements the old card refuses the new file, and nothing wrong is ever loaded.
    replace_file(folder / f"{name}.safetensors", data)
    replace_file(folder / f"{name}.json", (json.dumps(card, indent=2, ensure_ascii=False) + "\n").encode())
    return card


def _percent(best: Tensor, labels: Tensor) -> float:
    """Of the pictures, those whose class is among the best."""
    return round(100 * (best == labels[:, None]).any(1).double().mean().item(), 2)
