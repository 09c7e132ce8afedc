"""What is inside a model: each call of each of its modules in one pass, and how its output can be opened as a stage is.

What the axes of an output mean is what the pass's operations say (axis_rules.py); where the pictures are in it, what a pass
with two of them shows. Where that is not seen there is no grid, and the reason is said.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

import torch
from torch import Tensor, nn

from models.spec.entry import Input

from ...core.errors import no_memory
from ..axis_names import Names, names_of, start
from ..axis_rules import AxisNames
from ..leading import Place
from ..matching import whole
from ..model_lock import lock_of
from ..module_output import one_tensor
from ..points import ResolvedPoint
from ..recorder import watch
from .fused_qkv import PARTS, FusedParts

MOST = 4000
"""Calls that are listed, the first ones of the pass."""


@dataclass(frozen=True)
class Output:
    """What one call of a module left. `path`: the module's, "" for the whole; `at`: its number among all calls, in order of
    completion; `yields`: what it returned, where that is no tensor; `names`: of its axes, as far as they are known."""

    path: str
    kind: str
    at: int
    shape: tuple[int, ...] | None
    yields: Any
    names: Names | None
    floating: bool = True


@dataclass(frozen=True)
class Passed:
    """One pass: `outputs` in order; `batches`: for each call, by path and number, which axes there are twice as long with two
    pictures, None where that was not seen; `parts` as FusedParts.seen."""

    outputs: tuple[Output, ...]
    batches: Mapping[tuple[str, int], tuple[int, ...]] | None
    parts: Mapping[str, tuple[str, set[Any]]]


def passed(model: nn.Module, input: Input) -> Passed:
    """Two passes on noise, of one picture and of two. Slow; raises whatever the model raises for one picture."""
    noise = torch.randn(2, input.channels, input.height, input.width, generator=torch.Generator().manual_seed(0))
    fused = FusedParts(model)
    with lock_of(model), torch.no_grad():
        with fused, AxisNames():
            outputs = _outputs(model, start(noise[:1].clone()), fused)
        try:
            two = _outputs(model, noise.clone())
        except Exception as error:  # somebody's code may take one picture at a time only
            if no_memory(error):
                raise
            two = None
    return Passed(tuple(outputs), None if two is None else _batches(outputs, two), fused.seen)


def _outputs(model: nn.Module, x: Tensor, fused: FusedParts | None = None) -> list[Output]:
    found: list[Output] = []
    kinds = {name: type(module).__name__ for name, module in model.named_modules()}

    def before(name: str, inputs: Any) -> None:
        if fused is not None:
            fused.before(name, inputs)

    def after(name: str, inputs: Any, output: Any) -> None:
        if fused is not None:
            fused.after(name, output)
        one = one_tensor(output)
        shape = None if one is None else tuple(one.shape)
        yields = None if one is not None else described(output)
        floating = one is None or one.is_floating_point()
        found.append(Output(name, kinds[name], len(found), shape, yields, None if one is None else names_of(one), floating))

    with watch(model, before, after):
        model(x)
    return found


def described(output: Any) -> str:
    """What a module returns instead of one tensor: how many tensors of which shapes, or its type."""
    parts = list(output.values()) if isinstance(output, dict) else output if isinstance(output, (tuple, list)) else []
    shapes = [str(tuple(part.shape)) for part in parts if isinstance(part, Tensor)][:4]
    return f"{type(output).__name__}: {', '.join(shapes)}" if shapes else type(output).__name__


def numbered(outputs: Iterable[Output]) -> Iterator[tuple[Output, int, int]]:
    """Each with which of its module's calls it is, from 0, among all and among those whose output has as many axes."""
    times: Counter[Any] = Counter()
    for one in outputs:
        rank = None if one.shape is None else len(one.shape)
        yield one, times[one.path], times[one.path, rank]
        times[one.path] += 1
        times[one.path, rank] += 1


def _batches(one: Iterable[Output], two: Iterable[Output]) -> dict[tuple[str, int], tuple[int, ...]]:
    both = {(output.path, call): output.shape for output, call, _ in numbered(two)}
    found = {}
    for output, call, _ in numbered(one):
        other = both.get((output.path, call))
        if output.shape is None or other is None or len(other) != len(output.shape):
            continue
        pairs = list(zip(output.shape, other, strict=True))
        twice = tuple(axis for axis, (single, double) in enumerate(pairs) if double == 2 * single)
        if all(single == double or axis in twice for axis, (single, double) in enumerate(pairs)):
            found[output.path, call] = twice
    return found


