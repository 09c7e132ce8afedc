"""Which part of a picture speaks for an answer: maps over the picture, in logits, by captum where it has the method.

f(x) is one number of a model at a picture x: a class's logit, or one logit minus another; b a picture with nothing in it, the
baseline, of the same size. A map has a value for each pixel, its channels added up:

    gradient        ∂f/∂x                                             logits for a pixel that grows from 0 to 1
    input           (x − b) · ∂f/∂x
    smooth          (x − b) · mean of ∂f/∂x over x + noise            SmoothGrad (1706.03825)
    integrated      (x − b) · mean of ∂f/∂x on the way from b to x    Integrated Gradients (1703.01365), midpoints
    occlusion       f(x) − f(x with a window as in b), of the window that the pixel is in

All but the gradient are in logits, and can be compared. Those of `integrated` add up to f(x) − f(b) but for the steps
(completeness); the others need not, and how far they are from it is a property of the method.

B pictures · C channels · H rows · W columns; what a model receives, normalised
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Literal, get_args

import torch
from jaxtyping import Float
from torch import Tensor

PixelMethod = Literal["gradient", "input", "smooth", "integrated", "occlusion"]
METHODS: tuple[PixelMethod, ...] = get_args(PixelMethod)

STEPS = 32
"""Midpoints on the way from the baseline to the picture."""

NOISY = 32
"""Pictures with noise that are averaged."""

NOISE = 0.15
"""Standard deviation of the noise, of pixels from 0 to 1: 10 to 20 % of the range, as SmoothGrad's authors recommend."""

Score = Callable[[Tensor], Tensor]
"""(B, C, H, W) -> (B,), with a gradient."""


@cache
def _captum() -> Any:
    """Loaded by the first question: it brings matplotlib along."""
    import captum.attr

    return captum.attr


def attribution(
    method: PixelMethod,
    score: Score,
    x: Float[Tensor, "1 C H W"],
    baseline: Float[Tensor, "1 C H W"],
    std: Float[Tensor, "C 1 1"],
    window: int,
    together: int = STEPS,
) -> Float[Tensor, "H W"]:
    """`std`: by which a pixel of 0–1 was divided, for channels; `window`: side of what `occlusion` covers, in pixels;
    `together`: pictures of one pass, whose gradient is taken before the next."""
    if method == "occlusion":
        return _occlusion(score, x, baseline, window, together)
    if method == "integrated":
        way = _captum().IntegratedGradients(score)
        found = way.attribute(x, baseline, n_steps=STEPS, method="riemann_middle", internal_batch_size=together)
    else:
        found = _gradient(score, _noisy(x, std) if method == "smooth" else x, together)
        found = found / std if method == "gradient" else found * (x - baseline)
    summed: Tensor = found[0].sum(0)
    return summed.detach()


def _gradient(score: Score, x: Float[Tensor, "B C H W"], together: int) -> Float[Tensor, "1 C H W"]:
    """The mean over the pictures."""
    slope = _captum().Saliency(score)
    slopes = [slope.attribute(part.clone().requires_grad_(), abs=False) for part in x.split(together)]
    return torch.cat(slopes).mean(0, keepdim=True)


def _noisy(x: Float[Tensor, "1 C H W"], std: Float[Tensor, "C 1 1"]) -> Float[Tensor, "B C H W"]:
    """The same noise for every question, from a generator of its own: captum's NoiseTunnel would draw from everybody's."""
    dice = torch.Generator().manual_seed(0)
    return x + torch.randn(NOISY, *x.shape[1:], generator=dice) * (NOISE / std)


def _occlusion(score: Score, x: Tensor, baseline: Tensor, window: int, together: int) -> Float[Tensor, "H W"]:
    """Not by captum, whose masks, made one by one, take a small network more time than its passes."""
    down, across = (torch.arange(size) // window for size in x.shape[2:])
    columns = int(across[-1]) + 1
    windows = down[:, None] * columns + across  # of each pixel
    with torch.no_grad():
        answers = torch.cat(
            [
                score(torch.where(windows == some[:, None, None, None], baseline, x))  # of −1: with nothing covered
                for some in torch.arange(-1, int(windows[-1, -1]) + 1).split(together)
            ]
        )
    return (answers[0] - answers[1:])[windows]


def total(method: PixelMethod, values: Float[Tensor, "H W"], window: int) -> float | None:
    """What the map adds up to, in logits: every window of an occlusion once. None for a gradient, which has another unit."""
    if method == "gradient":
        return None
    return float((values[::window, ::window] if method == "occlusion" else values).double().sum())
