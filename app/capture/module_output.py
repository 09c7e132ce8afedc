"""What modules return: one tensor, or one with other things beside it."""

from typing import Any

import torch
from torch import Tensor


def one_tensor(output: Any) -> Tensor | None:
    """The tensor that a module returns, be it with other things beside it (a size, say, or attention maps); None if there is
    none, or several that may be as much it.

    Numbers without a place or channel (dimensions below 2: a loss, a mean) are none. Of several tensors it is the first, where
    no other has as many dimensions: two streams have, a hidden state and its attention have not.
    """
    if isinstance(output, Tensor):
        return output
    tensors = [part for part in output if isinstance(part, Tensor)] if isinstance(output, (tuple, list)) else []
    several = [part for part in tensors if part.dim() > 1] or tensors
    alone = several and all(part.dim() != several[0].dim() for part in several[1:])
    return several[0] if alone else None


def single(tensor: Tensor) -> Tensor:
    """Other floating-point numbers as float32, anything else as it is."""
    return tensor.float() if tensor.is_floating_point() and tensor.dtype != torch.float32 else tensor


def with_tensor(output: Any, tensor: Tensor) -> Any:
    """`output` with another tensor in the place of its own."""
    old = one_tensor(output)
    tensor = tensor if old is None else tensor.to(old.dtype)
    if isinstance(output, Tensor):
        return tensor
    parts = [tensor if part is old else part for part in output]
    return type(output)(*parts) if hasattr(output, "_fields") else type(output)(parts)
