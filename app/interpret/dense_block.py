"""What is particular to one kind of block: what a dense layer takes from whom, what a gate is made of, how a patch matrix lies.

What a model is asked for is read off its modules, as in matrices.py. A stage without the thing answers with NoAnswer.

C channels · R squeezed channels · N patches
"""

from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn

from ..analysis import dense_connectivity, squeeze_excitation, toeplitz
from ..capture.points import ResolvedPoint
from ..capture.recorder import Recorder
from ..catalog.loaded_model import LoadedModel
from ..core.errors import NoAnswer
from .stage import Stage


def dense_block(loaded: LoadedModel, point: ResolvedPoint) -> dict[str, Any]:
    """The dense block that a layer belongs to, as docs/wire.md says it: sources, targets, and the mean |w| between them."""
    block = point.module.rpartition(".")[0]
    layers = _dense_layers(loaded.model.get_submodule(block))
    if not layers:
        raise NoAnswer(f"“{point.title}” is no layer of a dense block: nothing is concatenated on the way to it.")
    weights = [first.weight for first, _ in layers.values()]
    widths = [weights[0].shape[1], *(second.out_channels for _, second in list(layers.values())[:-1])]
    stages = {f"{block}.{name}": _stage(loaded, f"{block}.{name}") for name in layers}
    before = _before(loaded, next(iter(stages.values())))
    means = dense_connectivity.mean_weights(weights, widths)
    return {
        "block": block,
        "layer": list(stages).index(point.module),
        "sources": [
            {"title": "block's input", "point": before.name if before else None, "channels": widths[0]},
            *({"title": stage.title, "point": stage.name, "channels": width}
              for stage, width in zip(list(stages.values())[:-1], widths[1:], strict=True)),
        ],
        "targets": [
            {"title": stage.title, "point": name, "parameter": f"{name}.conv1.weight", "channels": weight.shape[1]}
            for (name, stage), weight in zip(stages.items(), weights, strict=True)
        ],
        "kernel": list(weights[0].shape[2:]),
        "connections": len(layers) * (len(layers) + 1) // 2,
        "means": [[None if value.isnan() else float(value) for value in row] for row in means],
    }  # fmt: skip


def _dense_layers(block: nn.Module) -> dict[str, tuple[nn.Conv2d, nn.Conv2d]]:
    """The convolutions of each layer of a dense block: the first ones get all that the layers before have added. Else none."""
    layers = {}
    for name, layer in block.named_children():
        first, second = getattr(layer, "conv1", None), getattr(layer, "conv2", None)
        if not isinstance(first, nn.Conv2d) or not isinstance(second, nn.Conv2d):
            return {}
        layers[name] = first, second
    steps = pairwise(layers.values())
    grows = (after.in_channels == first.in_channels + second.out_channels for (first, second), (after, _) in steps)
    return layers if len(layers) > 1 and all(grows) else {}


def _stage(loaded: LoadedModel, module: str) -> ResolvedPoint:
    found = next((point for point in loaded.points if point.module == module and point.stage), None)
    if found is None:
        raise NoAnswer(f"The layer {module} of this block is no stage of the model, so the block cannot be shown.")
    return found


def _before(loaded: LoadedModel, first: ResolvedPoint) -> ResolvedPoint | None:
    """The stage that the block's first layer follows."""
    earlier = loaded.points[: loaded.points.index(first)]
    return next((point for point in reversed(earlier) if point.stage), None)


def gate_entry(loaded: LoadedModel, point: ResolvedPoint, x: Tensor, channel: int) -> dict[str, Any]:
    """One gate of this picture and every number that it is made of, as docs/wire.md says it."""
    if point.role != "gate":
        raise NoAnswer(f"“{point.title}” has no gates: only squeeze-and-excitation has.")
    name = point.module.rpartition(".")[0]
    first, act, second = _squeeze_excite(loaded.recorder, name)
    maps = loaded.recorder.inputs(x, [name])[name][0]
    if not 0 <= channel < len(maps):
        raise NoAnswer(f"There is no channel {channel}: there are {len(maps)} in “{point.title}”, counted from 0.")
    with torch.no_grad():
        found = squeeze_excitation.excite(maps, _matrix(first[1]), _matrix(second[1]), act)
        weight, bias = _matrix(second[1])
    recorded = point.of(loaded.recorder.run(x))[0, channel]
    if (found.gates[channel] - recorded).abs() > 1e-5:
        raise NoAnswer("This gate is computed in another way than this view knows, so it is not taken apart.")
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
        raise NoAnswer("This gate is not made of two 1x1 layers with an activation function between them.")
    return layers[0], between[0][1], layers[1]


def _matrix(layer: nn.Conv2d) -> tuple[Tensor, Tensor]:
    """A 1x1 convolution as matrix (out, in) and bias (out)."""
    bias = layer.bias if layer.bias is not None else layer.weight.new_zeros(len(layer.weight))
    return layer.weight.flatten(1), bias


def patch_matrices(loaded: LoadedModel) -> list[dict[str, Any]]:
    """Of each block that mixes patches by learned weights: how Toeplitz its matrix is. NoAnswer if none does."""
    found = []
    for point in (point for point in loaded.points if point.stage and point.grid):
        matrix, means = _patch_matrix(loaded, point)
        if matrix is None or point.grid is None:
            continue
        values = [toeplitz.toeplitzness(matrix, *point.grid, itself=itself) for itself in (True, False)]
        found.append(
            {"point": point.name, "title": point.title, "means": means,
             "toeplitz": _number(values[0]), "without_self": _number(values[1])}
        )  # fmt: skip
    if not found:
        raise NoAnswer(f"{loaded.entry.title} mixes no patches by learned weights: ResMLP, gMLP and the Mixer do.")
    return found


def _patch_matrix(loaded: LoadedModel, point: ResolvedPoint) -> tuple[Tensor | None, str]:
    """The operator's weights from patch to patch (N, N), and what they are; None where the stage's operator has none such."""
    place = next(place for place in loaded.recorder.places if place.name == point.module)
    if place.point.operator is None or place.point.operator.takes != ("channel", "token"):
        return None, ""
    layer = Stage(loaded.recorder, loaded.points, point).module
    if isinstance(layer, nn.Linear) and layer.in_features == layer.out_features:
        return layer.weight.detach(), "the matrix itself"
    first, second = getattr(layer, "fc1", None), getattr(layer, "fc2", None)
    if isinstance(first, nn.Linear) and isinstance(second, nn.Linear):
        return (second.weight @ first.weight).detach(), "W2 W1, the activation function between them left out"
    return None, ""


def _number(value: float) -> float | None:
    return None if value != value else value
