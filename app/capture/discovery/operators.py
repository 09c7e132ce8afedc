"""Which module mixes space on the way to a stage, and which weights read as pictures."""

from collections.abc import Iterator
from typing import Literal

from torch import nn

from models.spec.entry import Input
from models.spec.point import Operator, Phase, Point, WeightPicture, filled_in

from .. import axes
from ..axes import ACROSS, MAP, TOKENS, Prefixes
from .attention import is_attention, layer
from .call_trace import Call, CallTrace
from .stages import POOLS, StageCall, within

LARGEST = 2_000_000
"""Weights of a convolution that is still offered as pictures."""


def operator(trace: CallTrace, stage: StageCall, input: Input) -> Operator | None:
    """The module that mixes space, None where nothing does: attention, else token mixing, else the last convolution."""
    if isinstance(stage.begins.module, nn.Linear) and len(stage.begins.given or ()) > 2:
        return None  # it acts on the last axis: each place by itself
    if stage.kind == "dense":
        pixels = input.channels * input.height * input.width
        return Operator(stage.begins.name, ("pixel",) if stage.begins.given == (1, pixels) else ("unit",), ("unit",))
    if stage.kind in ("average", "patches") or stage.begins.given == (1, input.channels, input.height, input.width):
        takes = _form(stage.begins.given, input)
        name = stage.call.name if stage.kind != "conv" else stage.begins.name
        gives = stage.layout.axes
        return Operator(name, takes, gives) if takes and stage.begins.name == name else _inner(trace, stage, input)
    return _inner(trace, stage, input)


def _inner(trace: CallTrace, stage: StageCall, input: Input) -> Operator | None:
    inside = [call for call in trace.calls if call.name == stage.begins.name or within(call.name, stage.name)]
    return _attention(trace, stage, inside, input) or _across(trace, stage, inside) or _convolution(inside, input)


def _attention(trace: CallTrace, stage: StageCall, inside: list[Call], input: Input) -> Operator | None:
    names = {call.name for call in inside}
    owners = dict.fromkeys(
        layer(trace, one.owner) for one in trace.softmaxes if len(one.shape) > 2 and is_attention(trace, one)
    )
    for name in owners:
        call = trace.of(name)
        if name in names and call is not None and call.given is not None and call.given == call.shape and call.given[0] == 1:
            mixed = stage.layout.axes if call.given == stage.call.shape else _form(call.given, input)
            if mixed:
                return Operator(name, mixed, mixed)
    return None


def _across(trace: CallTrace, stage: StageCall, inside: list[Call]) -> Operator | None:
    """A dense layer along the tokens, (1, channel, token): the largest module around it that gets and gives the same."""
    shape = stage.call.shape
    if "token" not in stage.layout.axes or shape is None:
        return None
    tokens = stage.layout.positions(shape[1:])
    for call in inside:
        given = call.given
        if _along_tokens(call, tokens):
            return Operator(call.name, TOKENS, TOKENS)
        if isinstance(call.module, nn.Linear) and given and len(given) == 3 and given[2] == tokens != given[1]:
            name, parent = call.name, call.name.rpartition(".")[0]
            while within(parent, stage.name) and (around := trace.of(parent)) and around.given == around.shape == given:
                name, parent = parent, parent.rpartition(".")[0]
            return Operator(name, ACROSS, ACROSS)
    return None


def _along_tokens(call: Call, tokens: int) -> bool:
    """Whether a convolution of width 1 takes the tokens of (1, token, channel) for its channels, and gives back as many."""
    module, given = call.module, call.given
    if not isinstance(module, nn.Conv1d) or module.kernel_size != (1,) or module.groups != 1 or call.shape is None:
        return False
    return given is not None and len(given) == 3 and given[1] == module.in_channels == tokens == call.shape[1] != given[2]


def _convolution(inside: list[Call], input: Input) -> Operator | None:
    wide = [call for call in inside if _wide(call.module) and call.given and call.shape and call.given[0] == 1]
    return Operator(wide[-1].name, MAP, MAP) if wide and len(wide[-1].shape or ()) == 4 else None


def _wide(module: nn.Module) -> bool:
    """Whether a convolution or pooling takes more than one cell."""
    if isinstance(module, nn.Conv2d):
        return module.kernel_size != (1, 1)
    return isinstance(module, POOLS) and getattr(module, "kernel_size", 1) not in (1, (1, 1))


