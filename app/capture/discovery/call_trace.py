"""Everything that happens in one pass through a model, in order: the ground on which points are derived (derive.py)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import torch
from torch import Tensor, nn

from ..fused_attention import Softmaxes
from ..module_output import one_tensor
from ..recorder import watch

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Call:
    """A module's call. `given`: shape of its first tensor argument; `shape`: of its output; each None if there is no such one
    tensor. `output` tells outputs apart: equal for two calls if and only if the one handed the other's tensor on."""

    name: str
    module: nn.Module
    given: Shape | None
    shape: Shape | None
    output: int | None


@dataclass(frozen=True)
class Softmax:
    """A softmax over the last axis. `owner`: path of the module that took it. `values`: shape of what the weights were then
    multiplied with, None if that was not trace."""

    owner: str
    shape: Shape
    values: Shape | None


@dataclass
class CallTrace:
    """`calls` in order of completion. `output`: what the model returned."""

    model: nn.Module
    calls: list[Call] = field(default_factory=list)
    softmaxes: list[Softmax] = field(default_factory=list)
    output: Any = None

    def of(self, name: str) -> Call | None:
        """The first call of a module."""
        return self._first.get(name)

    def times(self, name: str) -> int:
        return self._times.get(name, 0)

    def index(self) -> "CallTrace":
        self._first: dict[str, Call] = {}
        self._times: dict[str, int] = {}
        for call in self.calls:
            self._first.setdefault(call.name, call)
            self._times[call.name] = self._times.get(call.name, 0) + 1
        return self


def trace_calls(model: nn.Module, x: Tensor) -> CallTrace:
    """One pass of `model` on `x` (1, …)."""
    found, running, numbers = CallTrace(model), [""], count()
    modules = dict(model.named_modules())

    def before(name: str, inputs: Any) -> None:
        running.append(name)

    def after(name: str, inputs: Any, output: Any) -> None:
        running.pop()
        given = next((tuple(value.shape) for value in inputs if isinstance(value, Tensor)), None)
        one = one_tensor(output)
        if one is None:
            found.calls.append(Call(name, modules[name], given, None, None))
            return
        number = _tag(one, f"_number_{_writes(one)}", numbers)
        found.calls.append(Call(name, modules[name], given, tuple(one.shape), number))

    with watch(model, before, after), torch.no_grad(), _Consumers(running, found.softmaxes):
        found.output = model(x.clone())
    return found.index()


def _tag(tensor: Tensor, name: str, numbers: Iterator[int]) -> int:
    """The tensor's number: it carries it along through modules that hand it on, and keeps nothing alive."""
    if not hasattr(tensor, name):
        setattr(tensor, name, next(numbers))
    return int(getattr(tensor, name))


def _writes(tensor: Tensor) -> int:
    """How often the tensor has been written into: afterwards it is another one, though the same object."""
    return 0 if tensor.is_inference() else tensor._version


class _Consumers(Softmaxes):
    """Notes each softmax over the last axis, and what its result is multiplied with."""

    def __init__(self, running: Sequence[str], softmaxes: list[Softmax]) -> None:
        super().__init__(lambda: True, self._note)
        self._running, self._softmaxes = running, softmaxes

    def _note(self, weights: Tensor, values: Tensor | None) -> None:
        _tag(weights, "_softmax", iter([len(self._softmaxes)]))
        self._softmaxes.append(
            Softmax(self._running[-1], tuple(weights.shape), None if values is None else tuple(values.shape))
        )

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in PRODUCTS and self._softmaxes:
            operands = [one for one in args if isinstance(one, Tensor)]
            for one, other in zip(operands, reversed(operands), strict=True):
                number = getattr(one, "_softmax", None)
                if number is not None and self._softmaxes[number].values is None and one is not other:
                    old = self._softmaxes[number]
                    self._softmaxes[number] = Softmax(old.owner, old.shape, tuple(other.shape))
        return super().__torch_function__(func, types, args, kwargs)


PRODUCTS = {torch.matmul, Tensor.matmul, Tensor.__matmul__, torch.bmm, Tensor.bmm, torch.einsum, torch.Tensor.__rmatmul__}
