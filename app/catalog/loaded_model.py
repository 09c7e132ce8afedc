"""A model that is ready to run, and what is learned about it once: points, weight pictures, baselines."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any

import torch
from torch import Tensor, nn

from models.spec.entry import Entry, Input
from models.spec.normalise import normalise as normalised

from ..analysis.equivariance import PairCosines
from ..analysis.weight_images import picture
from ..capture.compiled import Compiled
from ..capture.model_lock import HANGS, lock_of
from ..capture.on_device import OnDevice
from ..capture.points import ResolvedPoint, resolve
from ..capture.recorder import Recorder, Recording, filled, path_pattern
from ..core.errors import Problem, quote
from ..core.sentence import Sentence
from . import precision
from .inside import Inside, is_inside
from .precision import FLOAT32, Choice, Runs

SERIAL = count()

KEPT = 64 * 1024 * 1024
"""Bytes of stages that one batch may keep."""

TRACED = 1024 * 1024 * 1024
"""Bytes of one picture's whole recording; beyond them its details (attention over thousands of tokens) come one by one only."""

LARGEST_DETAIL = 1_000_000
"""Values of a detail (attention) beyond which its cosine is plain, without the baseline."""

Group = tuple[ResolvedPoint, ...]


@dataclass(frozen=True)
class LoadedModel:
    """A model that is ready to run. `baselines`: point -> mean cosine between different samples (analysis.shift.cosine).
    `temperature`: its card's, which makes shares mean what they say; None where the card has none.

    `elsewhere`, else `compiled`: what runs for pictures that are dragged, a copy on a GPU (app/catalog/devices.py) or a
    compiled form (app/catalog/compiling.py); neither = the hooks.
    `serial` is another one each time a model is loaded, so that nothing remembered of an earlier one is taken for it.
    """

    id: str
    entry: Entry
    model: nn.Module
    recorder: Recorder
    points: tuple[ResolvedPoint, ...]
    baselines: Mapping[str, float]
    serial: int
    runs: Runs
    temperature: float | None = None
    compiled: Compiled | None = None
    elsewhere: OnDevice | None = None

    @classmethod
    def of(
        cls, id: str, entry: Entry, model: nn.Module, images: Iterable[Tensor], choice: Choice = "float32",
        temperature: float | None = None,
    ) -> "LoadedModel":  # fmt: skip
        """`images`: samples, float 0–1 (channel, row, column). CaptureError if the entry's points do not fit the model."""
        recorder = Recorder(model, entry.points)
        runs = _precision(recorder, entry.input, choice)
        points = resolve(recorder, entry.input)
        inputs = [normalise(image, entry.input) for image in images]
        baselines = _baselines(recorder, points, inputs)
        return cls(id, entry, model, recorder, points, baselines, next(SERIAL), runs, temperature)

    def point(self, name: str) -> ResolvedPoint:
        """One of the model's own points. Problem 404 for another name, 422 for an inner module's: `opened` has those, too."""
        for point in self.points:
            if point.name == name:
                return point
        if is_inside(self.model, name):
            says = "“{point}” is a module inside a stage. This question is asked about whole stages: ask it about the stage."
            raise Problem(422, "inner-point", "Not about inner modules", Sentence("inner-point", says, point=name))
        names = ", ".join(point.name for point in self.points)
        detail = Sentence(
            "point-unknown", "{model} has no point {name}. It has {names}.", model=self.id, name=quote(name), names=names
        )
        raise Problem(404, "point-unknown", "Point unknown", detail)

    def opened(self, name: str) -> ResolvedPoint:
        """One of its points, or an inner module. Problem 404 for an unknown name, NoAnswer for what cannot be opened."""
        own = next((point for point in self.points if point.name == name), None)
        return own or self.inside.point(self.inside.call(name))

    @cached_property
    def inside(self) -> Inside:
        """Slow the first time."""
        return Inside(self.id, self.model, self.points, self.entry.input)

    def around(self, point: ResolvedPoint) -> tuple[ResolvedPoint, ...]:
        """All points in order of execution, this one among them."""
        return self.points if point.inner is None else self.inside.around(point)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """All stages, those of one form together: they can be measured in one go."""
        found: dict[Any, list[ResolvedPoint]] = {}
        for point in self.points:
            if point.stage:
                form = (point.shape, point.axes, point.grid, point.prefix, point.stride)
                found.setdefault(form, []).append(point)
        return tuple(tuple(group) for group in found.values())

    def shown(self, details: Collection[str]) -> tuple[Group, ...]:
        """The groups of stages, and each of these details (attention …) by itself."""
        return (*self.groups, *((point,) for point in self.points if not point.stage and point.name in details))

    @cached_property
    def traced(self) -> tuple[ResolvedPoint, ...]:
        """What is recorded where everything is asked for: all points, without details whose sum would fill the memory."""
        everything = 4 * sum(math.prod(point.shape) for point in self.points)
        return self.points if everything <= TRACED else tuple(p for p in self.points if p.stage or p.role == "logits")

    @cached_property
    def together(self) -> int:
        """How many pictures may run as one batch, so that what is kept of them stays small."""
        each = 4 * sum(math.prod(point.shape) for point in self.points if point.stage)
        return max(1, KEPT // max(1, each))

    def live(self, x: Tensor, only: Collection[str]) -> Recording:
        """One pass, for what is painted or told while a picture is dragged. Where it is `rounded`, its values differ from what
        `recorder` sees, which is exact: the two are not to be compared with each other."""
        return (self.elsewhere or self.compiled or self.recorder).run(x, only)

    @property
    def rounded(self) -> bool:
        """Whether what is live is computed by something else than what is exact."""
        return self.elsewhere is not None or self.compiled is not None

    @property
    def hangs(self) -> Sentence | None:
        """What to say where a pass takes longer than anybody waits for it."""
        return HANGS if lock_of(self.model).exhausted else None

    @cached_property
    def bytes(self) -> int:
        """Memory of its parameters and buffers, which a compiled form has once more."""
        return size(self.model) + (self.compiled.bytes if self.compiled else 0)


def size(model: nn.Module) -> int:
    """Bytes of its parameters and buffers."""
    return sum(tensor.numel() * tensor.element_size() for tensor in model.state_dict().values())


def _precision(recorder: Recorder, input: Input, choice: Choice) -> Runs:
    """Sets the recorder's number type, and measures what it does to the logits on a picture of noise."""
    if precision.chosen(choice, size(recorder.model)) == "float32":
        return FLOAT32
    recorder.half = True
    noise = torch.rand(input.channels, input.height, input.width, generator=torch.Generator().manual_seed(0))
    x = normalise(noise, input)
    half, exact = (recorder.run(x, (), exact=exact).output for exact in (False, True))
    return Runs("bfloat16", float((half - exact).abs().max()))


@dataclass(frozen=True)
class Anatomy:
    """What the wire says of a model that was opened once. It does not change with the picture, and is kept for good."""

    entry: Entry
    points: tuple[ResolvedPoint, ...]
    pictures: list[dict[str, Any]]
    runs: Runs

    @classmethod
    def of(cls, entry: Entry, model: nn.Module, points: tuple[ResolvedPoint, ...], runs: Runs = FLOAT32) -> "Anatomy":
        return cls(entry, points, _pictures(entry, model), runs)

    @classmethod
    def before_loading(cls, entry: Entry, choice: Choice) -> "Anatomy":
        """Without the weights, on whose values none of it depends, but for what bfloat16 does to the logits."""
        model = entry.build().eval()
        return cls.of(
            entry, model, resolve(Recorder(model, entry.points), entry.input), precision.expected(choice, size(model))
        )

    @cached_property
    def cards(self) -> frozenset[str]:
        """Names of the points that a frame can show."""
        return frozenset(point.name for point in self.points if point.role != "logits")


def normalise(image: Tensor, input: Input) -> Tensor:
    """Image 0–1 (channel, row, column) -> what the model receives, batch of one, float32."""
    return normalised(image[None], input)


def _baselines(recorder: Recorder, points: Iterable[ResolvedPoint], inputs: list[Tensor]) -> dict[str, float]:
    """Picture by picture, because what a large model holds of all of them would be much: see analysis.shift.PairCosines."""
    if len(inputs) < 2:
        return {point.name: 0.0 for point in points}
    sums = {point.name: PairCosines() for point in points if point.stage or math.prod(point.shape) <= LARGEST_DETAIL}
    places = {point.module for point in points if point.name in sums}
    for x in inputs:
        recording = recorder.run(x, only=places)
        for point in points:
            if point.name in sums:
                sums[point.name].add(point.of(recording).numpy())
    return {point.name: sums[point.name].mean if point.name in sums else 0.0 for point in points}


def _pictures(entry: Entry, model: nn.Module) -> list[dict[str, Any]]:
    """The entry's weight pictures with `*` filled in: one per parameter, with the stage it is shown with."""
    parameters = model.state_dict()
    pictures = []
    for wanted in entry.pictures:
        names = [name for name in parameters if path_pattern(wanted.parameter).fullmatch(name)]
        for ordinal, name in enumerate(names, start=1):
            stage = filled(wanted.stage, wanted.parameter, name)
            shape = picture(parameters[name], wanted.kind, entry.input.width, entry.input.height, wanted.prefix).shape
            title = wanted.title.replace("{}", str(ordinal))
            pictures.append(
                {"parameter": name, "title": title, "kind": wanted.kind, "stage": stage, "shape": tuple(shape),
                 "prefix": wanted.prefix, "direct": wanted.direct}
            )  # fmt: skip
    return pictures
