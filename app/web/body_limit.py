"""Bounds on the bodies of calls, in size and time."""

import asyncio

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..core.errors import Problem
from ..core.sentence import Sentence
from ..core.settings import Settings
from .problem_handlers import refuse


class BodyLimit:
    """Bounds every body in size and time, and all unfinished bodies together in size."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self.held = 0  # bytes of bodies whose calls are not finished

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        body = _Body(self, scope, receive)

        async def send_and_close(message: Message) -> None:
            if message["type"] == "http.response.start" and body.pending:
                # nobody will read the rest, and without this the server would go on taking it in
                message = {**message, "headers": [*message.get("headers", []), (b"connection", b"close")]}
            await send(message)

        try:
            try:
                body.check_declared()
                await self.app(scope, body.receive, send_and_close)
            except Problem as problem:
                await refuse(problem, scope, receive, send_and_close)
        finally:
            self.held -= body.read


class _Body:
    """The body of one request as it comes in."""

    def __init__(self, shared: BodyLimit, scope: Scope, receive: Receive) -> None:
        self.shared, self.settings, self.source = shared, shared.settings, receive
        headers = Headers(scope=scope)
        self.declared = headers.get("content-length")
        self.pending = self.declared not in (None, "0") or "transfer-encoding" in headers
        self.read = 0
        self.deadline = asyncio.get_running_loop().time() + self.settings.body_deadline_seconds

    def check_declared(self) -> None:
        if self.declared is None:
            return
        if not (self.declared.isascii() and self.declared.isdigit()):
            detail = Sentence("content-length", "Content-Length must be the number of bytes in the body.")
            raise Problem(400, "content-length", "Content-Length not valid", detail)
        if len(self.declared) > 15 or int(self.declared) > self.settings.max_body_bytes:
            raise self._too_large()

    async def receive(self) -> Message:
        if not self.pending:
            return await self.source()
        try:
            async with asyncio.timeout_at(self.deadline):
                message = await self.source()
        except TimeoutError:
            detail = Sentence(
                "body-timeout", "The picture did not arrive within {seconds:g} seconds. Send it again, or send a smaller one.",
                seconds=self.settings.body_deadline_seconds,
            )  # fmt: skip
            raise Problem(408, "body-timeout", "Body too slow", detail) from None
        if message["type"] == "http.request":
            self._count(len(message.get("body", b"")))
            self.pending = message.get("more_body", False)
        return message

    def _count(self, size: int) -> None:
        self.read += size
        self.shared.held += size
        if self.read > self.settings.max_body_bytes:
            raise self._too_large()
        if self.shared.held > self.settings.max_uploading_bytes:
            detail = Sentence("bodies-busy", "Too many pictures are being sent at once. Try again in a moment.")
            raise Problem(503, "busy", "Busy", detail, {"Retry-After": "1"})

    def _too_large(self) -> Problem:
        detail = Sentence(
            "body-too-large",
            "The picture file is too large: at most {mebibytes:g} MiB are taken. Send a smaller version of it.",
            mebibytes=self.settings.max_body_bytes / 2**20,
        )
        return Problem(413, "body-too-large", "Body too large", detail)
