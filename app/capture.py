"""Looking inside a model while it runs: the only file that registers hooks.

`capture(model, points, x)` is the whole mechanism, for shipped models, timm models and a user's own `nn.Module`. A server
that looks at the same model again and again keeps a `Recorder`, which expands the points once.
"""

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

import torch
from torch import Tensor, nn

from models.point import Point

_LOCKS: WeakKeyDictionary[nn.Module, Lock] = WeakKeyDictionary()
_LOCKS_LOCK = Lock()


class CaptureError(RuntimeError):
    """A point that yields nothing, or something else than one batched tensor; the message names the point."""


@dataclass(frozen=True, slots=True)
class Place:
    """A point found in a model. `ordinal` counts the matches of the point's pattern from 1."""

    name: str
    module: nn.Module
    point: Point
    ordinal: int


@dataclass(frozen=True, slots=True)
class Recording:
    """What one forward pass left behind.

    `calls`: module path -> one tensor (batch first) for each call of the module; paths in order of execution.
    `output`: what the model returned. `milliseconds`: the forward pass, recording included.
    """

    calls: dict[str, list[Tensor]]
    output: Tensor
    milliseconds: float

    def __getitem__(self, name: str) -> Tensor:
        """The tensor at a module that ran once. KeyError if it was not recorded, CaptureError if it ran several times."""
        tensors = self.calls[name]
        if len(tensors) != 1:
            raise CaptureError(f"{name} ran {len(tensors)} times in one pass: read calls[{name!r}], a list.")
        return tensors[0]


def expand(model: nn.Module, points: Iterable[Point]) -> tuple[Place, ...]:
    """Each point's matches among `model.named_modules()`. CaptureError for a point without one, or a module named twice."""
    modules = dict(model.named_modules())
    places: dict[str, Place] = {}
    for point in points:
        # `*` stands for one path component, so it must not cross a dot.
        pattern = re.compile(re.escape(point.pattern).replace(r"\*", r"[^.]+"))
        names = [name for name in modules if pattern.fullmatch(name)]
        if not names:
            raise CaptureError(f"The point {point.pattern} matches no module of {type(model).__name__}.")
        for ordinal, name in enumerate(names, start=1):
            if name in places:
                raise CaptureError(f"Both {places[name].point.pattern} and {point.pattern} match the module {name}.")
            places[name] = Place(name, modules[name], point, ordinal)
    return tuple(places.values())


def capture(model: nn.Module, points: Iterable[Point], x: Tensor) -> Recording:
    """One forward pass of `model` on `x` (batch first, as the model takes it), and what its points saw. Never partial."""
    return Recorder(model, points).run(x)


class Recorder:
    """A model with its points, ready to record from any thread: passes over one model wait for each other."""

    def __init__(self, model: nn.Module, points: Iterable[Point]) -> None:
        self.model = model
        self.places = expand(model, points)
        self._fragile: WeakSet[nn.Module] = WeakSet()
        with _LOCKS_LOCK:
            self._lock = _LOCKS.setdefault(model, Lock())

    def run(self, x: Tensor) -> Recording:
        with self._lock:
            kept, output, milliseconds = self._pass(x, copy=self._fragile)
            spoilt = [place.module for place, tensor, version in kept if tensor._version != version]
            if spoilt:  # a later operation wrote into what a point had kept: run again, and copy there at once
                self._fragile.update(spoilt)
                kept, output, milliseconds = self._pass(x, copy={place.module for place in self.places})
        return Recording(_by_name(self.places, kept), output, milliseconds)

    def _pass(self, x: Tensor, copy: Any) -> tuple[list[tuple[Place, Tensor, int]], Tensor, float]:
        """One forward pass under hooks that are gone afterwards, whatever happens."""
        kept: list[tuple[Place, Tensor, int]] = []
        handles = []
        try:
            for place in self.places:
                handles.append(place.module.register_forward_hook(_keeper(place, kept, len(x), place.module in copy)))
            # Not inference_mode: its tensors have no version counter, which tells whether one was written to later.
            with torch.no_grad():
                x = x.clone()  # an in-place first layer must not change the caller's picture
                start = time.perf_counter()
                output = self.model(x)
                milliseconds = 1e3 * (time.perf_counter() - start)
        finally:
            for handle in handles:
                handle.remove()
        return kept, output, milliseconds


def _keeper(place: Place, kept: list[tuple[Place, Tensor, int]], batch: int, copy: bool) -> Any:
    def keep(module: nn.Module, inputs: Any, output: Any) -> None:
        if not isinstance(output, Tensor):
            raise CaptureError(
                f"The point {place.name} yields a {type(output).__name__}: point at a module that returns one tensor."
            )
        if output.ndim == 0 or output.shape[0] != batch:
            raise CaptureError(f"The point {place.name} yields shape {tuple(output.shape)}: its first axis is not the batch.")
        tensor = output.clone() if copy else output
        kept.append((place, tensor, tensor._version))

    return keep


def _by_name(places: Sequence[Place], kept: list[tuple[Place, Tensor, int]]) -> dict[str, list[Tensor]]:
    calls: dict[str, list[Tensor]] = {}
    for place, tensor, _ in kept:
        calls.setdefault(place.name, []).append(tensor)
    for place in places:
        if place.name not in calls:
            raise CaptureError(f"The point {place.name} yielded nothing: its module did not run.")
    return calls
