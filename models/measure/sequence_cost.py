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
from ..architectures.vit import ViT

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
    """By one pass, in evaluation mode."""
    x = picture(rows)
    with torch.no_grad(), Products(x) as products:
        answer = model.eval()(x)
    parts = model.get_submodule("blocks" if isinstance(model, ViT) else "steps")
    return Count(products.linear, products.quadratic, len(list(parts.children())), products.behind(answer))


class Products(TorchDispatchMode):
    """`with torch.no_grad(), Products(x) as products: y = model(x)`: the multiply-adds of products and convolutions by torch's
    formulas, `quadratic` where both factors come of x, `linear` else. `behind(y)`: of the products by which y came about, how
    many had to wait for each other, at most."""

    def __init__(self, x: Tensor) -> None:
        super().__init__()
        self.linear = self.quadratic = 0
        self._behind: Any = WeakIdKeyDictionary()
        self._behind[x] = 0

    def __enter__(self) -> "Products":
        super().__enter__()
        return self

    def behind(self, tensor: Tensor) -> int:
        return int(self._behind.get(tensor, 0))

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        answer = func(*args, **(kwargs or {}))
        takes = [] if shape_only(func.__name__) else [one for one in tensors((args, kwargs)) if one in self._behind]
        formula: Callable[..., int] | None = flop_registry.get(func._overloadpacket)
        if formula is not None:
            macs = formula(*args, **(kwargs or {}), out_val=answer) // 2
            if len(takes) > 1:
                self.quadratic += macs
            else:
                self.linear += macs
        waited = max(map(self.behind, takes), default=0) + (formula is not None)
        for one in tensors(answer) if takes or formula is not None else []:
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
