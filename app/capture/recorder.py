"""Looking inside a model while it runs: the only file that registers hooks.

`capture(model, points, x)` is the whole mechanism, for shipped models, timm models and a user's own `nn.Module`. A server
that looks at the same model again and again keeps a `Recorder`, which expands the points once.
"""

import contextlib
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import Tensor, nn

from models.spec.point import Point

from .fused_attention import Softmaxes
from .matching import WHOLE, CaptureError, HookTarget, expand, filled, path_pattern
from .model_lock import lock_of
from .module_output import one_tensor, single, with_tensor

__all__ = ["CaptureError", "HookTarget", "Recorder", "Recording", "capture", "expand", "filled", "path_pattern", "watch"]


class NotAlone(CaptureError):
    """A module that does not run by itself on one tensor."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What one forward pass left behind.

    `calls`: name of a HookTarget -> one tensor (batch first) for each call of the module; in order of execution.
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


def capture(model: nn.Module, points: Iterable[Point], x: Tensor) -> Recording:
    """One forward pass of `model` on `x` (batch first, as the model takes it), and what its points saw. Never partial."""
    return Recorder(model, points).run(x)


Keep = Callable[[Tensor], Tensor]


class Recorder:
    """A model with its points, ready to record from any thread: passes over one model wait for each other."""

    def __init__(self, model: nn.Module, points: Iterable[Point]) -> None:
        self.model = model
        self.half = False
        """Whether passes run in bfloat16 (app/catalog/precision.py), except those that are to be exact."""
        self.targets = expand(model, points)
        self._plain = [target for target in self.targets if target.point.tap == "output"]
        self._tapped = [target for target in self.targets if target.point.tap == "softmax"]
        self._lock = lock_of(model)

    def run(self, x: Tensor, only: Container[str] | None = None, keep: Keep = Tensor.clone, exact: bool = False) -> Recording:
        """One forward pass on `x`, batch first. The hooks are gone afterwards, whatever happens.

        `only`: the targets to record, None = all. `keep` makes what is kept of a tensor: by default a copy, because a later
        layer may write into the tensor itself. (Keeping the tensor and checking its version counter instead needs no_grad,
        which costs the ViT 10 % against inference_mode's 3 % for copies.)
        """
        calls: dict[str, list[Tensor]] = {}
        plain, tapped = self._plain, self._tapped
        if only is not None:
            plain, tapped = ([target for target in some if target.name in only] for some in (plain, tapped))
        taps = _Taps(calls, len(x), keep)
        own, around = cast(Any, object()), cast(Any, object())  # keys: a module may be recorded and tapped
        with self._lock:
            try:
                # What register_forward_hook fills, without its handles: those cost a small ViT 5 % of its pass.
                for target in plain:
                    target.module._forward_hooks[own] = _keeper(target, calls, len(x), keep)
                for target in tapped:
                    target.module._forward_pre_hooks[around], target.module._forward_hooks[around] = taps.hooks(target)
                # Entered only where it does something: it costs as much as several hooks.
                half = torch.autocast("cpu", torch.bfloat16) if self.half and not exact else nullcontext()
                with torch.inference_mode(), half, taps.watching() if tapped else nullcontext():
                    x = x.clone()  # an in-target first layer must not change the caller's picture
                    start = time.perf_counter()
                    output = self.model(x)
                    milliseconds = 1e3 * (time.perf_counter() - start)
            finally:
                for target in plain:
                    target.module._forward_hooks.pop(own, None)
                for target in tapped:
                    target.module._forward_pre_hooks.pop(around, None)
                    target.module._forward_hooks.pop(around, None)
        silent = [target.name for target in (*plain, *tapped) if target.name not in calls]
        if silent:
            raise CaptureError(f"The point {silent[0]} yielded nothing: its module did not run.")
        return Recording(calls, single(output), milliseconds)

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
                except TypeError as error:  # it wants more arguments than its first one
                    raise NotAlone(f"{type(module).__name__} cannot run by itself: {error}") from None
                finally:
                    handle.remove()
            if not kept:
                raise CaptureError(f"{yields} yielded nothing: its module did not run.")
            output = one_tensor(kept[-1])
            if output is None:
                raise NotAlone(f"{type(part).__name__} returns no single tensor.")
            return output

        return function

    def attached(self, x: Tensor, names: Iterable[str]) -> tuple[dict[str, Tensor], Tensor]:
        """One pass with a gradient: what each named module puts out, still attached, in order of execution, and the output.

        x (B, …) should require a gradient. CaptureError if a module does not run. Of several calls the last one counts.
        """
        kept: dict[str, Tensor] = {}

        def keeper(name: str) -> Callable[..., None]:
            return lambda module, inputs, output: kept.update({name: output})

        wanted = list(names)
        with torch.enable_grad():
            output = self._hooked(x, {name: keeper(name) for name in wanted})
        if missing := [name for name in wanted if name not in kept]:
            raise CaptureError(f"{missing[0]} yielded nothing: its module did not run.")
        return kept, output

    def bypassed(self, x: Tensor, names: Iterable[str]) -> Tensor:
        """The output for x (B, …) if each of the named modules hands on what it gets. RuntimeError where shapes do not meet.

        By hooks: models.measure.leaving_out takes the modules out, which others would see who read the model meanwhile.
        """
        with torch.inference_mode():
            return self._hooked(x, dict.fromkeys(names, lambda module, inputs, output: inputs[0]))

    def _hooked(self, x: Tensor, hooks: Mapping[str, Callable[..., Any]]) -> Tensor:
        """One pass with a hook behind each of these modules."""
        modules, handles = dict(self.model.named_modules()), []
        with self._lock:
            try:
                for name, behind in hooks.items():
                    handles.append(modules[name].register_forward_hook(behind))
                output: Tensor = self.model(x)
            finally:
                for handle in handles:
                    handle.remove()
        return output

    def segment(self, x: Tensor, source: str | None, target: str, call: int = 0) -> Callable[[Tensor], Tensor]:
        """The model between two modules as a function with a gradient: output of `source` (B, …) -> output of `target` (B, …).

        x (1, …) is the picture that the rest of the model sees. With source None the function starts at the model's input.
        `call`: which call of the target, from 0; the pass ends there.
        """
        modules = dict(self.model.named_modules()) | {WHOLE: self.model}

        def function(z: Tensor) -> Tensor:
            kept: list[Any] = []

            def reached(output: Any) -> None:
                kept.append(one_tensor(output))
                if len(kept) > call:
                    raise _Reached  # what comes after it is not needed

            with self._lock, torch.enable_grad():
                handles = [modules[target].register_forward_hook(lambda *call: reached(call[-1]))]
                if source is not None:
                    handles.append(modules[source].register_forward_hook(lambda *call: with_tensor(call[-1], z)))
                with contextlib.suppress(_Reached):
                    try:
                        self.model(z if source is None else x.expand(len(z), *x.shape[1:]))
                    finally:
                        for handle in handles:
                            handle.remove()
            if not kept:
                raise CaptureError(f"{target} yielded nothing: its module did not run.")
            reached_output: Tensor = kept[call]
            return reached_output

        return function


class _Reached(Exception):
    """A pass has come as far as somebody wanted."""


class _Taps:
    """Which tapped modules are running, and what their softmaxes give."""

    def __init__(self, calls: dict[str, list[Tensor]], batch: int, keep: Keep) -> None:
        self._calls, self._batch, self._keep = calls, batch, keep
        self._running: list[Callable[[Tensor], None]] = []

    def hooks(self, target: HookTarget) -> tuple[Callable[..., None], Callable[..., None]]:
        axes = len(target.point.axes)

        def seen(weights: Tensor) -> None:
            if weights.dim() in (axes, axes + 1):  # else it is another softmax than the one the point is about
                self._calls.setdefault(target.name, []).append(_batched(target, weights, self._batch, self._keep))

        return lambda *call: self._running.append(seen), self._ended

    def _ended(self, *call: Any) -> None:
        self._running.pop()

    def watching(self) -> AbstractContextManager[Any]:
        return Softmaxes(lambda: bool(self._running), lambda weights, values: self._running[-1](weights))


def _keeper(target: HookTarget, calls: dict[str, list[Tensor]], batch: int, keep: Keep) -> Callable[..., None]:
    name, rank = target.name, len(target.point.axes) + 1

    def hook(module: nn.Module, inputs: Any, output: Any) -> None:
        if type(output) is Tensor and output.dtype is torch.float32 and output.dim() == rank and output.size(0) == batch:
            calls.setdefault(name, []).append(keep(output))  # the usual case, at once
            return
        one = one_tensor(output)
        if one is None:
            raise CaptureError(
                f"The point {target.name} yields a {type(output).__name__}: choose a module that returns one tensor."
            )
        calls.setdefault(target.name, []).append(_batched(target, one, batch, keep))

    return hook


def _batched(target: HookTarget, tensor: Tensor, batch: int, keep: Keep) -> Tensor:
    """What is kept of `tensor`, its first axis the batch. CaptureError if that cannot be."""
    tensor, shape = single(tensor), tensor.shape
    if len(shape) and shape[0] == batch and len(shape) != len(target.point.axes):
        return keep(tensor)
    if len(shape) == len(target.point.axes) and target.point.axes[0] in ("window", "head") and shape[0] % batch == 0:
        return keep(tensor).reshape(batch, shape[0] // batch, *shape[1:])
    raise CaptureError(f"The point {target.name} yields shape {tuple(shape)}: its first axis is not the batch.")


@contextmanager
def watch(model: nn.Module, before: Callable[[str, Any], None], after: Callable[[str, Any, Any], None]) -> Iterator[None]:
    """Calls `before(name, inputs)` and `after(name, inputs, output)` for every module of `model`, as long as it lasts."""
    handles = []
    try:
        for name, module in model.named_modules():
            handles.append(module.register_forward_pre_hook(lambda m, inputs, name=name: before(name, inputs)))
            handles.append(module.register_forward_hook(lambda m, inputs, output, name=name: after(name, inputs, output)))
        yield
    finally:
        for handle in handles:
            handle.remove()
