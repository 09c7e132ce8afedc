"""A model as it was before its training, where its beginning is known."""

from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from ..capture.recorder import Recorder
from ..core.cache import Cache
from ..core.sentence import Sentence
from .building import building
from .loaded_model import LoadedModel, normalise

When = Literal["trained", "initial"]
"""Which weights a question is about: those there are now, or those before training."""

_recorders: Cache[Recorder | None] = Cache(8)


def untrained(loaded: LoadedModel) -> nn.Module | None:
    """The architecture built anew with seed 0: evaluation mode, no gradients, a copy that the caller may change.

    None for a model that came with its weights: building it gives the trained one again.
    """
    with building(seed=0):
        model = loaded.entry.build()
    return None if model is loaded.model else model.eval().requires_grad_(False)


def initial_recorder(loaded: LoadedModel, images: Sequence[Tensor] = ()) -> Recorder | None:
    """The model before training, ready to record; None for one that came with its weights. The last few are kept.

    `images` (channel, row, column) 0–1: batch norms take their statistics from these, as in the first step of training; without
    them, they divide by 1.
    """
    return _recorders.get((loaded.id, loaded.serial, bool(images)), lambda: _recorder(loaded, images))


def _recorder(loaded: LoadedModel, images: Sequence[Tensor]) -> Recorder | None:
    model = untrained(loaded)
    if model is None:
        return None
    norms = [module for module in model.modules() if isinstance(module, _BatchNorm)]
    if norms and images:
        for norm in norms:
            norm.train()
            norm.momentum = 1.0  # the statistics of this one batch, and nothing of the start
        with torch.no_grad():
            model(torch.cat([normalise(image, loaded.entry.input) for image in images]))
    return Recorder(model.eval(), loaded.entry.points)


def beginning_unknown(loaded: LoadedModel) -> Sentence:
    """Why there is no model before training."""
    return Sentence(
        "initial-unknown",
        "{model} came with its weights: how it began is not known here. Ask for the trained one.",
        model=loaded.entry.title,
    )
