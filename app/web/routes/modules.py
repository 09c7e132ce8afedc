"""What is inside a model: its modules in the order of a pass, each of which can be opened as a stage is."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from models.spec.point import Role

from ...capture.discovery.inside import Call
from ...catalog.loaded_model import LoadedModel
from ...interpret.stage import Between
from ..dependencies import Shared
from ..inference import ask
from ..responses import SentenceDocument, json, problem_answers

router = APIRouter(prefix="/api", responses=problem_answers(400, 404, 409, 422, 503))


class ModuleDocument(BaseModel):
    """One call of a module, or one of queries, keys and values that a layer makes in one. docs/wire.md, "Inner modules"."""

    name: str
    module: str
    part: str | None
    kind: str
    call: int
    calls: int
    own: bool
    stage: str | None
    refusal: SentenceDocument | None
    role: Role | None
    axes: list[str] | None
    shape: list[int] | None
    grid: tuple[int, int] | None
    prefix: int
    stride: int | None
    depth: float | None
    no_grid: SentenceDocument | None


class ModulesDocument(BaseModel):
    """`total`: calls in a pass, of which `modules` has the first ones."""

    model: str
    total: int
    modules: list[ModuleDocument]


PointName = Annotated[str | None, Query(max_length=400, description="Only this one: a path, @2 behind it for a second call.")]


@router.get("/modules", response_model=ModulesDocument)
async def modules(request: Request, shared: Shared, model: str, point: PointName = None) -> Response:
    """Every call of every module in a pass: what it yields, and why where it cannot be opened."""

    def answer(loaded: LoadedModel, between: Between) -> dict[str, Any]:
        inside = loaded.inside
        calls = inside.calls if point is None else (inside.call(point),)
        if point is not None:
            inside.point(calls[0])  # refuses what cannot be opened
        return {"model": model, "total": inside.total, "modules": [_document(loaded, call) for call in calls]}

    return json(await ask(request, shared, model, answer))


def _document(loaded: LoadedModel, call: Call) -> dict[str, Any]:
    refusal = loaded.inside.refusal(call)
    found = None if refusal else loaded.inside.point(call).wire()
    keys = ("role", "axes", "shape", "grid", "prefix", "stride", "depth", "no_grid")
    blank: dict[str, Any] = dict.fromkeys(keys) | {"prefix": 0}
    return {
        "name": call.name, "module": call.output.path, "part": call.part, "kind": call.output.kind, "call": call.number,
        "calls": call.calls, "own": call.point is not None, "stage": call.stage.name if call.stage else None,
        "refusal": refusal.told() if refusal else None,
        **({key: found[key] for key in keys} if found else blank),
    }  # fmt: skip
