"""HTTP for what is particular to one kind of block: parse, call, encode."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from torch import Tensor

from models.architectures.efficientnet import ALPHA, BETA, GAMMA, Scaling
from models.measure.compound_scaling import COST_STEP, cost, scaling_of

from ...capture.points import ResolvedPoint
from ...catalog.loaded_model import LoadedModel, normalise
from ...core.errors import answering
from ...interpret import dense_block, gates
from ..state import NamedPosition, Server, Shared, problem_answers
from . import schemas_blocks
from .activations import BODY, TAKES_PICTURE, json

router = APIRouter(prefix="/api", responses=problem_answers(400, 404, 422, 503))

Factor = Annotated[float, Query(ge=0.5, le=4)]


@router.get("/dense", response_model=schemas_blocks.DenseBlock)
async def dense(shared: Shared, model: str, point: str) -> Response:
    """What each layer of a dense block takes from each source before it: the mean absolute weight."""
    return json({"model": model} | await _ask(shared, model, lambda it: dense_block.dense_block(it, it.point(point))))


@router.get("/gates", response_model=schemas_blocks.GateTable)
async def gate_averages(shared: Shared, model: str) -> Response:
    """The average gates of each class over the test set, measured beforehand."""
    shared.catalog.names([model])
    return json(await _ask(shared, model, lambda it: gates.read(it, shared.catalog.weights)))


@router.post("/gates/entry", response_model=schemas_blocks.GateEntry, openapi_extra=BODY, responses=TAKES_PICTURE)
async def gate(shared: Shared, position: NamedPosition, model: str, point: str, channel: Annotated[int, Query()]) -> Response:
    """One gate of this picture and every number that it is made of."""
    shared.place([model], ("dx", position.dx), ("dy", position.dy))

    def one(loaded: LoadedModel) -> dict[str, Any]:
        found: ResolvedPoint = loaded.point(point)
        x: Tensor = normalise(shared.observatory.image(position, loaded.entry.input), loaded.entry.input)
        return dense_block.gate_entry(loaded, found, x, channel)

    return json({"model": model, "point": point, "channel": channel} | await _ask(shared, model, one))


@router.get("/mixing/toeplitz", response_model=schemas_blocks.PatchMatrices)
async def patch_matrices(shared: Shared, model: str) -> Response:
    """How far each block's matrix over the patches treats every place alike."""
    return json({"model": model, "blocks": await _ask(shared, model, dense_block.patch_matrices)})


@router.get("/scaling", response_model=schemas_blocks.ScalingCost)
async def scaling(shared: Shared, depth: Factor = 1, width: Factor = 1, resolution: Factor = 1) -> Response:
    """What the EfficientNet of these factors costs, counted on the real architecture."""
    factors = Scaling(round(depth, 4), round(width, 4), round(resolution, 4))
    found = await shared.engine.call(cost, factors)
    return json({"factors": vars(factors)} | vars(found))


@router.get("/scaling/trained", response_model=schemas_blocks.TrainedScalings)
async def trained_scalings(shared: Shared) -> Response:
    """The shipped models that are built with such factors, and the paper's constants."""
    models = [
        {"id": name, "title": entry.title, "factors": vars(factors)}
        for name, entry in shared.catalog.entries.items()
        if (factors := scaling_of(entry))
    ]
    return json({"alpha": ALPHA, "beta": BETA, "gamma": GAMMA, "cost_per_step": COST_STEP, "models": models})


async def _ask(shared: Server, model: str, answer: Callable[[LoadedModel], Any]) -> Any:
    """`answer` on a worker; Problem 422 with its sentence where the model has no such thing."""

    def work() -> Any:
        with answering():
            return answer(shared.catalog.get(model))

    return await shared.engine.call(work)
