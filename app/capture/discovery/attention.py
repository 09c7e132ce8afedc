"""Which softmaxes of a model are attention between positions, and how the axes of their weights lie."""

from typing import Literal

from torch import nn

from models.spec.entry import Input
from models.spec.point import Point

from ...core.sentence import Sentence
from ..axes import Prefixes
from .call_trace import CallTrace, Softmax

BETWEEN_CHANNELS = Sentence(
    "lacks-attention-between-channels", "Its attention is between channels: no position listens to another one through it."
)
OTHERWISE = Sentence(
    "lacks-attention-otherwise",
    "It takes softmaxes, but in none of them was it recognised how much one position listens to another.",
)
NONE = Sentence("lacks-attention", "No softmax was seen in this model that weighs positions against each other.")


def attention_points(trace: CallTrace, input: Input, prefixes: Prefixes) -> tuple[list[Point], Sentence]:
    """One point for each module that weighs positions, in order of execution; and if there is none, why."""
    found: dict[str, Point] = {}
    why = NONE
    for softmax in trace.softmaxes:
        if softmax.owner in found or len(softmax.shape) < 3:
            continue
        if is_attention(trace, softmax):
            point = _point(trace, softmax, input, prefixes)
            if point is not None:
                found[softmax.owner] = point
        elif why != BETWEEN_CHANNELS:
            why = BETWEEN_CHANNELS if _between_channels(trace, softmax) else OTHERWISE
    return list(found.values()), why


def layer(trace: CallTrace, owner: str) -> str:
    """The attention layer: the module that takes the softmax, or whose part a softmax module is."""
    call = trace.of(owner)
    return owner.rpartition(".")[0] if call is not None and isinstance(call.module, nn.Softmax) else owner


def is_attention(trace: CallTrace, softmax: Softmax) -> bool:
    """Whether the weights say how much a position takes from others: they are multiplied with a value for each of them."""
    queries, keys = softmax.shape[-2:]
    if _between_channels(trace, softmax):
        return False
    if softmax.values is not None:
        return len(softmax.values) > 1 and softmax.values[-2] == keys
    counts = _positions(trace, softmax.owner)
    return keys in counts and (queries in counts or queries == 1)


def _between_channels(trace: CallTrace, softmax: Softmax) -> bool:
    queries, keys = softmax.shape[-2:]
    counts = _positions(trace, softmax.owner)
    return queries == keys and keys not in counts and softmax.values is not None and softmax.values[-1] in counts


def _positions(trace: CallTrace, owner: str) -> set[int]:
    """How many positions the layer's input may have: the tokens of (1, N, D), the cells of a map either way round."""
    call = trace.of(layer(trace, owner))
    given = call.given if call is not None else None
    if given is None:
        return set()
    if len(given) == 4:
        return {given[1] * given[2], given[2] * given[3]}
    return {given[-2]} if len(given) == 3 else set()


def _point(trace: CallTrace, softmax: Softmax, input: Input, prefixes: Prefixes) -> Point | None:
    axes = _axes(trace, softmax)
    if axes is None:
        return None
    owner = trace.of(softmax.owner)
    tap: Literal["output", "softmax"] = "output" if owner is not None and isinstance(owner.module, nn.Softmax) else "softmax"
    keys = softmax.shape[-1]
    prefix = 0 if "window" in axes else prefixes.of(keys, input) or 0
    return Point(softmax.owner, "attention", "attention", axes, "spatial", prefix, tap=tap)


def _axes(trace: CallTrace, softmax: Softmax) -> tuple[str, ...] | None:
    """Names for (…, query, key). One axis more than the tensor has without its batch: its first axis is to be split."""
    module = trace.model.get_submodule(layer(trace, softmax.owner))
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
