"""For whoever runs the server: is it up, is it ready, what has it done."""

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from ...core import metrics
from ...core.errors import Problem
from ...core.sentence import Sentence
from ..dependencies import Shared
from ..readiness import SECONDS

router = APIRouter(include_in_schema=False)


@router.get("/livez")
async def livez() -> dict[str, str]:
    return {"status": "up"}


@router.get("/readyz")
async def readyz(shared: Shared) -> dict[str, str]:
    if not shared.catalog.ready:
        detail = Sentence(
            "not-ready",
            "The default models are not loaded. Wait a moment; if it stays, GET /api/models says which one and why.",
        )
        raise Problem(503, "not-ready", "Not ready", detail, {"Retry-After": "1"})
    if not await shared.readiness.lasts():
        detail = Sentence(
            "not-ready-failing",
            "A pass through {model} has failed or taken more than {seconds:g} seconds {times} times in a row. The log "
            "says how; if it stays, start the server again.",
            model=shared.readiness.model, seconds=SECONDS, times=shared.readiness.failures,
        )  # fmt: skip
        raise Problem(503, "not-ready", "Not ready", detail, {"Retry-After": "5"})
    return {"status": "ready"}


@router.get("/metrics")
async def prometheus() -> Response:
    return Response(generate_latest(metrics.REGISTRY), media_type=CONTENT_TYPE_LATEST)
