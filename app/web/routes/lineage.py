"""HTTP for the timeline of architectures, and for what was measured on the deep twins."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from models.literature.source_quotes import Quote, quoted
from models.literature.timeline import TIMELINE, TWINS, Step, Twin

from ...catalog.catalog import Catalog
from ..state import Shared, problem_answers
from . import schemas_residual
from .activations import json

router = APIRouter(prefix="/api", responses=problem_answers(503))

RESOLVERS = {"arXiv": "https://arxiv.org/abs/", "doi": "https://doi.org/"}

MEASURED = ("curve", "curve_note", "top1", "lesion", "lesion_whole", "lesion_protocol")
"""What is told of the twins, out of their cards."""


@router.get("/lineage", response_model=schemas_residual.Lineage)
async def lineage(shared: Shared) -> Response:
    """Which idea came when and the line of code that holds it; the training curves and lesions of the deep twins."""
    return json(await shared.engine.call(document, shared.catalog))


def document(catalog: Catalog) -> dict[str, Any]:
    return {"steps": [told(step) for step in TIMELINE], "twins": [measured(catalog, twin) for twin in TWINS]}


def told(step: Step) -> dict[str, Any]:
    kind, number = step.source.split(":", 1)
    shown = ("key", "title", "year", "paper", "source", "idea", "model", "stage", "seen", "parent")
    facts = {key: getattr(step, key) for key in shown}
    return facts | {"link": RESOLVERS[kind] + number, "line": _line(step.line), "before": _line(step.before)}


def _line(quote: Quote | None) -> dict[str, Any] | None:
    return asdict(quoted(quote)) if quote else None


def measured(catalog: Catalog, twin: Twin) -> dict[str, Any]:
    """Nothing of a network that has not been trained yet, or that this server does not have."""
    card = catalog.card(twin.model) if twin.model in catalog.entries else {}
    return asdict(twin) | {key: card.get(key) for key in MEASURED}
