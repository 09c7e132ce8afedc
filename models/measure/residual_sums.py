"""Where a network adds what a branch found to what went around it: found while it runs, in any network, by what is added.

A **residual sum** is an addition of two activations of one shape that went through unequally many weights: the one with fewer
is the way around (x, the skip), the other one the branch (F). Its **block** is the innermost module that holds all weights
that only the branch went through. So nothing depends on names or classes, and the lesion works on every network alike: leave
the branch out of the sum. A network that adds two paths for another reason (a position term computed from the picture) would
be misread; a block whose weights are used twice in a row is found once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode
from torch.utils.weak import WeakTensorKeyDictionary

from .origins import Origins, common_module


@dataclass(frozen=True)
class Sum:
    """`skip` + `branch`, one residual sum of one pass (batch first).

    `name` is the block's path, with `@2` … after it for the block's further sums.
    `weights`: names of the parameters that only the branch went through.
    `then`: the one function that gets the sum, where nothing else does ("relu" after a post-activation block), else "".
    """

    name: str
    block: str
    weights: frozenset[str]
    skip: Tensor
    branch: Tensor
    uses: list[str] = field(default_factory=list, compare=False)

    @property
    def then(self) -> str:
        return self.uses[0] if len(self.uses) == 1 else ""


class Sums(TorchFunctionMode):
    """`with Sums(model, x) as sums: model(x)`, then `sums.found`, in order of execution. For one pass; in this thread only.

    `instead` gets each sum and returns what the network goes on with; the default adds. `keep`: whether `found` holds copies of
    skip and branch, else empty tensors, so that a large batch costs no memory.
    """

    def __init__(self, model: nn.Module, x: Tensor, instead: Callable[[Sum], Tensor] | None = None, keep: bool = True) -> None:
        super().__init__()
        self.found: list[Sum] = []
        self._instead, self._keep = instead, keep
        self._origins, self._totals = Origins(model, x), Totals()

    def __enter__(self) -> "Sums":
        super().__enter__()
        return self

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        given = list(_tensors((args, tuple(kwargs.values()))))
        origins = [self._origins.of(tensor) for tensor in given]  # before the call: it may overwrite what it gets
        added = self._added(function, args, kwargs)
        output = self._total(added, function, args) if added else function(*args, **kwargs)
        results = list(_tensors(output))
        self._totals.used(function.__name__, given, results)
        if added:
            self._totals.add(output, self.found[-1])
        self._origins.pass_on(origins, results)
        return output

    def _added(self, function: Any, args: Any, kwargs: Any) -> Sum | None:
        """The residual sum that this call is, if it is one."""
        if getattr(function, "__name__", "") not in ("add", "add_") or kwargs or len(args) != 2:
            return None
        one, other = args
        if not (isinstance(one, Tensor) and isinstance(other, Tensor)) or one.shape != other.shape:
            return None
        if (found := self._origins.branching(one, other)) is None:
            return None
        skip, branch, weights = found
        path = common_module(weights)
        before = sum(earlier.block == path for earlier in self.found)
        return Sum(f"{path}@{before + 1}" if before else path, path, weights, skip, branch)

    def _total(self, added: Sum, function: Any, args: Any) -> Tensor:
        """What the network goes on with; the sum is found from now on."""
        empty = added.skip.new_empty(0)
        skip, branch = (added.skip.clone(), added.branch.clone()) if self._keep else (empty, empty)
        self.found.append(replace(added, skip=skip, branch=branch, uses=[]))
        if self._instead is None:
            total: Tensor = function(*args)
            return total
        total = self._instead(added)
        if function.__name__ == "add_":
            written: Tensor = args[0].copy_(total)
            return written
        return total.view_as(total) if total is added.skip else total  # a tensor of its own: its users are not the skip's


class Totals:
    """The results of sums, and which functions get them."""

    def __init__(self) -> None:
        self._sums = WeakTensorKeyDictionary()

    def add(self, total: Tensor, found: Sum) -> None:
        self._sums[total] = found

    def used(self, function: str, given: Iterable[Tensor], results: list[Tensor]) -> None:
        """`function` made `results` (empty where it only read a shape, which is no use) of what was `given`."""
        for tensor in given if results else ():
            if (found := self._sums.get(tensor)) is not None:
                found.uses.append(function)
                if any(tensor is result for result in results):  # overwritten in place: from now on it is something else
                    del self._sums[tensor]


def _tensors(values: Any) -> Iterator[Tensor]:
    if isinstance(values, Tensor):
        yield values
    elif isinstance(values, list | tuple):
        for value in values:
            yield from _tensors(value)


@torch.inference_mode()
def residual_sums(model: nn.Module, x: Tensor) -> list[Sum]:
    """Those of one pass of a model that nobody else uses meanwhile; x batch first."""
    with Sums(model, x) as sums:
        model(x)
    return sums.found
