"""What a densely connected layer takes from each layer before it (arXiv 1608.06993, Fig. 5).

L layers of a block, as many sources: the block's input, then each layer but the last
"""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor


def mean_weights(weights: Sequence[Float[Tensor, "outputs inputs ..."]], widths: Sequence[int]) -> Float[Tensor, "L L"]:
    """Per target layer and source, Σ|w| over the weights between them divided by their number, NaN above the diagonal.

    `weights`: one of each layer, whose input is the concatenation of all sources before it; `widths`: channels of each
    source. ValueError if a layer's input is not the sum of the widths before it.
    """
    found = torch.full((len(weights), len(widths)), torch.nan, dtype=torch.double)
    for layer, weight in enumerate(weights):
        before = list(widths[: layer + 1])
        if weight.shape[1] != sum(before):
            raise ValueError(f"layer {layer + 1} gets {weight.shape[1]} channels, but its sources have {sum(before)}")
        for source, part in enumerate(weight.double().abs().split(before, dim=1)):
            found[layer, source] = part.mean()
    return found
