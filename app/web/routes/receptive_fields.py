"""Receptive fields of a model's stages: what its structure allows, and what the gradient finds."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel

from ...catalog.initial_model import When
from ..dependencies import Shared
from ..inference import calling
from ..responses import ProblemDocument, json, lines, problem_answers, progress

router = APIRouter(prefix="/api/receptive-field", responses=problem_answers(400, 404, 422, 503))


class Square(BaseModel):
    """Pixels from top and left up to, not including, bottom and right; may lie outside the picture."""

    top: int
    left: int
    bottom: int
    right: int
    whole: bool


class StageSquare(BaseModel):
    point: str
    title: str
    depth: float
    square: Square | None
    reason: str | None
    reason_key: str | None = None
    reason_values: dict[str, Any] = {}


class Squares(BaseModel):
    """docs/wire.md, "Receptive fields"."""

    model: str
    rows: int
    columns: int
    cause: str | None
    when: list[When]
    stages: list[StageSquare]


class Field(BaseModel):
    model: str
    point: str
    when: When
    query: dict[str, int]
    centre: tuple[float, float]
    pictures: int
    probes: int
    means: str
    rows: int
    columns: int
    values: list[list[float]]
    width: float
    uniform_width: float
    square: int


class FieldLine(BaseModel):
    """One line: progress in pictures, the field, or what went wrong."""

    done: int | None = None
    of: int | None = None
    field: Field | None = None
    problem: ProblemDocument | None = None


@router.get("/squares", response_model=Squares)
async def squares(shared: Shared, model: str, point: str | None = None) -> Response:
    """The theoretical receptive field of the centre position of every stage, and of the inner module `point`."""
    return json(await shared.pool.call_long(shared.fields.squares, model, point))


@router.get("", response_class=StreamingResponse, responses=lines("The field", FieldLine))
async def field(shared: Shared, model: str, point: str, when: When = "trained") -> StreamingResponse:
    """The effective receptive field. NDJSON: lines `{"done", "of"}` in pictures, then `{"field": …}`, or `{"problem"}`."""
    plan = await calling(shared, [model])(shared.fields.plan, model, point, when)
    return progress(plan.run(shared.pool))
