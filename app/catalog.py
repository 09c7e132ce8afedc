"""Names to loaded models: checked, with their points, in a bounded cache."""

import logging
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import torch
from torch import Tensor, nn

from models import registry
from models.registry import Entry, Input
from models.scaling import scaling_of

from .analysis.shift import mean_cosine
from .analysis.weights import picture
from .capture import Recorder, filled, path_pattern
from .problems import Problem, quote
from .recording import ResolvedPoint, resolve

log = logging.getLogger("mixscope")

Anatomy = tuple[tuple[ResolvedPoint, ...], list[dict[str, Any]]]
"""A model's points and weight pictures, as they go over the wire."""


@dataclass(frozen=True)
class LoadedModel:
    """A model that is ready to run. `baselines`: point -> mean cosine between different samples (analysis.shift.cosine)."""

    id: str
    entry: Entry
    model: nn.Module
    recorder: Recorder
    points: tuple[ResolvedPoint, ...]
    baselines: Mapping[str, float]

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


class Catalog:
    """The models of `entries`, loaded on demand; the least recently used is forgotten. Safe to use from several threads."""

    def __init__(
        self,
        defaults: Iterable[str],
        samples: Mapping[str, Iterable[Tensor]] | None = None,
        entries: Mapping[str, Entry] = registry.MODELS,
        weights: Path | None = None,
        limit: int = 32,
    ) -> None:
        """`samples`: tier -> images float 0–1 (channel, row, column), for the baselines. `limit`: models held at once."""
        self.entries, self.defaults, self.weights = entries, tuple(defaults), weights
        self._samples = samples or {}
        self._limit = max(limit, len(self.defaults))
        self._loaded: OrderedDict[str, LoadedModel] = OrderedDict()
        self._failed: dict[str, str] = {}
        self._anatomies: dict[str, Anatomy] = {}
        self._lock = Lock()
        self._loading: dict[str, Lock] = {name: Lock() for name in entries}

    @property
    def ready(self) -> bool:
        """Each default model is loaded and its hash was right."""
        return all(name in self._loaded for name in self.defaults)

    def load_defaults(self) -> None:
        for name in self.defaults:
            try:
                self.get(name)
            except Problem as problem:
                log.error("%s", problem.detail)

    def names(self, asked: Iterable[str]) -> tuple[str, ...]:
        """The models asked for, without repetitions; none = the defaults that work. Problem 404 if one does not exist."""
        names = tuple(dict.fromkeys(asked))
        for name in names:
            if name not in self.entries:
                known = ", ".join(self.entries)
                raise Problem(404, "model-unknown", "Model unknown", f"There is no model {quote(name)}. There are {known}.")
        return names or tuple(name for name in self.defaults if name not in self._failed) or self.defaults

    def get(self, name: str) -> LoadedModel:
        """The model, loaded if need be (slow: call it from a worker). Problem 404 unknown, 503 if it cannot be loaded."""
        self.names([name])
        with self._lock:
            if name in self._loaded:
                self._loaded.move_to_end(name)
                return self._loaded[name]
        with self._loading[name]:  # two requests for a new model load it once
            if name not in self._loaded:
                self._keep(name, self._load(name))
            return self._loaded[name]

    def _keep(self, name: str, loaded: LoadedModel) -> None:
        with self._lock:
            self._loaded[name] = loaded
            self._anatomies[name] = _anatomy(loaded.entry, loaded.model, loaded.points)
            spare = [held for held in self._loaded if held not in self.defaults and held != name]
            for old in spare[: max(0, len(self._loaded) - self._limit)]:
                del self._loaded[old]

    def _load(self, name: str) -> LoadedModel:
        entry = self.entries[name]
        try:
            model = registry.load(name, self.weights) if entry is registry.MODELS.get(name) else entry.build().eval()
            recorder = Recorder(model, entry.points)
            points = resolve(recorder, entry.input)
            images = [normalise(image, entry.input) for image in self._samples.get(entry.tier, ())]
            loaded = LoadedModel(name, entry, model, recorder, points, _baselines(recorder, points, images))
        except Exception as error:  # one bad model must not take the others with it
            self._failed[name] = _reason(error)
            log.exception("%s cannot be loaded", name)
            detail = f"The model {name} cannot be used: {self._failed[name]}"
            raise Problem(503, "model-unavailable", "Model unavailable", detail) from None
        self._failed.pop(name, None)
        return loaded

    def has_card(self, model: str, point: str) -> bool:
        """Whether a frame can show it: every stage, and a detail such as attention."""
        return any(one.role != "logits" and one.name == point for one in self._anatomy_of(model)[0])

    def parameter(self, model: str, name: str) -> tuple[Tensor, dict[str, Any] | None]:
        """A parameter or buffer, and the picture that it reads as, if it is one. Problem 404 if there is no such parameter."""
        values = self.get(model).model.state_dict().get(name)
        pictures = self._anatomy_of(model)[1]
        if values is None:
            names = ", ".join(one["parameter"] for one in pictures) or "none"
            detail = f"{model} has no parameter {quote(name)}. As pictures there are {names}."
            raise Problem(404, "parameter-unknown", "Parameter unknown", detail)
        return values, next((one for one in pictures if one["parameter"] == name), None)

    def document(self) -> dict[str, Any]:
        """What `GET /api/models` answers: everything that the cards and the entries say."""
        return {"models": [self._describe(name, entry) for name, entry in self.entries.items()]}

    def _describe(self, name: str, entry: Entry) -> dict[str, Any]:
        card, failure = self._card(name)
        points, pictures = self._anatomy_of(name)
        return {
            "id": name, "title": entry.title, "family": entry.family, "tier": entry.tier, "version": entry.version,
            "default": name in self.defaults, "input": asdict(entry.input), "labels": entry.labels,
            "scaled": scaling_of(entry) is not None,
            **{key: card.get(key) for key in CARD_KEYS}, "note": entry.note,
            "status": f"unavailable: {failure}" if failure else "ready",
            "points": [point.wire() for point in points], "pictures": pictures,
        }  # fmt: skip

    def _card(self, name: str) -> tuple[dict[str, Any], str | None]:
        try:
            return registry.card(name, self.weights), self._failed.get(name)
        except registry.WeightsError as error:
            return {}, self._failed.get(name, str(error))

    def _anatomy_of(self, name: str) -> Anatomy:
        """Points and weight pictures do not depend on the values of the weights: a model never loaded shows them too."""
        if name not in self._anatomies:
            entry = self.entries[name]
            try:
                model = entry.build().eval()
                self._anatomies[name] = _anatomy(entry, model, resolve(Recorder(model, entry.points), entry.input))
            except Exception as error:
                self._failed[name] = _reason(error)
                return (), []
        return self._anatomies[name]


CARD_KEYS = ("parameters", "macs", "top1", "shift_accuracy", "trained_on", "augmentation", "licence")


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


def _anatomy(entry: Entry, model: nn.Module, points: tuple[ResolvedPoint, ...]) -> Anatomy:
    """The points, and the entry's weight pictures with `*` filled in: one per parameter, with the stage it is shown with."""
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
    return points, pictures


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, registry.WeightsError) else f"{type(error).__name__}: {error}"
