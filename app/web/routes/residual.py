"""The residual stream: what each branch adds, what is left without it, and how the gradient goes through."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field
from torch import Tensor

from models.spec.point import Phase

from ...catalog.initial_model import When
from ...catalog.loaded_model import LoadedModel
from ...core.errors import invalid_parameter
from ...core.sentence import Sentence
from ...frames import codec
from ...frames.stage_summary import predictions
from ...interpret import gradients, residual_stream
from ...interpret.stage import Between
from ..dependencies import NamedPosition, Shared
from ..inference import ask_at
from ..responses import BODY, FRAME, TAKES_PICTURE, Prediction, binary, frame, json, problem_answers

router = APIRouter(prefix="/api/residual", responses=problem_answers(400, 404, 422, 503) | TAKES_PICTURE)

Class = Annotated[int | None, Query(alias="class", ge=0, description="Index of a label; none = what the trained model says.")]
Off = Annotated[list[str] | None, Query(max_length=64, description="Parts to leave out, repeatable; see /api/residual.")]


class Measures(BaseModel):
    skip_norm: float
    branch_norm: float
    sum_norm: float
    ratio: float
    share: float
    cosine: float


class Part(BaseModel):
    name: str
    title: str
    point: str | None
    phase: Phase | None
    activation: str | None
    resizes: bool
    measures: Measures | None
    top1: float | None


class Stream(BaseModel):
    model: str
    kind: Literal["branch", "block"]
    parts: list[Part]
    whole: float | None
    protocol: str | None
    paths: list[float]


class Lesion(BaseModel):
    model: str
    off: list[str]
    predictions: list[Prediction]


class BlockGradient(BaseModel):
    name: str
    title: str
    point: str | None
    norm: float | None
    """None: larger than float32 can hold."""


class Gradients(BaseModel):
    model: str
    when: When
    class_: int = Field(alias="class")
    label: str
    loss: float
    blocks: list[BlockGradient]


class Paths(BaseModel):
    model: str
    class_: int = Field(alias="class")
    label: str
    n: int
    binomial: list[float]
    norms: list[float]
    shares: list[float]
    total: float
    most: tuple[int, int]


@router.post("", response_model=Stream, openapi_extra=BODY)
async def stream(request: Request, shared: Shared, position: NamedPosition, model: str) -> Response:
    """What each residual branch adds at this picture, and what the network can do without it (docs/wire.md)."""

    def answer(loaded: LoadedModel, x: Tensor, between: Between) -> dict[str, Any]:
        return {"model": model, **residual_stream.stream(loaded, x, shared.catalog.card(model))}

    return json(await ask_at(request, shared, position, model, answer))


@router.post("/maps", response_class=Response, responses=binary(FRAME, "Array"), openapi_extra=BODY)
async def maps(request: Request, shared: Shared, position: NamedPosition, model: str, branch: str) -> Response:
    """x, F(x) and x + F(x) of one branch, exact float32, stacked along the first axis."""

    def answer(loaded: LoadedModel, x: Tensor, between: Between) -> bytes:
        values, axes = residual_stream.maps(loaded, x, branch)
        return codec.array_frame(f"{model}/{branch}", axes, values.numpy())

    return frame(await ask_at(request, shared, position, model, answer))


@router.post("/lesion", response_model=Lesion, openapi_extra=BODY)
async def lesion(request: Request, shared: Shared, position: NamedPosition, model: str, off: Off = None) -> Response:
    """What the model says about this picture without some of its parts."""

    def answer(loaded: LoadedModel, x: Tensor, between: Between) -> dict[str, Any]:
        logits = residual_stream.lesioned(loaded, x, off or ())
        return {"model": model, "off": off or [], "predictions": predictions(logits, loaded.entry)[0]}

    return json(await ask_at(request, shared, position, model, answer))


@router.post("/gradients", response_model=Gradients, openapi_extra=BODY)
async def slopes(
    request: Request,
    shared: Shared,
    position: NamedPosition,
    model: str,
    when: When = "trained",
    target: Class = None,
) -> Response:
    """The norm of the loss's gradient at each block, after training or before it."""

    def answer(loaded: LoadedModel, x: Tensor, between: Between) -> dict[str, Any]:
        checked(loaded, target)
        return {"model": model, **gradients.gradients(shared.catalog, loaded, x, when, target)}

    return json(await ask_at(request, shared, position, model, answer))


@router.post("/paths", response_model=Paths, openapi_extra=BODY)
async def paths(request: Request, shared: Shared, position: NamedPosition, model: str, target: Class = None) -> Response:
    """How many paths of each length there are, and how much of the picture's gradient comes through them."""

    def answer(loaded: LoadedModel, x: Tensor, between: Between) -> dict[str, Any]:
        checked(loaded, target)
        return {"model": model, **gradients.paths(loaded, x, target, between)}

    return json(await ask_at(request, shared, position, model, answer))


def checked(loaded: LoadedModel, target: int | None) -> None:
    if target is not None and target >= len(loaded.entry.labels):
        detail = Sentence(
            "class-unknown", "class must be less than {classes}: {model} tells that many classes apart.",
            classes=len(loaded.entry.labels), model=loaded.id,
        )  # fmt: skip
        raise invalid_parameter(detail)