@dataclass(frozen=True)
class Call:
    """One entry of the list: a module's call, or a known part of one. `name`: its address; `number`: which of the module's
    `calls` it is, from 1; `point`: the model's point that it is, None if it is none; `stage`: the first one that is there when
    it has ended, or the last. `batch`: as Passed.batches."""

    name: str
    place: Place
    output: Output
    number: int
    calls: int
    point: ResolvedPoint | None
    stage: ResolvedPoint | None
    batch: tuple[int, ...] | None
    part: str | None = None


def calls_of(model: nn.Module, points: Iterable[ResolvedPoint], found: Passed) -> list[Call]:
    """Every call of the pass but the whole model's, in order. A call that is one of the points has the point's name; of others
    the first has the module's path, further ones `@2` … after it, and no name is given twice."""
    points = list(points)
    known = {(point.module, point.call, len(point.raw) + 1): point for point in points if point.spec.tap == "output"}
    taken, modules = {point.name for point in points}, {name for name, _ in model.named_modules()}
    times = Counter(output.path for output in found.outputs)
    entries = []
    for output, call, alike in numbered(found.outputs):
        rank = None if output.shape is None else len(output.shape)
        module = output.path or whole(model)
        point = None if rank is None else known.get((module, alike, rank))
        if not output.path:
            continue
        name = point.name if point else _address(output.path, call, taken, modules)
        taken.add(name)
        batch = None if found.batches is None else found.batches.get((output.path, call), ())
        entries.append(Call(name, Place(output.path, alike, rank), output, call + 1, times[output.path], point, None, batch))
    return _with_stages(_with_parts(model, entries, found), points, found)


def _address(path: str, call: int, taken: set[str], modules: set[str]) -> str:
    """Of a call that is no point: its number, or where that is another call's already, the next one."""
    numbered = (path if number == 0 else f"{path}@{number + 1}" for number in count(call))
    return next(name for name in numbered if name not in taken and (name == path or name not in modules))


def _with_parts(model: nn.Module, entries: list[Call], found: Passed) -> list[Call]:
    """Behind the calls of a fused layer that runs once, its queries, keys and values, as far as they are known."""
    layers = {layer: (attention, parts) for attention, (layer, parts) in found.parts.items()}
    modules = {name for name, _ in model.named_modules()}
    made = []
    for entry in entries:
        made.append(entry)
        attention, parts = layers.get(entry.output.path, ("", set()))
        if not parts or entry.calls > 1 or entry.output.shape is None:
            continue
        third = entry.output.shape[-1] // 3
        for at, part in enumerate(PARTS):
            name = f"{attention}.{part}".lstrip(".")
            if part in parts and name not in modules:
                place = Place(entry.place.module, entry.place.call, entry.place.rank, (at * third, (at + 1) * third))
                cut = replace(entry.output, shape=(*entry.output.shape[:-1], third))
                made.append(replace(entry, name=name, place=place, output=cut, point=None, part=part))
    return made


def _with_stages(entries: list[Call], points: list[ResolvedPoint], found: Passed) -> list[Call]:
    """Each with the first stage that is there once it has ended; what comes behind the last stage belongs to that."""
    ends = ending(points, entries, found)
    stages = [(ends[point.name], point) for point in points if point.stage and point.name in ends]
    last = stages[-1][1] if stages else None
    return [replace(entry, stage=next((point for end, point in stages if end >= entry.output.at), last)) for entry in entries]


def ending(points: Iterable[ResolvedPoint], entries: Iterable[Call], found: Passed) -> dict[str, float]:
    """When in the pass each point is there, in the numbers of its outputs."""
    ends: dict[str, float] = {entry.point.name: entry.output.at for entry in entries if entry.point}
    first = {output.path: output.at for output in reversed(found.outputs)}
    for point in points:
        path = point.module.removesuffix(".softmax") if point.spec.tap == "softmax" else point.module
        if point.name not in ends:
            ends[point.name] = first.get(path, len(found.outputs)) - (0.5 if point.spec.tap == "softmax" else 0)
    return ends
