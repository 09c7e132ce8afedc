"""Questions about a scene as a whole: where its two patterns meet, and what a model takes for granted of it."""

import base64
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel

from ...catalog.faults import its_fault
from ...catalog.initial_model import untrained
from ...catalog.loaded_model import LoadedModel
from ...core.errors import answering
from ...images.scene.transform import read_transform
from ...interpret import granted, two_patterns
from ...interpret.stage import Between
from ..dependencies import ModelNames, NamedPosition, Shared, checked
from ..inference import ask, while_connected
from ..responses import BODY, TAKES_PICTURE, Prediction, json, png, problem_answers
from .pictures import shown

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
            with answering(), its_fault(shared.catalog.get(name)):
                found.append(two_patterns.together(shared.runner, position, name))
        return found

    return json({"models": await while_connected(request, shared, answer)})


class Switch(BaseModel):
    """`change` between the outputs before and after, None where those after are all zeros."""

    switch: str
    change: float | None
    predictions: list[Prediction]


class Granted(BaseModel):
    model: str
    plain: list[Prediction]
    switches: list[Switch]


class AllGranted(BaseModel):
    """`pictures`: for each transform the picture as the models receive it, a PNG in base64."""

    models: list[Granted]
    pictures: dict[str, str]


class Symmetry(BaseModel):
    """`trained`, `initial`: how far the answer is from what the symmetry demands, relative to its largest value."""

    name: str
    kind: granted.Kind
    trained: float
    initial: float | None


class Symmetries(BaseModel):
    model: str
    symmetries: list[Symmetry]


Switches = Annotated[
    list[str] | None, Query(alias="switch", max_length=16, description="A transform as in a scene, repeatable.")
]


@router.post("/granted", response_model=AllGranted, openapi_extra=BODY)
async def taken_for_granted(
    request: Request, shared: Shared, position: NamedPosition, models: ModelNames = None, switch: Switches = None
) -> Response:
    """Each model's answer with the picture transformed, and with its own positions or padding changed."""
    transforms = [read_transform(text) for text in dict.fromkeys(switch or ()) if text]
    for one in (position.transform, *transforms):
        names = checked(shared, models or (), replace(position, transform=one))

    def answer(between: Between) -> dict[str, Any]:
        found = []
        for done, name in enumerate(names):
            between(done, len(names))
            with answering(), its_fault(shared.catalog.get(name)):
                found.append(granted.granted(shared.runner, position, name, transforms))
        image = shared.runner.image(position, shared.catalog.input(names[0]))
        pictures = {one.text: base64.b64encode(png(shown(one(image)))).decode() for one in transforms}
        return {"models": found, "pictures": pictures}

    return json(await while_connected(request, shared, answer))


@router.post("/symmetries", response_model=Symmetries, openapi_extra=BODY)
async def symmetries(request: Request, shared: Shared, position: NamedPosition, model: str) -> Response:
    """What leaves a model's answer as it is, and what weights of the same form can undo, each tested on this picture."""
    checked(shared, [model], position)

    def answer(loaded: LoadedModel, between: Between) -> dict[str, Any]:
        image = shared.runner.image(position, loaded.entry.input)
        return {"model": model, "symmetries": granted.symmetries(loaded, untrained(loaded), image)}

    return json(await ask(request, shared, model, answer))