def _form(shape: tuple[int, ...] | None, input: Input) -> tuple[str, ...] | None:
    """Names of the axes after the batch's."""
    if shape is None or shape[0] != 1:
        return None
    if len(shape) == 4:
        found = axes.of_map(shape[1:], input, last=False)
        return found.axes if found else None
    return TOKENS if len(shape) == 3 else None


def phase(stage: StageCall, mixes: bool) -> Phase:
    """What a stage mixes, by its kind; `mixes`: whether anything in it mixes space."""
    known: dict[str, Phase] = {
        "patches": "embed", "stem": "embed", "positions": "embed", "pool": "spatial", "average": "pool",
    }  # fmt: skip
    return known.get(stage.kind, "both" if mixes else "channel")


def weight_pictures(
    trace: CallTrace, stages: list[StageCall], points: list[Point], input: Input, prefixes: Prefixes
) -> tuple[WeightPicture, ...]:
    """First kernels, positions' similarity, token mixing, and the kernels of each operator that is a convolution.

    A parameter is shown once, by the first of these.
    """
    found = (
        *_first_kernels(trace, stages, input),
        *_positions(trace, stages, input, prefixes),
        *(picture for point in points for picture in _pictures_of(trace, point, input)),
    )
    pictures: dict[str, WeightPicture] = {}
    for picture in found:
        pictures.setdefault(picture.parameter, picture)
    return tuple(pictures.values())


def _first_kernels(trace: CallTrace, stages: list[StageCall], input: Input) -> Iterator[WeightPicture]:
    first = next((call for call in trace.calls if isinstance(call.module, nn.Conv2d)), None)
    if first is not None and stages and getattr(first.module, "in_channels", 0) == input.channels:
        title = "patch filters" if stages[0].kind == "patches" else "first kernels"
        yield WeightPicture(f"{first.name}.weight", title, "kernels", stages[0].name)


def _positions(trace: CallTrace, stages: list[StageCall], input: Input, prefixes: Prefixes) -> Iterator[WeightPicture]:
    """Position embeddings, (1, prefix + token, channel), shown with the stage where tokens get them."""
    placed = next((stage for stage in stages if stage.kind == "positions"), None)
    placed = placed or next((stage for stage in stages if "token" in stage.layout.axes), None)
    for name, parameter in trace.model.named_parameters():
        if placed and "pos" in name and parameter.ndim == 3 and parameter.shape[0] == 1:
            prefix = prefixes.of(parameter.shape[1], input)
            if prefix is not None:
                yield WeightPicture(name, "similarity of positions", "positions", placed.name, prefix)


def _pictures_of(trace: CallTrace, point: Point, input: Input) -> Iterator[WeightPicture]:
    """What shows how a point's operator mixes."""
    if point.operator is None:
        return
    name, takes, title = point.operator.pattern, point.operator.takes, filled_in(point.title, point.title_values)
    module = trace.model.get_submodule(name)
    if isinstance(module, nn.Conv2d) and module.weight.numel() <= LARGEST and module.kernel_size != (1, 1):
        yield WeightPicture(f"{name}.weight", f"kernels, {title}", "kernels", point.pattern)
    elif takes == ACROSS:
        for inner, part in module.named_modules():
            if isinstance(part, nn.Linear) and axes.tiles(part.in_features, input):
                parameter = ".".join(filter(None, (name, inner, "weight")))
                yield WeightPicture(parameter, f"token mixing, {title}", "tokens", point.pattern)
                break
    elif takes == ("pixel",):
        yield WeightPicture(f"{name}.weight", "input weights", "units", point.pattern)


def family(points: list[Point]) -> Literal["mlp", "cnn", "vit", "mixer"]:
    """What mixes space, by the page's four families."""
    if any(point.role == "attention" for point in points):
        return "vit"
    kinds = [point.operator.takes for point in points if point.operator]
    unseen = any(point.unseen and point.phase == "both" and "token" in point.axes for point in points)
    # A convolution of patches is no kernel that slides: tokens that are mixed otherwise are a Mixer's.
    slides = any(point.operator and "row" in point.operator.takes and point.phase != "embed" for point in points)
    if ACROSS in kinds or TOKENS in kinds or (unseen and not slides):
        return "mixer"
    return "cnn" if any("row" in takes for takes in kinds) else "mlp"
