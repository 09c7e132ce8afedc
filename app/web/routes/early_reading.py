"""What a model would answer after each of its blocks."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from torch import Tensor

from models.spec.entry import Scores

from ...catalog.loaded_model import LoadedModel
from ...interpret.early_reading import read_early, told
from ...interpret.stage import Between
from ..dependencies import NamedPosition, Shared
from ..inference import ask_at
from ..responses import ARCHIVE, BODY, TAKES_PICTURE, Prediction, archive, binary, json, problem_answers
from .residual import Class
from .residual import checked as checked_class

router = APIRouter(prefix="/api", responses=problem_answers(400, 404, 422, 503) | TAKES_PICTURE)


class ReadState(BaseModel):
    point: str
    title: str
    depth: float
    rank: int
    logit: float
    probability: float
    first: Prediction


class EarlyReadings(BaseModel):
    model: str
    class_: int = Field(alias="class")
    label: str
    classes: int
    scores: Scores
    skipped: int
    states: list[ReadState]


@router.post("/early-reading", response_model=EarlyReadings, openapi_extra=BODY)
async def early(request: Request, shared: Shared, position: NamedPosition, model: str, target: Class = None) -> Response:
    """What follows the last block, on the state after each block: a class's rank, logit and share (docs/wire.md)."""

    def answer(loaded: LoadedModel, x: Tensor, between: Between) -> dict[str, Any]:
        checked_class(loaded, target)
        return {"model": model, **told(read_early(loaded, x), loaded, target)}

    return json(await ask_at(request, shared, position, model, answer))


@router.post(
    "/early-reading.npz", response_class=Response, responses=binary(ARCHIVE, "A row of logits for each state"),
    openapi_extra=BODY,
)  # fmt: skip
async def archived(request: Request, shared: Shared, position: NamedPosition, model: str) -> Response:
    """The logits of every class, read off each state: an array (class) for each."""

    def answer(loaded: LoadedModel, x: Tensor, between: Between) -> Response:
        found = read_early(loaded, x)
        rows = zip(found.points, found.logits.numpy(), strict=True)
        return archive("early-reading.npz", {point.name: row for point, row in rows})

    return await ask_at(request, shared, position, model, answer)
