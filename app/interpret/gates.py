"""The gates of squeeze-and-excitation: one taken apart, and all averaged per class over the test set, which

python -m app.interpret.gates digits-se-resnet-20

measures. The pictures of a data set are not in the repository, so their averages are measured once, by this command, and lie
beside the model's card as <name>.gates.json: point -> class -> channel, rounded to three digits, with protocol and the
weights' hash.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from models import registry
from models.registry import MODELS, WEIGHTS
from models.spec.entry import Entry

from ..analysis import squeeze_excitation
from ..capture.points import ResolvedPoint
from ..capture.recorder import Recorder
from ..catalog.loaded_model import LoadedModel, normalise
from ..core.errors import NoAnswer
from ..core.sentence import Sentence

PROTOCOL = "mean over the {count:,} test pictures of MNIST, centred, by their true class; three digits"
BATCH = 500


def averages(
    recorder: Recorder, entry: Entry, images: Float[Tensor, "n C H W"], labels: Int[Tensor, " n"]
) -> dict[str, Float[Tensor, "class channel"]]:
    """Gate point -> the mean gates of each class's pictures. NaN for a class without pictures."""
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
    from models.training.atomic_write import replace_file
    from models.training.datasets import DATA_SETS, read  # late: what only measuring needs, a server does not load
    from models.training.evaluate import as_images

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
        raise NoAnswer(
            Sentence(
                "gates-none", "No gates were recognised in {model}: squeeze-and-excitation has some.", model=loaded.entry.title
            )
        )
    try:
        table: dict[str, Any] = json.loads(path_of(name, folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise NoAnswer(
            Sentence(
                "gates-missing",
                "The averages of {model}'s gates are not there. Measure them with `python -m app.interpret.gates {model}`.",
                model=name,
            )
        ) from None
    if table.get("weights") != registry.card(name, folder).get("sha256"):
        raise NoAnswer(
            Sentence(
                "gates-other-weights",
                "The averages of {model}'s gates were measured with other weights. Measure them with `python -m "
                "app.interpret.gates {model}`.",
                model=name,
            )
        )
    return table


def gate_entry(loaded: LoadedModel, point: ResolvedPoint, x: Tensor, channel: int) -> dict[str, Any]:
    """One gate of this picture and every number that it is made of, as docs/wire.md says it."""
    if point.role != "gate":
        says = "No gates were recognised in “{point}”: squeeze-and-excitation has some."
        raise NoAnswer(Sentence("gates-none-at-point", says, point=point.title))
    name = point.module.rpartition(".")[0]
    first, act, second = _squeeze_excite(loaded.recorder, name)
    maps = loaded.recorder.received(x, name)[0]
    if not 0 <= channel < len(maps):
        raise NoAnswer(
            Sentence(
                "gates-no-channel",
                "There is no channel {number}: there are {count} in “{point}”, counted from 0.",
                number=channel,
                count=len(maps),
                point=point.title,
            )
        )
    with torch.no_grad():
        found = squeeze_excitation.excite(maps, _matrix(first[1]), _matrix(second[1]), act)
        weight, bias = _matrix(second[1])
    recorded = point.of(loaded.recorder.run(x))[0, channel]
    if (found.gates[channel] - recorded).abs() > 1e-5:
        raise NoAnswer(
            Sentence("gates-otherwise", "This gate is computed in another way than this view knows, so it is not taken apart.")
        )
    return {
        "squeezed": found.squeezed.tolist(),
        "before": found.before.tolist(),
        "hidden": found.hidden.tolist(),
        "activation": type(act).__name__,
        "weights": weight[channel].tolist(),
        "bias": float(bias[channel]),
        "logit": float(found.logits[channel]),
        "gate": float(found.gates[channel]),
        "recorded": float(recorded),
        "parameters": {"first": f"{name}.{first[0]}.weight", "second": f"{name}.{second[0]}.weight"},
    }


def _squeeze_excite(recorder: Recorder, name: str) -> tuple[tuple[str, nn.Conv2d], nn.Module, tuple[str, nn.Conv2d]]:
    """The two layers with their names, and the activation function between them."""
    parts = list(recorder.model.get_submodule(name).named_children())
    layers = [(part, module) for part, module in parts if isinstance(module, nn.Conv2d) and module.kernel_size == (1, 1)]
    between = parts[parts.index(layers[0]) + 1 : parts.index(layers[1])] if len(layers) == 2 else []
    if len(between) != 1:
        raise NoAnswer(
            Sentence(
                "gates-not-two-layers", "This gate is not made of two 1x1 layers with an activation function between them."
            )
        )
    return layers[0], between[0][1], layers[1]


def _matrix(layer: nn.Conv2d) -> tuple[Tensor, Tensor]:
    """A 1x1 convolution as matrix (out, in) and bias (out)."""
    bias = layer.bias if layer.bias is not None else layer.weight.new_zeros(len(layer.weight))
    return layer.weight.flatten(1), bias


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
