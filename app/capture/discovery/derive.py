"""Where to look inside a model that nobody has described: points, operators and weight pictures, read off one pass.

Nothing here asks for a model's or a module's name. What counts is what a pass shows (call_trace.py): which modules hand on
one tensor that covers the picture (stages.py), which softmaxes weigh positions (attention.py), what mixes space
(operators.py).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import torch
from torch import Tensor, nn

from models.spec.entry import Input
from models.spec.point import Point, Role, WeightPicture

from ..axes import Prefixes, of_map
from .attention import attention_points, layer
from .call_trace import Survey, survey
from .operators import family, operator, phase, weight_pictures
from .stages import Stage, Walk, answering, within

NO_CLASSES = "It was trained without classes: it ends in features, not in an answer."

SHUFFLED = (
    "It keeps its tokens in the order of its mask units, not in reading order, so after the patches nothing is drawn on the "
    "picture's grid."
)


class NothingToSee(ValueError):
    """A model that cannot be looked at; the message says why."""


@dataclass(frozen=True)
class Derived:
    """`family`: what mixes space in it. `lacks`: what there is not -> the reason. `outputs`: numbers that it answers with."""

    points: tuple[Point, ...]
    pictures: tuple[WeightPicture, ...]
    family: Literal["mlp", "cnn", "vit", "mixer"]
    lacks: dict[str, str]
    outputs: int


def derive(model: nn.Module, input: Input, classes: bool = True) -> Derived:
    """One pass on an empty picture, and what it shows. `classes`: whether what it answers are logits, not features.

    NothingToSee if the model does not answer with one row of numbers, or holds nothing that covers the picture.
    """
    seen = survey(model, torch.zeros(1, input.channels, input.height, input.width))
    output = seen.output
    if not isinstance(output, Tensor) or output.ndim != 2 or output.shape[0] != 1:
        what = str(tuple(output.shape)) if isinstance(output, Tensor) else type(output).__name__
        raise NothingToSee(f"The model must return one tensor (batch, class). For one picture it returns {what}.")
    if not bool(output.isfinite().all()):
        raise NothingToSee("The model answers an empty picture with numbers that are not finite: its weights are not usable.")
    prefixes = _prefixes(seen, input)
    stages = Walk(seen, input, prefixes).stages()
    if not stages:
        raise NothingToSee("No module of the model hands on one tensor that covers the picture: there is nothing to draw.")
    maps, why = attention_points(seen, input, prefixes)
    labels = _labels(stages)
    points = []
    for stage in stages:
        mine = [one for one in maps if within(one.pattern, stage.name) or one.pattern == stage.name]
        maps = [one for one in maps if one not in mine]
        points += [replace(one, title=_attention_title(one, mine, labels[stage.name], seen)) for one in mine]
        points.append(_point(seen, stage, labels[stage.name], input, bool(mine)))
    points += [replace(one, title=f"attention, {layer(seen, one.pattern)}") for one in maps]
    if shuffled := _shuffled(model):
        points = [point if point.phase == "embed" else replace(point, ordered=False) for point in points]
    found = any(point.role == "attention" for point in points)
    reasons = (("attention", why, found), ("classes", NO_CLASSES, classes), ("places", SHUFFLED, not shuffled))
    lacks = {what: reason for what, reason, there in reasons if not there}
    pictures = weight_pictures(seen, stages, points, input, prefixes)
    return Derived((*points, _answer(seen, points, classes)), pictures, family(points), lacks, output.shape[1])


def _prefixes(seen: Survey, input: Input) -> Prefixes:
    """timm's models say how many tokens have no place."""
    said = getattr(seen.model, "num_prefix_tokens", None)
    maps = (call.shape[1:] for call in seen.calls if call.shape is not None and len(call.shape) == 4)
    counts = {found.positions(shape) for shape in maps if (found := of_map(shape, input, last=False))}
    return Prefixes(said if isinstance(said, int) else None, frozenset(counts))


def _shuffled(model: nn.Module) -> bool:
    """Whether the model puts its tokens into another order, to undo it at the end (Hiera's mask units)."""
    return isinstance(getattr(model, "reroll", None), nn.Module)


def _point(seen: Survey, stage: Stage, title: str, input: Input, attends: bool) -> Point:
    mixes = operator(seen, stage, input)
    role: Role = "feature_map" if "row" in stage.layout.axes else "hidden"
    return Point(
        stage.name, title, role, stage.layout.axes, phase(stage, attends or mixes is not None), stage.layout.prefix, mixes
    )


def _answer(seen: Survey, points: Iterable[Point], classes: bool) -> Point:
    name = answering(seen)
    if classes:
        return Point(name, "logits", "logits", ("class",), "head")
    taken = any(point.pattern == name and point.tap == "output" for point in points)
    return Point("" if taken else name, "features", "hidden", ("channel",), "head")


def _labels(stages: list[Stage]) -> dict[str, str]:
    """A title for each stage: "block 2.3" is the third of the second list of blocks."""
    lists = list(dict.fromkeys(stage.name.rpartition(".")[0] for stage in stages if stage.kind == "block"))
    words = {stage.name: _word(stage) for stage in stages}
    times, done, inside = Counter(words.values()), Counter[str](), Counter[str]()
    labels = {}
    for stage in stages:
        word = words[stage.name]
        done[word] += 1
        number = f" {done[word]}" if times[word] > 1 else ""
        if stage.kind == "block":
            group = stage.name.rpartition(".")[0]
            inside[group] += 1
            number = f" {lists.index(group) + 1}.{inside[group]}" if len(lists) > 1 else f" {inside[group]}"
        labels[stage.name] = word + number
    return labels


def _word(stage: Stage) -> str:
    """What a stage is called; one that is nothing in particular, by the last word of its module's path."""
    if stage.kind == "layer":
        parts = [part for part in stage.name.split(".") if not part.isdigit()]
        word = parts[-1] if parts else "layer"
        return (word.removesuffix("s") if stage.name[-1].isdigit() else word).replace("_", " ")
    return {"positions": "+ position", "dense": "hidden"}.get(stage.kind, stage.kind)


def _attention_title(point: Point, all_here: list[Point], label: str, seen: Survey) -> str:
    part = f", {layer(seen, point.pattern).rpartition('.')[2]}" if len(all_here) > 1 else ""
    return f"attention {label.removeprefix('block ')}{part}"
