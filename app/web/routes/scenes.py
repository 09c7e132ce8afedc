"""Questions about a scene as a whole: where its two patterns meet."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel

from ...core.errors import answering
from ...interpret import two_patterns
from ...interpret.stage import Between
from ..dependencies import ModelNames, NamedPosition, Shared, checked
from ..inference import while_connected
from ..responses import BODY, TAKES_PICTURE, json, problem_answers

router = APIRouter(prefix="/api", responses=problem_answers(400, 404, 422, 503) | TAKES_PICTURE)


class StageInteraction(BaseModel):
    name: str
    depth: float
    interaction: float | None


class Together(BaseModel):
    """`overlap`: pixels that both patterns have; with any there are no values. `meet`: the first stage where they have met."""

    model: str
    overlap: int
    meet: str | None
    stages: list[StageInteraction]


class AllTogether(BaseModel):
    models: list[Together]


@router.post("/together", response_model=AllTogether, openapi_extra=BODY)
async def together(request: Request, shared: Shared, position: NamedPosition, models: ModelNames = None) -> Response:
    """How much of each stage is neither what the first pattern alone does nor what the second alone does."""
    names = checked(shared, models or (), position)

    def answer(between: Between) -> list[dict[str, Any]]:
        found = []
        for done, name in enumerate(names):
            between(done, len(names))
            with answering():
                found.append(two_patterns.together(shared.runner, position, name))
        return found

    return json({"models": await while_connected(request, shared, answer)})
