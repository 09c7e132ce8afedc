"""Who listens to whom: one query, whole matrices, one attention weight, and how alike the rows of a patch matrix are."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel
from torch import Tensor

from ...frames import codec
from ...frames.request import Position
from ...interpret import attention_entry, mixing_matrices, mixing_queries
from ...interpret.mixing_matrices import Kind, Matrix, attention_wall
from ...interpret.mixing_shares import Level
from ...interpret.stage import Between, Stage
from ..dependencies import NamedPosition, Shared
from ..inference import ask, ask_stage, of_stage, told_while_connected
from ..responses import (
    ARCHIVE,
    BODY,
    FRAME,
    TAKES_PICTURE,
    ProblemDocument,
    archive,
    binary,
    frame,
    json,
    lines,
    problem_answers,
    progress,
)  # fmt: skip
from ..state import AppState

router = APIRouter(prefix="/api/mixing", responses=problem_answers(400, 404, 409, 422, 503) | TAKES_PICTURE)

EXACT = 1_000_000
"""Attention weights that travel as float32; more of them (144 heads over 197 tokens are 5.6 million) keep three digits."""

Number = Annotated[int | None, Query()]


@dataclass(frozen=True)
class Question:
    """Which position of which stage listens, and in which sense."""

    model: str
    point: str
    kind: Kind = "share"
    level: Level = "operator"
    row: Number = None
    column: Number = None
    token: Number = None
    unit: Number = None

    def answer(self, stage: Stage, x: Tensor, between: Between) -> dict[str, Any]:
        query = mixing_queries.Query(self.row, self.column, self.token, self.unit)
        if self.kind == "share":
            found = mixing_queries.row(stage, x, query, self.level, between)
        else:
            found = mixing_queries.one_of(stage, x, query, self.kind)
        level = self.level if self.kind == "share" else None
        return {"model": self.model, "point": self.point, "kind": self.kind, "level": level, **found}


Asked = Annotated[Question, Depends()]


class MixingSummary(BaseModel):
    self: float | None
    effective_sources: float | None
    mean_distance: float | None
    uniform_distance: float | None


class EstimateDocument(BaseModel):
    """By random probes, where exact rows would take too long. `error`: expected total variation distance from them, which lies
    between `least` and `most` in 90 of 100 cases."""

    probes: int
    error: float
    least: float
    most: float


class MixingAnswer(BaseModel):
    """docs/wire.md, "Who listens to whom"."""

    model: str
    point: str
    kind: Kind
    level: Level | None
    query: dict[str, int] | None
    means: str
    grid: tuple[int, int] | None
    pixels: int | None
    prefix: list[Any] | None
    values: list[Any] | None
    summary: MixingSummary | None
    estimate: EstimateDocument | None


class RowLine(BaseModel):
    """One line: progress in rows of the Jacobian or in probes, the answer, or what went wrong."""

    done: int | None = None
    of: int | None = None
    row: MixingAnswer | None = None
    problem: ProblemDocument | None = None


class AttentionEntry(BaseModel):
    """docs/wire.md, "One entry of an attention matrix"."""

    model: str
    point: str
    head: int
    query_token: int
    key_token: int
    query: list[float]
    key: list[float]
    value: list[float]
    dots: list[float]
    scale: float
    weights: list[float]
    output: list[float]


class PatchMatrix(BaseModel):
    point: str
    title: str
    means: str
    toeplitz: float | None
    without_self: float | None


class PatchMatrices(BaseModel):
    model: str
    blocks: list[PatchMatrix]


@router.post("", response_model=MixingAnswer, openapi_extra=BODY)
async def mixing(request: Request, shared: Shared, position: NamedPosition, question: Asked) -> Response:
    """Which positions one position of a stage listens to (docs/wire.md)."""
    return json(await ask_stage(request, shared, position, question.model, question.point, question.answer))


@router.post("/row", response_class=StreamingResponse, openapi_extra=BODY, responses=lines("The answer", RowLine))
async def told_row(request: Request, shared: Shared, position: NamedPosition, question: Asked) -> StreamingResponse:
    """The same, with progress. NDJSON: lines `{"done", "of"}`, then `{"row": …}`, or `{"problem"}`."""
    work = of_stage(shared, position, question.model, question.point, question.answer)
    found = await told_while_connected(request, shared, work)

    async def told() -> AsyncIterator[dict[str, Any]]:
        async for one in found:
            yield {"done": one[0], "of": one[1]} if isinstance(one, tuple) else {"row": one}

    return progress(told())


@router.post("/matrix", response_class=Response, responses=binary(FRAME, "Array"), openapi_extra=BODY)
async def matrix(
    request: Request, shared: Shared, position: NamedPosition, model: str, point: str, kind: Kind = "share"
) -> Response:
    """All queries of a stage at once, exact float32."""
    found = await _matrix(request, shared, position, model, point, kind)
    return frame(codec.array_frame(f"{model}/{point}", found.axes, found.values.numpy()))


@router.post("/attention", response_class=Response, responses=binary(FRAME, "Array"), openapi_extra=BODY)
async def attention(request: Request, shared: Shared, position: NamedPosition, model: str, point: str) -> Response:
    """The attention of all blocks that have it in this stage's form, from one forward pass: (block, head, query, key)."""

    def wall(stage: Stage, x: Tensor, between: Between) -> bytes:
        values, points = attention_wall(stage, x)
        dtype = "float16" if values.numel() > EXACT else "float32"
        return codec.array_frame(model, ("block", "head", "query", "key"), values.numpy(), dtype, points=points)

    return frame(await ask_stage(request, shared, position, model, point, wall))


@router.post(
    ".npz", response_class=Response, openapi_extra=BODY,
    responses=binary(ARCHIVE, "NumPy archive: `matrix`, float32, and `axes`, the names of its axes"),
)  # fmt: skip
async def matrix_archive(
    request: Request, shared: Shared, position: NamedPosition, model: str, point: str, kind: Kind = "share"
) -> Response:
    """The same as /api/mixing/matrix for NumPy."""
    found = await _matrix(request, shared, position, model, point, kind)
    return archive("mixing.npz", {"matrix": found.values.numpy(), "axes": np.array(found.axes)})


@router.post("/entry", response_model=AttentionEntry, openapi_extra=BODY)
async def entry(
    request: Request, shared: Shared, position: NamedPosition, model: str, point: str,
    head: Annotated[int, Query()], query: Annotated[int, Query()], key: Annotated[int, Query()],
) -> Response:  # fmt: skip
    """One attention weight and all that it is made of: q, k, v, the dot products, the scale, the softmax's row."""

    def one(stage: Stage, x: Tensor, between: Between) -> dict[str, Any]:
        return attention_entry.entry(stage, x, head, query, key).wire()

    found = await ask_stage(request, shared, position, model, point, one)
    return json({"model": model, "point": point, "head": head, "query_token": query, "key_token": key, **found})


async def _matrix(request: Request, shared: AppState, position: Position, model: str, point: str, kind: Kind) -> Matrix:
    def whole(stage: Stage, x: Tensor, between: Between) -> Matrix:
        return mixing_queries.matrix(stage, x, kind)

    return await ask_stage(request, shared, position, model, point, whole)


@router.get("/toeplitz", response_model=PatchMatrices)
async def patch_matrices(request: Request, shared: Shared, model: str) -> Response:
    """How far each block's matrix over the patches treats every place alike."""
    found = await ask(request, shared, model, lambda loaded, between: mixing_matrices.patch_matrices(loaded))
    return json({"model": model, "blocks": found})
