"""What each layer of a dense block takes from each source before it: read off the modules. A stage that is no layer of one

answers with NoAnswer.
"""

from itertools import pairwise
from typing import Any

from torch import nn

from ..analysis import dense_connectivity
from ..capture.points import ResolvedPoint
from ..catalog.loaded_model import LoadedModel
from ..core.errors import NoAnswer
from ..core.sentence import Sentence


def dense_block(loaded: LoadedModel, point: ResolvedPoint) -> dict[str, Any]:
    """The dense block that a layer belongs to, as docs/wire.md says it: sources, targets, and the mean |w| between them."""
    block = point.module.rpartition(".")[0]
    layers = _dense_layers(loaded.model.get_submodule(block))
    if not layers:
        raise NoAnswer(
            Sentence(
                "dense-no-layer",
                "“{point}” was not recognised as a layer of a dense block, which gets everything before it concatenated.",
                point=point.title,
            )
        )
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
        raise NoAnswer(
            Sentence(
                "dense-layer-no-stage",
                "The layer {layer} of this block is no stage of the model, so the block cannot be shown.",
                layer=module,
            )
        )
    return found


def _before(loaded: LoadedModel, first: ResolvedPoint) -> ResolvedPoint | None:
    """The stage that the block's first layer follows."""
    earlier = loaded.points[: loaded.points.index(first)]
    return next((point for point in reversed(earlier) if point.stage), None)
