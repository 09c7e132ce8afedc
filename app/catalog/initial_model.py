"""A model as it was before its training, where its beginning is known."""

from torch import nn

from .building import building
from .loaded_model import LoadedModel


def untrained(loaded: LoadedModel) -> nn.Module | None:
    """The architecture built anew with seed 0: evaluation mode, no gradients, a copy that the caller may change.

    None for a model that came with its weights: building it gives the trained one again.
    """
    with building(seed=0):
        model = loaded.entry.build()
    return None if model is loaded.model else model.eval().requires_grad_(False)
