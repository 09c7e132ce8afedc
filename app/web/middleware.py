"""What stands before every route: checks of Host and Origin, limits on URL and headers, the headers of every response."""

import ipaddress
import logging
import re
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..core import metrics
from ..core.errors import Problem, internal
from ..core.sentence import Sentence
from ..core.settings import Settings
from .addresses import own_names
from .body_limit import BodyLimit
from .problem_handlers import refuse
from .responses import UNCOMPRESSED

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
    """Put everything of this module before the routes of `app`; the middleware added last is the outermost.

    What shrinks is compressed. Whether an answer does is read off its own media type.
    """
    uncompressed = (*DEFAULT_EXCLUDED_CONTENT_TYPES, *UNCOMPRESSED)
    app.add_middleware(GZipMiddleware, minimum_size=1024, exclude_content_types=uncompressed)
    app.add_middleware(BodyLimit, settings=settings)
    app.add_middleware(Gate, settings=settings)
    app.add_middleware(CatchAll)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Count)


class SecurityHeaders:
    """Adds the headers to every response; one that a route has set itself stays."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        added = [*FIXED_HEADERS, (b"content-security-policy", _policy(Headers(scope=scope).get("host") or "").encode())]

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
        self.hosts = {name.lower() for name in settings.allowed_hosts} | own_names(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            _check_url(scope, self.settings)
            _check_headers(scope, self.settings)
            _check_host(scope, self.hosts)
            _check_origin(scope, self.settings)
            _check_site(scope, self.settings)
        await self.app(scope, receive, send)


def _check_url(scope: Scope, settings: Settings) -> None:
    query = scope.get("query_string", b"")
    if len(scope.get("raw_path") or scope["path"].encode()) + len(query) > settings.max_url_bytes:
        detail = Sentence(
            "url-too-long", "The address is too long: at most {most} bytes. Name fewer models or stages.",
            most=settings.max_url_bytes,
        )  # fmt: skip
        raise Problem(414, "url-too-long", "Address too long", detail)
    if query.count(b"&") + 1 > settings.max_query_parameters:
        detail = Sentence(
            "too-many-parameters", "Too many query parameters: at most {most}. Name fewer models or stages.",
            most=settings.max_query_parameters,
        )  # fmt: skip
        raise Problem(400, "too-many-parameters", "Too many parameters", detail)


def _check_headers(scope: Scope, settings: Settings) -> None:
    if sum(len(name) + len(value) for name, value in scope["headers"]) > settings.max_header_bytes:
        detail = Sentence(
            "headers-too-long", "The headers are too long: at most {most} bytes. Leave out what nobody needs.",
            most=settings.max_header_bytes,
        )  # fmt: skip
        raise Problem(431, "headers-too-long", "Headers too long", detail)


def _check_host(scope: Scope, allowed: set[str]) -> None:
    """A page of another name that resolves to this machine (DNS rebinding) would otherwise be its own origin here."""
    given = Headers(scope=scope).getlist("host")
    name = _without_port(given[0] if given else "").lower()
    if (
        len(given) <= 1
        and _is_host(given[0] if given else "")
        and ("*" in allowed or name in allowed or ("ip" in allowed and _is_address(name)))
    ):
        return
    detail = Sentence(
        "host-not-allowed",
        "This server does not answer to that name. Use the address it printed, or add the name to MIXSCOPE_ALLOWED_HOSTS.",
    )
    raise Problem(400, "host-not-allowed", "Host not allowed", detail)


def _check_origin(scope: Scope, settings: Settings) -> None:
    """Browsers always say which page opens a socket or sends a body; programs say nothing and may pass."""
    origin = Headers(scope=scope).get("origin")
    if origin is None or (scope["type"] == "http" and scope["method"] in SAFE_METHODS):
        return
    own = (Headers(scope=scope).get("host") or "").lower()
    if origin.partition("://")[2].lower() == own or origin.lower() in _allowed(settings):
        return
    raise _foreign()


def _allowed(settings: Settings) -> set[str]:
    return {name.lower().rstrip("/") for name in settings.allowed_origins}


def _foreign() -> Problem:
    detail = Sentence(
        "origin-not-allowed",
        "Pages of another site may not do this. Open Mixscope's own page, or add that site to MIXSCOPE_ALLOWED_ORIGINS.",
    )
    return Problem(403, "origin-not-allowed", "Origin not allowed", detail)


def _check_site(scope: Scope, settings: Settings) -> None:
    """A picture or script of a foreign page may name a call that takes long here. Browsers say so; a link may be followed."""
    headers = Headers(scope=scope)
    foreign = headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-dest") != "document"
    if not foreign or not scope["path"].startswith("/api/") or (headers.get("origin") or "").lower() in _allowed(settings):
        return
    raise _foreign()


class Count:
    """Counts every answer by route (not by path: that is the client's own text, and without end)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "other")
                metrics.REQUESTS.labels(route, str(message["status"])).inc()
            await send(message)

        return await self.app(scope, receive, counted)


def _policy(host: str) -> str:
    """The Content-Security-Policy for a page under `host` (as the client sent it, so copied only when it is harmless)."""
    return POLICY.format(sockets=f" ws://{host} wss://{host}" if CLEAN_HOST.fullmatch(host) else "")


def _without_port(host: str) -> str:
    """`localhost:8000` → `localhost`, `[::1]:8000` → `[::1]`."""
    return re.sub(r":\d{1,5}$", "", host)


def _is_host(host: str) -> bool:
    """Whether it can stand in an address: `localhost:99999` and `[` cannot."""
    try:
        _ = urlsplit(f"//{host}").port
    except ValueError:
        return False
    return True


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
        return True
    except ValueError:
        return False
