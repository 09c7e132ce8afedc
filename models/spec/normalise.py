"""From an image to what a model receives."""

from functools import lru_cache

import torch
from torch import Tensor

from .entry import Input


def normalise(images: Tensor, input: Input) -> Tensor:
    """Images 0–1 (… channel, row, column) -> (images - mean) / std, float32."""
    mean, std = _scale(input)
    return (images - mean) / std


@lru_cache(maxsize=64)
def _scale(input: Input) -> tuple[Tensor, Tensor]:
    mean, std = (torch.tensor(values)[:, None, None] for values in (input.mean, input.std))
    return mean, std
