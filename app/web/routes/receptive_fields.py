"""HTTP for receptive fields: parse, call, encode."""

from fastapi import APIRouter
from fastapi.responses import Response, StreamingResponse

from ...catalog.initial_model import When
from ..state import Shared, problem_answers
from . import schemas
from .activations import json, lines, progress

router = APIRouter(prefix="/api/receptive-field", responses=problem_answers(400, 404, 422, 503))


@router.get("/squares", response_model=schemas.Squares)
async def squares(shared: Shared, model: str) -> Response:
    """The theoretical receptive field of the centre position of every stage."""
    return json(await shared.engine.call(shared.fields.squares, model))


@router.get("", response_class=StreamingResponse, responses=lines("The field", schemas.FieldLine))
async def field(shared: Shared, model: str, point: str, when: When = "trained") -> StreamingResponse:
    """The effective receptive field. NDJSON: lines `{"done", "of"}` in pictures, then `{"field": …}`, or `{"problem"}`."""
    plan = await shared.engine.call(shared.fields.plan, model, point, when)
    return StreamingResponse(progress(plan.run(shared.engine)), media_type="application/x-ndjson")
