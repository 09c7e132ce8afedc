"""Which places of a picture a model's features hold to be alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

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
from ...interpret.likeness import PARTS, Directions, Likeness, Scene, Shared, directions, likeness
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
class Stages:
    """What is asked of a model at a scene."""

    basis: Annotated[Shared, Query(description="Whether stages with as many features share the directions shown.")] = "row"
    points: Points = None

    def check(self, loaded: LoadedModel) -> None:
        """Problem 404 for a stage that is not there."""
        for name in self.points or ():
            loaded.point(name)


@dataclass(frozen=True)
class Place:
    row: Pixel
    column: Pixel

    def check(self, loaded: LoadedModel) -> None:
        """Problem 422 for a place outside the input."""
        size = loaded.entry.input
        if self.row >= size.height or self.column >= size.width:
            raise invalid_parameter(Sentence(
                "likeness-outside",
                "row must be less than {height}, column less than {width}: {model} receives so many pixels.",
                height=size.height, width=size.width, model=loaded.id,
            ))  # fmt: skip


AskedStages = Annotated[Stages, Depends()]
AskedPlace = Annotated[Place, Depends()]
Mean = Annotated[
    Literal["with", "without"], Query(description="Whether the stage's mean in the pinned scene stays in the features.")
]


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
    request: Request, shared: State, position: NamedPosition, pinned: NamedPinned, model: str, place: AskedPlace,
    stages: AskedStages,
) -> Response:  # fmt: skip
    """Features as colours, and how like those of one place they are (docs/wire.md)."""

    def answer(loaded: LoadedModel, scene: Scene) -> bytes:
        place.check(loaded)
        found = likeness(loaded, scene, (place.row, place.column), stages.basis, stages.points)
        values = np.concatenate([one.values.numpy() for one in found])
        dtype = "float32" if values.size <= EXACT else "float16"
        grey = loaded.entry.input.channels == 1  # has an edge that can be drawn over the maps
        picture = codec.pixels(shared.runner.image(position, loaded.entry.input).numpy()) if grey else None
        more = {"parts": PARTS, "stages": _listed(found), "basis": stages.basis}
        return codec.array_frame(model, ["position", "part"], values, dtype, picture, **more)

    return frame(await _asked(request, shared, position, pinned, model, stages, answer))


@router.post("/likeness.npz", response_class=Response, responses=binary(ARCHIVE, "An array for each stage"), openapi_extra=BODY)
async def archived(
    request: Request, shared: State, position: NamedPosition, pinned: NamedPinned, model: str, place: AskedPlace,
    stages: AskedStages,
) -> Response:  # fmt: skip
    """The same as a NumPy archive: for each stage an array (position, part)."""

    def answer(loaded: LoadedModel, scene: Scene) -> Response:
        place.check(loaded)
        found = likeness(loaded, scene, (place.row, place.column), stages.basis, stages.points)
        return archive("likeness.npz", {one.point.name: one.values.numpy() for one in found})

    return await _asked(request, shared, position, pinned, model, stages, answer)


@router.post(
    "/likeness/directions", response_class=Response, responses=binary(FRAME, "Array (value), float16"), openapi_extra=BODY
)
async def directed(
    request: Request, shared: State, position: NamedPosition, pinned: NamedPinned, model: str, stages: AskedStages,
    mean: Mean = "with",
) -> Response:  # fmt: skip
    """The direction of each place's features, from which the likeness of any two places comes (docs/wire.md)."""

    def answer(loaded: LoadedModel, scene: Scene) -> bytes:
        found = directions(loaded, scene, stages.basis, mean == "without", stages.points)
        values = np.concatenate([one.values.numpy().ravel() for one in found])
        return codec.array_frame(model, ["value"], values, "float16", stages=_listed(found), mean=mean)

    return frame(await _asked(request, shared, position, pinned, model, stages, answer))


def _listed(found: Sequence[Likeness | Directions]) -> list[dict[str, Any]]:
    """Each stage with where it begins in the values of all."""
    firsts = np.cumsum([0, *(len(one.values) if isinstance(one, Likeness) else one.values.numel() for one in found)])
    return [one.wire(int(first)) for one, first in zip(found, firsts, strict=False)]


async def _asked(
    request: Request, shared: AppState, position: Position, pinned: Pinned, model: str, stages: Stages,
    answer: Callable[[LoadedModel, Scene], Answer],
) -> Answer:  # fmt: skip
    before = Wanted(position, (model,), pinned).pinned
    checked(shared, [model], before)

    def work(loaded: LoadedModel, x: Tensor, between: Between) -> Answer:
        stages.check(loaded)
        held = normalise(shared.runner.image(before, loaded.entry.input), loaded.entry.input)
        return answer(loaded, Scene(x, held, before.name))

    return await ask_at(request, shared, position, model, work)
