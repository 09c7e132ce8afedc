"""HTTP for the residual stream: parse, call, encode."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from torch import Tensor

from ...catalog.loaded_model import LoadedModel, normalise
from ...core.errors import Problem, answering
from ...frames import codec
from ...frames.request import Position
from ...frames.stage_summary import predictions
from ...interpret import gradients, residual_stream
from ...interpret.stage import Between
from ..state import NamedPosition, Server, Shared, problem_answers
from . import schemas_residual
from .activations import BODY, FRAME, TAKES_PICTURE, binary, json
from .mixing import while_connected

router = APIRouter(prefix="/api/residual", responses=problem_answers(400, 404, 422, 503) | TAKES_PICTURE)

Class = Annotated[int | None, Query(alias="class", ge=0, description="Index of a label; none = what the trained model says.")]
Off = Annotated[list[str] | None, Query(max_length=64, description="Parts to leave out, repeatable; see /api/residual.")]


@router.post("", response_model=schemas_residual.Stream, openapi_extra=BODY)
async def stream(request: Request, shared: Shared, position: NamedPosition, model: str) -> Response:
    """What each residual branch adds at this picture, and what the network can do without it (docs/wire.md)."""

    def answer(loaded: LoadedModel, x: Tensor, between: Between) -> dict[str, Any]:
        return {"model": model, **residual_stream.stream(loaded, x, shared.catalog.card(model))}

    return json(await _ask(request, shared, position, model, answer))


@router.post("/maps", response_class=Response, responses=binary(FRAME, "Array"), openapi_extra=BODY)
async def maps(request: Request, shared: Shared, position: NamedPosition, model: str, branch: str) -> Response:
    """x, F(x) and x + F(x) of one branch, exact float32, stacked along the first axis."""

    def answer(loaded: LoadedModel, x: Tensor, between: Between) -> bytes:
        values, axes = residual_stream.maps(loaded, x, branch)
        return codec.array_frame(f"{model}/{branch}", axes, values.numpy())

    return Response(await _ask(request, shared, position, model, answer), media_type=FRAME)


@router.post("/lesion", response_model=schemas_residual.Lesion, openapi_extra=BODY)
async def lesion(request: Request, shared: Shared, position: NamedPosition, model: str, off: Off = None) -> Response:
    """What the model says about this picture without some of its parts."""

    def answer(loaded: LoadedModel, x: Tensor, between: Between) -> dict[str, Any]:
        logits = residual_stream.lesioned(loaded, x, off or ())
        return {"model": model, "off": off or [], "predictions": predictions(logits, loaded.entry.labels)[0]}

    return json(await _ask(request, shared, position, model, answer))


@router.post("/gradients", response_model=schemas_residual.Gradients, openapi_extra=BODY)
async def slopes(
    request: Request,
    shared: Shared,
    position: NamedPosition,
    model: str,
    when: gradients.When = "trained",
    target: Class = None,
) -> Response:
    """The norm of the loss's gradient at each block, after training or before it."""

    def answer(loaded: LoadedModel, x: Tensor, between: Between) -> dict[str, Any]:
        checked(loaded, target)
        return {"model": model, **gradients.gradients(shared.catalog, loaded, x, when, target)}

    return json(await _ask(request, shared, position, model, answer))


@router.post("/paths", response_model=schemas_residual.Paths, openapi_extra=BODY)
async def paths(request: Request, shared: Shared, position: NamedPosition, model: str, target: Class = None) -> Response:
    """How many paths of each length there are, and how much of the picture's gradient comes through them."""

    def answer(loaded: LoadedModel, x: Tensor, between: Between) -> dict[str, Any]:
        checked(loaded, target)
        return {"model": model, **gradients.paths(loaded, x, target, between)}

    return json(await _ask(request, shared, position, model, answer))


def checked(loaded: LoadedModel, target: int | None) -> None:
    if target is not None and target >= len(loaded.entry.labels):
        detail = f"class must be less than {len(loaded.entry.labels)}: {loaded.id} tells that many classes apart."
        raise Problem(422, "invalid-parameter", "A parameter is not valid", detail)


Answer = Callable[[LoadedModel, Tensor, Between], Any]


async def _ask(request: Request, shared: Server, position: Position, model: str, answer: Answer) -> Any:
    """`answer` on a worker, until it is done or the caller leaves; Problem 422 with a sentence where there is no such thing."""
    shared.place([model], ("dx", position.dx), ("dy", position.dy))

    def work(between: Between) -> Any:
        loaded = shared.catalog.get(model)
        x = normalise(shared.observatory.image(position, loaded.entry.input), loaded.entry.input)
        with answering():
            return answer(loaded, x, between)

    return await while_connected(request, shared, work)
