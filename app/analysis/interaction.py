"""How much of an activation is neither what one pattern alone does nor what another alone does.

For two patterns A and B on one canvas and the empty canvas ∅, a the activation:

    interaction = ‖a(A+B) − a(A) − a(B) + a(∅)‖ / ‖a(A+B) − a(∅)‖

The numerator is the interaction of two factors, present or absent, as in a two-way table (their mixed second difference); the
denominator is all that the two together change. 0: the stage keeps them apart, as any layer does that is linear or whose units
see one of the two at most. It is no percentage: it can exceed 1, where the two undo each other. Pure functions of arrays.

S stages of one shape · … an activation's own axes
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from numpy.typing import NDArray

MET = 1e-4
"""Above this the two have met; what float32 rounds off stays below 1e-5."""

ROUNDING = 1e-6
"""Relative to the activation: pictures that are alike differ by so much where they ran in batches of different sizes."""


def difference(
    both: Float[np.ndarray, "S ..."],
    first: Float[np.ndarray, "S ..."],
    second: Float[np.ndarray, "S ..."],
    empty: Float[np.ndarray, "S ..."],
) -> Float[np.ndarray, "S ..."]:
    """(a(A+B) − a(A)) − (a(B) − a(∅)): in this order nothing is left, bit for bit, where a unit sees neither A nor B change."""
    rest: NDArray[np.floating] = (both - first) - (second - empty)
    return rest


def interaction(
    both: Float[np.ndarray, "S ..."],
    first: Float[np.ndarray, "S ..."],
    second: Float[np.ndarray, "S ..."],
    empty: Float[np.ndarray, "S ..."],
) -> Float[np.ndarray, " S"]:
    """For each stage; NaN where the two together change nothing but what float32 rounds off."""
    change = _norm(both - empty)
    with np.errstate(invalid="ignore", divide="ignore"):
        found: NDArray[np.floating] = _norm(difference(both, first, second, empty)) / change
    found[change <= ROUNDING * _norm(empty)] = np.nan
    return found


def _norm(values: NDArray[np.floating]) -> NDArray[np.floating]:
    flat = values.reshape(len(values), -1)
    norm: NDArray[np.floating] = np.sqrt(np.vecdot(flat, flat))
    return norm


def first_met(values: Sequence[float]) -> int | None:
    """Index of the first stage, in order of depth, at which the two have met; None where they never do."""
    return next((i for i, value in enumerate(values) if value > MET), None)
