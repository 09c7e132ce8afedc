"""Which softmaxes of a model are attention between positions, and how the axes of their weights lie."""

from typing import Literal

from torch import nn

from models.spec.entry import Input
from models.spec.point import Point

from ...core.sentence import Sentence
from ..axes import Prefixes
from .call_trace import CallTrace, Softmax
from .weighing import Shown, show

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
    if queries != keys or softmax.values is None or softmax.values[-1] not in counts:
        return False
    shown = evidence(trace, softmax)  # a head may be as wide as there are positions
    return keys not in counts if shown is None or shown.positions is None else not shown.positions


def evidence(trace: CallTrace, softmax: Softmax) -> Shown | None:
    """What a disturbed place shows of its axes, found once."""
    if softmax not in trace.shown:
        layer_of = layer(trace, softmax.owner)
        trace.shown[softmax] = show(trace.model, trace.picture, layer_of, trace.softmaxes.index(softmax)) if layer_of else None
    return trace.shown[softmax]


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
    found = _axes(trace, softmax)
    if found is None:
        return None
    axes, heads = found
    owner = trace.of(softmax.owner)
    tap: Literal["output", "softmax"] = "output" if owner is not None and isinstance(owner.module, nn.Softmax) else "softmax"
    keys = softmax.shape[-1]
    prefix = 0 if "window" in axes else prefixes.of(keys, input) or 0
    return Point(softmax.owner, "attention", "attention", axes, "spatial", prefix, tap=tap, merged=heads)


Axes = tuple[tuple[str, ...], int]
"""Names for (…, query, key), and how many heads lie in one axis with the windows, 0 if none do. One axis more than the tensor
has without its batch: its first axis is to be split."""

PAIR = ("query", "key")


def _axes(trace: CallTrace, softmax: Softmax) -> Axes | None:
    lead = softmax.shape[:-2]
    if len(lead) == 1:  # batch x heads, or no heads at all, or windows x heads
        return _of_one(trace, softmax)
    if len(lead) == 2 and lead[0] == 1:
        return ("head", *PAIR), 0
    if len(lead) == 2:
        return (*_of_two(trace, softmax, 0), *PAIR), 0
    if len(lead) == 3 and lead[0] == 1:
        return (*_of_two(trace, softmax, 1), *PAIR), 0
    return None


def _of_one(trace: CallTrace, softmax: Softmax) -> Axes | None:
    """Of (maps, query, key). None where a window has its maps in another order than the one that is told apart here."""
    maps, queries, keys = softmax.shape
    counts, call = _positions(trace, softmax.owner), trace.of(layer(trace, softmax.owner))
    alone = call is None or call.given is None or call.given[0] == 1  # else its batch is windows
    if maps == 1 or (alone and (queries in counts or keys in counts)):
        return ("head", *PAIR), 0
    shown = evidence(trace, softmax)
    if shown is None or bool(shown.touched.all()) or not bool(shown.touched.any()):
        return ("head", *PAIR), 0
    likely = (maps // int(shown.touched.sum()), *sorted(count // queries for count in counts if not count % queries))
    windows = next((number for number in likely if number > 1 and shown.merged(number)), None)
    return None if windows is None else (("window", "head", *PAIR), maps // windows)


def _of_two(trace: CallTrace, softmax: Softmax, first: int) -> tuple[str, str]:
    """Which of two axes, from `first` on, is that of the windows: a disturbed place shows it; where it does not, the layer's
    number of heads does."""
    module = trace.model.get_submodule(layer(trace, softmax.owner))
    one, other = softmax.shape[first : first + 2]
    shown = evidence(trace, softmax) if one > 1 and other > 1 else None
    if shown is not None and shown.windows(first) != shown.windows(first + 1):
        return ("window", "head") if shown.windows(first) else ("head", "window")
    heads = next((value for key in ("num_heads", "heads") if isinstance(value := getattr(module, key, None), int)), None)
    if first:
        return ("window", "head") if other == heads != one else ("head", "window")
    return ("head", "window") if one == heads != other else ("window", "head")
