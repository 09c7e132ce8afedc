"""One gate of squeeze-and-excitation taken apart (arXiv 1709.01507): s = σ(W2 δ(W1 z + b1) + b2), z the mean of each map.

C channels · R squeezed channels
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Excitation:
    """`squeezed` z (C), `before` W1 z + b1 (R), `hidden` δ of it (R), `logits` W2 hidden + b2 (C), `gates` (C), each 0 … 1."""

    squeezed: Tensor
    before: Tensor
    hidden: Tensor
    logits: Tensor
    gates: Tensor


def excite(
    maps: Tensor, first: tuple[Tensor, Tensor], second: tuple[Tensor, Tensor], act: Callable[[Tensor], Tensor]
) -> Excitation:
    """From the maps (C, H, W) that are gated; `first` W1 (R, C) with b1 (R), `second` W2 (C, R) with b2 (C), `act` δ."""
    squeezed = maps.mean((1, 2))
    before = first[0] @ squeezed + first[1]
    hidden = act(before)
    logits = second[0] @ hidden + second[1]
    return Excitation(squeezed, before, hidden, logits, torch.sigmoid(logits))
