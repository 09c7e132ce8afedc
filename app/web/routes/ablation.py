"""A part of a stage switched off: what the model answers instead, and all parts of a stage ranked by that."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import numpy as np
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, Field
from torch import Tensor

from ...analysis.shares import shares
from ...catalog.faults import its_fault
from ...catalog.loaded_model import LoadedModel, normalise
from ...core.errors import answering, invalid_parameter
from ...core.sentence import Sentence
from ...frames.request import Position
from ...frames.stage_summary import MOST_PREDICTIONS, predictions
from ...interpret.ablation_sweep import Start, Sweep
from ...interpret.ablations import Ablated, Part, Seat, ablate, seat
from ...interpret.stage import Between
from ...interpret.switched_off import Value, pictures
from ..dependencies import NamedPosition, SampleName, Shared, checked
from ..inference import ask
from ..responses import (
    ARCHIVE,
    BODY,
    TAKES_PICTURE,
    Prediction,
    ProblemDocument,
    archive,
    binary,
    json,
    lines,
    problem_answers,
    progress,
)  # fmt: skip
from ..state import AppState
from .residual import Class
from .residual import checked as checked_class

Answer = TypeVar("Answer")

router = APIRouter(prefix="/api/ablation", responses=problem_answers(400, 404, 422, 503) | TAKES_PICTURE)

Numbers = Annotated[list[int] | None, Query(max_length=4096, description="Which parts, counted from 0; repeatable.")]


@dataclass(frozen=True)
class Question:
    """What is switched off, and how."""

    model: str
    point: str
    part: Annotated[Part, Query(description="What of the stage; a position is a token, or a place of a map, row by row.")]
    value: Annotated[Value, Query(description="What its values become: zero, their mean over the samples, a sample's.")] = (
        "zero"
    )
    source: SampleName = None
    target: Class = None

    def check(self) -> None:
        """Problem 422 for a sample that is named in vain, or not at all."""
        if (self.value == "sample") != (self.source is not None):
            raise invalid_parameter(SOURCE)

    def pictures(self, shared: AppState, position: Position, loaded: LoadedModel) -> list[Tensor]:
        """What the values are averaged over, as the model receives it."""
        return pictures(shared.runner, loaded, position, self.value, self.source)

    def seat(self, loaded: LoadedModel) -> Seat:
        checked_class(loaded, self.target)
        return seat(loaded, loaded.point(self.point), self.part)

    def wire(self, loaded: LoadedModel, target: int, pictures: list[Tensor]) -> dict[str, Any]:
        samples = len(pictures) if self.value == "mean" else None
        return {
            "model": self.model, "point": self.point, "part": self.part, "value": self.value, "source": self.source,
            "samples": samples, "class": target, "label": loaded.entry.labels[target],
        }  # fmt: skip


SOURCE = Sentence(
    "ablation-source", "source=<sample> belongs to value=sample, and is needed there: its values take the part's place."
)

Asked = Annotated[Question, Depends()]


class About(BaseModel):
    model: str
    point: str
    part: Part
    value: Value
    source: str | None
    samples: int | None
    """How many the mean is over; None where none is taken."""
    class_: int = Field(alias="class")
    label: str


class Said(BaseModel):
    logit: float
    probability: float
    predictions: list[Prediction]


class StageChange(BaseModel):
    name: str
    title: str
    change: float | None


class Ablation(About):
    index: list[int]
    before: Said
    after: Said
    stages: list[StageChange]


class Ranked(BaseModel):
    index: int
    logit: float
    effect: float
    probability: float
    says: str


class Ranking(About):
    logit: float
    probability: float
    ranked: list[Ranked]


class SweepLine(BaseModel):
    """One line: progress in parts, the ranking, or what went wrong."""

    done: int | None = None
    of: int | None = None
    ranking: Ranking | None = None
    problem: ProblemDocument | None = None


@router.post("", response_model=Ablation, openapi_extra=BODY)
async def ablation(
    request: Request, shared: Shared, position: NamedPosition, question: Asked, index: Numbers = None
) -> Response:
    """What the model answers with a part of one stage switched off, and how far each stage changes (docs/wire.md)."""

    def answer(loaded: LoadedModel, found: Ablated, pictures: list[Tensor]) -> dict[str, Any]:
        return {
            **question.wire(loaded, found.target, pictures),
            "index": index or [],
            "before": said(loaded, found.before, found.target),
            "after": said(loaded, found.after, found.target),
            "stages": [{"name": point.name, "title": point.title, "change": change} for point, change in found.changes],
        }

    return json(await ablated(request, shared, position, question, index, answer))


@router.post(".npz", response_class=Response, responses=binary(ARCHIVE, "Before and after"), openapi_extra=BODY)
async def ablation_archive(
    request: Request, shared: Shared, position: NamedPosition, question: Asked, index: Numbers = None
) -> Response:
    """The same as a NumPy archive: `before/logits`, `after/logits`, the stage's values `before/stage`, `after/stage`, and
    `change` for each of `stages`."""

    def answer(loaded: LoadedModel, found: Ablated, pictures: list[Tensor]) -> Response:
        names = np.array([point.name for point, _ in found.changes])
        changes = np.array([np.nan if change is None else change for _, change in found.changes])
        ends = {"before/logits": found.before.numpy(), "after/logits": found.after.numpy()}
        own = {"before/stage": found.own[0].numpy(), "after/stage": found.own[1].numpy()}
        return archive("ablation.npz", ends | own | {"stages": names, "change": changes})

    return await ablated(request, shared, position, question, index, answer)


@router.post("/sweep", response_class=StreamingResponse, openapi_extra=BODY, responses=lines("The ranking", SweepLine))
async def sweep(shared: Shared, position: NamedPosition, question: Asked) -> StreamingResponse:
    """Each part of the stage switched off alone. NDJSON: lines `{"done", "of"}`, then `{"ranking": …}`, or `{"problem"}`."""
    one = await shared.pool.call_long(planned, shared, position, question)

    async def told() -> AsyncIterator[dict[str, Any]]:
        async for done, found in one.run(shared.pool):
            yield {"done": done, "of": one.seat.count} if found is None else {"ranking": ranking(question, one, *found)}

    return progress(told())


@router.post("/sweep.npz", response_class=Response, responses=binary(ARCHIVE, "An array for each number"), openapi_extra=BODY)
async def sweep_archive(request: Request, shared: Shared, position: NamedPosition, question: Asked) -> Response:
    """The ranking as a NumPy archive: `index`, `logit`, `effect`, `probability`, the largest effect first."""

    def answer(loaded: LoadedModel, between: Between) -> Response:
        _, ranked = planned(shared, position, question).whole(between)
        return archive(
            "sweep.npz", {key: np.array([one[key] for one in ranked]) for key in ("index", "logit", "effect", "probability")}
        )

    return await ask(request, shared, question.model, answer)


async def ablated(
    request: Request, shared: AppState, position: Position, question: Question, index: list[int] | None,
    answer: Callable[[LoadedModel, Ablated, list[Tensor]], Answer],
) -> Answer:  # fmt: skip
    """Refuses as `ask`, and what the question refuses."""

    def work(loaded: LoadedModel, between: Between) -> Answer:
        at, pictures = question.seat(loaded), question.pictures(shared, position, loaded)
        x = normalise(shared.runner.image(position, loaded.entry.input), loaded.entry.input)
        return answer(loaded, ablate(at, x, index or [], pictures, question.target, between), pictures)

    question.check()
    checked(shared, [question.model], position)
    return await ask(request, shared, question.model, work)


def planned(shared: AppState, position: Position, question: Question) -> Sweep:
    """Problem as `ablated`, before the first line."""
    question.check()
    checked(shared, [question.model], position)
    loaded = shared.catalog.get(question.model)
    with answering(), its_fault(loaded):
        at, pictures = question.seat(loaded), question.pictures(shared, position, loaded)
        x = normalise(shared.runner.image(position, loaded.entry.input), loaded.entry.input)
        one = Sweep(at, x, pictures, question.target)
        one.check()
    return one


def ranking(question: Question, one: Sweep, start: Start, ranked: list[dict[str, Any]]) -> dict[str, Any]:
    loaded = one.seat.loaded
    before = said(loaded, start.before, start.target)
    about = question.wire(loaded, start.target, list(one.pictures))
    return {**about, "logit": before["logit"], "probability": before["probability"], "ranked": ranked}


def said(loaded: LoadedModel, logits: Tensor, target: int) -> dict[str, Any]:
    probable = shares(logits[None].numpy(), loaded.entry.scores)[0]
    told = predictions(logits[None], loaded.entry, MOST_PREDICTIONS)[0]
    return {"logit": float(logits[target]), "probability": float(probable[target]), "predictions": told}
