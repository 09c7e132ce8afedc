"""Maps of an answer that are read inside a network, where it has the part that they need.

f is what is explained (attribution.py). A stage with places has a channel's value at each of them; attention says, for each
head, how much each token listens to each token.

C channels · P places · H heads · N tokens · Q those of them that listen
"""

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor


def grad_cam(values: Float[Tensor, "C P"], slopes: Float[Tensor, "C P"]) -> Float[Tensor, " P"]:
    """Σ over channels of their value × mean over the places of ∂f/∂value: Grad-CAM (1610.02391), before its ReLU.

    In logits. Where the mean of the places goes to one linear layer, the map adds up to f without that layer's bias.
    """
    return (values * slopes.mean(1, keepdim=True)).sum(0)


def gradient_rollout(attention: Sequence[Tensor], slopes: Sequence[Tensor]) -> Float[Tensor, "N N"]:
    """How much of each token (column) came to each token (row) by attention that speaks for f: R ← R + Ā R from R = 1, with
    Ā = mean over heads of max(0, A ∂f/∂A), block after block (2103.15679, equations 5 and 6), minus what each brought itself.

    `attention`, `slopes`: of each block, in order, (H, N, N): A and ∂f/∂A. Not below 0, without a unit.
    """
    own = torch.eye(attention[0].shape[-1])
    reached = own
    for weights, slope in zip(attention, slopes, strict=True):
        reached = reached + (weights * slope).clamp(min=0).mean(0) @ reached
    return reached - own


def legrad(slopes: Float[Tensor, "*windows H Q N"]) -> Float[Tensor, "*windows N"]:
    """How much f would gain if more were heard from each key: max(0, ∂f/∂A), mean over heads and queries, as LeGrad does it
    (2404.03214) in each block, but for the f at the network's end. In logits per attention weight."""
    return slopes.clamp(min=0).mean((-3, -2))


def over_pixels(values: Float[Tensor, " P"], grid: tuple[int, int], height: int, width: int) -> Float[Tensor, "H W"]:
    """Each pixel the value of the place that it lies in, of `grid` rows and columns over the picture: nothing in between."""
    rows, columns = (torch.arange(size) * count // size for size, count in zip((height, width), grid, strict=True))
    return values.reshape(grid)[rows][:, columns]
