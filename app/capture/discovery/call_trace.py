"""Everything that happens in one pass through a model, in order: the ground on which points are derived (derive.py)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from weakref import ref

import torch
from torch import Tensor, nn

from ..fused_attention import Softmaxes
from ..module_output import one_tensor
from ..recorder import watch
from .weighing import Shown

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
    multiplied with, be it after their heads were mixed; None if that was not seen."""

    owner: str
    shape: Shape
    values: Shape | None


@dataclass
class CallTrace:
    """`calls` in order of completion. `output`: what the model returned. `branches`: the outputs (Call.output) that were added
    to what their module had been given, by code outside of it: x + F(x). `adders`: how many such sums a module made itself.
    `picture`: what it was shown."""

    model: nn.Module
    picture: Tensor
    calls: list[Call] = field(default_factory=list)
    softmaxes: list[Softmax] = field(default_factory=list)
    output: Any = None
    branches: set[int] = field(default_factory=set)
    adders: Counter[str] = field(default_factory=Counter)
    shown: dict[Softmax, Shown | None] = field(default_factory=dict)
    """What was found out about softmaxes (attention.py), so that it is found out once."""

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
    found, running, numbers = CallTrace(model, x), [""], count()
    modules = dict(model.named_modules())

    def before(name: str, inputs: Any) -> None:
        running.append(name)

    def after(name: str, inputs: Any, output: Any) -> None:
        running.pop()
        first = next((value for value in inputs if isinstance(value, Tensor)), None)
        given, one = None if first is None else tuple(first.shape), one_tensor(output)
        if one is None:
            found.calls.append(Call(name, modules[name], given, None, None))
            return
        number = _tag(one, f"_number_{_writes(one)}", numbers)
        if first is not None and first is not one:
            one._made_of = [*getattr(one, "_made_of", ()), (number, ref(first), _writes(first))]  # type: ignore[attr-defined]
        found.calls.append(Call(name, modules[name], given, tuple(one.shape), number))

    with watch(model, before, after), torch.no_grad(), _Consumers(running, found):
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
    """Notes each softmax over the last axis, what its result is multiplied with, and which outputs are added to what they were
    made of."""

    def __init__(self, running: Sequence[str], trace: CallTrace) -> None:
        super().__init__(lambda: True, self._note)
        self._running, self._trace, self._softmaxes = running, trace, trace.softmaxes

    def _note(self, weights: Tensor, values: Tensor | None) -> None:
        _tag(weights, "_softmax", iter([len(self._softmaxes)]))
        self._softmaxes.append(
            Softmax(self._running[-1], tuple(weights.shape), None if values is None else tuple(values.shape))
        )

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        operands = [one for one in args if isinstance(one, Tensor)]
        if func in SUMS and len(operands) == 2:
            self._added(*operands)
        weights = next((one for one in operands if hasattr(one, "_softmax")), None) if self._softmaxes else None
        result = super().__torch_function__(func, types, args, kwargs)
        if weights is not None and isinstance(result, Tensor):
            self._weighed(func, weights, [one for one in operands if one is not weights], result)
        return result

    def _weighed(self, func: Any, weights: Tensor, others: list[Tensor], result: Tensor) -> None:
        """What becomes of a softmax's weights: they are multiplied with the values, or are still the weights, in another order
        or with their heads mixed."""
        number = int(weights._softmax)  # type: ignore[attr-defined]
        heads = next((one for one in others if one.dim() == 2 and one.shape[0] == one.shape[1] in weights.shape[:-2]), None)
        if func in PRODUCTS and others and not (heads is not None and result.numel() == weights.numel()):
            old = self._softmaxes[number]
            if old.values is None:
                self._softmaxes[number] = Softmax(old.owner, old.shape, tuple(others[0].shape))
        elif result.numel() == weights.numel() and not hasattr(result, "_softmax"):
            result._softmax = number  # type: ignore[attr-defined]

    def _added(self, one: Tensor, other: Tensor) -> None:
        for made, given in ((one, other), (other, one)):
            own: int | None = getattr(made, f"_number_{_writes(made)}", None)
            sources = getattr(made, "_made_of", ())
            of_it = (number == own and of() is given and writes == _writes(given) for number, of, writes in sources)
            if own is not None and any(of_it):
                self._trace.branches.add(own)
                self._trace.adders[self._running[-1]] += 1


PRODUCTS = {torch.matmul, Tensor.matmul, Tensor.__matmul__, torch.bmm, Tensor.bmm, torch.einsum, torch.Tensor.__rmatmul__}

SUMS = {torch.add, Tensor.add, Tensor.add_, Tensor.__add__, Tensor.__radd__, Tensor.__iadd__}
