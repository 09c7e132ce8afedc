"""Why a model gives its answer to a scene: maps of several methods, for the same class and the same baseline."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal, get_args

import torch
from jaxtyping import Float
from torch import Tensor

from models.spec.entry import Input

from ..analysis.attribution import STEPS, PixelMethod, Score, attribution
from ..analysis.attribution import total as total_of
from ..analysis.inner_maps import over_pixels
from ..capture.leading import Detached
from ..catalog.loaded_model import LoadedModel, normalise
from ..core.errors import NoAnswer
from ..core.sentence import Sentence
from .gradients import said
from .inner_maps import attention, cam, windowed
from .stage import Between

Baseline = Literal["black", "mean", "blurred"]
"""A picture with nothing in it: black, of the training's mean colour (the model receives zeros), or the picture blurred."""

LARGEST = 224
"""Pixels of an input's longer side, up to which 32 pictures with a gradient fit beside other people's work."""


Inner = Literal["cam", "attention"]
"""Methods that read a map inside the network, where it has the part that they need."""

Form = Literal["rollout", "legrad"]
"""Of attention: between all tokens, or within windows."""

Method = PixelMethod | Inner
METHODS: tuple[Method, ...] = (*get_args(PixelMethod), *get_args(Inner))


@dataclass(frozen=True)
class Map:
    """`total`: what it adds up to, in logits, None where it has another unit; `stage`: point that it was read at, None for one
    over the pixels themselves: each pixel has the value of the place that it lies in; `form`: of attention, which of two it is:
    they have units of their own."""

    values: Float[Tensor, "H W"]
    total: float | None
    stage: str | None = None
    form: Form | None = None

    def wire(self) -> dict[str, Any]:
        return {"total": self.total, "stage": self.stage, "form": self.form}


@dataclass(frozen=True)
class Explained:
    """`score`: f of the picture, `empty`: of the baseline, in logits. `lacks`: method -> why this model has no such map."""

    target: int
    against: int | None
    score: float
    empty: float
    window: int
    maps: dict[Method, Map]
    lacks: dict[Method, Sentence] = field(default_factory=dict)

    def wire(self, labels: Sequence[str]) -> dict[str, Any]:
        other = None if self.against is None else labels[self.against]
        return {
            "class": self.target, "label": labels[self.target], "against": self.against, "against_label": other,
            "score": self.score, "baseline_score": self.empty, "window": self.window,
            "methods": [{"method": name, **one.wire()} for name, one in self.maps.items()],
            "lacks": [{"method": name, **sentence.told()} for name, sentence in self.lacks.items()],
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

    NoAnswer for a model without classes, one whose code gives no gradient, one with a very large input, or one that has none of
    these methods.
    """
    form = loaded.entry.input
    fits(loaded)
    x, empty = pair(image, baseline, form)
    target = said(loaded, x) if target is None else target
    steps = count()

    def pause() -> None:
        between(next(steps), len(methods) * STEPS)

    score = scored(loaded, target, against, pause)
    found = Explained(target, against, *_ends(score, x, empty), window_of(form), {})
    for method in methods:
        pause()
        try:
            found.maps[method] = _map(loaded, method, score, found, x, empty)
        except Detached:
            raise
        except NoAnswer as refusal:
            found.lacks[method] = refusal.sentence
    if not found.maps:
        raise NoAnswer(next(iter(found.lacks.values())))
    return found


def _ends(score: Score, x: Tensor, empty: Tensor) -> tuple[float, float]:
    with torch.no_grad():
        here, nothing = score(torch.cat([x, empty])).tolist()
    return here, nothing


def _map(loaded: LoadedModel, method: Method, score: Score, about: Explained, x: Tensor, empty: Tensor) -> Map:
    form = loaded.entry.input
    if method == "cam" or method == "attention":
        explains = explained(about.target, about.against)
        values, stage = (cam if method == "cam" else attention)(loaded, x, explains)
        assert stage.grid is not None
        over = over_pixels(values, stage.grid, form.height, form.width)
        if method == "cam":
            return Map(over, float(values.double().sum()), stage.name)
        return Map(over, None, stage.name, "legrad" if windowed(loaded) else "rollout")
    std = torch.tensor(form.std)[:, None, None]
    values = attribution(method, score, x, empty, std, about.window, min(loaded.together, STEPS))
    return Map(values, total_of(method, values, about.window))


def fits(loaded: LoadedModel) -> None:
    """NoAnswer for a model with a very large input."""
    form = loaded.entry.input
    if max(form.height, form.width) > LARGEST:
        raise NoAnswer(
            Sentence(
                "why-too-large",
                "{model} receives {side} px, and 32 such pictures with a gradient are too many for one question: "
                "at most {most} px.",
                model=loaded.entry.title, side=max(form.height, form.width), most=LARGEST,
            )
        )  # fmt: skip


def pair(
    image: Float[Tensor, "C H W"], baseline: Baseline, form: Input
) -> tuple[Float[Tensor, "1 C H W"], Float[Tensor, "1 C H W"]]:
    """What the model receives of the picture, and of its baseline."""
    return normalise(image, form), normalise(_baseline(baseline, image, form), form)


def explained(target: int, against: int | None) -> Callable[[Tensor], Tensor]:
    """Logits (B, K) -> (B): one class's, or its minus another's."""
    return lambda logits: logits[:, target] if against is None else logits[:, target] - logits[:, against]


def scored(loaded: LoadedModel, target: int, against: int | None, before: Callable[[], None] = lambda: None) -> Score:
    """One logit of the model, or one minus another. `before` each pass; may raise to stop the work."""

    number = explained(target, against)

    def score(x: Tensor) -> Tensor:
        before()
        return number(loaded.recorder.attached(x, ())[1])

    return score


def window_of(form: Input) -> int:
    """Side of a covered window in pixels: a patch of the shipped models where one fits, a seventh of the input elsewhere."""
    wanted = 4 if form.width <= 32 else 8 if form.width <= 64 else 16
    return wanted if form.width % wanted == form.height % wanted == 0 else -(-form.width // 7)


def _baseline(name: Baseline, image: Float[Tensor, "C H W"], form: Input) -> Float[Tensor, "C H W"]:
    if name == "mean":
        return torch.tensor(form.mean)[:, None, None].expand_as(image).contiguous()
    if name == "blurred":
        from torchvision.transforms.v2.functional import gaussian_blur  # late: it costs a server seconds and 170 MB

        sigma = form.width / 8
        blurred: Tensor = gaussian_blur(image, [2 * int(2 * sigma) + 1] * 2, [sigma, sigma])
        return blurred
    return torch.zeros_like(image)
