"""Where to look inside a model that nobody has described: points, operators and weight pictures, read off one pass.

Nothing here asks for a model's or a module's name. What counts is what a pass shows (call_trace.py): which modules hand on
one tensor that covers the picture (stages.py), which softmaxes weigh positions (attention.py), what mixes space
(operators.py).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor, nn

from models.spec.entry import Input
from models.spec.point import STAGE_ROLES, Point, Role, WeightPicture, filled_in

from ...core.sentence import Sentence
from ..axes import MOST, Prefixes, of_map, tiles
from .apart import PLACED, with_evidence
from .attention import attention_points, layer
from .call_trace import CallTrace, trace_calls
from .operators import family, operator, phase, weight_pictures
from .placed import Place, with_places
from .stages import StageCall, StageFinder, answer_module, within

NO_CLASSES = Sentence("lacks-classes", "It was trained without classes: it ends in features, not in an answer.")

SHUFFLED = Sentence(
    "lacks-places",
    "It keeps its tokens in the order of its mask units, not in reading order, so after the patches nothing is drawn on the "
    "picture's grid.",
)


class NothingToSee(ValueError):
    """A model that cannot be looked at; `sentence` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


Title = tuple[str, ...]
"""A template, and the values that stand for each of its {}."""


@dataclass(frozen=True)
class Derived:
    """`family`: what mixes space in it. `lacks`: what there is not -> the reason. `outputs`: numbers that it answers with."""

    points: tuple[Point, ...]
    pictures: tuple[WeightPicture, ...]
    family: Literal["mlp", "cnn", "vit", "mixer"]
    lacks: dict[str, Sentence]
    outputs: int


def derive(model: nn.Module, input: Input, classes: bool = True) -> Derived:
    """One pass on an empty picture, and what it shows. `classes`: whether what it answers are logits, not features.

    NothingToSee if the model does not answer with one row of numbers, or holds nothing that covers the picture.
    """
    trace = trace_calls(model, torch.zeros(1, input.channels, input.height, input.width))
    outputs = _outputs(trace.output)
    prefixes = _prefixes(trace, input)
    stages = StageFinder(trace, input, prefixes).find()
    if not stages:
        says = "No module of the model hands on one tensor that covers the picture: there is nothing to draw."
        raise NothingToSee(Sentence("derive-no-stage", says))
    maps, why = attention_points(trace, input, prefixes)
    points, shuffled = _points(trace, stages, maps, input), _shuffled(model)
    if shuffled:
        points = [point if point.phase == "embed" else replace(point, ordered=False, gridless=SHUFFLED) for point in points]
    found = any(point.role == "attention" for point in points)
    reasons = (("attention", why, found), ("classes", NO_CLASSES, classes), ("places", SHUFFLED, not shuffled))
    lacks = {what: reason for what, reason, there in reasons if not there}
    points = with_places(model, with_evidence(model, points, input), _tokens(trace, stages, points), input)
    pictures = weight_pictures(trace, stages, points, input, prefixes)
    return Derived((*points, _answer(trace, points, classes)), pictures, family(points), lacks, outputs)


def _tokens(trace: CallTrace, stages: list[StageCall], points: Iterable[Point]) -> dict[Place, int]:
    """How many tokens each stage of tokens has, and how many an attention map that is no window's weighs."""
    found: dict[Place, int] = {}
    for stage in stages:
        if stage.call.shape is not None and "token" in stage.layout.axes:
            found[stage.name, "output"] = stage.layout.size(stage.call.shape[1:], "token")
    keys = {softmax.owner: softmax.shape[-1] for softmax in reversed(trace.softmaxes)}
    for point in points:
        if point.role == "attention" and "window" not in point.axes:
            found[point.pattern, point.tap] = keys[point.pattern]
    return found


def _outputs(output: object) -> int:
    """How many numbers the model answers with for one picture. NothingToSee if they are not one row, or not finite."""
    if not isinstance(output, Tensor) or output.ndim != 2 or output.shape[0] != 1:
        what = str(tuple(output.shape)) if isinstance(output, Tensor) else type(output).__name__
        says = "The model must return one tensor (batch, class). For one picture it returns {what}."
        raise NothingToSee(Sentence("derive-not-one-tensor", says, what=what))
    if not bool(output.isfinite().all()):
        says = "The model answers an empty picture with numbers that are not finite: its weights are not usable."
        raise NothingToSee(Sentence("derive-not-finite", says))
    return output.shape[1]


def _points(trace: CallTrace, stages: list[StageCall], maps: list[Point], input: Input) -> list[Point]:
    """The stages in order of execution, before each the attention maps that lie in it; the maps that lie in none come last."""
    labels, points = _labels(stages), []
    for stage in stages:
        mine = [one for one in maps if within(one.pattern, stage.name) or one.pattern == stage.name]
        maps = [one for one in maps if one not in mine]
        points += [_titled(one, *_attention_title(one, mine, labels[stage.name], trace)) for one in mine]
        points.append(_point(trace, stage, labels[stage.name], input, bool(mine)))
    return points + [_titled(one, "attention, {}", layer(trace, one.pattern)) for one in maps]


