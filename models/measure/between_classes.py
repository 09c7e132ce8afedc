"""How different a stage is for two pictures of different classes: what the change under a move can be compared with.

S stages · N pairs · B batch · C channels · H rows · W columns
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from ..spec.entry import Entry
from ..spec.normalise import normalise
from ..spec.point import STAGE_ROLES, Point

PAIRS = 200
SEED = 0
BATCH = 50


def protocol(pictures: str) -> str:
    return f"median of ‖a(x) − a(y)‖ / ‖a(y)‖ over {PAIRS} pairs of the {pictures}, x and y of different classes (seed {SEED})"


def between_classes(
    model: nn.Module, images: Float[Tensor, "B C H W"], labels: Int[Tensor, " B"], entry: Entry
) -> dict[str, float]:
    """Stage -> the median invariance error between pictures of different classes, for the same pairs whatever the model."""
    names = stages(model, entry.points)
    errors: dict[str, list[Tensor]] = {name: [] for name in names}
    device = next(model.parameters()).device
    for part in pairs(labels).split(BATCH):
        first, second = (outputs(model, normalise(images[side], entry.input).to(device), names) for side in part.T)
        for name in names:
            errors[name].append(invariance(first[name], second[name]))
    return {name: round(float(torch.cat(found).median()), 3) for name, found in errors.items()}


def pairs(labels: Int[Tensor, " B"], count: int = PAIRS, seed: int = SEED) -> Int[Tensor, "N 2"]:
    """Pictures of different classes, two by two, as indices."""
    drawn = torch.randint(len(labels), (20 * count, 2), generator=torch.Generator().manual_seed(seed))
    return drawn[labels[drawn[:, 0]] != labels[drawn[:, 1]]][:count]


def stages(model: nn.Module, points: Iterable[Point]) -> list[str]:
    """Paths of the modules whose outputs are drawn as stages."""
    patterns = [re.escape(point.pattern).replace(r"\*", "[^.]+") for point in points if point.role in STAGE_ROLES]
    return [name for name, _ in model.named_modules() if any(re.fullmatch(pattern, name) for pattern in patterns)]


def invariance(first: Float[Tensor, "B ..."], second: Float[Tensor, "B ..."]) -> Float[Tensor, " B"]:
    """‖a(x) − a(y)‖ / ‖a(y)‖ of each pair, 0 where both are all zeros: the number below a map, for another picture's map."""
    change = (first - second).flatten(1).norm(dim=1)
    return torch.where(change == 0, change, change / second.flatten(1).norm(dim=1))


@torch.inference_mode()
def outputs(model: nn.Module, x: Float[Tensor, "B C H W"], names: Iterable[str]) -> dict[str, Tensor]:
    """What these modules return in one pass of a model that nobody else uses meanwhile."""
    with keeping(model, names) as kept:
        model(x)
    return kept


@contextmanager
def keeping(model: nn.Module, names: Iterable[str]) -> Iterator[dict[str, Tensor]]:
    kept: dict[str, Tensor] = {}
    modules = {name: model.get_submodule(name) for name in names}

    def watched(name: str, module: nn.Module) -> Any:
        forward = module.forward

        def run(*args: Any, **kwargs: Any) -> Any:
            output = forward(*args, **kwargs)
            kept[name] = output.clone()  # a later layer may write into it
            return output

        return run

    try:
        for name, module in modules.items():
            module.__dict__["forward"] = watched(name, module)
        yield kept
    finally:
        for module in modules.values():
            module.__dict__.pop("forward", None)
