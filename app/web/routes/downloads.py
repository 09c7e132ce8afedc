"""HTTP for downloads of offered models: parse, call, encode. They are asked about, not streamed: they outlive a page."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from ...catalog.hub.pretrained import OFFERS, Offer
from ...core.errors import Problem, quote
from ..state import Server, Shared, problem_answers
from . import schemas
from .activations import json

router = APIRouter(prefix="/api", responses=problem_answers(404, 422))


def offered(shared: Server, name: str) -> Offer:
    """Problem 404 for a model that may not be downloaded here, or that there is not."""
    if offer := shared.downloads.offer(name):
        return offer
    known = "timm has no pretrained one of that name (architecture.tag) on its hub"
    why = known if shared.settings.downloads == "any" else f"there are {', '.join(OFFERS)}"
    raise Problem(404, "not-offered", "Not offered", f"There is no model {quote(name)} to download: {why}.")


@router.get("/downloads", response_model=schemas.DownloadsDocument)
def downloads(shared: Shared) -> Response:
    """What is going on with every offered model, and whether this server downloads and removes models for the page at all."""
    refusal = shared.downloads.refusal()
    states = [shared.downloads.of(offer).wire() for offer in shared.downloads.offers()]
    return json({
        "downloads": states, "refusal": refusal.detail if refusal else None,
        "removable": shared.settings.remove_models, "any": shared.settings.downloads == "any",
    })  # fmt: skip


@router.post("/models/{name}/download", response_model=schemas.Download, status_code=202, responses=problem_answers(403, 503))
def start(shared: Shared, name: str) -> Response:
    """Begin to download a model; the running download if there is one. 200 if the model is there already."""
    offer = offered(shared, name)
    job = shared.downloads.start(offer)
    if name not in shared.catalog:
        shared.catalog.offer(name, offer.listing(), shared.downloads)
    return _answer(job.wire(), 200 if job.state == "ready" else 202)


@router.get("/models/{name}/download", response_model=schemas.Download)
def state(shared: Shared, name: str) -> Response:
    """How far a download is, or how it ended."""
    return json(shared.downloads.of(offered(shared, name)).wire())


@router.delete("/models/{name}/download", response_model=schemas.Download)
def cancel(shared: Shared, name: str) -> Response:
    """Stop a download at once, for everybody, and throw away what has come. Does nothing to a model that is there."""
    return json(shared.downloads.cancel(offered(shared, name)).wire())


@router.delete("/models/{name}", response_model=schemas.Download, responses=problem_answers(403))
def remove(shared: Shared, name: str) -> Response:
    """Remove a downloaded model from this server, where its operator allows that."""
    offer = offered(shared, name)
    if not shared.settings.remove_models:
        detail = "This server keeps its models. The person who runs it can allow it with MIXSCOPE_REMOVE_MODELS=1."
        raise Problem(403, "removal-off", "Removal is off", detail)
    shared.downloads.remove(offer)
    return json(shared.downloads.of(offer).wire())


def _answer(document: dict[str, Any], status: int) -> Response:
    response = json(document)
    response.status_code = status
    return response
