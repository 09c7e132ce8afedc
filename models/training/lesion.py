"""What is lost without one block, measured: python -m models.training.lesion digits-resnet-20

In a network with residual sums a branch is left out of its sum, so that what went around goes on alone; where there are none,
a whole block is left out, if its output has the shape of its input. The card beside the weights gets both numbers that matter,
the accuracy with everything and without each part, on the same pictures.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from ..measure.leaving_out import removable, without_blocks, without_branches
from ..measure.residual_sums import residual_sums
from ..registry import MODELS, WEIGHTS, card, load
from ..spec.entry import Input
from ..spec.normalise import normalise
from .atomic_write import replace_file
from .datasets import DATA_SETS, read
from .evaluate import accuracy, as_images, shift_sample

BATCH = 250


def lesions(model: nn.Module, images: Tensor, labels: Tensor, form: Input) -> dict[str, Any]:
    """For the card, empty where nothing can go: `lesion`, percent of right answers without each part, `lesion_whole` with
    everything, and `lesion_protocol`, how that was measured."""
    x = normalise(images[:1], form)
    names = [one.name for one in residual_sums(model, x)]
    kind = "one branch left out of its sum" if names else "one block left out"
    parts = names or removable(model, lambda left: without_blocks(model, x, left))
    if not parts:
        return {}
    rights = {part: _right(model, part, not names, images, labels, form) for part in parts}
    return {
        "lesion": [{"block": part, "top1": round(100 * right / len(labels), 2)} for part, right in rights.items()],
        "lesion_whole": accuracy(model, images, labels, form),
        "lesion_protocol": f"{kind} at a time, {len(labels):,} pictures that no training has seen, percent right",
    }


def _right(model: nn.Module, part: str, whole_blocks: bool, images: Tensor, labels: Tensor, form: Input) -> int:
    """How many answers are right without this part."""
    right = 0
    for pictures, wanted in zip(images.split(BATCH), labels.split(BATCH), strict=True):
        x = normalise(pictures, form)
        found = without_blocks(model, x, [part]) if whole_blocks else without_branches(model, x, [part])[0]
        right += int((found.argmax(-1) == wanted).sum())
    return right


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m models.training.lesion", description="Measures a model without each of its blocks."
    )
    parser.add_argument("name", choices=MODELS)
    parser.add_argument(
        "--data-limit", type=int, help="only the first test pictures, for a quick trial; the card stays as it is"
    )
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="where weights and card are")
    options = parser.parse_args(arguments)
    pixels, labels = read(DATA_SETS[MODELS[options.name].tier], "test", options.data_limit)
    sample = as_images(shift_sample(pixels)), shift_sample(labels)  # every fifth: a deep network has many blocks
    found = lesions(load(options.name, options.weights), *sample, MODELS[options.name].input)
    if not found:
        raise SystemExit(f"{options.name} has no branch and no block that could be left out.")
    for row in found["lesion"]:
        print(f"{options.name} without {row['block']}: {row['top1']:.2f} %")
    if options.data_limit is None:
        amend(options.name, found, options.weights)


def amend(name: str, found: dict[str, Any], folder: Path) -> None:
    """Writes what was found into the card, all else in it unchanged."""
    facts = card(name, folder) | found
    replace_file(folder / f"{name}.json", (json.dumps(facts, indent=2, ensure_ascii=False) + "\n").encode())


if __name__ == "__main__":
    main(sys.argv[1:])
