"""What a card says of a model's shares: the temperature, what it mends, when the model is unsure, and what it says of foreign
pictures. Fitted on one half of the held-out pictures, told of the other.

N pictures · K classes
"""

from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from ...spec.entry import Entry
from ..evaluate import all_logits
from .foreign import foreign
from .temperature import expected_calibration_error, fitted, negative_log_likelihood
from .unsure import LEAST, TARGET, outcome, threshold

PROTOCOL = (
    "temperature and threshold fitted on every other held-out picture of each class, the figures are those of the rest; "
    f"unsure: below the smallest hundredth of the calibrated top share from which on {TARGET:.0%} of the names are right, "
    f"with at least {LEAST:.0%} of the pictures named; ECE in percent, 15 bins"
)
FOREIGN = {"photos": foreign}
"""Tier -> kinds of pictures that show nothing which its models know."""


def calibration(model: nn.Module, logits: Float[Tensor, "N K"], labels: Int[Tensor, " N"], entry: Entry) -> dict[str, Any]:
    """For the card. `logits`: what the model answers to the held-out pictures."""
    first = every_other(labels)
    temperature = round(fitted(logits[first], labels[first]), 4)
    calibrated = logits / temperature
    shares, found = calibrated.double().softmax(1).max(1)
    right = found == labels
    least = threshold(shares[first], right[first])
    told = outcome(shares[~first], right[~first], least)
    rest, wanted = {"softmax": logits[~first], "calibrated": calibrated[~first]}, labels[~first]
    return {
        "temperature": temperature,
        "fitted_on": int(first.sum()),
        "told_of": int((~first).sum()),
        "nll": {name: round(negative_log_likelihood(one, wanted), 4) for name, one in rest.items()},
        "ece": {name: round(100 * expected_calibration_error(one, wanted), 2) for name, one in rest.items()},
        "target": 100 * TARGET,
        "least_named": 100 * LEAST,
        "unsure_below": least,
        "named": round(100 * told.named, 2),
        "right": None if told.right is None else round(100 * told.right, 2),
        "foreign": _foreign(model, entry, temperature, least),
        "protocol": PROTOCOL,
    }


def every_other(labels: Int[Tensor, " N"]) -> Tensor:
    """True for the first, third … picture of each class: two halves with the same share of every class."""
    order = labels.argsort(stable=True)
    counts = labels.bincount()
    places = torch.cat([torch.arange(int(count)) for count in counts])  # of each picture within its class
    half = torch.zeros(len(labels), dtype=torch.bool)
    half[order] = places % 2 == 0
    return half


def _foreign(model: nn.Module, entry: Entry, temperature: float, least: float | None) -> list[dict[str, Any]]:
    """For each kind of foreign pictures how many there are, and percent of them of which the model says that it is unsure."""
    found = []
    for kind, pictures in FOREIGN[entry.tier](entry.input).items() if entry.tier in FOREIGN else ():
        shares = (all_logits(model, pictures, entry.input) / temperature).double().softmax(1).amax(1)
        named = outcome(shares, torch.zeros(len(shares), dtype=torch.bool), least).named
        found.append({"kind": kind, "pictures": len(pictures), "unsure": round(100 * (1 - named), 2)})
    return found
