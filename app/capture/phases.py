"""What a stage mixes, one after the other: a transformer's block mixes space, then channels, and a convolution both at once.

Read off one pass, by the weights that it used and in which order; no module's name or class decides.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from models.spec.point import Phase

PRODUCTS = {"linear", "matmul", "bmm", "einsum", "multi_head_attention_forward", "baddbmm", "addmm"}
CONVOLUTIONS = {"conv1d", "conv2d"}


@dataclass(frozen=True)
class Use:
    """One product with a weight: the module that has the weight, and what a product like this one mixes by itself."""

    module: str
    phase: Phase
    convolution: bool


class Uses(TorchFunctionMode):
    """`with Uses(model) as uses: model(x)`, then `uses.found`, in order of execution."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.found: list[Use] = []
        self._order = [name for name, _ in model.named_modules()]
        self._owners = {id(weight): name.rpartition(".")[0] for name, weight in model.named_parameters() if weight.ndim > 1}

    def __enter__(self) -> "Uses":
        super().__enter__()  # type: ignore[no-untyped-call]
        return self

    def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        name = getattr(function, "__name__", "")
        if name in PRODUCTS or name in CONVOLUTIONS:
            given = [one for one in (*args, *kwargs.values()) if isinstance(one, Tensor)]
            weight = next((one for one in given if id(one) in self._owners), None)
            if weight is not None:
                convolves = name in CONVOLUTIONS
                phase = _convolution(given[0], weight) if convolves else "channel"
                self.found.append(Use(self._owners[id(weight)], phase, convolves))
        return function(*args, **kwargs)

    def phases(self, stage: str, phase: Phase, operator: str | None) -> tuple[Phase, ...]:
        """Of the module `stage`, which altogether mixes `phase`, with its space mixed in the module `operator`: in which order
        it mixes what. `("both",)` where both happens at once, or where nothing tells them apart."""
        if phase != "both" or operator is None or not _within(operator, stage):
            return (phase,)
        own = [use for use in self.found if _within(use.module, stage)]
        steps: list[Phase] = [self._step(use, stage, operator) for use in own]
        if operator != stage and not any(_within(use.module, operator) for use in own):
            steps.insert(self._place(operator, own), "spatial")  # it has no weights: a pooling
        found = tuple(_without_repetitions(steps))
        return found if "both" not in found and len(found) > 1 else ("both",)

    def _step(self, use: Use, stage: str, operator: str) -> Phase:
        """Attention and token mixing are made of products that mix channels, if one takes them alone."""
        return "spatial" if operator != stage and not use.convolution and _within(use.module, operator) else use.phase

    def _place(self, operator: str, own: Sequence[Use]) -> int:
        """How many of these come before it, as modules are listed."""
        return sum(self._order.index(use.module) < self._order.index(operator) for use in own)


def _convolution(x: Tensor, weight: Tensor) -> Phase:
    """By its kernel, and by how many of the channels each output takes."""
    if all(side == 1 for side in weight.shape[2:]):
        return "channel"
    return "spatial" if weight.shape[1] == 1 < x.shape[1 - weight.ndim] else "both"


def _within(name: str, path: str) -> bool:
    return name == path or name.startswith(f"{path}.")


def _without_repetitions(steps: Iterable[Phase]) -> Iterator[Phase]:
    before = None
    for step in steps:
        if step != before:
            yield step
        before = step
