"""What a network answers without some of its parts: branches left out of their residual sums, or whole blocks.

Without a branch, what went around it goes on alone. Without a block, the next one gets what the block would have got, which
runs only where the shapes meet.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from .residual_sums import Sum, Sums


def without(names: Iterable[str]) -> Callable[[Sum], Tensor]:
    """For the `instead` of Sums: these branches are left out of their sums, so that what went around goes on alone."""
    off = frozenset(names)
    return lambda one: one.skip if one.name in off else one.skip + one.branch


def without_branches(
    model: nn.Module, x: Tensor, names: Iterable[str], run: Callable[[Tensor], Tensor] | None = None
) -> tuple[Tensor, list[str]]:
    """What the model answers to x (batch first) without these branches, and the names of all branches that it has, in order.

    `run`: the pass, where the model may not be called directly (others use it meanwhile). Names that are no branch do nothing.
    """
    with torch.inference_mode(), Sums(model, x, without(names), keep=False) as sums:
        output: Tensor = (run or model)(x)
    return output, [one.name for one in sums.found]


def blocks(model: nn.Module) -> list[str]:
    """Paths of the repeated parts: numbered children of one container that are of one class and have parts themselves."""
    found = []
    for path, container in model.named_modules():
        children = [(name, child) for name, child in container.named_children() if name.isdigit()]
        kinds = [type(child) for _, child in children]
        for name, child in children:
            repeated = kinds.count(type(child)) > 1 or _nested(path)
            if repeated and next(child.children(), None) is not None and not isinstance(child, nn.Sequential | nn.ModuleList):
                found.append(f"{path}.{name}" if path else name)
    return [path for path in found if not any(other.startswith(f"{path}.") for other in found)]


def _nested(path: str) -> bool:
    """Whether the container is itself a numbered one (stages of blocks): then a block may stand alone in its stage."""
    return path.rpartition(".")[2].isdigit()


def removable(model: nn.Module, run: Callable[[Sequence[str]], Tensor]) -> tuple[str, ...]:
    """The blocks without which the network still runs, at its end with the same shape. `run`: names left out -> the output."""
    shape = run(()).shape

    def fits(name: str) -> bool:
        try:
            return run((name,)).shape == shape
        except RuntimeError:  # sizes that do not meet
            return False

    return tuple(name for name in blocks(model) if fits(name))


def without_blocks(model: nn.Module, x: Tensor, names: Iterable[str]) -> Tensor:
    """What a model that nobody else uses answers to x (batch first) without these blocks. RuntimeError where shapes differ."""
    with torch.inference_mode(), left_out(model, names):
        output: Tensor = model(x)
    return output


@contextmanager
def left_out(model: nn.Module, names: Iterable[str]) -> Iterator[None]:
    """The model without the modules at these paths, which hand on what they get. Not while somebody else uses the model."""
    kept: list[tuple[nn.Module, str, nn.Module]] = []
    try:
        for path in names:
            parent, _, name = path.rpartition(".")
            container = model.get_submodule(parent)
            kept.append((container, name, container.get_submodule(name)))
            setattr(container, name, nn.Identity())
        yield
    finally:
        for container, name, module in reversed(kept):
            setattr(container, name, module)
