"""Looking inside a model while it runs: the only file that registers hooks.

`capture(model, points, x)` is the whole mechanism, for shipped models, timm models and a user's own `nn.Module`. A server
that looks at the same model again and again keeps a `Recorder`, which expands the points once.
"""

import contextlib
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from itertools import count
from typing import Any, cast

import torch
from torch import Tensor, nn

from models.spec.point import Point

from .keeping import After, Before, Keep, Recording, Taps, keeper
from .leading import Detached, Place, differentiating
from .matching import CaptureError, HookTarget, expand, filled, path_pattern, whole
from .model_lock import lock_of
from .module_output import one_tensor, single, with_tensor

__all__ = [
    "CaptureError", "Detached", "HookTarget", "Place", "Recorder", "Recording",
    "capture", "expand", "filled", "path_pattern", "watch",
]  # fmt: skip


class NotAlone(CaptureError):
    """A module that does not run by itself on one tensor."""


def capture(model: nn.Module, points: Iterable[Point], x: Tensor) -> Recording:
    """One forward pass of `model` on `x` (batch first, as the model takes it), and what its points saw. Never partial."""
    return Recorder(model, points).run(x)


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
        taps = Taps(calls, len(x), keep)
        own, around = cast(Any, object()), cast(Any, object())  # keys: a module may be recorded and tapped
        with self._lock:
            try:
                # What register_forward_hook fills, without its handles: those cost a small ViT 5 % of its pass.
                for target in plain:
                    target.module._forward_hooks[own] = keeper(target, calls, len(x), keep)
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

    def received(self, x: Tensor, name: str, until: Place | None = None) -> Tensor:
        """What the named module receives (copied, batch first) when the model sees x: its last call that had begun when
        `until` was there (None: of the whole pass). CaptureError if there is none with a tensor."""
        kept: list[Tensor] = []
        module, left = self.model.get_submodule(name), count()

        def keep(module: nn.Module, inputs: tuple[Any, ...], named: dict[str, Any]) -> None:
            kept.extend(one.clone() for one in list(filter(torch.is_tensor, (*inputs, *named.values())))[:1])

        def reached(output: Any) -> None:
            if until is not None and until.fits(output) and next(left) == until.call:
                raise _Reached

        with self._lock, torch.no_grad():
            handle = module.register_forward_pre_hook(keep, with_kwargs=True)
            end = self._at("" if until is None else until.module).register_forward_hook(lambda *call: reached(call[-1]))
            try:
                with contextlib.suppress(_Reached):
                    self.model(x.clone())
            finally:
                handle.remove()
                end.remove()
        if not kept:
            raise CaptureError(f"{name} received nothing: its module did not run.")
        return kept[-1]

    def _at(self, name: str) -> nn.Module:
        return self.model if name == whole(self.model) else self.model.get_submodule(name)

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

        x (B, …) should require a gradient. What does not run, returns no single tensor or hangs on no gradient is left out. Of
        several calls the last one counts. Detached if x requires a gradient and the output hangs on none.
        """
        kept: dict[str, Tensor] = {}

        def holder(name: str) -> Callable[..., None]:
            def hold(module: nn.Module, inputs: Any, output: Any) -> None:
                one = one_tensor(output)
                if one is not None and one.requires_grad:
                    kept[name] = one

            return hold

        with torch.enable_grad(), differentiating():
            output = self._hooked(x.clone(), {name: holder(name) for name in names})
        if x.requires_grad and not output.requires_grad:
            raise Detached
        return kept, output

    def traced(self, x: Tensor, only: Container[str]) -> tuple[dict[str, list[Tensor]], Tensor]:
        """One pass with a gradient: what these targets (HookTarget.name) yield, attention among them, each call still attached,
        and the output. x (B, …) should require a gradient. Detached as `attached`."""
        calls: dict[str, list[Tensor]] = {}
        taps, handles = Taps(calls, len(x), lambda tensor: tensor), []
        with self._lock, torch.enable_grad(), differentiating(), taps.watching():
            try:
                for target in self.targets:
                    if target.name not in only:
                        continue
                    behind: Callable[..., None] = keeper(target, calls, len(x), lambda tensor: tensor)
                    if target.point.tap == "softmax":
                        before, behind = taps.hooks(target)
                        handles.append(target.module.register_forward_pre_hook(before))
                    handles.append(target.module.register_forward_hook(behind))
                output: Tensor = self.model(x.clone())
            finally:
                for handle in handles:
                    handle.remove()
        if x.requires_grad and not output.requires_grad:
            raise Detached
        return calls, output

    def bypassed(self, x: Tensor, names: Iterable[str]) -> Tensor:
        """The output for x (B, …) if each of the named modules hands on what it gets. RuntimeError where shapes do not meet.

        By hooks: models.measure.leaving_out takes the modules out, which others would see who read the model meanwhile.
        """
        with torch.inference_mode():
            return self._hooked(x, dict.fromkeys(names, lambda module, inputs, output: inputs[0]))

    @contextmanager
    def edited(self, place: Place, edit: Callable[[Tensor], Tensor], received: bool = False) -> Iterator[None]:
        """Inside, this thread's next pass goes on with `edit(tensor)`, of the same shape, in place of what `place` yields, or
        (`received`) of what its module gets first. A recording sees it, and the passes of others wait."""
        begun, module = count(), self._at(place.module)

        def before(module: nn.Module, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
            return (edit(inputs[0]), *inputs[1:]) if next(begun) == place.call else inputs

        def behind(module: nn.Module, inputs: Any, output: Any) -> Any:
            mine = place.fits(output) and next(begun) == place.call
            return with_tensor(output, edit(cast(Tensor, one_tensor(output)))) if mine else output

        with self._lock:
            handle = module.register_forward_pre_hook(before) if received else module.register_forward_hook(behind)
            try:
                yield
            finally:
                handle.remove()

    def resumed(self, x: Tensor, name: str, states: Tensor) -> Tensor:
        """The outputs (n, …) for x (1, …) if the named module yielded these states (n, …): they go on as one batch."""
        with torch.inference_mode():
            return self._hooked(x.clone(), {name: lambda module, inputs, output: with_tensor(output, states.clone())})

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

    def segment(self, x: Tensor, source: Place | str | None, target: Place | str, call: int = 0) -> Callable[[Tensor], Tensor]:
        """The model between two modules as a function with a gradient: output of `source` (B, …) -> output of `target` (B, …).

        x (1, …) is the picture that the rest of the model sees. With source None the function starts at the model's input.
        `call`: of a target that is named only, from 0. The pass ends at the target. Detached if a gradient is wanted and none
        leads from the source to the target.
        """
        begins = Place(source) if isinstance(source, str) else source
        ends = Place(target, call) if isinstance(target, str) else target

        def function(z: Tensor) -> Tensor:
            kept: list[Any] = []
            begun = count()

            def reached(output: Any) -> None:
                if ends.fits(output):
                    kept.append(one_tensor(output))
                if len(kept) > ends.call:
                    raise _Reached  # what comes after it is not needed

            def replaced(output: Any) -> Any:  # by a copy: the model may write into what it gets
                mine = begins is not None and begins.fits(output) and next(begun) == begins.call
                return with_tensor(output, z.clone()) if mine else output

            hooks = [] if begins is None else [(self._at(begins.module), replaced)]
            pictures = z if begins is None else x.expand(len(z), *x.shape[1:])
            self._reach(pictures.clone(), [*hooks, (self._at(ends.module), reached)])
            if len(kept) <= ends.call or kept[ends.call] is None:
                raise CaptureError(f"{ends.module} yielded nothing: its module did not run.")
            found: Tensor = ends.cut(single(kept[ends.call]))
            if z.requires_grad and not found.requires_grad:
                raise Detached
            return found

        return function

    def _reach(self, pictures: Tensor, hooks: Iterable[tuple[nn.Module, Callable[[Any], Any]]]) -> None:
        """A pass with a gradient, with these behind modules' outputs, until one of them raises _Reached."""
        with self._lock, torch.enable_grad(), differentiating():
            handles = [module.register_forward_hook(lambda *call, f=behind: f(call[-1])) for module, behind in hooks]
            try:
                with contextlib.suppress(_Reached):
                    self.model(pictures)
            finally:
                for handle in handles:
                    handle.remove()


class _Reached(Exception):
    """A pass has come as far as somebody wanted."""


@contextmanager
def watch(model: nn.Module, before: Before, after: After, only: Container[str] | None = None) -> Iterator[None]:
    """Calls `before(name, inputs)` and `after(name, inputs, output)` for each module of `model`, or `only` for some, inside."""
    handles = []
    try:
        for name, module in model.named_modules():
            if only is None or name in only:
                handles.append(module.register_forward_pre_hook(lambda m, inputs, name=name: before(name, inputs)))
                handles.append(module.register_forward_hook(lambda m, inputs, output, name=name: after(name, inputs, output)))
        yield
    finally:
        for handle in handles:
            handle.remove()
