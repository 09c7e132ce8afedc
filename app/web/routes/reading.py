"""A picture read row by row, and what is believed after each."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel
from torch import Tensor

from ...catalog.loaded_model import LoadedModel
from ...interpret.reading import reading
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


@router.post("/reading", response_model=Reading, openapi_extra=BODY)
async def read(request: Request, shared: Shared, position: NamedPosition, model: str) -> Response:
    """The head of a recurrent network applied to its state after each row."""

    def answer(loaded: LoadedModel, x: Tensor, between: Between) -> dict[str, Any]:
        return {"model": model, "labels": loaded.entry.labels, "steps": reading(loaded, x)}

    return json(await ask_at(request, shared, position, model, answer))
