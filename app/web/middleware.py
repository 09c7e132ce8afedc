"""What stands before every route: checks of Host and Origin, limits on URL, headers and body, the headers of every response."""

import asyncio
import ipaddress
import json
import logging
import re

from fastapi import FastAPI, Request
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..core.errors import Problem, internal
from ..core.settings import Settings

log = logging.getLogger("mixscope")

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CLEAN_HOST = re.compile(r"[A-Za-z0-9.\-_:\[\]]{1,255}")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'{sockets}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Inline style is Plotly's need. `sockets`: browsers differ in whether 'self' covers ws:."""

FIXED_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)


def install(app: FastAPI, settings: Settings) -> None:
    """Put everything of this module before the routes of `app`; the middleware added last is the outermost."""
    app.add_middleware(BodyLimit, settings=settings)
    app.add_middleware(Gate, settings=settings)
    app.add_middleware(CatchAll)
    app.add_middleware(SecurityHeaders)


async def read_body(request: Request, settings: Settings) -> bytes:
    """The picture in the body of `request`, b"" if it has none.

    Raises Problem 415 for a body that is not declared as a picture: `image/*` is no type that a foreign page may send
    without asking first. BodyLimit bounds size and time.
    """
    try:
        body = await request.body()
    except ClientDisconnect:
        raise Problem(
            400, "client-gone", "Client gone", "The connection broke before the whole picture had arrived. Send it again."
        ) from None
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and not kind.startswith("image/"):
        detail = "Send the picture itself as the body, with its type in the header, for example Content-Type: image/png."
        raise Problem(415, "content-type", "Not declared as a picture", detail)
    return body


class SecurityHeaders:
    """Adds the headers to every response; one that a route has set itself stays."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        added = [*FIXED_HEADERS, (b"content-security-policy", _policy(_header(scope, b"host") or "").encode())]

        async def send_with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = list(message.get("headers", []))
                present = {name.lower() for name, _ in headers}
                message = {**message, "headers": headers + [pair for pair in added if pair[0] not in present]}
            await send(message)

        return await self.app(scope, receive, send_with_headers)


class CatchAll:
    """Turns an exception that nobody expected into a 500 without a word of it; the log has the traceback.

    Starlette's own handler of that kind sits outside of every middleware, where no security headers are added.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        started = False

        async def send_and_note(message: Message) -> None:
            nonlocal started
            started = started or message["type"] in ("http.response.start", "websocket.accept", "websocket.http.response.start")
            await send(message)

        try:
            await self.app(scope, receive, send_and_note)
        except Exception as error:
            if isinstance(error, Problem) and not started:
                return await refuse(error, scope, receive, send)
            log.exception("unexpected error in %s %s", scope.get("method", "socket"), scope["path"][:200])
            if started:
                raise  # too late for an answer: let the server cut the connection
            await refuse(internal(), scope, receive, send)


class Gate:
    """Host, Origin and the size of URL and headers, for requests and for WebSocket handshakes."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            _check_url(scope, self.settings)
            _check_headers(scope, self.settings)
            _check_host(scope, self.settings)
            _check_origin(scope, self.settings)
        await self.app(scope, receive, send)


def _check_url(scope: Scope, settings: Settings) -> None:
    query = scope.get("query_string", b"")
    if len(scope.get("raw_path") or scope["path"].encode()) + len(query) > settings.max_url_bytes:
        detail = f"The address is too long: at most {settings.max_url_bytes} bytes. Name fewer models or stages."
        raise Problem(414, "url-too-long", "Address too long", detail)
    if query.count(b"&") + 1 > settings.max_query_parameters:
        detail = f"Too many query parameters: at most {settings.max_query_parameters}. Name fewer models or stages."
        raise Problem(400, "too-many-parameters", "Too many parameters", detail)


def _check_headers(scope: Scope, settings: Settings) -> None:
    if sum(len(name) + len(value) for name, value in scope["headers"]) > settings.max_header_bytes:
        detail = f"The headers are too long: at most {settings.max_header_bytes} bytes. Leave out what nobody needs."
        raise Problem(431, "headers-too-long", "Headers too long", detail)


