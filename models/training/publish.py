"""Puts trained weights where the registry finds them, with the card that says what they are.

python -m models.training.publish photos-resnet asks the shipped model again about all held-out pictures, and writes what came
out into its card: accuracies, and how far its shares can be believed. Weights, shifts, lesions and what is told of the training
stay as they are.
"""

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from safetensors.torch import save
from torch import Tensor, nn

from ..measure.between_classes import between_classes, protocol
from ..measure.macs import macs
from ..registry import MODELS, WEIGHTS, entry_of, file_of, load
from ..spec.entry import Entry
from .atomic_write import replace_file
from .calibration.measure import calibration
from .datasets import DATA_SETS, read
from .evaluate import QUICK, accuracy_per_class, accuracy_under_shifts, all_logits, as_images, shift_protocol, shift_sample
from .granted import granted
from .lesion import amend, lesions
from .readme_tables import write_tables

LICENCE = "MIT, like the code"


def publish(
    name: str, model: nn.Module, facts: dict[str, Any], pixels: Tensor, labels: Tensor, folder: Path, half: bool = False
) -> dict[str, Any]:
    """Measures the model on the test set (float32), writes weights and card, and returns the card.

    `half`: the weights are rounded to float16 first, so that what was measured is what is stored, in half the bytes.
    """
    entry = MODELS[name]
    data_set = DATA_SETS[entry.tier]
    state = stored_form(model.eval(), half)
    images = as_images(pixels)
    card = {
        **identity(name, entry, model),
        **measured(model, images, labels, entry),
        "shift_accuracy": accuracy_under_shifts(model, shift_sample(images), shift_sample(labels), entry.input),
        "shift_protocol": shift_protocol(entry.input, f"{len(labels):,} {data_set.pictures}"),
        **lesions(model, shift_sample(images), shift_sample(labels), entry.input),
        **facts,
    }
    return store(name, state, card, folder)


def stored_form(model: nn.Module, half: bool) -> dict[str, Tensor]:
    """What is written of the model; with `half` its weights become those that float16 holds."""
    state = {key: value.detach().contiguous() for key, value in model.state_dict().items()}
    if half:
        state = halved(state)
        model.load_state_dict(state)
    return state


def identity(name: str, entry: Entry, model: nn.Module) -> dict[str, Any]:
    """What a card says of a network before anything was measured: whose it is, and how large."""
    return {
        "id": name,
        "title": entry.title,
        "family": entry.family,
        "tier": entry.tier,
        "version": entry.version,
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "macs": macs(model, entry.input),
    }


def store(name: str, state: dict[str, Tensor], card: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Writes weights and card, to which it adds the hash and the licences; returns the card."""
    data = save(state)
    card |= {
        "sha256": hashlib.sha256(data).hexdigest(),
        "licence": LICENCE,
        "data_licence": DATA_SETS[entry_of(name).tier].licence,
    }
    # The weights first: between the two replacements the old card refuses the new file, and nothing wrong is ever loaded.
    replace_file(file_of(name, "safetensors", folder), data)
    replace_file(file_of(name, "json", folder), (json.dumps(card, indent=2, ensure_ascii=False) + "\n").encode())
    return card


def halved(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """The weights in float16; counters stay what they are."""
    return {key: value.half() if value.is_floating_point() else value for key, value in state.items()}


def measured(model: nn.Module, images: Tensor, labels: Tensor, entry: Entry) -> dict[str, Any]:
    """What one pass over the held-out pictures says, in percent: `top1`, `top5` (the class is among the best five), `per_class`
    (None for a class without pictures), `sample`, the first two on every `every`-th picture only, `calibration`,
    `between_classes`, for each stage how different it is for pictures of different classes, and `granted` (granted.py)."""
    logits = all_logits(model, images, entry.input)
    best = logits.topk(min(5, len(entry.labels))).indices
    return {
        **_shares(best, labels),
        "per_class": accuracy_per_class(best[:, 0], labels, len(entry.labels)),
        "sample": {"every": QUICK, **_shares(best[::QUICK], labels[::QUICK])},
        "between_classes": between_classes(model, images, labels, entry),
        "between_classes_protocol": protocol(f"{len(labels):,} {DATA_SETS[entry.tier].pictures}"),
        **({} if DATA_SETS[entry.tier].generate else {"calibration": calibration(model, logits, labels, entry)}),
        **granted(model, images, labels, entry),
    }


def _shares(best: Tensor, labels: Tensor) -> dict[str, float]:
    right = best == labels[:, None]  # B 5
    counts = {"top1": right[:, 0], "top5": right.any(1)}
    return {key: round(100 * part.double().mean().item(), 2) for key, part in counts.items()}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.publish", description="Measures a shipped model again.")
    parser.add_argument("name", choices=MODELS)
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="where weights and card are")
    options = parser.parse_args(arguments)
    entry = MODELS[options.name]
    pixels, labels = read(DATA_SETS[entry.tier], "test")
    found = measured(load(options.name, options.weights), as_images(pixels), labels, entry)
    amend(options.name, found, options.weights)
    if options.weights == WEIGHTS:
        write_tables()
    print(f"{options.name}: {found['top1']:.2f} %, among the best five {found['top5']:.2f} %, on a sample {found['sample']}")


if __name__ == "__main__":
    main(sys.argv[1:])
