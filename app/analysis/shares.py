"""From the numbers that a model answers with to the share of each class.

B pictures · K classes
"""

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from models.spec.entry import Scores


def shares(values: np.ndarray, scores: Scores, temperature: float = 1.0) -> np.ndarray:
    """(B, K) -> (B, K) float32, from 0 to 1. `temperature` divides logits; shares that are there already stay as they are."""
    if scores == "shares":
        return values.astype(np.float32)
    scaled = (values / np.float32(temperature)).astype(np.float64)
    if scores == "sigmoid":
        found: np.ndarray = torch.from_numpy(scaled).sigmoid().numpy()
        return found.astype(np.float32)
    odds = np.exp(scaled - scaled.max(1, keepdims=True))
    return (odds / odds.sum(1, keepdims=True)).astype(np.float32)  # type: ignore[no-any-return]


def loss(output: Float[Tensor, "B K"], target: int, scores: Scores) -> Tensor:
    """The cross-entropy of one class, −log of its share, summed over the pictures; in float64, where a certain answer still
    has a slope."""
    values = output.double()
    if scores == "softmax":
        return F.cross_entropy(values, torch.full((len(values),), target), reduction="sum")
    if scores == "sigmoid":
        return F.softplus(-values[:, target]).sum()
    return -values[:, target].clamp(min=1e-300).log().sum()
