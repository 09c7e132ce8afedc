"""How a gradient comes through a network's depth: block by block, and path by path.

L is the cross-entropy of one class at one picture. At initialisation (the architecture built with seed 0) the batch norms take
their statistics from the samples, as they would in the first step of training; in evaluation mode they would divide by 1.

n residual sums · k branches that a path goes through
"""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from models.measure.leaving_out import blocks
from models.measure.residual_sums import Sum, Sums
from models.spec.entry import Scores

from ..analysis import residual
from ..analysis.shares import loss
from ..capture.recorder import Recorder
from ..catalog.catalog import Catalog
from ..catalog.initial_model import When, beginning_unknown, initial_recorder
from ..catalog.loaded_model import LoadedModel
from ..core.errors import NoAnswer
from ..core.sentence import Sentence
from .residual_stream import named
from .stage import Between

LARGEST = 3_000_000
"""Weights of a model whose paths are measured: that takes n + 1 copies of a pass."""


def gradients(catalog: Catalog, loaded: LoadedModel, x: Tensor, when: When, target: int | None) -> dict[str, Any]:
    """‖∂L/∂x_l‖ over all values of each block's output x_l, in order. `target`: a class; None: what the trained model says."""
    target = said(loaded, x) if target is None else target
    recorder = loaded.recorder if when == "trained" else initial(catalog, loaded)
    states, output = recorder.attached(x.clone().requires_grad_(), states_of(loaded))
    cost = loss(output, target, loaded.entry.scores)
    slopes = torch.autograd.grad(cost, list(states.values()), allow_unused=True)
    return {
        "when": when, "class": target, "label": loaded.entry.labels[target], "loss": float(cost.detach()),
        "blocks": [
            {**named(loaded, name), "name": name, "norm": 0.0 if slope is None else float(slope.norm())}
            for name, slope in zip(states, slopes, strict=True)
        ],
    }  # fmt: skip


def said(loaded: LoadedModel, x: Tensor) -> int:
    """NoAnswer for a model without classes: there is nothing that a loss could be of."""
    if not loaded.entry.labels:
        raise NoAnswer(
            Sentence(
                "residual-no-loss",
                "{model} answers with features, not with classes, so it has no such loss.",
                model=loaded.entry.title,
            )
        )
    return int(loaded.recorder.run(x).output[0].argmax())


def states_of(loaded: LoadedModel) -> list[str]:
    """Modules whose outputs are the states of the depth: repeated blocks, and the stages that have positions or units."""
    every = blocks(loaded.model)
    stages = [point.module for point in loaded.points if point.stage and point.axes != ("channel",)]
    return list(dict.fromkeys([*stages, *every]))


def initial(catalog: Catalog, loaded: LoadedModel) -> Recorder:
    """The same architecture before training, its batch norms with the statistics of the samples. NoAnswer where unknown."""
    found = initial_recorder(loaded, catalog.images(loaded.entry))
    if found is None:
        raise NoAnswer(beginning_unknown(loaded))
    return found


def paths(loaded: LoadedModel, x: Tensor, target: int | None, between: Between) -> dict[str, Any]:
    """How much of ∂L/∂x, x the picture, comes through paths of each length: exactly, for the network linearised here.

    NoAnswer for a model without residual sums, or one that is too large.
    """
    weights = sum(parameter.numel() for parameter in loaded.model.parameters())
    if weights > LARGEST:
        raise NoAnswer(
            Sentence(
                "residual-too-large",
                "Paths are measured in models of at most {most:,} weights; this one has {weights:,}.",
                most=LARGEST,
                weights=weights,
            )
        )
    target = said(loaded, x) if target is None else target
    with torch.inference_mode(), Sums(loaded.model, x, keep=False) as sums:
        loaded.recorder.alone(loaded.model)(x)
    n = len(sums.found)
    if not n:
        raise NoAnswer(
            Sentence(
                "residual-one-path",
                "{model} has no skip connection: it has one path only.",
                model=loaded.entry.title,
            )
        )
    parts = by_length(loaded.recorder, x, target, n, between, loaded.entry.scores)
    found = residual.shared(parts)
    return {
        "class": target, "label": loaded.entry.labels[target], "n": n, "binomial": residual.path_lengths(n), **found,
        "total": float(parts.sum(0).norm()), "most": residual.settled(found["shares"]),
    }  # fmt: skip


def by_length(
    recorder: Recorder, x: Tensor, target: int, n: int, between: Between, scores: Scores = "softmax"
) -> Float[Tensor, "n+1 C H W"]:
    """∂L/∂x through all paths that go through k of the n branches, k = 0 … n. Their sum is ∂L/∂x.

    The network is cut behind every sum. From the loss backwards, a state's gradient is kept apart by k, one row each (all rows
    have the same forward pass): what comes back through the way around keeps its row, through the branch it moves to the next.
    """
    copies = x.expand(n + 1, *x.shape[1:]).clone().requires_grad_()
    states, ends = [copies], []

    def cut(one: Sum) -> Tensor:
        ends.append((one.skip, one.branch))
        states.append((one.skip + one.branch).detach().requires_grad_())
        return states[-1]

    with torch.enable_grad(), Sums(recorder.model, copies, cut, keep=False):
        cost = loss(recorder.alone(recorder.model)(copies), target, scores)
    gradients = [torch.zeros_like(state) for state in states]

    def back(end: Tensor, slope: Tensor | None, upto: int) -> None:
        earlier = torch.autograd.grad(end, states[:upto], slope, retain_graph=True, allow_unused=True)
        for gradient, part in zip(gradients, earlier, strict=False):
            if part is not None:
                gradient += part

    back(cost, None, n + 1)
    for gradient in gradients:
        gradient[1:] = 0  # behind the last sum no branch has been gone through
    for i in range(n - 1, -1, -1):
        between(n - 1 - i, n)
        here, (skip, branch) = gradients[i + 1], ends[i]
        back(skip, here, i + 1)
        back(branch, torch.cat([torch.zeros_like(here[:1]), here[:-1]]), i + 1)
    return gradients[0]
