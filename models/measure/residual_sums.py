"""Where a network adds what a branch found to what went around it: found while it runs, in any network, by what is added.

A **residual sum** is an addition of two activations of one shape that went through unequally many weights: the one with fewer
is the way around (x, the skip), the other one the branch (F). Its **block** is the innermost module that holds all weights
that only the branch went through. So nothing depends on names or classes, and the lesion works on every network alike: leave
the branch out of the sum. A network that adds two paths for another reason (a position term computed from the picture) would
be misread; a block whose weights are used twice in a row is found once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode
from torch.utils.weak import WeakTensorKeyDictionary

Origin = tuple[bool, frozenset[str]]
"""Whether it comes from the picture, and the names of all weights that went into it."""

NOWHERE: Origin = (False, frozenset())


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
        self._weights = {id(parameter): name for name, parameter in model.named_parameters()}
        self._origins = WeakTensorKeyDictionary()
        self._totals = WeakTensorKeyDictionary()
        self._origins[x] = (True, frozenset())

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        given = list(_tensors((args, tuple(kwargs.values()))))
        origins = [self._origin(tensor) for tensor in given]
        added = self._added(function, args, kwargs)
        output = self._sum(added, function, args) if added else function(*args, **kwargs)
        results = list(_tensors(output))
        for tensor in given if results else ():  # reading a shape is no use
            if (total := self._totals.get(tensor)) is not None:
                total.uses.append(function.__name__)
                if any(tensor is result for result in results):  # overwritten in place: from now on it is something else
                    del self._totals[tensor]
        if added:
            self._totals[output] = self.found[-1]  # the result of a sum, to see who uses it
        weights: frozenset[str] = frozenset().union(*(weights for _, weights in origins))
        origin = (any(picture for picture, _ in origins), weights)
        for tensor in results:
            self._origins[tensor] = origin
        return output

    def _origin(self, tensor: Tensor) -> Origin:
        name = self._weights.get(id(tensor))
        return (False, frozenset([name])) if name else self._origins.get(tensor, NOWHERE)

    def _added(self, function: Any, args: Any, kwargs: Any) -> Sum | None:
        """The residual sum that this call is, if it is one."""
        if getattr(function, "__name__", "") not in ("add", "add_") or kwargs or len(args) != 2:
            return None
        one, other = args
        if not (isinstance(one, Tensor) and isinstance(other, Tensor)) or one.shape != other.shape:
            return None
        (first, mine), (second, theirs) = self._origin(one), self._origin(other)
        if not (first and second) or len(mine) == len(theirs):
            return None
        skip, branch = (one, other) if len(mine) < len(theirs) else (other, one)
        weights = mine ^ theirs if mine < theirs or theirs < mine else max(mine - theirs, theirs - mine, key=len)
        path = _common(weights)
        before = sum(found.block == path for found in self.found)
        return Sum(f"{path}@{before + 1}" if before else path, path, weights, skip, branch)

    def _sum(self, added: Sum, function: Any, args: Any) -> Tensor:
        empty = added.skip.new_empty(0)
        skip, branch = (added.skip.clone(), added.branch.clone()) if self._keep else (empty, empty)
        kept = Sum(added.name, added.block, added.weights, skip, branch)
        self.found.append(kept)
        if self._instead is None:
            total: Tensor = function(*args)
        else:
            total = self._instead(added)
            if function.__name__ == "add_":
                total = args[0].copy_(total)
            elif total is added.skip:
                total = total.view_as(total)  # a tensor of its own: who uses the sum is not who uses the skip
        return total


def without(names: Iterable[str]) -> Callable[[Sum], Tensor]:
    """For `instead`: these branches are left out of their sums, so that what went around goes on alone."""
    off = frozenset(names)
    return lambda one: one.skip if one.name in off else one.skip + one.branch


def blocks(model: nn.Module) -> list[str]:
    """Paths of the repeated parts: numbered children of one container that are of one class and have parts themselves."""
    found = []
    for path, container in model.named_modules():
        children = [(name, child) for name, child in container.named_children() if name.isdigit()]
        kinds = [type(child) for _, child in children]
        for name, child in children:
            repeated = kinds.count(type(child)) > 1 or _nested(model, path)
            if repeated and next(child.children(), None) is not None and not isinstance(child, nn.Sequential | nn.ModuleList):
                found.append(f"{path}.{name}" if path else name)
    return [path for path in found if not any(other.startswith(f"{path}.") for other in found)]


def _nested(model: nn.Module, path: str) -> bool:
    """Whether the container is itself a numbered one (stages of blocks): then a block may stand alone in its stage."""
    return path.rpartition(".")[2].isdigit()


def _common(weights: Iterable[str]) -> str:
    """The path of the innermost module that holds all of these parameters."""
    levels = zip(*(name.split(".")[:-1] for name in weights), strict=False)
    return ".".join(parts[0] for parts in takewhile(lambda parts: len(set(parts)) == 1, levels))


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
