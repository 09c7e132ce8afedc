"""What modules return: one tensor, or one with other things beside it."""

from typing import Any

import torch
from torch import Tensor


def one_tensor(output: Any) -> Tensor | None:
    """The tensor that a module returns, be it with other things beside it (a size, say); None if there is none or several."""
    if isinstance(output, Tensor):
        return output
    tensors = [part for part in output if isinstance(part, Tensor)] if isinstance(output, (tuple, list)) else []
    return tensors[0] if len(tensors) == 1 else None


def single(tensor: Tensor) -> Tensor:
    """Other floating-point numbers as float32, anything else as it is."""
    return tensor.float() if tensor.is_floating_point() and tensor.dtype != torch.float32 else tensor


def with_tensor(output: Any, tensor: Tensor) -> Any:
    """`output` with another tensor in the place of its own."""
    old = one_tensor(output)
    tensor = tensor if old is None else tensor.to(old.dtype)
    if isinstance(output, Tensor):
        return tensor
    if hasattr(output, "_fields"):
        return type(output)(*(tensor if isinstance(part, Tensor) else part for part in output))
    return type(output)(tensor if isinstance(part, Tensor) else part for part in output)
