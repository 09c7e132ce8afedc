"""The timeline of architectures, and what was measured on the deep twins."""

from dataclasses import asdict
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from models.literature import timeline
from models.literature.source_quotes import Quote, quoted

from ...catalog.catalog import Catalog
from ..dependencies import Shared
from ..responses import json, problem_answers

router = APIRouter(prefix="/api", responses=problem_answers(503))

RESOLVERS = {"arXiv": "https://arxiv.org/abs/", "doi": "https://doi.org/"}

MEASURED = ("curve", "curve_note", "top1", "lesion", "lesion_whole", "lesion_protocol")
"""What is told of the twins, out of their cards."""


class Line(BaseModel):
    file: str
    line: int
    function: str
    text: str


class Step(BaseModel):
    key: str
    title: str
    year: int
    paper: str
    source: str
    link: str
    idea: str
    model: str
    stage: str
    seen: str
    parent: str | None
    line: Line
    before: Line | None


class Epoch(BaseModel):
    epoch: int
    train_loss: float
    test_accuracy: float


class LeftOut(BaseModel):
    block: str
    top1: float


class Twin(BaseModel):
    model: str
    depth: int
    kind: Literal["plain", "residual", "pre-activation"]
    norm: bool
    curve: list[Epoch] | None
    curve_note: str | None
    top1: float | None
    lesion: list[LeftOut] | None
    lesion_whole: float | None
    lesion_protocol: str | None


class Lineage(BaseModel):
    steps: list[Step]
    twins: list[Twin]


@router.get("/lineage", response_model=Lineage)
async def lineage(shared: Shared) -> Response:
    """Which idea came when and the line of code that holds it; the training curves and lesions of the deep twins."""
    return json(await shared.pool.call(document, shared.catalog))


def document(catalog: Catalog) -> dict[str, Any]:
    return {"steps": [told(step) for step in timeline.TIMELINE], "twins": [measured(catalog, twin) for twin in timeline.TWINS]}


def told(step: timeline.Step) -> dict[str, Any]:
    kind, number = step.source.split(":", 1)
    shown = ("key", "title", "year", "paper", "source", "idea", "model", "stage", "seen", "parent")
    facts = {key: getattr(step, key) for key in shown}
    return facts | {"link": RESOLVERS[kind] + number, "line": _line(step.line), "before": _line(step.before)}


def _line(quote: Quote | None) -> dict[str, Any] | None:
    return asdict(quoted(quote)) if quote else None


def measured(catalog: Catalog, twin: timeline.Twin) -> dict[str, Any]:
    """Nothing of a network that has not been trained yet, or that this server does not have."""
    card = catalog.card(twin.model) if twin.model in catalog.entries else {}
    return asdict(twin) | {key: card.get(key) for key in MEASURED}
