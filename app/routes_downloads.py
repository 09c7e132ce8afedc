"""HTTP for downloads of offered models: parse, call, encode. They are asked about, not streamed: they outlive a page."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from . import schemas
from .naming import Shared, problem_answers
from .offers import OFFERS, Offer
from .problems import Problem, quote
from .routes import json

router = APIRouter(prefix="/api", responses=problem_answers(404, 422))


def offered(name: str) -> Offer:
    """Problem 404 for a model that is not offered for download."""
    if name not in OFFERS:
        detail = f"There is no model {quote(name)} to download. There are {', '.join(OFFERS)}."
        raise Problem(404, "not-offered", "Not offered", detail)
    return OFFERS[name]


@router.get("/downloads", response_model=schemas.DownloadsDocument)
def downloads(shared: Shared) -> Response:
    """What is going on with every offered model, and whether this server downloads and removes models for the page at all."""
    refusal = shared.downloads.refusal()
    states = [shared.downloads.of(offer).wire() for offer in OFFERS.values()]
    removable = shared.settings.remove_models
    return json({"downloads": states, "refusal": refusal.detail if refusal else None, "removable": removable})


@router.post("/models/{name}/download", response_model=schemas.Download, status_code=202, responses=problem_answers(403, 503))
def start(shared: Shared, name: str) -> Response:
    """Begin to download a model; the running download if there is one. 200 if the model is there already."""
    job = shared.downloads.start(offered(name))
    return _answer(job.wire(), 200 if job.state == "ready" else 202)


@router.get("/models/{name}/download", response_model=schemas.Download)
def state(shared: Shared, name: str) -> Response:
    """How far a download is, or how it ended."""
    return json(shared.downloads.of(offered(name)).wire())


@router.delete("/models/{name}/download", response_model=schemas.Download)
def cancel(shared: Shared, name: str) -> Response:
    """Stop a download at once, for everybody, and throw away what has come. Does nothing to a model that is there."""
    return json(shared.downloads.cancel(offered(name)).wire())


@router.delete("/models/{name}", response_model=schemas.Download, responses=problem_answers(403))
def remove(shared: Shared, name: str) -> Response:
    """Remove a downloaded model from this server, where its operator allows that."""
    offer = offered(name)
    if not shared.settings.remove_models:
        detail = "This server keeps its models. The person who runs it can allow it with MIXSCOPE_REMOVE_MODELS=1."
        raise Problem(403, "removal-off", "Removal is off", detail)
    shared.downloads.remove(offer)
    return json(shared.downloads.of(offer).wire())


def _answer(document: dict[str, Any], status: int) -> Response:
    response = json(document)
    response.status_code = status
    return response
