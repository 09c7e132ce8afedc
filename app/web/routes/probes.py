"""For whoever runs the server: is it up, is it ready, what has it done."""

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from ...core import metrics
from ..dependencies import Shared

router = APIRouter(include_in_schema=False)


@router.get("/livez")
async def livez() -> dict[str, str]:
    return {"status": "up"}


@router.get("/readyz")
async def readyz(shared: Shared) -> dict[str, str]:
    await shared.engine.check_ready()
    return {"status": "ready"}


@router.get("/metrics")
async def prometheus() -> Response:
    return Response(generate_latest(metrics.REGISTRY), media_type=CONTENT_TYPE_LATEST)