def _prefixes(trace: CallTrace, input: Input) -> Prefixes:
    """timm's models say how many tokens have no place."""
    said = getattr(trace.model, "num_prefix_tokens", None)
    maps = (call.shape[1:] for call in trace.calls if call.shape is not None and len(call.shape) == 4)
    counts = {found.positions(shape) for shape in maps if (found := of_map(shape, input, last=False))}
    last = frozenset(_acted_on(trace, set(_channels_last(trace))))
    counts |= {shape[0] for shape in last if len(shape) == 2 and tiles(shape[0], input)}  # a class token may come to them later
    made = {
        call.shape[1:] for call in trace.calls if isinstance(call.module, nn.Linear) and call.shape and len(call.shape) == 3
    }
    # Tokens of which as many are shown with some others in front: those come later.
    counts |= {n for n, d in made if tiles(n, input) and any((n + more, d) in last for more in range(1, MOST + 1))}
    return Prefixes(said if isinstance(said, int) else None, frozenset(counts), last)


def _channels_last(trace: CallTrace) -> Iterator[tuple[int, ...]]:
    """Shapes (token, channel) of which it is shown which axis is which: a norm acts on the channels, attention weighs as many
    keys as there are tokens."""
    for call in trace.calls:
        if call.given is None or len(call.given) not in (3, 4) or call.given[0] != 1:
            continue
        if isinstance(call.module, (nn.LayerNorm, nn.RMSNorm)) and call.module.normalized_shape == call.given[-1:]:
            yield call.given[1:]
    for softmax in trace.softmaxes:
        weighing = trace.of(layer(trace, softmax.owner))
        given = None if weighing is None else weighing.given
        if given is not None and len(given) == 3 and given[1] == softmax.shape[-1]:
            yield given[1:]


def _acted_on(trace: CallTrace, last: set[tuple[int, ...]]) -> set[tuple[int, ...]]:
    """Those shapes, and what dense layers make of them: they change the last axis only."""
    for call in trace.calls:
        if isinstance(call.module, nn.Linear) and call.given is not None and call.shape is not None and call.given[1:] in last:
            last.add(call.shape[1:])
    return last


def _shuffled(model: nn.Module) -> bool:
    """Whether the model puts its tokens into another order, to undo it at the end (Hiera's mask units)."""
    return isinstance(getattr(model, "reroll", None), nn.Module)


def _titled(point: Point, title: str, *values: str) -> Point:
    return replace(point, title=title, title_values=values)


def _point(trace: CallTrace, stage: StageCall, title: Title, input: Input, attends: bool) -> Point:
    mixes = operator(trace, stage, input)
    role: Role = "feature_map" if "row" in stage.layout.axes else "hidden"
    mixed = phase(stage, attends or mixes is not None)
    found = Point(stage.name, "", role, stage.layout.axes, mixed, stage.layout.prefix, mixes)
    return _titled(found, *title)


def _answer(trace: CallTrace, points: Iterable[Point], classes: bool) -> Point:
    """`unseen` where the stage before it still has places, which something on the way brings together."""
    name = answer_module(trace)
    last = next((point for point in reversed(list(points)) if point.role in STAGE_ROLES), None)
    placed = last is not None and bool(PLACED & set(last.axes))
    if classes:
        return Point(name, "logits", "logits", ("class",), "head", unseen=placed)
    taken = any(point.pattern == name and point.tap == "output" for point in points)
    return Point("" if taken else name, "features", "hidden", ("channel",), "head", unseen=placed)


def _labels(stages: list[StageCall]) -> dict[str, Title]:
    """A title for each stage: ("block {}", "2.3") is the third of the second list of blocks."""
    listed = [stage for stage in stages if stage.kind in ("block", "branch")]
    lists = list(dict.fromkeys(stage.name.rpartition(".")[0] for stage in listed))
    words = {stage.name: _word(stage) for stage in stages}
    times, done, inside = Counter(words.values()), Counter[str](), Counter[str]()
    labels: dict[str, Title] = {}
    for stage in stages:
        word = words[stage.name]
        done[word] += 1
        number = str(done[word]) if times[word] > 1 else ""
        if stage in listed:
            group = stage.name.rpartition(".")[0]
            inside[group] += 1
            number = f"{lists.index(group) + 1}.{inside[group]}" if len(lists) > 1 else str(inside[group])
        labels[stage.name] = (f"{word} {{}}", number) if number else (word,)
    return labels


def _word(stage: StageCall) -> str:
    """What a stage is called; one that is nothing in particular, by the last word of its module's path."""
    if stage.kind == "layer":
        parts = [part for part in stage.name.split(".") if not part.isdigit()]
        word = parts[-1] if parts else "layer"
        return (word.removesuffix("s") if stage.name[-1].isdigit() else word).replace("_", " ")
    return {"positions": "+ position", "dense": "hidden"}.get(stage.kind, stage.kind)


def _attention_title(point: Point, all_here: list[Point], label: Title, trace: CallTrace) -> Title:
    whose = filled_in(label[0], label[1:]).removeprefix("block ").removeprefix("branch ")
    if len(all_here) == 1:
        return "attention {}", whose
    return "attention {}, {}", whose, layer(trace, point.pattern).rpartition(".")[2]
