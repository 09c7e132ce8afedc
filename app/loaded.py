"""A model that is ready to run, and what is learned about it once: points, weight pictures, baselines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import count
from typing import Any

import torch
from torch import Tensor, nn

from models.registry import Entry, Input

from .analysis.shift import mean_cosine
from .analysis.weights import picture
from .capture import Recorder, path_pattern
from .problems import Problem, quote
from .recording import ResolvedPoint, resolve

SERIAL = count()


@dataclass(frozen=True)
class LoadedModel:
    """A model that is ready to run. `baselines`: point -> mean cosine between different samples (analysis.shift.cosine).

    `serial` is another one each time a model is loaded, so that nothing remembered of an earlier one is taken for it.
    """

    id: str
    entry: Entry
    model: nn.Module
    recorder: Recorder
    points: tuple[ResolvedPoint, ...]
    baselines: Mapping[str, float]
    serial: int

    @classmethod
    def of(cls, id: str, entry: Entry, model: nn.Module, images: Iterable[Tensor]) -> "LoadedModel":
        """`images`: samples, float 0–1 (channel, row, column). CaptureError if the entry's points do not fit the model."""
        recorder = Recorder(model, entry.points)
        points = resolve(recorder, entry.input)
        inputs = [normalise(image, entry.input) for image in images]
        return cls(id, entry, model, recorder, points, _baselines(recorder, points, inputs), next(SERIAL))

    def point(self, name: str) -> ResolvedPoint:
        for point in self.points:
            if point.name == name:
                return point
        names = ", ".join(point.name for point in self.points)
        raise Problem(404, "point-unknown", "Point unknown", f"{self.id} has no point {quote(name)}. It has {names}.")

    @cached_property
    def groups(self) -> tuple[tuple[ResolvedPoint, ...], ...]:
        """All points but the logits, those of one form together: they can be measured in one go."""
        found: dict[Any, list[ResolvedPoint]] = {}
        for point in self.points:
            if point.role != "logits":
                form = (point.shape, point.axes, point.grid, point.prefix, point.stride, point.stage)
                found.setdefault(form, []).append(point)
        return tuple(tuple(group) for group in found.values())

    @cached_property
    def bytes(self) -> int:
        """Memory of its parameters and buffers."""
        return sum(tensor.numel() * tensor.element_size() for tensor in self.model.state_dict().values())


@dataclass(frozen=True)
class Anatomy:
    """What the wire says of a model that was opened once. It does not change with the picture, and is kept for good."""

    entry: Entry
    points: tuple[ResolvedPoint, ...]
    pictures: list[dict[str, Any]]

    @classmethod
    def of(cls, entry: Entry, model: nn.Module, points: tuple[ResolvedPoint, ...]) -> "Anatomy":
        return cls(entry, points, _pictures(entry, model))


def normalise(image: Tensor, input: Input) -> Tensor:
    """Image 0–1 (channel, row, column) -> what the model receives, batch of one, float32."""
    mean, std = _scale(input)
    return (image[None] - mean) / std


@lru_cache(maxsize=64)
def _scale(input: Input) -> tuple[Tensor, Tensor]:
    return tuple(torch.tensor(values).reshape(1, -1, 1, 1) for values in (input.mean, input.std))  # type: ignore[return-value]


def _baselines(recorder: Recorder, points: Iterable[ResolvedPoint], inputs: list[Tensor]) -> dict[str, float]:
    if len(inputs) < 2:
        return {point.name: 0.0 for point in points}
    recording = recorder.run(torch.cat(inputs))
    return {point.name: mean_cosine(point.of(recording).numpy()) for point in points}


def _pictures(entry: Entry, model: nn.Module) -> list[dict[str, Any]]:
    """The entry's weight pictures with `*` filled in: one per parameter, with the stage it is shown with."""
    parameters = model.state_dict()
    pictures = []
    for wanted in entry.pictures:
        names = [name for name in parameters if path_pattern(wanted.parameter).fullmatch(name)]
        for ordinal, name in enumerate(names, start=1):
            stars = iter(path_pattern(wanted.parameter).fullmatch(name).groups())  # type: ignore[union-attr]
            stage = ".".join(next(stars) if part == "*" else part for part in wanted.stage.split("."))
            shape = picture(parameters[name], wanted.kind, entry.input.width, entry.input.height, wanted.prefix).shape
            title = wanted.title.replace("{}", str(ordinal))
            pictures.append(
                {"parameter": name, "title": title, "kind": wanted.kind, "stage": stage, "shape": tuple(shape),
                 "prefix": wanted.prefix}
            )  # fmt: skip
    return pictures
