"""Features as colours, and how alike the features of two places are.

n places · c features of each · k at most three directions
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

COLOURS = 3
"""Red, green and blue: the directions along which the features differ most, in that order."""

CLIPPED = 0.01
"""Of the values along a direction, at each end: they share the darkest or the brightest colour, or one would darken all."""


@dataclass(frozen=True)
class Basis:
    """What is shown as colours: `mean` (c) of the places, the `directions` (3, c) of greatest variance around it, zeros where
    there are fewer, and the values along them that are darkest, `low` (3), and brightest, `high` (3)."""

    mean: Float[Tensor, " c"]
    directions: Float[Tensor, "3 c"]
    low: Float[Tensor, " 3"]
    high: Float[Tensor, " 3"]


def principal(features: Float[Tensor, "n c"]) -> Basis:
    """Principal component analysis, in float64: the first eigenvectors of the covariance, each turned so that its largest entry
    is positive. Without that a direction may point either way, and colours would jump."""
    values = features.double()
    mean = values.mean(dim=0)
    centred = values - mean
    directions = torch.zeros(COLOURS, values.shape[1], dtype=torch.float64)
    found = _directions(centred)[:COLOURS]
    largest = found.gather(1, found.abs().argmax(dim=1, keepdim=True))
    directions[: len(found)] = found * largest.sign()
    along = centred @ directions.T
    low, high = along.quantile(CLIPPED, dim=0), along.quantile(1 - CLIPPED, dim=0)
    return Basis(mean, directions, low, high)


def _directions(centred: Float[Tensor, "n c"]) -> Float[Tensor, "k c"]:
    """Of the greatest variance first; found in the smaller of the two spaces."""
    if len(centred) < centred.shape[1]:
        found: Tensor = torch.linalg.svd(centred, full_matrices=False)[2]
        return found
    vectors: Tensor = torch.linalg.eigh(centred.T @ centred).eigenvectors
    return vectors.T.flip(0)


def colours(basis: Basis, features: Float[Tensor, "n c"]) -> Float[Tensor, "n 3"]:
    """0–1 each: where the value lies between the basis' darkest and brightest; 0.5 where those are the same."""
    along = (features.double() - basis.mean) @ basis.directions.T
    span = basis.high - basis.low
    tiny = 1e-12 * basis.mean.norm().clamp(min=1)
    return torch.where(span > tiny, ((along - basis.low) / span.clamp(min=1e-300)).clamp(0, 1), 0.5)


def explained(basis: Basis, features: Float[Tensor, "n c"]) -> list[float]:
    """For each direction its share of the features' variance over these places, 0–1; zeros where they do not differ."""
    values = features.double()
    centred = values - values.mean(dim=0)
    whole = float(centred.square().sum())
    shares = (centred @ basis.directions.T).square().sum(dim=0) / (whole or 1.0)
    return [float(share) for share in shares]


def cosines(features: Float[Tensor, "n c"], one: Float[Tensor, " c"]) -> Float[Tensor, " n"]:
    """The cosine of the angle between each place's features and those of `one`, −1–1; NaN where either is all zeros."""
    values, other = features.double(), one.double()
    lengths = values.norm(dim=1) * other.norm()
    return torch.where(lengths > 0, (values @ other) / lengths.clamp(min=1e-300), torch.nan).clamp(-1, 1)


def unit(features: Float[Tensor, "n c"]) -> Float[Tensor, "n c"]:
    """Each place's features divided by their length, so that two places' cosine is the sum of products; zeros stay zeros."""
    lengths = features.norm(dim=1, keepdim=True)
    return torch.where(lengths > 0, features / lengths.clamp(min=1e-300), 0)
