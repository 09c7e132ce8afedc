"""What training leaves out at random, so that a small data set lasts longer. Nothing of it happens in evaluation mode.

B batch · N tokens · D width
"""

from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor, nn


@runtime_checkable
class Branching(Protocol):
    """A block whose branches can be dropped."""

    drop_path: float


@runtime_checkable
class Patching(Protocol):
    """A model whose patches can be left out."""

    patch_drop: float


def some_branches(x: Float[Tensor, "B ..."], rate: float, training: bool) -> Float[Tensor, "B ..."]:
    """Stochastic depth (arXiv 1603.09382): a branch's output, zero for a share `rate` of the pictures, the others scaled up."""
    if not (training and rate):
        return x
    from torchvision.ops import stochastic_depth  # late: a server does not need it

    return stochastic_depth(x, rate, "row")


def some_patches(x: Float[Tensor, "B N D"], rate: float, training: bool, prefix: int = 1) -> Float[Tensor, "B kept D"]:
    """The tokens without a share `rate` of each picture's patches, drawn anew each time; the first `prefix` tokens stay
    (PatchDropout, arXiv 2208.07220): attention costs less, and no patch can be relied on."""
    if not (training and rate):
        return x
    B, N, D = x.shape
    count = N - prefix - int(rate * (N - prefix))
    kept = torch.rand(B, N - prefix, device=x.device).argsort(1)[:, :count] + prefix
    patches = x.gather(1, kept[:, :, None].expand(-1, -1, D))
    return torch.cat([x[:, :prefix], patches], 1)


def set_rates(model: nn.Module, branches: float, patches: float) -> None:
    """`branches`: the last block's rate of stochastic depth; it grows with depth from 0. `patches`: the share left out."""
    blocks = [module for module in model.modules() if isinstance(module, Branching)]
    for number, block in enumerate(blocks):
        block.drop_path = branches * number / max(1, len(blocks) - 1)
    for module in model.modules():
        if isinstance(module, Patching):
            module.patch_drop = patches
