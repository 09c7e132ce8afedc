"""What it costs to take in a picture of n rows, one row after the other or all at once: multiply-adds by what they grow with,
and how many products must wait for each other.

n rows · N tokens of a ViT, its class token among them · D width of a token
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry
from torch.utils.weak import WeakIdKeyDictionary

from ..architectures.recurrent import LSTM, Recurrent
from ..architectures.vit import Attention, ViT

LENGTHS = (28, 56, 112, 224, 448, 896)
"""Rows of the pictures; the first is a digit's."""
COLUMNS = 28

SHIPPED: dict[str, tuple[Callable[[int], nn.Module], str]] = {
    "digits-rnn": (Recurrent, "RNN"),
    "digits-lstm": (LSTM, "LSTM"),
    "digits-vit": (lambda rows: ViT(side=(rows, COLUMNS)), "ViT"),
}
"""Name -> what makes the shipped network for a picture of so many rows, and its title. The ViT's patches stay 4 x 4."""


@dataclass(frozen=True)
class Count:
    """`linear`: multiply-adds of weights and what comes of the picture; they grow with n. `quadratic`: of tokens and tokens,
    which grow with n². `steps`: the rows that a recurrent network reads, or the blocks of a ViT, one after the other. `chain`:
    products of which each needs the one before."""

    linear: int
    quadratic: int
    steps: int
    chain: int


def picture(rows: int) -> Float[Tensor, "1 1 rows 28"]:
    return torch.randn(1, 1, rows, COLUMNS, generator=torch.Generator().manual_seed(0))


def counted(model: nn.Module, rows: int) -> Count:
    """By one pass. Multiply-adds are read off the modules: of a layer the size of its answer times what each number of it is
    summed over, of attention N² D for the scores and as much for the sums."""
    found = {"linear": 0, "quadratic": 0}

    def layer(module: nn.Module, _: Any, answer: Tensor) -> None:
        found["linear"] += answer.numel() * module.get_parameter("weight")[0].numel()

    def attention(_: nn.Module, received: tuple[Tensor], __: Any) -> None:
        tokens, width = received[0].shape[1:]
        found["quadratic"] += 2 * tokens**2 * width

    kinds: list[tuple[type[nn.Module] | tuple[type[nn.Module], ...], Callable[..., None]]] = [
        ((nn.Linear, nn.Conv2d), layer),
        (Attention, attention),
    ]
    handles = [
        module.register_forward_hook(hook) for module in model.modules() for kind, hook in kinds if isinstance(module, kind)
    ]
    try:
        with torch.no_grad(), Chain() as chain:
            answer = model.eval()(picture(rows))
    finally:
        for handle in handles:
            handle.remove()
    parts = model.get_submodule("blocks" if isinstance(model, ViT) else "steps")
    return Count(**found, steps=len(list(parts.children())), chain=chain.behind(answer))


class Chain(TorchDispatchMode):
    """`with torch.no_grad(), Chain() as chain: y = model(x)`, then `chain.behind(y)`: of the products and convolutions by which
    y came about, how many had to wait for each other, at most."""

    def __init__(self) -> None:
        super().__init__()
        self._behind: Any = WeakIdKeyDictionary()

    def __enter__(self) -> "Chain":
        super().__enter__()
        return self

    def behind(self, tensor: Tensor) -> int:
        return int(self._behind.get(tensor, 0))

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        answer = func(*args, **(kwargs or {}))
        takes = [] if shape_only(func.__name__) else tensors((args, kwargs))
        waited = max(map(self.behind, takes), default=0) + (func._overloadpacket in flop_registry)
        for one in tensors(answer):
            self._behind[one] = waited
        return answer


def shape_only(operation: str) -> bool:
    """Whether it makes a tensor of another's shape, and needs none of its values: new_zeros, zeros_like …"""
    return operation.startswith("new_") or operation.partition(".")[0].endswith("_like")


def tensors(value: Any) -> list[Tensor]:
    """All that are in it."""
    found, _ = torch.utils._pytree.tree_flatten(value)
    return [one for one in found if isinstance(one, Tensor)]


class NotWaiting(nn.Module):
    """The same multiply-adds as the recurrent network's, but of all rows at once: each row's state as if it were the first.
    No network that anybody trains: it shows what the waiting costs."""

    def __init__(self, model: Recurrent) -> None:
        super().__init__()
        self.row, self.state, self.head = model.row, model.state, model.head

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B K"]:
        rows = self.row(x[:, 0])  # B H U
        states: Tensor = torch.tanh(rows + self.state(torch.zeros_like(rows)))
        answer: Tensor = self.head(states[:, -1])
        return answer
