"""How alike the layers of the shipped models are, on pictures that none was trained on, which

python -m app.interpret.layer_likeness digits

measures: the pictures are not in the repository, so the table of a tier is measured once and lies beside the cards, with the
weights' hashes that it holds for.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from models import registry
from models.registry import MODELS, WEIGHTS

from ..analysis.cka import alignment, centred_gram
from ..capture.points import resolve
from ..capture.recorder import Recorder
from ..catalog.loaded_model import normalise
from ..core.errors import NoAnswer
from ..core.sentence import Sentence

PICTURES = 1000
BATCH = 250
TIERS = ("digits", "photos")

TOLD = "How alike layers are was measured for the shipped models of one tier with each other, and not for {model} with {other}."


def measure(tier: str, folder: Path = WEIGHTS, pictures: int = PICTURES) -> Path:
    """Writes the tier's table: CKA between all stages of all its models, on the first test pictures."""
    from models.training.atomic_write import replace_file
    from models.training.datasets import DATA_SETS, read  # late: what only measuring needs, a server does not load
    from models.training.evaluate import as_images

    pixels, _ = read(DATA_SETS[tier], "test", pictures)
    images = as_images(pixels)
    names = [name for name, entry in MODELS.items() if entry.tier == tier]
    stages: list[tuple[str, str]] = []
    grams: list[Tensor] = []
    for name in names:
        for point, features in _features(name, images, folder):
            stages.append((name, point))
            grams.append(centred_gram(features).float())
    told = {
        "stages": json.dumps(stages), "pictures": str(len(images)),
        "weights": json.dumps({name: registry.card(name, folder)["sha256"] for name in names}),
    }  # fmt: skip
    replace_file(path_of(tier, folder), save({"cka": alignment(torch.stack(grams)).half()}, metadata=told))
    return path_of(tier, folder)


def _features(name: str, images: Float[Tensor, "n C H W"], folder: Path) -> list[tuple[str, Float[Tensor, "n p"]]]:
    """Each stage's activations, flattened, in order of execution."""
    entry = MODELS[name]
    recorder = Recorder(registry.load(name, folder), entry.points)
    points = [point for point in resolve(recorder, entry.input) if point.stage]
    held: dict[str, list[Tensor]] = {point.name: [] for point in points}
    for part in images.split(BATCH):
        recording = recorder.run(torch.cat([normalise(image, entry.input) for image in part]))
        for point in points:
            held[point.name].append(point.of(recording).flatten(1))
    return [(name, torch.cat(parts)) for name, parts in held.items()]


def path_of(tier: str, folder: Path = WEIGHTS) -> Path:
    return folder / f"{tier}.layers.safetensors"


@cache
def _table(tier: str, folder: Path) -> tuple[list[list[str]], Tensor, dict[str, Any], int]:
    with safe_open(path_of(tier, folder), framework="pt") as file:
        told = file.metadata()
        return json.loads(told["stages"]), file.get_tensor("cka"), json.loads(told["weights"]), int(told["pictures"])


def between(model: str, other: str, folder: Path = WEIGHTS) -> dict[str, Any]:
    """The stages of both, and CKA of each of the one's with each of the other's. NoAnswer where that was not measured, or with
    other weights."""
    tiers = {MODELS[name].tier if name in MODELS else "" for name in (model, other)}
    tier = tiers.pop()
    if tiers or tier not in TIERS:
        raise NoAnswer(Sentence("layers-not-measured", TOLD, model=model, other=other))
    try:
        stages, values, weights, pictures = _table(tier, folder)
    except (OSError, ValueError, KeyError, SafetensorError):
        says = "How alike layers are is not there. Measure it with `python -m app.interpret.layer_likeness {tier}`."
        raise NoAnswer(Sentence("layers-missing", says, tier=tier)) from None
    for name in (model, other):
        if weights.get(name) != registry.card(name, folder).get("sha256"):
            says = "Measured with other weights of {model}. Run `python -m app.interpret.layer_likeness {tier}`."
            raise NoAnswer(Sentence("layers-other-weights", says, model=name, tier=tier))
    rows, columns = (_of(stages, name) for name in (model, other))
    found = values[rows][:, columns].double()
    return {
        "model": model, "other": other, "pictures": pictures,
        "rows": [stages[i][1] for i in rows], "columns": [stages[i][1] for i in columns],
        "values": [[round(value, 3) for value in row] for row in found.tolist()],
    }  # fmt: skip


def _of(stages: Sequence[Sequence[str]], name: str) -> list[int]:
    return [i for i, (model, _) in enumerate(stages) if model == name]


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m app.interpret.layer_likeness", description="Measures how alike the layers of a tier's models are."
    )
    parser.add_argument("tier", choices=TIERS)
    print(measure(parser.parse_args(arguments).tier))


if __name__ == "__main__":
    main(sys.argv[1:])
