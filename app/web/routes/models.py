"""The models, and downloads of offered ones. Those are asked about, not streamed: they outlive a page."""

from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from models.spec.point import Phase, Role

from ...catalog.hub.pretrained import OFFERS, Offer
from ...core.errors import Problem, quote
from ...core.sentence import Sentence
from ..dependencies import Shared
from ..inference import calling
from ..responses import SentenceDocument, json, problem_answers
from ..state import AppState

router = APIRouter(prefix="/api", responses=problem_answers(400, 404, 409, 422, 503))


class InputDocument(BaseModel):
    width: int
    height: int
    channels: int
    mean: list[float]
    std: list[float]
    fit: Literal["digits", "crop", "glyphs"]
    crop_pct: float
    crop_mode: str
    interpolation: str
    corner: str


class KeysDocument(BaseModel):
    grid: tuple[int, int] | None
    prefix: int


class PointDocument(BaseModel):
    name: str
    title: str
    title_key: str
    title_values: list[str]
    role: Role
    phase: Phase
    phases: list[Phase]
    axes: list[str]
    shape: list[int]
    depth: float
    stage: bool
    grid: tuple[int, int] | None
    prefix: int
    stride: int | None
    no_grid: SentenceDocument | None
    keys: KeysDocument | None
    adds: int


class WeightImageDocument(BaseModel):
    parameter: str
    title: str
    kind: Literal["units", "kernels", "tokens", "patches", "sources", "positions"]
    stage: str
    shape: list[int]
    prefix: int
    direct: bool


class PrecisionDocument(BaseModel):
    """`logits`: largest difference of the logits from those in float32, on one picture; null before the model has run."""

    precision: Literal["float32", "bfloat16"]
    logits: float | None


class ForeignDocument(BaseModel):
    """Pictures of nothing that the model knows, of one kind; `unsure`: percent of them of which it says that it is unsure."""

    kind: str
    pictures: int
    unsure: float


class CalibrationDocument(BaseModel):
    """docs/wire.md, "How sure a model is". `named`, `right`, `nll`, `ece`: of the half that nothing was fitted on."""

    temperature: float
    fitted_on: int
    told_of: int
    nll: dict[Literal["softmax", "calibrated"], float]
    ece: dict[Literal["softmax", "calibrated"], float]
    target: float
    least_named: float
    unsure_below: float | None
    named: float
    right: float | None
    foreign: list[ForeignDocument]
    protocol: str


class GrantedDocument(BaseModel):
    """`top1`: percent of right answers under each switch, "" for none, on every `every`-th of the held-out pictures."""

    every: int
    pictures: int
    top1: dict[str, float]


class ModelDocument(BaseModel):
    id: str
    title: str
    family: str
    tier: str
    version: str
    default: bool
    listed: bool
    input: InputDocument
    labels: list[str]
    scaled: bool
    parameters: int | None
    macs: int | None
    top1: float | None
    top1_side: int | None
    top1_source: str | None
    shift_accuracy: dict[str, float] | None
    granted: GrantedDocument | None
    between_classes: dict[str, float] | None
    trained_on: str | None
    augmentation: str | None
    licence: str | None
    bytes: int | None
    repository: str | None
    calibration: CalibrationDocument | None
    note: str
    note_key: str | None
    status: str
    state: Literal["ready", "absent", "unavailable"] = "ready"
    reason: SentenceDocument | None = None
    precision: PrecisionDocument | None
    lacks: dict[str, str]
    lacks_reasons: dict[str, SentenceDocument]
    scores: Literal["softmax", "sigmoid", "shares"]
    findings: list[SentenceDocument]
    points: list[PointDocument]
    pictures: list[WeightImageDocument]


class ModelsDocument(BaseModel):
    """`unlisted`: names of further models that can be asked about, such as the networks of a study."""

    models: list[ModelDocument]
    unlisted: list[str]