def _check_host(scope: Scope, settings: Settings) -> None:
    """A page of another name that resolves to this machine (DNS rebinding) would otherwise be its own origin here."""
    allowed = {name.lower() for name in settings.allowed_hosts}
    name = _without_port(_header(scope, b"host") or "").lower()
    if "*" in allowed or name in allowed or ("ip" in allowed and _is_address(name)):
        return
    detail = "This server does not answer to that name. Use the address it printed, or add the name to MIXSCOPE_ALLOWED_HOSTS."
    raise Problem(400, "host-not-allowed", "Host not allowed", detail)


def _check_origin(scope: Scope, settings: Settings) -> None:
    """Browsers always say which page opens a socket or sends a body; programs say nothing and may pass."""
    origin = _header(scope, b"origin")
    if origin is None or (scope["type"] == "http" and scope["method"] in SAFE_METHODS):
        return
    own = (_header(scope, b"host") or "").lower()
    if origin.partition("://")[2].lower() == own or origin.lower() in {
        name.lower().rstrip("/") for name in settings.allowed_origins
    }:
        return
    detail = "Pages of another site may not do this. Open Mixscope's own page, or add that site to MIXSCOPE_ALLOWED_ORIGINS."
    raise Problem(403, "origin-not-allowed", "Origin not allowed", detail)


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
        self.declared = _header(scope, b"content-length")
        self.pending = self.declared not in (None, "0") or _header(scope, b"transfer-encoding") is not None
        self.read = 0
        self.deadline = asyncio.get_running_loop().time() + self.settings.body_deadline_seconds

    def check_declared(self) -> None:
        if self.declared is None:
            return
        if not (self.declared.isascii() and self.declared.isdigit()):
            raise Problem(
                400, "content-length", "Content-Length not valid", "Content-Length must be the number of bytes in the body."
            )
        if len(self.declared) > 15 or int(self.declared) > self.settings.max_body_bytes:
            raise self._too_large()

    async def receive(self) -> Message:
        if not self.pending:
            return await self.source()
        try:
            async with asyncio.timeout_at(self.deadline):
                message = await self.source()
        except TimeoutError:
            limit = f"{self.settings.body_deadline_seconds:g} seconds"
            detail = f"The picture did not arrive within {limit}. Send it again, or send a smaller one."
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
            detail = "Too many pictures are being sent at once. Try again in a moment."
            raise Problem(503, "busy", "Busy", detail, {"Retry-After": "1"})

    def _too_large(self) -> Problem:
        limit = f"{self.settings.max_body_bytes / 2**20:g} MiB"
        detail = f"The picture file is too large: at most {limit} are taken. Send a smaller version of it."
        return Problem(413, "body-too-large", "Body too large", detail)


async def refuse(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with `problem`: a handshake gets it as its HTTP answer where the server can, else close code 1008."""
    if scope["type"] == "http":
        await problem.response()(scope, receive, send)
    elif "websocket.http.response" in (scope.get("extensions") or {}):
        headers = [(b"content-type", b"application/problem+json")]
        await send({"type": "websocket.http.response.start", "status": problem.status, "headers": headers})
        await send({"type": "websocket.http.response.body", "body": json.dumps(problem.as_dict()).encode()})
    else:
        await send({"type": "websocket.close", "code": 1008, "reason": problem.title})


def _policy(host: str) -> str:
    """The Content-Security-Policy for a page under `host` (as the client sent it, so copied only when it is harmless)."""
    return POLICY.format(sockets=f" ws://{host} wss://{host}" if CLEAN_HOST.fullmatch(host) else "")


def _header(scope: Scope, name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), None)


def _without_port(host: str) -> str:
    """`localhost:8000` → `localhost`, `[::1]:8000` → `[::1]`."""
    return re.sub(r":\d{1,5}$", "", host)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
        return True
    except ValueError:
        return False
