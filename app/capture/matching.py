"""From points, which are data, to the modules of a model that they name."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from torch import nn

from models.spec.point import Point


class CaptureError(RuntimeError):
    """A point that yields nothing, or something else than one batched tensor; the message names the point."""


@dataclass(frozen=True, slots=True)
class HookTarget:
    """A module of one model that a point names: where a hook goes. `ordinal` counts the matches of the pattern from 1."""

    name: str
    module: nn.Module
    point: Point
    ordinal: int


def expand(model: nn.Module, points: Iterable[Point]) -> tuple[HookTarget, ...]:
    """Each point's matches among `model.named_modules()`. CaptureError for a point without one, or a module named twice."""
    modules = dict(model.named_modules())
    targets: dict[str, HookTarget] = {}
    for point in points:
        names = [name for name in modules if path_pattern(point.pattern).fullmatch(name)]
        if not names:
            raise CaptureError(f"The point {point.pattern} matches no module of {type(model).__name__}.")
        for ordinal, module in enumerate(names, start=1):
            name = (module or whole(model)) if point.tap == "output" else f"{module}.softmax"
            if name in targets:
                raise CaptureError(f"Both {targets[name].point.pattern} and {point.pattern} match the module {name}.")
            targets[name] = HookTarget(name, modules[module], point, ordinal)
    return tuple(targets.values())


def whole(model: nn.Module) -> str:
    """What the model as a whole, whose path is empty, is called as a hook's target: a name that no module of it has."""
    taken = {name for name, _ in model.named_children()}
    return next(name for name in ("output", "model_output", "whole_output") if name not in taken)


def path_pattern(pattern: str) -> re.Pattern[str]:
    """A dotted path in which each `*` is a group that stands for a component or a part of one."""
    return re.compile(re.escape(pattern).replace(r"\*", r"([^.]+)"))


def filled(template: str, pattern: str, name: str) -> str:
    """`template` with what the stars of `pattern` stand for in `name`: blocks.*.attn, blocks.*, blocks.4 -> blocks.4.attn."""
    if "*" not in template:
        return template
    found = path_pattern(pattern).fullmatch(name)
    if found is None:
        raise ValueError(f"{name} does not match {pattern}")
    stars = iter(found.groups())
    return re.sub(r"\*", lambda _: next(stars), template)
