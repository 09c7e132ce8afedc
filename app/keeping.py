"""What is kept of a module's output, or of the softmax inside it: one tensor, batch first, float32."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from torch import Tensor, nn

from .places import CaptureError, Place
from .softmax import Softmaxes

Keep = Callable[[Tensor], Tensor]
"""Makes what is kept of a tensor: a copy of it, or less."""


def tapped(place: Place) -> bool:
    return place.point.tap == "softmax"


class Taps:
    """Which tapped modules are running, and what their softmaxes give."""

    def __init__(self, calls: dict[str, list[Tensor]], batch: int, keep: Keep) -> None:
        self._calls, self._batch, self._keep = calls, batch, keep
        self._running: list[Callable[[Tensor], None]] = []
        self._any = False

    def hooks(self, place: Place) -> tuple[Callable[..., None], Callable[..., None]]:
        self._any = True
        axes = len(place.point.axes)

        def seen(weights: Tensor) -> None:
            if weights.dim() in (axes, axes + 1):  # else it is another softmax than the one the point is about
                self._calls.setdefault(place.name, []).append(_batched(place, weights, self._batch, self._keep))

        return lambda *call: self._running.append(seen), self._ended

    def _ended(self, *call: Any) -> None:
        self._running.pop()

    def watching(self) -> AbstractContextManager[Any]:
        return (
            Softmaxes(lambda: bool(self._running), lambda weights, values: self._running[-1](weights))
            if self._any
            else nullcontext()
        )


def keeper(place: Place, calls: dict[str, list[Tensor]], batch: int, keep: Keep) -> Callable[..., None]:
    def hook(module: nn.Module, inputs: Any, output: Any) -> None:
        one = one_tensor(output)
        if one is None:
            raise CaptureError(
                f"The point {place.name} yields a {type(output).__name__}: choose a module that returns one tensor."
            )
        calls.setdefault(place.name, []).append(_batched(place, one, batch, keep))

    return hook


def one_tensor(output: Any) -> Tensor | None:
    """The tensor that a module returns, be it with other things beside it (a size, say); None if there is none or several."""
    if isinstance(output, Tensor):
        return output
    tensors = [part for part in output if isinstance(part, Tensor)] if isinstance(output, (tuple, list)) else []
    return tensors[0] if len(tensors) == 1 else None


def single(tensor: Tensor) -> Tensor:
    """bfloat16 as float32, anything else as it is."""
    return tensor.float() if tensor.dtype == torch.bfloat16 else tensor


def with_tensor(output: Any, tensor: Tensor) -> Any:
    """`output` with another tensor in the place of its own."""
    if isinstance(output, Tensor):
        return tensor
    return type(output)(tensor if isinstance(part, Tensor) else part for part in output)


def _batched(place: Place, tensor: Tensor, batch: int, keep: Keep) -> Tensor:
    """What is kept of `tensor`, its first axis the batch. CaptureError if that cannot be."""
    tensor, shape = single(tensor), tensor.shape
    if len(shape) and shape[0] == batch and len(shape) != len(place.point.axes):
        return keep(tensor)
    if len(shape) == len(place.point.axes) and place.point.axes[0] in ("window", "head") and shape[0] % batch == 0:
        return keep(tensor).reshape(batch, shape[0] // batch, *shape[1:])
    raise CaptureError(f"The point {place.name} yields shape {tuple(shape)}: its first axis is not the batch.")
