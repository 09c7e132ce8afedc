"""What a recording keeps of the modules and softmaxes that it looks at, while a pass runs."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from .fused_attention import Softmaxes
from .matching import CaptureError, HookTarget
from .module_output import one_tensor, single

Keep = Callable[[Tensor], Tensor]

Before = Callable[[str, Any], None]
"""Called as before(name of a module, inputs)."""

After = Callable[[str, Any, Any], None]
"""Called as after(name of a module, inputs, output)."""

SPLIT = ("window", "head")
"""Axes that may lie in one with the batch."""


@dataclass(frozen=True, slots=True)
class Recording:
    """What one forward pass left behind.

    `calls`: name of a HookTarget -> one tensor (batch first) for each call of the module; in order of execution.
    `output`: what the model returned. `milliseconds`: the forward pass, recording included. `inside`: what inner modules that
    were asked for yielded, by the names of their points (inner.py).
    """

    calls: dict[str, list[Tensor]]
    output: Tensor
    milliseconds: float
    inside: Mapping[str, Tensor] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Tensor:
        """The tensor at a module that ran once. KeyError if it was not recorded, CaptureError if it ran several times."""
        tensors = self.calls[name]
        if len(tensors) != 1:
            raise CaptureError(f"{name} ran {len(tensors)} times in one pass: read calls[{name!r}], a list.")
        return tensors[0]


class Taps:
    """Which tapped modules are running, and what their softmaxes give."""

    def __init__(self, calls: dict[str, list[Tensor]], batch: int, keep: Keep) -> None:
        self._calls, self._batch, self._keep = calls, batch, keep
        self._running: list[Callable[[Tensor], None]] = []

    def hooks(self, target: HookTarget) -> tuple[Callable[..., None], Callable[..., None]]:
        axes = len(target.point.axes)

        def seen(weights: Tensor) -> None:
            weights = _told_apart(target, weights)
            if weights.dim() in (axes, axes + 1):  # else it is another softmax than the one the point is about
                self._calls.setdefault(target.name, []).append(_batched(target, weights, self._batch, self._keep))

        return lambda *call: self._running.append(seen), self._ended

    def _ended(self, *call: Any) -> None:
        self._running.pop()

    def watching(self) -> AbstractContextManager[Any]:
        return Softmaxes(lambda: bool(self._running), lambda weights, values: self._running[-1](weights))


def keeper(target: HookTarget, calls: dict[str, list[Tensor]], batch: int, keep: Keep) -> Callable[..., None]:
    name, rank = target.name, len(target.point.axes) + 1

    def hook(module: nn.Module, inputs: Any, output: Any) -> None:
        if type(output) is Tensor and output.dtype is torch.float32 and output.dim() == rank and output.size(0) == batch:
            calls.setdefault(name, []).append(keep(output))  # the usual case, at once
            return
        one = one_tensor(output)
        one = None if one is None else _told_apart(target, one)
        if one is not None and one.dim() != rank and one.dim() and one.size(0) == batch and target.point.axes[0] not in SPLIT:
            return  # another of its calls than the one that the point is about
        if one is None:
            raise CaptureError(
                f"The point {target.name} yields a {type(output).__name__}: choose a module that returns one tensor."
            )
        calls.setdefault(target.name, []).append(_batched(target, one, batch, keep))

    return hook


def _told_apart(target: HookTarget, weights: Tensor) -> Tensor:
    """Attention with its windows and heads in an axis each, where they lie in one."""
    merged = target.point.merged
    return weights.unflatten(0, (-1, merged)) if merged and weights.dim() == len(target.point.axes) - 1 else weights


def _batched(target: HookTarget, tensor: Tensor, batch: int, keep: Keep) -> Tensor:
    """What is kept of `tensor`, its first axis the batch. CaptureError if that cannot be."""
    tensor, shape = single(tensor), tensor.shape
    if len(shape) and shape[0] == batch and len(shape) != len(target.point.axes):
        return keep(tensor)
    if len(shape) == len(target.point.axes) and target.point.axes[0] in SPLIT and shape[0] % batch == 0:
        return keep(tensor.reshape(batch, shape[0] // batch, *shape[1:]))
    raise CaptureError(f"The point {target.name} yields shape {tuple(shape)}: its first axis is not the batch.")
