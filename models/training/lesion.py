"""What is lost without one block, measured: python -m models.training.lesion digits-resnet-20

In a network with residual sums a branch is left out of its sum, so that what went around goes on alone; where there are none,
a whole block is left out, if its output has the shape of its input. The card beside the weights gets both numbers that matter,
the accuracy with everything and without each part, on the same pictures.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from ..measure.residual_sums import Sums, blocks, residual_sums, without
from ..registry import MODELS, WEIGHTS, card, load
from ..spec.entry import Input
from .atomic_write import replace_file
from .datasets import DATA_SETS, read
from .evaluate import accuracy, as_images, normalised, shift_sample

BATCH = 250


def lesions(model: nn.Module, images: Tensor, labels: Tensor, form: Input) -> dict[str, Any]:
    """For the card, empty where nothing can go: `lesion`, percent of right answers without each part, `lesion_whole` with
    everything, and `lesion_protocol`, how that was measured."""
    x = normalised(images[:1], form)
    names = [one.name for one in residual_sums(model, x)]
    kind = "one branch left out of its sum" if names else "one block left out"
    parts = names or removable(model, x)
    if not parts:
        return {}
    table = []
    for part in parts:
        right = _right_without_branch if names else _right_without_block
        table.append({"block": part, "top1": round(100 * right(model, part, images, labels, form) / len(labels), 2)})
    return {
        "lesion": table,
        "lesion_whole": accuracy(model, images, labels, form),
        "lesion_protocol": f"{kind} at a time, {len(labels):,} pictures that no training has seen, percent right",
    }


def removable(model: nn.Module, x: Tensor) -> list[str]:
    """The blocks without which the network still runs, at its end with the same shape."""
    shape = _answers(model, x).shape
    kept = []
    for part in blocks(model):
        try:
            with left_out(model, part):
                if _answers(model, x).shape == shape:
                    kept.append(part)
        except RuntimeError:  # sizes that do not meet
            continue
    return kept


@contextmanager
def left_out(model: nn.Module, part: str) -> Iterator[None]:
    """The model without the module at this path, which hands on what it gets. Not while somebody else uses the model."""
    parent, _, name = part.rpartition(".")
    container = model.get_submodule(parent)
    kept = container.get_submodule(name)
    setattr(container, name, nn.Identity())
    try:
        yield
    finally:
        setattr(container, name, kept)


@torch.inference_mode()
def _answers(model: nn.Module, x: Tensor) -> Tensor:
    answers: Tensor = model(x)
    return answers


def _right_without_branch(model: nn.Module, part: str, images: Tensor, labels: Tensor, form: Input) -> int:
    right = 0
    for pictures, wanted in zip(images.split(BATCH), labels.split(BATCH), strict=True):
        x = normalised(pictures, form)
        with torch.inference_mode(), Sums(model, x, without([part]), keep=False):
            answers = model(x)
        right += int((answers.argmax(-1) == wanted).sum())
    return right


def _right_without_block(model: nn.Module, part: str, images: Tensor, labels: Tensor, form: Input) -> int:
    with left_out(model, part):
        pairs = zip(images.split(BATCH), labels.split(BATCH), strict=True)
        return sum(int((_answers(model, normalised(x, form)).argmax(-1) == wanted).sum()) for x, wanted in pairs)


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
