"""What stands before every route: checks of Host and Origin, limits on URL and headers, HEAD, the headers of every response."""

import ipaddress
import logging
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
from .origins import AllowedOrigins, check_origin, check_site, policy, without_port
from .problem_handlers import refuse
from .responses import UNCOMPRESSED

log = logging.getLogger("mixscope")

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
    app.add_middleware(AllowedOrigins, settings=settings)
    app.add_middleware(SecurityHeaders, settings=settings)
    app.add_middleware(Count)
    app.add_middleware(Head)


class SecurityHeaders:
    """Adds the headers to every response; one that a route has set itself stays."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        here = policy(Headers(scope=scope).get("host") or "", self.settings)
        added = [*FIXED_HEADERS, (b"content-security-policy", here.encode())]

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
            check_origin(scope, self.settings)
            check_site(scope, self.settings)
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
    name = without_port(given[0] if given else "").lower()
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


class Head:
    """HEAD is answered wherever GET is, with the same headers and no body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return await self.app(scope, receive, send)

        async def send_no_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        return await self.app({**scope, "method": "GET"}, receive, send_no_body)


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
