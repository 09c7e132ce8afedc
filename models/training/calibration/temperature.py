"""One number that makes shares mean what they say: softmax(logits / temperature), fitted on pictures that no training has seen.

N pictures · K classes. C. Guo, G. Pleiss, Y. Sun, K. Weinberger: On Calibration of Modern Neural Networks, arXiv 1706.04599.
"""

from jaxtyping import Float, Int
from torch import Tensor

BINS = 15
"""Of the top share, all equally wide: as in the paper."""

WIDEST = 100.0
"""The largest temperature, and one over the smallest, that is looked for."""


def fitted(logits: Float[Tensor, "N K"], labels: Int[Tensor, " N"]) -> float:
    """The temperature with the least negative log likelihood.

    As a function of 1 / temperature that likelihood is convex: its slope, the mean logit under the softmax less the mean logit
    of the right class, rises, and is halved down to where it is zero.
    """
    values = logits.double()
    right = values.gather(1, labels[:, None])[:, 0].mean()
    low, high = 1 / WIDEST, WIDEST
    for _ in range(60):
        middle = (low * high) ** 0.5
        slope = ((values * middle).softmax(1) * values).sum(1).mean() - right
        low, high = (low, middle) if slope > 0 else (middle, high)
    return float(1 / (low * high) ** 0.5)


def negative_log_likelihood(logits: Float[Tensor, "N K"], labels: Int[Tensor, " N"]) -> float:
    return float(-logits.double().log_softmax(1).gather(1, labels[:, None]).mean())


def expected_calibration_error(logits: Float[Tensor, "N K"], labels: Int[Tensor, " N"]) -> float:
    """Mean distance, 0–1, between the top share and how often it is right: in bins of the top share, weighed by pictures."""
    shares, found = logits.double().softmax(1).max(1)
    right = (found == labels).double()
    bins = (shares * BINS).long().clamp(max=BINS - 1)
    parts = [(right[bins == one] - shares[bins == one]).sum().abs().item() for one in range(BINS)]
    return sum(parts) / len(labels)
