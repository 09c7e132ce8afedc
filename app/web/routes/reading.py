"""A picture read row by row: what is believed after each, and how far back the states reach."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from torch import Tensor

from ...catalog.loaded_model import LoadedModel
from ...interpret.reading import reach, reading
from ...interpret.stage import Between
from ..dependencies import NamedPosition, Shared
from ..inference import ask_at
from ..responses import BODY, TAKES_PICTURE, json, problem_answers

router = APIRouter(prefix="/api", responses=problem_answers(400, 404, 422, 503) | TAKES_PICTURE)


class Believed(BaseModel):
    """`shares`: one for each label."""

    point: str
    shares: list[float]


class Reading(BaseModel):
    model: str
    labels: list[str]
    steps: list[Believed]


class Reached(BaseModel):
    """`shares`: one for each row of the picture. `norm`: of the gradient of the cross-entropy at this state."""

    point: str
    shares: list[float]
    norm: float


class Reach(BaseModel):
    """`class`, `label`: what is said, and whose cross-entropy it is."""

    model: str
    said: int = Field(alias="class")
    label: str
    steps: list[Reached]


@router.post("/reading", response_model=Reading, openapi_extra=BODY)
async def read(request: Request, shared: Shared, position: NamedPosition, model: str) -> Response:
    """The head of a recurrent network applied to its state after each row."""

    def answer(loaded: LoadedModel, x: Tensor, between: Between) -> dict[str, Any]:
        return {"model": model, "labels": loaded.entry.labels, "steps": reading(loaded, x)}

    return json(await ask_at(request, shared, position, model, answer))


@router.post("/reading/reach", response_model=Reach, openapi_extra=BODY)
async def reached(request: Request, shared: Shared, position: NamedPosition, model: str) -> Response:
    """How much each row of the picture has in the state after each row, and the gradient at that state."""

    def answer(loaded: LoadedModel, x: Tensor, between: Between) -> dict[str, Any]:
        return {"model": model, **reach(loaded, x, between)}

    return json(await ask_at(request, shared, position, model, answer))
