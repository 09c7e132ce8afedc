"""Why a model gives its answer to a scene: maps of several methods, for the same class and the same baseline."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Literal

import torch
from jaxtyping import Float
from torch import Tensor
from torchvision.transforms.v2.functional import gaussian_blur

from models.spec.entry import Input

from ..analysis.attribution import STEPS, Method, Score, attribution, total
from ..catalog.loaded_model import LoadedModel, normalise
from ..core.errors import NoAnswer
from ..core.sentence import Sentence
from .gradients import said
from .stage import Between

Baseline = Literal["black", "mean", "blurred"]
"""A picture with nothing in it: black, of the training's mean colour (the model receives zeros), or the picture blurred."""

LARGEST = 224
"""Pixels of an input's longer side, up to which 32 pictures with a gradient fit beside other people's work."""


@dataclass(frozen=True)
class Explained:
    """`maps`: method -> (map, what it adds up to). `score`: f of the picture, `empty`: of the baseline, in logits."""

    target: int
    against: int | None
    score: float
    empty: float
    window: int
    maps: dict[Method, tuple[Float[Tensor, "H W"], float | None]]

    def wire(self, labels: Sequence[str]) -> dict[str, Any]:
        other = None if self.against is None else labels[self.against]
        return {
            "class": self.target, "label": labels[self.target], "against": self.against, "against_label": other,
            "score": self.score, "baseline_score": self.empty, "window": self.window,
        }  # fmt: skip


def explain(
    loaded: LoadedModel,
    image: Float[Tensor, "C H W"],
    methods: Sequence[Method],
    target: int | None,
    against: int | None,
    baseline: Baseline,
    between: Between,
) -> Explained:
    """`image`: the scene as the model is shown it, 0–1. `target`: None: what the model says. `against`: the class whose logit
    is taken away; None: nothing is.

    NoAnswer for a model without classes, one whose code gives no gradient, or one with a very large input.
    """
    form = loaded.entry.input
    x = normalise(image, form)
    target = said(loaded, x) if target is None else target
    if max(form.height, form.width) > LARGEST:
        raise NoAnswer(
            Sentence(
                "why-too-large",
                "{model} receives {side} px, and 32 such pictures with a gradient are too many for one question: "
                "at most {most} px.",
                model=loaded.entry.title, side=max(form.height, form.width), most=LARGEST,
            )
        )  # fmt: skip
    empty = normalise(_baseline(baseline, image, form), form)
    window, std = window_of(form), torch.tensor(form.std)[:, None, None]
    together, steps = min(loaded.together, STEPS), count()
    score = scored(loaded, target, against, lambda: between(next(steps), len(methods) * STEPS))
    maps: dict[Method, tuple[Tensor, float | None]] = {}
    for method in methods:
        found = attribution(method, score, x, empty, std, window, together)
        maps[method] = (found, total(method, found, window))
    with torch.no_grad():
        here, nothing = score(torch.cat([x, empty])).tolist()
    return Explained(target, against, here, nothing, window, maps)


def scored(loaded: LoadedModel, target: int, against: int | None, before: Callable[[], None] = lambda: None) -> Score:
    """One logit of the model, or one minus another. `before` each pass; may raise to stop the work."""

    def score(x: Tensor) -> Tensor:
        before()
        logits = loaded.recorder.attached(x, ())[1]
        return logits[:, target] if against is None else logits[:, target] - logits[:, against]

    return score


def window_of(form: Input) -> int:
    """Side of a covered window in pixels: a patch of the shipped models where one fits, a seventh of the input elsewhere."""
    wanted = 4 if form.width <= 32 else 8 if form.width <= 64 else 16
    return wanted if form.width % wanted == form.height % wanted == 0 else -(-form.width // 7)


def _baseline(name: Baseline, image: Float[Tensor, "C H W"], form: Input) -> Float[Tensor, "C H W"]:
    if name == "mean":
        return torch.tensor(form.mean)[:, None, None].expand_as(image).contiguous()
    if name == "blurred":
        sigma = form.width / 8
        blurred: Tensor = gaussian_blur(image, [2 * int(2 * sigma) + 1] * 2, [sigma, sigma])
        return blurred
    return torch.zeros_like(image)
