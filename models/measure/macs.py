"""Multiply-accumulates: what one pass costs, counted in matrix products and convolutions."""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from ..spec.entry import Input


class Products(TorchDispatchMode):
    """`with torch.no_grad(), Products() as products: model(x)`, then `products.macs`: of products and convolutions, half of the
    FLOPs by torch's formulas. In its own thread only: torch's FlopCounterMode hooks into all. Not under inference_mode, where
    products arrive in forms that have no formula.
    """

    def __init__(self) -> None:
        from torch.utils.flop_counter import flop_registry  # late: it takes half a second, and most servers never need it

        super().__init__()
        self._flops, self._formulas = 0, flop_registry

    def __enter__(self) -> "Products":
        super().__enter__()
        return self

    @property
    def macs(self) -> int:
        return self._flops // 2

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        out = func(*args, **(kwargs or {}))
        formula: Callable[..., int] | None = self._formulas.get(func._overloadpacket)
        if formula is not None:
            self._flops += formula(*args, **(kwargs or {}), out_val=out)
        return out


def macs(model: nn.Module, form: Input) -> int:
    """Multiply-accumulates for one picture: those of matrix products and convolutions, half of the FLOPs that torch counts.

    Attention's two products are in it; biases, normalisation, activations, softmax and pooling are not.
    """
    device = next(model.parameters()).device
    with torch.no_grad(), Products() as products:
        model(torch.zeros(1, form.channels, form.height, form.width, device=device))
    return products.macs
