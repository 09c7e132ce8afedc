"""What the process of an own model answers besides the usual calls, and whom it answers at all."""

import hmac

import orjson
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ..catalog.own.process import SECRET
from .dependencies import Shared
from .inference import one_frame
from .live import wanted
from .responses import frame as frame_of

router = APIRouter(include_in_schema=False)


def install(app: FastAPI, secret: str) -> None:
    app.include_router(router)
    app.add_middleware(Known, secret=secret)


class Known:
    """Nobody is answered but the server, which knows the secret."""

    def __init__(self, app: ASGIApp, secret: str) -> None:
        self.app, self.secret = app, secret.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or self._known(scope):
            return await self.app(scope, receive, send)
        return await Response(status_code=403)(scope, receive, send)

    def _known(self, scope: Scope) -> bool:
        given = Headers(scope=scope).get(SECRET, "")
        return scope["type"] == "http" and hmac.compare_digest(given.encode(), self.secret)


@router.post("/own/frame")
async def frame(request: Request, shared: Shared) -> Response:
    """The frame that a message as on the socket asks for, with this model alone in it."""
    asked = await wanted(orjson.loads(await request.body()), shared)
    return frame_of(await shared.pool.call(one_frame, shared, asked))
