"""Which softmaxes of a model are attention between positions, and how the axes of their weights lie."""

from typing import Literal

from torch import nn

from models.spec.entry import Input
from models.spec.point import Point

from .. import axes as layout
from .call_trace import Softmax, Survey

BETWEEN_CHANNELS = "Its attention is between channels: no position listens to another one through it."
OTHERWISE = "It takes softmaxes, but none of them says how much one position listens to another."
NONE = "No layer of this model weighs positions against each other with a softmax."


def attention_points(seen: Survey, input: Input, prefixes: layout.Prefixes) -> tuple[list[Point], str]:
    """One point for each module that weighs positions, in order of execution; and if there is none, why."""
    found: dict[str, Point] = {}
    why = NONE
    for softmax in seen.softmaxes:
        if softmax.owner in found or len(softmax.shape) < 3:
            continue
        if is_attention(seen, softmax):
            point = _point(seen, softmax, input, prefixes)
            if point is not None:
                found[softmax.owner] = point
        elif why != BETWEEN_CHANNELS:
            why = BETWEEN_CHANNELS if _between_channels(seen, softmax) else OTHERWISE
    return list(found.values()), why


def layer(seen: Survey, owner: str) -> str:
    """The attention layer: the module that takes the softmax, or whose part a softmax module is."""
    call = seen.of(owner)
    return owner.rpartition(".")[0] if call is not None and isinstance(call.module, nn.Softmax) else owner


def is_attention(seen: Survey, softmax: Softmax) -> bool:
    """Whether the weights say how much a position takes from others: they are multiplied with a value for each of them."""
    queries, keys = softmax.shape[-2:]
    if _between_channels(seen, softmax):
        return False
    if softmax.values is not None:
        return len(softmax.values) > 1 and softmax.values[-2] == keys
    counts = _positions(seen, softmax.owner)
    return keys in counts and (queries in counts or queries == 1)


def _between_channels(seen: Survey, softmax: Softmax) -> bool:
    queries, keys = softmax.shape[-2:]
    counts = _positions(seen, softmax.owner)
    return queries == keys and keys not in counts and softmax.values is not None and softmax.values[-1] in counts


def _positions(seen: Survey, owner: str) -> set[int]:
    """How many positions the layer's input may have: the tokens of (1, N, D), the cells of a map either way round."""
    call = seen.of(layer(seen, owner))
    given = call.given if call is not None else None
    if given is None:
        return set()
    if len(given) == 4:
        return {given[1] * given[2], given[2] * given[3]}
    return {given[-2]} if len(given) == 3 else set()


def _point(seen: Survey, softmax: Softmax, input: Input, prefixes: layout.Prefixes) -> Point | None:
    axes = _axes(seen, softmax)
    if axes is None:
        return None
    owner = seen.of(softmax.owner)
    tap: Literal["output", "softmax"] = "output" if owner is not None and isinstance(owner.module, nn.Softmax) else "softmax"
    keys = softmax.shape[-1]
    prefix = 0 if "window" in axes else prefixes.of(keys, input) or 0
    return Point(softmax.owner, "attention", "attention", axes, "spatial", prefix, tap=tap)


def _axes(seen: Survey, softmax: Softmax) -> tuple[str, ...] | None:
    """Names for (…, query, key). One axis more than the tensor has without its batch: its first axis is to be split."""
    module = seen.model.get_submodule(layer(seen, softmax.owner))
    heads = next((value for key in ("num_heads", "heads") if isinstance(value := getattr(module, key, None), int)), None)
    lead, pair = softmax.shape[:-2], ("query", "key")
    if len(lead) == 1:  # batch x heads, or no heads at all
        return ("head", *pair)
    if len(lead) == 2 and lead[0] == 1:
        return ("head", *pair)
    if len(lead) == 2:
        return ("head", "window", *pair) if lead[0] == heads != lead[1] else ("window", "head", *pair)
    if len(lead) == 3 and lead[0] == 1:
        return ("window", "head", *pair) if lead[2] == heads != lead[1] else ("head", "window", *pair)
    return None
