"""What is particular to one kind of block: dense connections, gates, compound scaling."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel
from torch import Tensor

from models.architectures.efficientnet import ALPHA, BETA, GAMMA, Scaling
from models.measure.compound_scaling import COST_STEP, cost, scaling_of

from ...catalog.loaded_model import LoadedModel
from ...interpret import dense_block, gates
from ...interpret.stage import Between
from ..dependencies import NamedPosition, Shared
from ..inference import ask, ask_at
from ..responses import BODY, TAKES_PICTURE, json, problem_answers

router = APIRouter(prefix="/api", responses=problem_answers(400, 404, 422, 503))

Factor = Annotated[float, Query(ge=0.5, le=4)]


class Source(BaseModel):
    title: str
    point: str | None
    channels: int


class Target(BaseModel):
    title: str
    point: str
    parameter: str
    channels: int


class DenseBlock(BaseModel):
    model: str
    block: str
    layer: int
    sources: list[Source]
    targets: list[Target]
    kernel: list[int]
    connections: int
    means: list[list[float | None]]


class GateTable(BaseModel):
    id: str
    protocol: str
    weights: str
    classes: list[str]
    gates: dict[str, list[list[float]]]


class LayerNames(BaseModel):
    first: str
    second: str


class GateEntry(BaseModel):
    model: str
    point: str
    channel: int
    squeezed: list[float]
    before: list[float]
    hidden: list[float]
    activation: str
    weights: list[float]
    bias: float
    logit: float
    gate: float
    recorded: float
    parameters: LayerNames


class Factors(BaseModel):
    depth: float
    width: float
    resolution: float


class ScalingCost(BaseModel):
    factors: Factors
    parameters: int
    macs: int
    side: int
    blocks: list[int]
    channels: list[int]


class TrainedScaling(BaseModel):
    id: str
    title: str
    factors: Factors


class TrainedScalings(BaseModel):
    alpha: float
    beta: float
    gamma: float
    cost_per_step: float
    models: list[TrainedScaling]


@router.get("/dense", response_model=DenseBlock)
async def dense(request: Request, shared: Shared, model: str, point: str) -> Response:
    """What each layer of a dense block takes from each source before it: the mean absolute weight."""

    def block(loaded: LoadedModel, between: Between) -> dict[str, Any]:
        return dense_block.dense_block(loaded, loaded.point(point))

    return json({"model": model} | await ask(request, shared, model, block))


@router.get("/gates", response_model=GateTable)
async def gate_averages(request: Request, shared: Shared, model: str) -> Response:
    """The average gates of each class over the test set, measured beforehand."""
    return json(await ask(request, shared, model, lambda loaded, between: gates.read(loaded, shared.catalog.weights)))


@router.post("/gates/entry", response_model=GateEntry, openapi_extra=BODY, responses=TAKES_PICTURE)
async def gate(
    request: Request, shared: Shared, position: NamedPosition, model: str, point: str, channel: Annotated[int, Query()]
) -> Response:
    """One gate of this picture and every number that it is made of."""

    def one(loaded: LoadedModel, x: Tensor, between: Between) -> dict[str, Any]:
        return gates.gate_entry(loaded, loaded.point(point), x, channel)

    found = await ask_at(request, shared, position, model, one)
    return json({"model": model, "point": point, "channel": channel} | found)


@router.get("/scaling", response_model=ScalingCost)
async def scaling(shared: Shared, depth: Factor = 1, width: Factor = 1, resolution: Factor = 1) -> Response:
    """What the EfficientNet of these factors costs, counted on the real architecture."""
    factors = Scaling(round(depth, 4), round(width, 4), round(resolution, 4))
    found = await shared.pool.call_long(cost, factors)
    return json({"factors": vars(factors)} | vars(found))


@router.get("/scaling/trained", response_model=TrainedScalings)
async def trained_scalings(shared: Shared) -> Response:
    """The shipped models that are built with such factors, and the paper's constants."""
    models = [
        {"id": name, "title": entry.title, "factors": vars(factors)}
        for name, entry in shared.catalog.entries.items()
        if (factors := scaling_of(entry))
    ]
    return json({"alpha": ALPHA, "beta": BETA, "gamma": GAMMA, "cost_per_step": COST_STEP, "models": models})
