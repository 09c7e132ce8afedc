"""Which places of a picture a model's features hold to be alike."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

import numpy as np
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel
from torch import Tensor

from ...catalog.loaded_model import LoadedModel, normalise
from ...core.errors import invalid_parameter
from ...core.sentence import Sentence
from ...frames import codec
from ...frames.request import Pinned, Position, Wanted
from ...interpret.layer_likeness import between
from ...interpret.likeness import PARTS, Likeness, Shared, likeness
from ...interpret.stage import Between
from ..dependencies import NamedPinned, NamedPosition, checked
from ..dependencies import Shared as State
from ..inference import ask, ask_at
from ..responses import ARCHIVE, BODY, FRAME, TAKES_PICTURE, archive, binary, frame, json, problem_answers
from ..state import AppState

Answer = TypeVar("Answer")

router = APIRouter(prefix="/api", responses=problem_answers(400, 404, 422, 503) | TAKES_PICTURE)

EXACT = 200_000
"""Values that travel as float32; more of them keep three digits."""

Pixel = Annotated[int, Query(ge=0, description="Of the model's input: the place that others are compared with.")]
Points = Annotated[list[str] | None, Query(description="Repeatable; none = every stage with places.")]


@dataclass(frozen=True)
class Question:
    """What is asked of a model at a scene."""

    row: Pixel
    column: Pixel
    basis: Annotated[Shared, Query(description="Whether stages with as many features share the directions shown.")] = "row"
    points: Points = None

    def check(self, loaded: LoadedModel) -> None:
        """Problem 422 for a place outside the input, 404 for a stage that is not there."""
        size = loaded.entry.input
        if self.row >= size.height or self.column >= size.width:
            raise invalid_parameter(Sentence(
                "likeness-outside",
                "row must be less than {height}, column less than {width}: {model} receives so many pixels.",
                height=size.height, width=size.width, model=loaded.id,
            ))  # fmt: skip
        for name in self.points or ():
            loaded.point(name)


Asked = Annotated[Question, Depends()]


class LayersDocument(BaseModel):
    """docs/wire.md, "What is alike"."""

    model: str
    other: str
    pictures: int
    rows: list[str]
    columns: list[str]
    values: list[list[float | None]]


@router.get("/likeness/layers", response_model=LayersDocument)
async def layers(request: Request, shared: State, model: str, other: str) -> Response:
    """How alike each stage of a model is to each of another, or of itself (docs/wire.md)."""
    shared.catalog.names([other])
    return json(await ask(request, shared, model, lambda loaded, _: between(loaded.id, other)))


@router.post("/likeness", response_class=Response, responses=binary(FRAME, "Array (position, part)"), openapi_extra=BODY)
async def alike(
    request: Request, shared: State, position: NamedPosition, pinned: NamedPinned, model: str, question: Asked
) -> Response:
    """Features as colours, and how like those of one place they are (docs/wire.md)."""

    def answer(found: list[Likeness]) -> bytes:
        firsts = np.cumsum([0, *(len(one.values) for one in found)])
        stages = [one.wire(int(first)) for one, first in zip(found, firsts, strict=False)]
        values = np.concatenate([one.values.numpy() for one in found])
        dtype = "float32" if values.size <= EXACT else "float16"
        return codec.array_frame(model, ["position", "part"], values, dtype, parts=PARTS, stages=stages, basis=question.basis)

    return frame(await _asked(request, shared, position, pinned, model, question, answer))


@router.post("/likeness.npz", response_class=Response, responses=binary(ARCHIVE, "An array for each stage"), openapi_extra=BODY)
async def archived(
    request: Request, shared: State, position: NamedPosition, pinned: NamedPinned, model: str, question: Asked
) -> Response:
    """The same as a NumPy archive: for each stage an array (position, part)."""

    def answer(found: list[Likeness]) -> Response:
        return archive("likeness.npz", {one.point.name: one.values.numpy() for one in found})

    return await _asked(request, shared, position, pinned, model, question, answer)


async def _asked(
    request: Request, shared: AppState, position: Position, pinned: Pinned, model: str, question: Question,
    answer: Callable[[list[Likeness]], Answer],
) -> Answer:  # fmt: skip
    before = Wanted(position, (model,), pinned).pinned
    checked(shared, [model], before)

    def work(loaded: LoadedModel, x: Tensor, between: Between) -> Answer:
        question.check(loaded)
        held = normalise(shared.runner.image(before, loaded.entry.input), loaded.entry.input)
        place = (question.row, question.column)
        return answer(likeness(loaded, x, held, before.name, place, question.basis, question.points))

    return await ask_at(request, shared, position, model, work)
