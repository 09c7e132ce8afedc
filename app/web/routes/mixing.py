"""HTTP for "who listens to whom": parse, call, encode."""

import asyncio
import io
from collections.abc import Callable
from threading import Event
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from torch import Tensor

from ...catalog.loaded_model import normalise
from ...core.errors import Problem, answering
from ...frames import codec
from ...frames.request import Position
from ...interpret import attention_entry, mixing_queries
from ...interpret.mixing_matrices import Kind, Matrix, attention_wall
from ...interpret.stage import Between, Level, Stage
from ..state import NamedPosition, Server, Shared, problem_answers
from . import schemas
from .activations import BODY, FRAME, TAKES_PICTURE, binary, json

router = APIRouter(prefix="/api/mixing", responses=problem_answers(400, 404, 409, 422, 503) | TAKES_PICTURE)

EXACT = 1_000_000
"""Attention weights that travel as float32; more of them (144 heads over 197 tokens are 5.6 million) keep three digits."""

Number = Annotated[int | None, Query()]


class Stopped(Exception):
    """The caller has left, so the work ends."""


@router.post("", response_model=schemas.MixingAnswer, openapi_extra=BODY)
async def mixing(
    request: Request,
    shared: Shared,
    position: NamedPosition,
    model: str,
    point: str,
    kind: Kind = "share",
    level: Level = "operator",
    row: Number = None,
    column: Number = None,
    token: Number = None,
    unit: Number = None,
) -> Response:
    """Which positions one position of a stage listens to (docs/wire.md)."""
    query = mixing_queries.Query(row, column, token, unit)

    def answer(stage: Stage, x: Tensor, between: Between) -> dict[str, Any]:
        if kind == "share":
            return mixing_queries.row(stage, x, query, level, between)
        return mixing_queries.one_of(stage, x, query, kind)

    found = await _ask(request, shared, position, model, point, answer)
    return json({"model": model, "point": point, "kind": kind, "level": level if kind == "share" else None, **found})


@router.post("/matrix", response_class=Response, responses=binary(FRAME, "Array"), openapi_extra=BODY)
async def matrix(
    request: Request, shared: Shared, position: NamedPosition, model: str, point: str, kind: Kind = "share"
) -> Response:
    """All queries of a stage at once, exact float32."""
    found = await _matrix(request, shared, position, model, point, kind)
    return Response(codec.array_frame(f"{model}/{point}", found.axes, found.values.numpy()), media_type=FRAME)


@router.post("/attention", response_class=Response, responses=binary(FRAME, "Array"), openapi_extra=BODY)
async def attention(request: Request, shared: Shared, position: NamedPosition, model: str, point: str) -> Response:
    """The attention of all blocks that have it in this stage's form, from one forward pass: (block, head, query, key)."""

    def wall(stage: Stage, x: Tensor, between: Between) -> bytes:
        values, points = attention_wall(stage, x)
        dtype = "float16" if values.numel() > EXACT else "float32"
        return codec.array_frame(model, ("block", "head", "query", "key"), values.numpy(), dtype, points=points)

    return Response(await _ask(request, shared, position, model, point, wall), media_type=FRAME)


@router.post(
    ".npz", response_class=Response, openapi_extra=BODY,
    responses=binary("application/x-npz", "NumPy archive: `matrix`, float32, and `axes`, the names of its axes"),
)  # fmt: skip
async def matrix_archive(
    request: Request, shared: Shared, position: NamedPosition, model: str, point: str, kind: Kind = "share"
) -> Response:
    """The same as /api/mixing/matrix for NumPy."""
    found = await _matrix(request, shared, position, model, point, kind)
    file = io.BytesIO()
    np.savez(file, matrix=found.values.numpy(), axes=np.array(found.axes))
    headers = {"Content-Disposition": 'attachment; filename="mixing.npz"'}
    return Response(file.getvalue(), media_type="application/x-npz", headers=headers)


@router.post("/entry", response_model=schemas.AttentionEntry, openapi_extra=BODY)
async def entry(
    request: Request, shared: Shared, position: NamedPosition, model: str, point: str,
    head: Annotated[int, Query()], query: Annotated[int, Query()], key: Annotated[int, Query()],
) -> Response:  # fmt: skip
    """One attention weight and all that it is made of: q, k, v, the dot products, the scale, the softmax's row."""

    def one(stage: Stage, x: Tensor, between: Between) -> dict[str, Any]:
        return attention_entry.entry(stage, x, head, query, key).wire()

    found = await _ask(request, shared, position, model, point, one)
    return json({"model": model, "point": point, "head": head, "query_token": query, "key_token": key, **found})


async def _matrix(request: Request, shared: Server, position: Position, model: str, point: str, kind: Kind) -> Matrix:
    def whole(stage: Stage, x: Tensor, between: Between) -> Matrix:
        return mixing_queries.matrix(stage, x, kind)

    found: Matrix = await _ask(request, shared, position, model, point, whole)
    return found


async def _ask(
    request: Request,
    shared: Server,
    position: Position,
    model: str,
    point: str,
    answer: Callable[[Stage, Tensor, Between], Any],
) -> Any:
    """`answer` on a worker; Problem 422 with its sentence where the model has no such thing."""
    shared.place([model], ("dx", position.dx), ("dy", position.dy))

    def work(between: Between) -> Any:
        loaded = shared.catalog.get(model)
        stage = Stage(loaded.recorder, loaded.points, loaded.point(point))
        x = normalise(shared.observatory.image(position, loaded.entry.input), loaded.entry.input)
        with answering():
            return answer(stage, x, between)

    return await while_connected(request, shared, work)


async def while_connected(request: Request, shared: Server, work: Callable[[Between], Any]) -> Any:
    """`work(between)` on a worker until it is done, its deadline passes or the caller leaves: then `between` ends it."""
    stop = Event()

    def between(done: int, of: int) -> None:
        if stop.is_set():
            raise Stopped

    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    leaving, working = asyncio.create_task(gone()), asyncio.create_task(shared.engine.call(work, between))
    try:
        await asyncio.wait({leaving, working}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Problem(400, "client-gone", "Client gone", "The connection broke before the answer was there. Ask again.")
        return await working
    finally:
        stop.set()
        leaving.cancel()
        working.cancel()
