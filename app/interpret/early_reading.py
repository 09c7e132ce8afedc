"""What a model would answer if it stopped early: what follows its last block, on the state after each block.

Only where every block hands on as many values as the last one, of the same kind: then what follows the last block can be given
any of them. It was trained on the last one alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from ..capture.points import ResolvedPoint
from ..catalog.loaded_model import LoadedModel
from ..core.errors import NoAnswer
from ..core.sentence import Sentence
from ..frames.stage_summary import predictions

NO_SUM = (
    "{model} cannot be read early: of none of its stages was it recognised that it adds its result to what it was given, so "
    "which earlier ones hold what its head could read is not known."
)
STEPS = (
    "{model} has no blocks one above the other that could be read early. What its head says after each row of the picture "
    "is another view of an opened stage."
)
GOES_ON = (
    "{model} cannot be read early: after its last sum, {block}, it goes on to {stage}, so its head does not read what the "
    "blocks hand on."
)
ALONE = (
    "{model} cannot be read early: what {block} hands on, {shape} values, is the only state of the form that its head reads."
)
REPEATED = "{model} cannot be read early: {block} runs several times in one pass."
ONE_PICTURE = "{model} cannot be read early: what follows {block} does not take several states at once."


@dataclass(frozen=True)
class EarlyReading:
    """`points`: the state that enters the first of these blocks, where it has their form, and the state after each; `logits`
    (state, class), of what follows the last block: the last row is the model's own answer. `skipped`: how many adding
    blocks lie before them, whose states have another form."""

    points: list[ResolvedPoint]
    logits: Float[Tensor, "n classes"]
    skipped: int


def read_early(loaded: LoadedModel, x: Tensor) -> EarlyReading:
    """At the picture x (1, …). NoAnswer, with the reason, where there is nothing to read or no class to follow."""
    if not loaded.entry.labels:
        raise NoAnswer(
            Sentence(
                "early-no-classes",
                "{model} answers with features, not with classes, so there is no class to follow.",
                model=loaded.entry.title,
            )
        )
    points, skipped = states(loaded)
    recording = loaded.recorder.run(x, {point.module for point in points}, exact=True)
    held = torch.cat([recording[point.module] for point in points])
    logits = _followed(loaded, x, points[-1], held)
    if logits is None:
        raise NoAnswer(Sentence("early-one-picture", ONE_PICTURE, model=loaded.entry.title, block=points[-1].title))
    return EarlyReading(points, logits, skipped)


def _followed(loaded: LoadedModel, x: Tensor, last: ResolvedPoint, held: Tensor) -> Float[Tensor, "n classes"] | None:
    """What follows the last block, on all states at once; None where it does not take them."""
    try:
        logits = loaded.recorder.resumed(x, last.module, held)
    except RuntimeError:
        return None
    return logits if logits.shape == (len(held), len(loaded.entry.labels)) else None


def states(loaded: LoadedModel) -> tuple[list[ResolvedPoint], int]:
    """Which stages can be read, in order, and how many adding blocks before them cannot. NoAnswer, with the reason."""
    stages, title = _outermost(loaded.points), loaded.entry.title
    adding = [i for i, point in enumerate(stages) if point.adds]
    if loaded.entry.family == "rnn":
        raise NoAnswer(Sentence("early-steps", STEPS, model=title))
    if not adding:
        raise NoAnswer(Sentence("early-no-sum", NO_SUM, model=title))
    again = next((point for point in loaded.points if point.stage and point.call), None)
    if again:
        raise NoAnswer(Sentence("early-repeated", REPEATED, model=title, block=again.title))
    first = end = adding[-1]
    last = stages[end]
    after = next((point for point in stages[end + 1 :] if _another(point, last)), None)
    if after:
        raise NoAnswer(Sentence("early-goes-on", GOES_ON, model=title, block=last.title, stage=after.title))
    while first and stages[first].adds and _form(stages[first - 1]) == _form(last):
        first -= 1
    if first == end:
        shape = " × ".join(map(str, last.shape))
        raise NoAnswer(Sentence("early-alone", ALONE, model=title, block=last.title, shape=shape))
    return stages[first : end + 1], sum(i < first for i in adding)


def _outermost(points: Sequence[ResolvedPoint]) -> list[ResolvedPoint]:
    """The stages that are no part of another one."""
    stages = [point for point in points if point.stage]
    return [one for one in stages if not any(one.module.startswith(f"{other.module}.") for other in stages)]


def _form(point: ResolvedPoint) -> tuple[object, ...]:
    return point.raw, point.shape, point.prefix


def _another(point: ResolvedPoint, last: ResolvedPoint) -> bool:
    """Whether a stage after the last sum is more than a norm of it, or its pool."""
    return len(point.shape) >= len(last.shape) and (_form(point) != _form(last) or point.phase in ("spatial", "both"))


def rank(logits: Float[Tensor, "n classes"], target: int) -> list[int]:
    """Of a class in each row: 1 where no other has a greater logit."""
    return [int(one) for one in 1 + (logits > logits[:, target : target + 1]).sum(dim=1)]


def told(found: EarlyReading, loaded: LoadedModel, target: int | None) -> dict[str, Any]:
    """As JSON has it; without a target the class that the model says at the end."""
    labels = loaded.entry.labels
    chosen = int(found.logits[-1].argmax()) if target is None else target
    ranks = rank(found.logits, chosen)
    read = []
    for point, place, all_classes in zip(found.points, ranks, predictions(found.logits, loaded.entry), strict=True):
        own = next(one for one in all_classes if one["index"] == chosen)
        read.append({
            "point": point.name, "title": point.title, "depth": point.depth, "rank": place,
            "logit": own["logit"], "probability": own["probability"], "first": all_classes[0],
        })  # fmt: skip
    return {
        "class": chosen, "label": labels[chosen], "classes": len(labels), "skipped": found.skipped,
        "scores": loaded.entry.scores, "states": read,
    }  # fmt: skip
