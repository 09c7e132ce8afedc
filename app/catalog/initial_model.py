"""A model as it was before its training, where its beginning is known."""

from threading import Lock

import torch
from torch import nn

from .catalog import LoadedModel

_SEEDING = Lock()
"""torch's modules take their first weights from one global generator."""


def untrained(loaded: LoadedModel) -> nn.Module | None:
    """The architecture built anew with seed 0: evaluation mode, no gradients, a copy that the caller may change.

    None for a model that came with its weights: building it gives the trained one again.
    """
    with _SEEDING, torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = loaded.entry.build()
    return None if model is loaded.model else model.eval().requires_grad_(False)
