"""Where two patterns of a scene meet in a model: every stage's interaction (analysis/interaction.py), from four pictures."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..analysis.interaction import first_met, interaction
from ..core.errors import NoAnswer
from ..core.sentence import Sentence
from ..frames.request import Position
from ..frames.runner import Runner
from ..frames.stage_summary import key
from ..images.scene.patterns import NOTHING, overlap

NO_SECOND = Sentence(
    "together-no-second", "This asks about two patterns: name a second one with sample2=<name>, picture2=<id> or cut2=<a part>."
)


def alone(scene: Position) -> tuple[Position, Position, Position]:
    """The scene with its first pattern alone, with its second alone, and empty. NoAnswer where it has no second."""
    second = scene.second
    if second is None:
        raise NoAnswer(NO_SECOND)
    only_first = replace(scene, second=None)
    only_second = replace(
        only_first, subject=second.subject, fit=second.fit, cut=second.cut, dx=second.dx, dy=second.dy
    )  # fmt: skip
    return only_first, only_second, replace(only_first, cut=NOTHING, dx=0, dy=0)


def together(runner: Runner, scene: Position, model: str) -> dict[str, Any]:
    """A model's stages in order of depth, each with its interaction, and the first stage at which the two have met. None where
    there is no value: the patterns overlap, or change nothing there."""
    loaded = runner.catalog.get(model)
    parts = alone(scene)
    shared = overlap(*runner.patterns(scene, loaded.entry.input))
    values: dict[str, float] = {}
    if not shared:
        values = _interactions(runner, (scene, *parts), model)
    stages = [point for point in loaded.points if point.stage]
    met = first_met([values.get(point.name, 0.0) for point in stages])
    return {
        "model": model,
        "overlap": shared,
        "meet": None if met is None else stages[met].name,
        "stages": [{"name": point.name, "depth": point.depth, "interaction": values.get(point.name)} for point in stages],
    }


def _interactions(runner: Runner, scenes: Sequence[Position], model: str) -> dict[str, float]:
    """What stays where it is while the other pattern is dragged is remembered (Runner.references)."""
    loaded = runner.catalog.get(model)
    found = runner.references(loaded, scenes, loaded.groups)
    values: dict[str, float] = {}
    for group in loaded.groups:
        both, first, second, empty = (stacks[key(group)][:, 0] for stacks in found)
        measured = interaction(both, first, second, empty)
        values |= {point.name: float(value) for point, value in zip(group, measured, strict=True) if value == value}
    return values
