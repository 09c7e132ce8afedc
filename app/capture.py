"""Looking inside a model while it runs: the only file that registers hooks.

`capture(model, points, x)` is the whole mechanism, for shipped models, timm models and a user's own `nn.Module`. A server
that looks at the same model again and again keeps a `Recorder`, which expands the points once.
"""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

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
        names = [name for name in modules if path_pattern(point.pattern).fullmatch(name)]
        if not names:
            raise CaptureError(f"The point {point.pattern} matches no module of {type(model).__name__}.")
        for ordinal, name in enumerate(names, start=1):
            if name in places:
                raise CaptureError(f"Both {places[name].point.pattern} and {point.pattern} match the module {name}.")
            places[name] = Place(name, modules[name], point, ordinal)
    return tuple(places.values())


def path_pattern(pattern: str) -> re.Pattern[str]:
    """A dotted path in which each `*` is a group that stands for a component or a part of one."""
    return re.compile(re.escape(pattern).replace(r"\*", r"([^.]+)"))


def filled(template: str, pattern: str, name: str) -> str:
    """`template` with what the stars of `pattern` stand for in `name`: blocks.*.attn, blocks.*, blocks.4 -> blocks.4.attn."""
    found = path_pattern(pattern).fullmatch(name)
    if found is None:
        raise ValueError(f"{name} does not match {pattern}")
    stars = iter(found.groups())
    return re.sub(r"\*", lambda _: next(stars), template)


def capture(model: nn.Module, points: Iterable[Point], x: Tensor) -> Recording:
    """One forward pass of `model` on `x` (batch first, as the model takes it), and what its points saw. Never partial."""
    return Recorder(model, points).run(x)


class Recorder:
    """A model with its points, ready to record from any thread: passes over one model wait for each other."""

    def __init__(self, model: nn.Module, points: Iterable[Point]) -> None:
        self.model = model
        self.places = expand(model, points)
        # What register_forward_hook fills, without its handles: those cost a small ViT 5 % of its pass.
        self._hooks = [(place.module._forward_hooks, place.name) for place in self.places]
        with _LOCKS_LOCK:
            self._lock = _LOCKS.setdefault(model, Lock())

    def run(self, x: Tensor) -> Recording:
        """One forward pass on `x`, batch first. The hooks are gone afterwards, whatever happens."""
        calls: dict[str, list[Tensor]] = {}
        key: Any = object()
        with self._lock:
            try:
                for hooks, name in self._hooks:
                    hooks[key] = _keeper(name, calls, len(x))
                with torch.inference_mode():
                    x = x.clone()  # an in-place first layer must not change the caller's picture
                    start = time.perf_counter()
                    output = self.model(x)
                    milliseconds = 1e3 * (time.perf_counter() - start)
            finally:
                for hooks, _ in self._hooks:
                    hooks.pop(key, None)
        silent = [place.name for place in self.places if place.name not in calls]
        if silent:
            raise CaptureError(f"The point {silent[0]} yielded nothing: its module did not run.")
        return Recording(calls, output, milliseconds)

    def inputs(self, x: Tensor, names: Iterable[str]) -> dict[str, Tensor]:
        """What each named module receives (copied, batch first) when the model sees x. CaptureError if one does not run."""
        modules, kept, handles = dict(self.model.named_modules()), {}, []

        def keeper(name: str) -> Any:
            def keep(module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
                kept[name] = inputs[0].clone()

            return keep

        with self._lock:
            try:
                for name in names:
                    handles.append(modules[name].register_forward_pre_hook(keeper(name)))
                with torch.no_grad():
                    self.model(x)
            finally:
                for handle in handles:
                    handle.remove()
        if missing := [name for name in names if name not in kept]:
            raise CaptureError(f"{missing[0]} received nothing: its module did not run.")
        return kept

    def alone(self, module: nn.Module, yields: str = "") -> Callable[[Tensor], Tensor]:
        """One of the model's modules by itself, or what the part of it named `yields` puts out meanwhile.

        It takes its turn like a whole pass, whose hooks would see its tensors.
        """
        part = module.get_submodule(yields)

        def function(z: Tensor) -> Tensor:
            kept: list[Tensor] = []
            with self._lock:
                handle = part.register_forward_hook(lambda *call: kept.append(call[-1]))
                try:
                    module(z)
                finally:
                    handle.remove()
            if not kept:
                raise CaptureError(f"{yields} yielded nothing: its module did not run.")
            return kept[-1]

        return function

    def segment(self, x: Tensor, source: str | None, target: str) -> Callable[[Tensor], Tensor]:
        """The model between two modules as a function with a gradient: output of `source` (B, …) -> output of `target` (B, …).

        x (1, …) is the picture that the rest of the model sees. With source None the function starts at the model's input.
        """
        modules = dict(self.model.named_modules())

        def function(z: Tensor) -> Tensor:
            kept: list[Tensor] = []
            with self._lock, torch.enable_grad():
                handles = [modules[target].register_forward_hook(lambda *call: kept.append(call[-1]))]
                if source is not None:
                    handles.append(modules[source].register_forward_hook(lambda *call: z))
                try:
                    self.model(z if source is None else x.expand(len(z), *x.shape[1:]))
                finally:
                    for handle in handles:
                        handle.remove()
            if not kept:
                raise CaptureError(f"{target} yielded nothing: its module did not run.")
            return kept[-1]

        return function


def _keeper(name: str, calls: dict[str, list[Tensor]], batch: int) -> Callable[..., None]:
    def keep(module: nn.Module, inputs: Any, output: Any) -> None:
        if not isinstance(output, Tensor):
            raise CaptureError(f"The point {name} yields a {type(output).__name__}: choose a module that returns one tensor.")
        if output.ndim == 0 or output.shape[0] != batch:
            raise CaptureError(f"The point {name} yields shape {tuple(output.shape)}: its first axis is not the batch.")
        # A copy, because a later layer may write into the tensor itself. Keeping the tensor and checking its version counter
        # instead needs no_grad, which costs the ViT 10 % against inference_mode's 3 % for copies.
        calls.setdefault(name, []).append(output.clone())

    return keep