class Download(BaseModel):
    """docs/wire.md, "Downloads". `reason` and `values` are the sentence `error` as data."""

    model: str
    state: Literal["absent", "waiting", "downloading", "checking", "ready", "failed", "cancelled"]
    bytes: int
    of: int | None
    speed: int | None
    error: str | None
    reason: str | None
    values: dict[str, Any]


class DownloadsDocument(BaseModel):
    """`reason` and `values` are the sentence `refusal` as data."""

    downloads: list[Download]
    refusal: str | None
    reason: str | None
    values: dict[str, Any]
    removable: bool
    any: bool


@router.get("/models", response_model=ModelsDocument)
async def models(shared: Shared) -> Response:
    """The models, what they expect, how good they are, and where one can look inside them."""
    return json(await shared.pool.call(shared.catalog.document))


@router.get("/models/{name}", response_model=ModelDocument)
async def model(shared: Shared, name: str) -> Response:
    """One model with all its points: one that was not opened yet is opened for that, which takes a moment."""
    return json(await calling(shared, [name])(shared.catalog.describe, name))


def offered(shared: AppState, name: str) -> Offer:
    """Problem 404 for a model that may not be downloaded here, or that there is not."""
    if offer := shared.downloads.offer(name):
        return offer
    detail = Sentence(
        "not-offered", "There is no model {name} to download: there are {known}.", name=quote(name), known=", ".join(OFFERS)
    )
    if shared.settings.downloads == "any":
        detail = Sentence(
            "not-on-the-hub",
            "There is no model {name} to download: timm has no pretrained one of that name (architecture.tag) on its hub.",
            name=quote(name),
        )
    raise Problem(404, "not-offered", "Not offered", detail)


@router.get("/downloads", response_model=DownloadsDocument, responses=problem_answers(404, 422))
def downloads(shared: Shared) -> Response:
    """What is going on with every offered model, and whether this server downloads and removes models for the page at all."""
    refusal = shared.downloads.refusal()
    states = [shared.downloads.of(offer).wire() for offer in shared.downloads.offers()]
    return json({
        "downloads": states, "refusal": refusal.detail if refusal else None,
        **(refusal.sentence.as_dict() if refusal else {"reason": None, "values": {}}),
        "removable": shared.settings.remove_models, "any": shared.settings.downloads == "any",
    })  # fmt: skip


@router.post("/models/{name}/download", response_model=Download, status_code=202, responses=problem_answers(403, 503))
def start(shared: Shared, name: str) -> Response:
    """Begin to download a model; the running download if there is one. 200 if the model is there already."""
    offer = offered(shared, name)
    job = shared.downloads.start(offer)
    if name not in shared.catalog:
        shared.catalog.offer(name, offer.listing(), shared.downloads)
    return json(job.wire(), 200 if job.state == "ready" else 202)


@router.get("/models/{name}/download", response_model=Download)
def state(shared: Shared, name: str) -> Response:
    """How far a download is, or how it ended."""
    return json(shared.downloads.of(offered(shared, name)).wire())


@router.delete("/models/{name}/download", response_model=Download)
def cancel(shared: Shared, name: str) -> Response:
    """Stop a download at once, for everybody, and throw away what has come. Does nothing to a model that is there."""
    return json(shared.downloads.cancel(offered(shared, name)).wire())


@router.delete("/models/{name}", response_model=Download, responses=problem_answers(403))
def remove(shared: Shared, name: str) -> Response:
    """Remove a downloaded model from this server, where its operator allows that."""
    offer = offered(shared, name)
    if not shared.settings.remove_models:
        detail = Sentence(
            "removal-off", "This server keeps its models. The person who runs it can allow it with MIXSCOPE_REMOVE_MODELS=1."
        )
        raise Problem(403, "removal-off", "Removal is off", detail)
    shared.downloads.remove(offer)
    return json(shared.downloads.of(offer).wire())
