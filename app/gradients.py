"""How a gradient comes through a network's depth: block by block, and path by path.

L is the cross-entropy of one class at one picture. At initialisation (the architecture built with seed 0) the batch norms take
their statistics from the samples, as they would in the first step of training; in evaluation mode they would divide by 1.

n residual sums · k branches that a path goes through
"""

from collections.abc import Callable
from threading import Lock
from typing import Any, Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from models.sums import Sum, Sums, blocks

from .analysis import residual
from .branches import named
from .cache import Cache
from .capture import Recorder
from .catalog import Catalog, LoadedModel, normalise
from .listening import Between, NoAnswer

When = Literal["trained", "initial"]

LARGEST = 3_000_000
"""Weights of a model whose paths are measured: that takes a copy of it in float64 and n + 1 passes."""
COPIES = 8
"""Of these passes at a time: some 0.3 s of the deepest shipped model, between which a caller who has left is noticed."""

_SEEDING = Lock()
_initial: Cache[Recorder] = Cache(8)
_exact: Cache[Recorder] = Cache(4)


def gradients(catalog: Catalog, loaded: LoadedModel, x: Tensor, when: When, target: int | None) -> dict[str, Any]:
    """‖∂L/∂x_l‖ over all values of each block's output x_l, in order. `target`: a class; None: what the trained model says."""
    target = said(loaded, x) if target is None else target
    recorder = loaded.recorder if when == "trained" else initial(catalog, loaded)
    states, output = recorder.attached(x.clone().requires_grad_(), states_of(loaded))
    loss = F.cross_entropy(output.double(), torch.tensor([target]))  # in float64, where a certain answer still has a slope
    slopes = torch.autograd.grad(loss, list(states.values()))
    return {
        "when": when, "class": target, "label": loaded.entry.labels[target], "loss": float(loss.detach()),
        "blocks": [
            {**named(loaded, name), "name": name, "norm": float(slope.norm())}
            for name, slope in zip(states, slopes, strict=True)
        ],
    }  # fmt: skip


def said(loaded: LoadedModel, x: Tensor) -> int:
    return int(loaded.recorder.run(x).output[0].argmax())


def states_of(loaded: LoadedModel) -> list[str]:
    """Modules whose outputs are the states of the depth: repeated blocks, and the stages that have positions or units."""
    every = blocks(loaded.model)
    stages = [point.module for point in loaded.points if point.stage and point.axes != ("channel",)]
    return list(dict.fromkeys([*stages, *every]))


def initial(catalog: Catalog, loaded: LoadedModel) -> Recorder:
    """The same architecture before training."""
    images = catalog.images(loaded.entry.tier)
    return _initial.get(loaded.id, lambda: Recorder(_before_training(loaded, images), ()))


def _before_training(loaded: LoadedModel, images: list[Tensor]) -> nn.Module:
    with _SEEDING, torch.random.fork_rng(devices=[]):  # torch's modules take their first weights from one global generator
        torch.manual_seed(0)
        model = loaded.entry.build().eval().requires_grad_(False)
    norms = [module for module in model.modules() if isinstance(module, _BatchNorm)]
    if norms and images:
        for norm in norms:
            norm.train()
            norm.momentum = 1.0  # the statistics of this one batch, and nothing of the start
        with torch.no_grad():
            model(torch.cat([normalise(image, loaded.entry.input) for image in images]))
    return model.eval()


def exact(loaded: LoadedModel) -> Recorder:
    """The trained model in float64."""

    def twin() -> Recorder:
        model = loaded.entry.build()
        model.load_state_dict(loaded.model.state_dict())
        return Recorder(model.double().eval().requires_grad_(False), ())

    return _exact.get(loaded.id, twin)


def paths(loaded: LoadedModel, x: Tensor, target: int | None, between: Between) -> dict[str, Any]:
    """How much of ∂L/∂x, x the picture, comes through paths of each length: exactly, for the network linearised here.

    Every branch's Jacobian is multiplied by t, the forward pass left as it is: then ∂L/∂x is a polynomial in t, and its
    k-th coefficient is the sum of the gradients through all paths that go through k branches. NoAnswer for a model without
    residual sums, or one that is too large.
    """
    weights = sum(parameter.numel() for parameter in loaded.model.parameters())
    if weights > LARGEST:
        raise NoAnswer(f"Paths are measured in models of at most {LARGEST:,} weights; this one has {weights:,}.")
    target = said(loaded, x) if target is None else target
    recorder = exact(loaded)
    n = _count(recorder, x.double())
    if not n:
        raise NoAnswer(f"{loaded.entry.title} adds nothing to what goes around it: it has one path only.")
    at = residual.nodes(n)
    slopes = []
    for start in range(0, n + 1, COPIES):
        between(start, n + 1)
        slopes.append(_scaled_gradient(recorder, x.double(), target, at[start : start + COPIES]))
    parts = residual.coefficients(torch.cat(slopes), at)
    found = residual.by_length(parts)
    return {
        "class": target, "label": loaded.entry.labels[target], "n": n, "binomial": residual.path_lengths(n), **found,
        "total": float(parts.sum(0).norm()), "most": residual.settled(found["shares"]),
    }  # fmt: skip


def _count(recorder: Recorder, x: Tensor) -> int:
    with torch.inference_mode(), Sums(recorder.model, x, keep=False) as sums:
        recorder.alone(recorder.model)(x)
    return len(sums.found)


def _scaled_gradient(recorder: Recorder, x: Tensor, target: int, factors: Tensor) -> Tensor:
    """(B,) factors -> (B, C, H, W) ∂L/∂x with every branch's Jacobian multiplied by its copy's factor."""
    copies = x.expand(len(factors), *x.shape[1:]).clone().requires_grad_()
    with torch.enable_grad(), Sums(recorder.model, copies, scaled(factors), keep=False):
        logits = recorder.alone(recorder.model)(copies)
        loss = F.cross_entropy(logits, torch.full((len(factors),), target), reduction="sum")
    (slope,) = torch.autograd.grad(loss, copies)
    return slope


def scaled(factors: Tensor) -> Callable[[Sum], Tensor]:
    """For `Sums.instead`: the sum as it is, with the branch's gradient multiplied by one factor per item of the batch."""

    def total(one: Sum) -> Tensor:
        factor = factors.reshape(-1, *[1] * (one.branch.ndim - 1))
        still = one.branch.detach()
        return one.skip + (still + factor * (one.branch - still))

    return total
