"""Grad-CAM and gradient-weighted attention rollout of a model at a picture, or why it has none."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from ..analysis.inner_maps import grad_cam, gradient_rollout, legrad, over_pixels
from ..capture.points import ResolvedPoint
from ..catalog.loaded_model import LoadedModel
from ..core.errors import NoAnswer
from ..core.sentence import Sentence
from .places import by_place, window_seats

Explains = Callable[[Tensor], Tensor]
"""Logits (B, K) -> the number of each picture that is explained (B)."""

Placed = tuple[Tensor, ResolvedPoint]
"""A value for each place of a stage's grid, in reading order, and the stage."""


DETACHED = Sentence("why-inside-detached", "Between this part of the model and its answer no gradient can be taken.")


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
    values, slope = by_place(values, stage), by_place(slope, stage)
    if not slope.any():
        raise NoAnswer(_read_elsewhere(loaded, stage))
    return grad_cam(values, slope), stage


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
    came to them from each patch. Where a model attends within windows, `within_windows`. NoAnswer for one without attention
    between all of its tokens, or without any."""
    found = [point for point in loaded.points if point.role == "attention"]
    if windowed(loaded):
        return within_windows(loaded, found, x, explains)
    maps = _between_all(loaded, found)
    stage = next(point for point in reversed(loaded.points) if point.stage and "token" in point.raw)
    names = [point.module for point in maps]
    calls, output = loaded.recorder.traced(x.clone().requires_grad_(), {stage.module, *names})
    weights = [calls[point.module][point.call] for point in maps]
    slopes = _slopes(explains(output), [calls[stage.module][stage.call], *weights])
    reached = gradient_rollout([one[0].detach() for one in weights], [one[0] for one in slopes[1:]])
    last = slopes[0][0].movedim(stage.raw.index("token"), 0).flatten(1)
    read = last.abs().sum(1) > 0
    return reached[read].mean(0)[maps[0].prefix :], maps[0]


def windowed(loaded: LoadedModel) -> bool:
    """Whether it attends within windows, in one block at least."""
    return any("window" in point.axes for point in loaded.points)


def within_windows(loaded: LoadedModel, maps: Sequence[ResolvedPoint], x: Tensor, explains: Explains) -> Placed:
    """LeGrad of each block, its windows put back where they lie, and the mean over the blocks at the finest of their grids: a
    place of it has the value of the coarser one that it lies in."""
    windowed = [point for point in maps if "window" in point.axes]
    seats = window_seats(loaded, windowed)
    if seats is None or any(point.grid is None for point in maps if point not in windowed):
        raise NoAnswer(
            Sentence(
                "why-attention-windowed",
                "{model} attends within windows, and where in the picture their positions lie cannot be told: what comes to "
                "them cannot be put back there.",
                model=loaded.entry.title,
            )
        )
    calls, output = loaded.recorder.traced(x.clone().requires_grad_(), {point.module for point in maps})
    held = [calls[point.module][point.call] for point in maps]
    slopes = _slopes(explains(output), [_gone_on_with(one) for one in held])
    if not any(slope.any() for slope in slopes):
        raise NoAnswer(DETACHED)
    found = []
    for point, one, slope in zip(maps, held, slopes, strict=True):
        heard = legrad(slope.reshape(one.shape)[0]).flatten()
        seat, stage = seats.get(point.name, (slice(point.prefix, None), point))
        assert stage.grid
        found.append((heard[seat], stage))
    finest = max((stage for _, stage in found), key=lambda stage: stage.grid or (0, 0))
    rows, columns = finest.grid or (0, 0)
    blocks = [over_pixels(values, stage.grid or (0, 0), rows, columns) for values, stage in found]
    return torch.stack(blocks).mean(0).flatten(), finest


def _gone_on_with(kept: Tensor) -> Tensor:
    """What the pass went on with, of which `kept` may be a view whose windows were split off the batch."""
    base = kept._base
    same = base is not None and base.numel() == kept.numel() and base.is_contiguous() and kept.is_contiguous()
    return base if base is not None and same else kept


def _between_all(loaded: LoadedModel, maps: Sequence[ResolvedPoint]) -> Sequence[ResolvedPoint]:
    """The attention of every block."""
    title = loaded.entry.title
    if not maps:
        raise NoAnswer(Sentence("why-attention-none", "{model} has no attention: nothing to roll out.", model=title))
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
        raise NoAnswer(DETACHED)
    found = torch.autograd.grad(explained.sum(), list(of), allow_unused=True)
    return [torch.zeros_like(one) if slope is None else slope for one, slope in zip(of, found, strict=True)]
