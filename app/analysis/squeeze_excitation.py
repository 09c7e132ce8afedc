"""One gate of squeeze-and-excitation taken apart (arXiv 1709.01507): s = σ(W2 δ(W1 z + b1) + b2), z the mean of each map.

C channels · R squeezed channels · H, W rows and columns of the maps
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor


@dataclass(frozen=True)
class Excitation:
    """`squeezed` z, `before` W1 z + b1, `hidden` δ of it, `logits` W2 hidden + b2, `gates` each 0 … 1."""

    squeezed: Float[Tensor, " C"]
    before: Float[Tensor, " R"]
    hidden: Float[Tensor, " R"]
    logits: Float[Tensor, " C"]
    gates: Float[Tensor, " C"]


def excite(
    maps: Float[Tensor, "C H W"],
    first: tuple[Float[Tensor, "R C"], Float[Tensor, " R"]],
    second: tuple[Float[Tensor, "C R"], Float[Tensor, " C"]],
    act: Callable[[Float[Tensor, " R"]], Float[Tensor, " R"]],
) -> Excitation:
    """From the maps that are gated; `first` W1 with b1, `second` W2 with b2, `act` δ."""
    squeezed = maps.mean((1, 2))
    before = first[0] @ squeezed + first[1]
    hidden = act(before)
    logits = second[0] @ hidden + second[1]
    return Excitation(squeezed, before, hidden, logits, torch.sigmoid(logits))
