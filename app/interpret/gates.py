"""The gates of squeeze-and-excitation, averaged per class over the test set: python -m app.interpret.gates digits-se-resnet-20

The pictures of a data set are not in the repository, so their averages are measured once, by this command, and lie beside the
model's card as <name>.gates.json: point -> class -> channel, rounded to three digits, with protocol and the weights' hash.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from models import registry
from models.registry import MODELS, WEIGHTS
from models.spec.entry import Entry

from ..capture.recorder import Recorder
from ..catalog.catalog import LoadedModel, normalise
from ..core.errors import NoAnswer

PROTOCOL = "mean over the {count:,} test pictures of MNIST, centred, by their true class; three digits"
BATCH = 500


def averages(recorder: Recorder, entry: Entry, images: Tensor, labels: Tensor) -> dict[str, Tensor]:
    """Gate point -> (class, channel) float32: the mean gates of each class's pictures. NaN for a class without pictures."""
    classes = len(entry.labels)
    sums: dict[str, Tensor] = {}
    for part, own in zip(images.split(BATCH), labels.split(BATCH), strict=True):
        recording = recorder.run(torch.cat([normalise(image, entry.input) for image in part]))
        for name, (gates, *_) in recording.calls.items():
            sums.setdefault(name, torch.zeros(classes, gates.shape[1], dtype=torch.double)).index_add_(0, own, gates.double())
    counts = torch.bincount(labels, minlength=classes)[:, None]
    return {name: (total / counts).float() for name, total in sums.items()}


def measure(name: str, folder: Path = WEIGHTS, limit: int | None = None) -> dict[str, Any]:
    """Writes <name>.gates.json and returns what it says. SystemExit for a model without gates."""
    from models.training.datasets import DATA_SETS, read  # late: what only measuring needs, a server does not load
    from models.training.evaluate import as_images
    from models.training.publish import replace_file

    entry = MODELS[name]
    points = [point for point in entry.points if point.role == "gate"]
    if not points:
        having = ", ".join(other for other, one in MODELS.items() if any(point.role == "gate" for point in one.points))
        raise SystemExit(f"{name} has no gates. There are some in {having}.")
    pixels, labels = read(DATA_SETS[entry.tier], "test", limit)
    found = averages(Recorder(registry.load(name, folder), points), entry, as_images(pixels), labels)
    table = {
        "id": name,
        "protocol": PROTOCOL.format(count=len(pixels)),
        "weights": registry.card(name, folder)["sha256"],
        "classes": list(entry.labels),
        "gates": {point: [[round(value, 3) for value in row] for row in means.tolist()] for point, means in found.items()},
    }
    replace_file(path_of(name, folder), (json.dumps(table, separators=(",", ":")).replace("],[", "],\n[") + "\n").encode())
    return table


def path_of(name: str, folder: Path = WEIGHTS) -> Path:
    return folder / f"{name}.gates.json"


def read(loaded: LoadedModel, folder: Path | None = None) -> dict[str, Any]:
    """What `measure` wrote for the weights that are there now. NoAnswer, with the command to run, if there is no such table."""
    name, folder = loaded.id, folder or WEIGHTS
    if not any(point.role == "gate" for point in loaded.points):
        raise NoAnswer(f"{loaded.entry.title} has no gates: only squeeze-and-excitation has.")
    remedy = f"Measure them with `python -m app.interpret.gates {name}`."
    try:
        table: dict[str, Any] = json.loads(path_of(name, folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise NoAnswer(f"The averages of {name}'s gates are not there. {remedy}") from None
    if table.get("weights") != registry.card(name, folder).get("sha256"):
        raise NoAnswer(f"The averages of {name}'s gates were measured with other weights. {remedy}")
    return table


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m app.interpret.gates", description="Measures the average gates of each class."
    )
    parser.add_argument("name", choices=MODELS)
    options = parser.parse_args(arguments)
    table = measure(options.name)
    print(f"{options.name}: {len(table['gates'])} gated layers, {table['protocol']}")


if __name__ == "__main__":
    main(sys.argv[1:])
