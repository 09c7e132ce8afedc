"""Pictures: the samples, those that clients send, and what a model makes of one before it is moved."""

import base64
from typing import Annotated, Any, Literal

import numpy as np
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from PIL import Image
from pydantic import BaseModel
from torch import Tensor

from models.spec.entry import Input

from ...core.errors import Problem, quote
from ...core.sentence import Sentence
from ...frames.request import Subject
from ...frames.runner import Runner
from ...images import samples
from ...images.preprocess import Fit
from ..dependencies import ColourProfile, PictureId, SampleName, Shared, named_subject, read_body
from ..responses import BODY, PNG, TAKES_PICTURE, SentenceDocument, binary, json, png, problem_answers
from ..state import AppState

router = APIRouter(prefix="/api", responses=problem_answers(400, 404, 409, 422, 503))

PREVIEW = 256
"""Pixels of the longer side of a picture that a link names."""

ModelName = Annotated[str | None, Query(max_length=200, description="Whose input; none = the tier's first model's.")]


class CreditDocument(BaseModel):
    author: str
    licence: str
    source: str
    link: str


class SampleDocument(BaseModel):
    """`shows`: the classes of the photo models that are right for it; `credit` of a photograph, null for what is drawn;
    `chosen_by`: of the first ones, the model that names them rightly."""

    name: str
    title: str
    fit: Literal["digits", "crop", "glyphs"]
    shows: list[str]
    credit: CreditDocument | None
    chosen_by: str | None


class SamplesDocument(BaseModel):
    samples: list[SampleDocument]


class Steps(BaseModel):
    inverted: bool
    box: tuple[int, int, int, int]
    width: int
    height: int
    scale: float
    offset: tuple[int, int]


class Cut(BaseModel):
    box: tuple[float, float, float, float]
    width: int
    height: int


class Pattern(BaseModel):
    """`read`: what was done to the file's picture before, as sentences. `profile`: the colour profile that may be left out."""

    png: str
    steps: Steps | None
    cut: Cut | None
    read: list[SentenceDocument]
    profile: str | None


class StoredPicture(BaseModel):
    """`pattern`: the picture as it is brought to an input, where the call names one."""

    id: str
    width: int
    height: int
    pattern: Pattern | None


@router.get("/samples", response_model=SamplesDocument)
async def sample_list() -> Response:
    """Pictures that are always there."""
    return json(samples.samples_document())


@router.get("/samples/{name}.png", response_class=Response, responses=binary(PNG, "The picture"))
async def sample_picture(name: str) -> Response:
    return Response(png(samples.picture(name)), media_type=PNG)


@router.post("/pictures", response_model=StoredPicture, responses=TAKES_PICTURE, openapi_extra=BODY)
async def store_picture(
    request: Request,
    shared: Shared,
    tier: Annotated[str | None, Query(max_length=50, description="Answer with the pattern for this tier, too.")] = None,
    model: ModelName = None,
    fit: Fit = "auto",
    profile: ColourProfile = "convert",
) -> Response:
    """Keep a picture for later calls, which name it by the id: the SHA-256 of its bytes."""
    data = await read_body(request, shared.settings)
    input = None if tier is None and model is None else named_input(shared, tier, model)

    def keep() -> dict[str, Any]:
        subject = shared.sent(data, profile)
        width, height = subject.picture.size  # what is no picture is refused, and not kept
        id = shared.pictures.put(data)
        made = pattern_of(shared.runner, subject, input, fit) if input else None
        return {"id": id, "width": width, "height": height, "pattern": made}

    return json(await shared.pool.call(keep))


@router.get("/pictures/{id}.png", response_class=Response, responses=binary(PNG, "The picture"))
async def picture_preview(shared: Shared, id: Annotated[str, Path(max_length=100)]) -> Response:
    """A picture sent before, upright, its longer side at most 256 pixels. Whoever has the id knows its bytes, or got a link."""

    def preview() -> bytes:
        picture = subject.picture
        share = min(1.0, PREVIEW / max(picture.size))
        small = (max(1, round(picture.size[0] * share)), max(1, round(picture.size[1] * share)))
        return png(picture.resized(small, Image.Resampling.BICUBIC))

    subject = await shared.stored(id)
    return Response(await shared.pool.call(preview), media_type=PNG)


@router.get("/pattern", response_model=Pattern)
async def pattern(
    request: Request,
    shared: Shared,
    tier: Annotated[str, Query(max_length=50)],
    sample: SampleName = None,
    picture: PictureId = None,
    fit: Fit = "auto",
    model: ModelName = None,
    profile: ColourProfile = "convert",
) -> Response:
    """The picture as it is brought to a tier's or a model's input, before it is moved, and what was done to it."""
    subject = await named_subject(request, shared, sample, picture, profile)
    return json(await shared.pool.call(pattern_of, shared.runner, subject, named_input(shared, tier, model), fit))


def named_input(shared: AppState, tier: str | None, model: str | None) -> Input:
    """The model's input, else that of the tier's first model. Problem 404 where there is no such tier or model."""
    inputs = shared.catalog.inputs(tier) if tier is not None else []
    if tier is not None and not inputs:
        detail = Sentence(
            "tier-unknown", "There is no tier {tier}. There is {known}.",
            tier=quote(tier), known=", ".join(sorted(shared.catalog.tiers)),
        )  # fmt: skip
        raise Problem(404, "tier-unknown", "Tier unknown", detail)
    return inputs[0] if model is None else shared.catalog.input(shared.catalog.names([model])[0])


def shown(image: np.ndarray | Tensor) -> Image.Image:
    """An image (channel, row, column), 0–1, as a picture."""
    pixels = np.rint(np.asarray(image) * 255).astype(np.uint8).transpose(1, 2, 0)
    return Image.fromarray(pixels.squeeze(2) if pixels.shape[2] == 1 else pixels)


def pattern_of(runner: Runner, subject: Subject, input: Input, fit: Fit) -> dict[str, Any]:
    """A `Pattern`. Slow: belongs on a worker."""
    prepared = runner.prepared(subject, input, fit)
    return {
        "png": base64.b64encode(png(shown(prepared.image))).decode(), "steps": prepared.steps, "cut": prepared.cut,
        "read": [sentence.told() for sentence in prepared.read], "profile": prepared.profile,
    }  # fmt: skip
