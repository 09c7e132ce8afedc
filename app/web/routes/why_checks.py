"""Whether to believe a map of an answer: deletion and insertion curves, and agreement with the untrained twin."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import numpy as np
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from torch import Tensor

from ...analysis.deletion import WAYS
from ...catalog.loaded_model import LoadedModel
from ...frames import codec
from ...frames.request import Position
from ...interpret import why_checks
from ...interpret.attributions import METHODS, Baseline, Method
from ...interpret.stage import Between
from ..dependencies import NamedPosition, Shared
from ..responses import (
    ARCHIVE,
    BODY,
    FRAME,
    TAKES_PICTURE,
    SentenceDocument,
    archive,
    binary,
    frame,
    json,
    problem_answers,
)  # fmt: skip
from ..state import AppState
from .why import Asked, Question, asked

Answer = TypeVar("Answer")

router = APIRouter(prefix="/api", responses=problem_answers(400, 404, 422, 503) | TAKES_PICTURE)

Seed = Annotated[int, Query(ge=0, le=9999, description="Of the random order of the windows.")]


class Area(BaseModel):
    values: list[float]
    area: float


class Order(BaseModel):
    order: str
    deletion: Area
    insertion: Area


class Lack(SentenceDocument):
    method: Method


class Curves(BaseModel):
    model: str
    class_: int = Field(alias="class")
    label: str
    against: int | None
    against_label: str | None
    baseline: Baseline
    score: float
    baseline_score: float
    window: int
    windows: list[int]
    seed: int
    curves: list[Order]
    lacks: list[Lack]


@router.post("/deletion", response_model=Curves, openapi_extra=BODY)
async def deletion(
    request: Request, shared: Shared, position: NamedPosition, model: str, question: Asked, seed: Seed = 0
) -> Response:
    """What the answer does while windows go, and while they come, in each method's order and in a random one (docs/wire.md)."""

    def answer(loaded: LoadedModel, found: why_checks.Curves) -> dict[str, Any]:
        about = found.about.wire(loaded.entry.labels)
        del about["methods"]
        drawn = [
            {"order": order, **{way: {"values": both[way].values, "area": both[way].area} for way in WAYS}}
            for order, both in found.curves.items()
        ]
        return {"model": model, "baseline": question.baseline, "seed": seed, "windows": found.windows, "curves": drawn, **about}

    return json(await curves(request, shared, position, model, question, seed, answer))


@router.post(
    "/deletion.npz", response_class=Response, responses=binary(ARCHIVE, "Two arrays for each order"), openapi_extra=BODY
)
async def deletion_archive(
    request: Request, shared: Shared, position: NamedPosition, model: str, question: Asked, seed: Seed = 0
) -> Response:
    """The same as a NumPy archive: `windows`, and `<order>/deletion` and `<order>/insertion` over them."""

    def answer(loaded: LoadedModel, found: why_checks.Curves) -> Response:
        arrays = {f"{order}/{way}": np.asarray(both[way].values) for order, both in found.curves.items() for way in WAYS}
        return archive("deletion.npz", {"windows": np.asarray(found.windows)} | arrays)

    return await curves(request, shared, position, model, question, seed, answer)


@router.post(
    "/randomised", response_class=Response, responses=binary(FRAME, "Array (weights, method, row, column)"), openapi_extra=BODY
)
async def randomised(request: Request, shared: Shared, position: NamedPosition, model: str, question: Asked) -> Response:
    """The maps of a model and of its untrained twin, and how far they agree (docs/wire.md)."""

    def answer(loaded: LoadedModel, found: why_checks.Randomised) -> bytes:
        more: dict[str, Any] = found.wire(loaded.entry.labels) | {"baseline": question.baseline}
        axes = ["weights", "method", "row", "column"]
        return codec.array_frame(loaded.id, axes, why_checks.stacked(found).numpy(), **more)

    return frame(await twins(request, shared, position, model, question, answer))


@router.post(
    "/randomised.npz", response_class=Response, responses=binary(ARCHIVE, "Two arrays for each method"), openapi_extra=BODY
)
async def randomised_archive(
    request: Request, shared: Shared, position: NamedPosition, model: str, question: Asked
) -> Response:
    """The same as a NumPy archive: `<method>/trained` and `<method>/initial` (row, column), `<method>/signed` and `/sizes`."""

    def answer(loaded: LoadedModel, found: why_checks.Randomised) -> Response:
        arrays: dict[str, np.ndarray] = {}
        for (name, one), trained, twin in zip(found.agreement.items(), *why_checks.stacked(found).numpy(), strict=True):
            arrays |= {f"{name}/trained": trained, f"{name}/initial": twin}
            for key, value in (("signed", one.signed), ("sizes", one.sizes)):
                arrays[f"{name}/{key}"] = np.asarray(np.nan if value is None else value)
        return archive("randomised.npz", arrays)

    return await twins(request, shared, position, model, question, answer)


async def curves(
    request: Request, shared: AppState, position: Position, model: str, question: Question, seed: int,
    answer: Callable[[LoadedModel, why_checks.Curves], Answer],
) -> Answer:  # fmt: skip
    def work(loaded: LoadedModel, image: Tensor, between: Between) -> Answer:
        q = question
        methods = q.methods or [method for method in METHODS if method != "gradient"]
        found = why_checks.curves(loaded, image, methods, q.target, q.against, q.baseline, seed, between)
        return answer(loaded, found)

    return await asked(request, shared, position, model, question, work)


async def twins(
    request: Request, shared: AppState, position: Position, model: str, question: Question,
    answer: Callable[[LoadedModel, why_checks.Randomised], Answer],
) -> Answer:  # fmt: skip
    def work(loaded: LoadedModel, image: Tensor, between: Between) -> Answer:
        q = question
        found = why_checks.randomised(
            shared.catalog, loaded, image, q.methods or METHODS, q.target, q.against, q.baseline, between
        )
        return answer(loaded, found)

    return await asked(request, shared, position, model, question, work)
