"""The study on depth: what plain, residual and pre-activation networks of up to 1,002 layers have learnt."""

from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel

from models import registry
from models.entries.narrow import DEPTHS, KINDS, depth_name
from models.literature.depths import published

from ...catalog.catalog import Catalog
from ..dependencies import Shared
from ..responses import json, problem_answers

router = APIRouter(prefix="/api", responses=problem_answers(503))

Kind = Literal["plain", "resnet", "preact"]


class Step(BaseModel):
    """`train_loss`: mean over the steps of the study's epoch."""

    epoch: int
    train_loss: float


class DepthNetwork(BaseModel):
    """`tried`: steps of the training; of these `taken` changed the weights: none is taken along a gradient larger than float32
    can hold. `loss`: of the last epoch. Percent right: `train_accuracy` on the pictures it was trained on, `top1` on all test
    digits."""

    kind: Kind
    depth: int
    model: str
    parameters: int
    macs: int
    tried: int
    taken: int
    loss: float
    train_accuracy: float
    top1: float
    curve: list[Step]


class DepthKind(BaseModel):
    kind: Kind
    title: str


class DepthFigure(BaseModel):
    """Percent wrong of CIFAR-10's test pictures, as `arxiv` has it at `place`."""

    model: str
    kind: Kind
    depth: int
    error: float
    arxiv: str
    place: str


class DepthStudy(BaseModel):
    """`size` digits, `steps` of the training, `epoch` of them to a point of a curve."""

    planned: int
    done: int
    size: int
    epoch: int
    steps: int
    kinds: list[DepthKind]
    depths: list[int]
    networks: list[DepthNetwork]
    published: list[DepthFigure]


@router.get("/studies/depth", response_model=DepthStudy)
async def depth(shared: Shared) -> Response:
    """Narrow networks of 20, 110 and 1,002 layers, plain, residual and pre-activation, as far as they are trained."""
    return json(await shared.pool.call(document, shared.catalog))


def document(catalog: Catalog) -> dict[str, Any]:
    """Only networks whose weights are here."""
    found = registry.study("depth", catalog.weights)
    there = {depth_name(kind, depth) for kind in KINDS for depth in DEPTHS if depth_name(kind, depth) in catalog}
    networks = [one for one in found.get("results", []) if one["model"] in there]
    counts = {key: found.get(key, 0) for key in ("size", "epoch", "steps")}
    return counts | {
        "planned": len(KINDS) * len(DEPTHS),
        "done": len(networks),
        "kinds": [{"kind": kind, "title": title} for kind, (title, _) in KINDS.items()],
        "depths": DEPTHS,
        "networks": [{key: one[key] for key in DepthNetwork.model_fields} for one in networks],
        "published": published(),
    }
