"""The tier `pairs`: what tells its models apart, and what their trainings gave."""

from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from models.entries.pairs import PROPERTIES
from models.spec.glyphs import GAPS

from ...catalog.catalog import Catalog
from ..dependencies import Shared
from ..responses import json, problem_answers

router = APIRouter(prefix="/api", responses=problem_answers(503))


class Gap(BaseModel):
    """`seen`, `unseen`: percent right in rows seen in training and in others. `swap`: the largest difference of a logit."""

    gap: int
    seen: float
    unseen: float
    swap: float


class Seed(BaseModel):
    seed: int
    gaps: list[Gap]


class PairModel(BaseModel):
    model: str
    kind: Literal["cnn", "vit", "mixer", "mlp"]
    field: int | None
    padding: Literal["circular", "zeros", "valid"] | None
    head: Literal["average", "flatten"] | None
    positions: bool
    seeds: list[Seed]


class Pairs(BaseModel):
    gaps: list[int]
    models: list[PairModel]


@router.get("/pairs", response_model=Pairs)
async def pairs(shared: Shared) -> Response:
    """Each model's properties, and its accuracy over seeds; without those whose card cannot be read."""
    return json(await shared.pool.call(document, shared.catalog))


def document(catalog: Catalog) -> dict[str, Any]:
    here = [name for name in PROPERTIES if name in catalog.entries and "seeds" in catalog.card(name)]
    return {"gaps": GAPS, "models": [told(catalog, name) for name in here]}


def told(catalog: Catalog, name: str) -> dict[str, Any]:
    """`seeds` as the card has them: the first is the model that is shown."""
    seeds = [
        {"seed": one["seed"], "gaps": [{"gap": gap, **one[str(gap)]} for gap in GAPS]} for one in catalog.card(name)["seeds"]
    ]
    known = PROPERTIES[name]
    properties = {key: getattr(known, key) for key in ("kind", "field", "padding", "head", "positions")}
    return {"model": name, **properties, "seeds": seeds}
