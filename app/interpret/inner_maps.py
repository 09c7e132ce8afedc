"""Grad-CAM and gradient-weighted attention rollout of a model at a picture, or why it has none."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from ..analysis.inner_maps import grad_cam, gradient_rollout
from ..capture.points import ResolvedPoint
from ..catalog.loaded_model import LoadedModel
from ..core.errors import NoAnswer
from ..core.sentence import Sentence

Explains = Callable[[Tensor], Tensor]
"""Logits (B, K) -> the number of each picture that is explained (B)."""

Placed = tuple[Tensor, ResolvedPoint]
"""A value for each place of a stage's grid, in reading order, and the stage."""


def cam(loaded: LoadedModel, x: Tensor, explains: Explains) -> Placed:
    """Of the last stage with places, its leading tokens left out. NoAnswer where there is none, or f hangs on no place."""
    stage = next((point for point in reversed(loaded.points) if point.stage and point.grid), None)
    if stage is None:
        raise NoAnswer(
            Sentence(
                "why-cam-no-places",
                "Grad-CAM weighs the channels of a stage that has places, and {model} has none.",
                model=loaded.entry.title,
            )
        )
    calls, output = loaded.recorder.traced(x.clone().requires_grad_(), (stage.module,))
    values = calls[stage.module][stage.call]
    (slope,) = _slopes(explains(output), [values])
    values, slope = _by_place(values, stage), _by_place(slope, stage)
    if not slope.any():
        raise NoAnswer(_read_elsewhere(loaded, stage))
    return grad_cam(values, slope), stage


def _by_place(tensor: Tensor, stage: ResolvedPoint) -> Tensor:
    """(1, …) with the module's own axes -> (channel, place)."""
    one = tensor[0].detach()
    if "token" in stage.raw:
        return one.permute(stage.raw.index("channel"), stage.raw.index("token"))[:, stage.prefix :]
    return one.permute(*(stage.raw.index(axis) for axis in ("channel", "row", "column"))).flatten(1)


def _read_elsewhere(loaded: LoadedModel, stage: ResolvedPoint) -> Sentence:
    if stage.prefix:
        return Sentence(
            "why-cam-class-token",
            "{model} reads its answer from the class token alone: the slope at every patch of “{stage}” is exactly 0, and "
            "Grad-CAM would be 0 everywhere.",
            model=loaded.entry.title, stage=stage.title,
        )  # fmt: skip
    return Sentence(
        "why-cam-flat",
        "The slope at every place of “{stage}” is exactly 0 at this picture, and Grad-CAM would be 0 everywhere.",
        stage=stage.title,
    )


def attention(loaded: LoadedModel, x: Tensor, explains: Explains) -> Placed:
    """Of the tokens that the answer is read from (those of the last block on which f hangs; their mean, if several), how much
    came to them from each patch. NoAnswer for a model without attention between all of its tokens."""
    maps = _between_all(loaded)
    stage = next(point for point in reversed(loaded.points) if point.stage and "token" in point.raw)
    names = [point.module for point in maps]
    calls, output = loaded.recorder.traced(x.clone().requires_grad_(), {stage.module, *names})
    weights = [calls[point.module][point.call] for point in maps]
    slopes = _slopes(explains(output), [calls[stage.module][stage.call], *weights])
    reached = gradient_rollout([one[0].detach() for one in weights], [one[0] for one in slopes[1:]])
    last = slopes[0][0].movedim(stage.raw.index("token"), 0).flatten(1)
    read = last.abs().sum(1) > 0
    return reached[read].mean(0)[maps[0].prefix :], maps[0]


def _between_all(loaded: LoadedModel) -> Sequence[ResolvedPoint]:
    """The attention of every block."""
    maps = [point for point in loaded.points if point.role == "attention"]
    title = loaded.entry.title
    if not maps:
        raise NoAnswer(Sentence("why-attention-none", "{model} has no attention: nothing to roll out.", model=title))
    if any("window" in point.axes for point in maps):
        raise NoAnswer(
            Sentence(
                "why-attention-windowed",
                "{model} attends within windows, other ones in each block: its matrices belong to different positions, and the "
                "product that the rollout takes of them is not defined.",
                model=title,
            )
        )  # fmt: skip
    first = maps[0]
    alike = all(point.shape == first.shape and point.shape[-1] == point.shape[-2] for point in maps)
    if not alike or first.grid is None:
        raise NoAnswer(
            Sentence(
                "why-attention-other",
                "The attention of {model} is not between the same patches in every block, and the product that the rollout "
                "takes of its matrices is not defined.",
                model=title,
            )
        )  # fmt: skip
    return maps


def _slopes(explained: Tensor, of: Sequence[Tensor]) -> list[Tensor]:
    """∂f/∂each. Zeros where f hangs on none of it; NoAnswer where no gradient can be had."""
    if not explained.requires_grad or not all(one.requires_grad for one in of):
        raise NoAnswer(
            Sentence("why-inside-detached", "Between this part of the model and its answer no gradient can be taken.")
        )
    found = torch.autograd.grad(explained.sum(), list(of), allow_unused=True)
    return [torch.zeros_like(one) if slope is None else slope for one, slope in zip(of, found, strict=True)]
