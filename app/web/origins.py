"""Pages of other origins: which may send and read, which may show this one in a frame, and which only seem to be others."""

import hmac
import re
import secrets
import time
from urllib.parse import urlsplit

from starlette.datastructures import Headers, QueryParams
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from ..core.errors import Problem
from ..core.sentence import Sentence
from ..core.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CLEAN_HOST = re.compile(r"[A-Za-z0-9.\-_:\[\]]{1,255}")

KEY = secrets.token_bytes(32)
"""Of this process's tickets."""
TICKET_SECONDS = 60

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'{sockets}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'{framers}"
)
"""Inline style is Plotly's need. `sockets`: browsers differ in whether 'self' covers ws:."""


def policy(host: str, settings: Settings) -> str:
    """The Content-Security-Policy for a page under `host` (as the client sent it, so copied only when it is harmless). Pages of
    the same machine, such as a notebook on another port, may show it in a frame, and those of the settings."""
    clean = bool(CLEAN_HOST.fullmatch(host))
    names = dict.fromkeys(("localhost", "127.0.0.1", *([without_port(host)] if clean else [])))
    framers = [f"{scheme}://{name}:*" for name in names for scheme in ("http", "https")]
    return POLICY.format(
        sockets=f" ws://{host} wss://{host}" if clean else "",
        framers="".join(f" {one}" for one in (*framers, *settings.frame_ancestors)),
    )


def check_origin(scope: Scope, settings: Settings) -> None:
    """Browsers always say which page opens a socket or sends a body; programs say nothing and may pass. Problem 403 for a page
    that is neither ours nor in the settings."""
    origin = Headers(scope=scope).get("origin")
    if origin is None or (scope["type"] == "http" and scope["method"] in SAFE_METHODS):
        return
    if origin.lower() in settings.allowed_origins or origin.partition("://")[2].lower() in _own_sites(scope, settings):
        return
    if _says_so(scope):
        return
    raise _foreign()


def check_site(scope: Scope, settings: Settings) -> None:
    """Problem 403 where a picture or script of a foreign page names a call, which may take long here. Browsers say so; a link
    may be followed, and a page that is shown in a frame asks as itself."""
    headers = Headers(scope=scope)
    foreign = headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-dest") != "document"
    known = (headers.get("origin") or "").lower() in settings.allowed_origins or _says_so(scope)
    if foreign and not known and "/api/" in scope["path"]:
        raise _foreign()


def _foreign() -> Problem:
    detail = Sentence(
        "origin-not-allowed",
        "Pages of another site may not do this. Open Mixscope's own page, or add that site to MIXSCOPE_ALLOWED_ORIGINS. If "
        "this is Mixscope's own page, a proxy has changed the Host header: set MIXSCOPE_PUBLIC_URL to the page's address.",
    )
    return Problem(403, "origin-not-allowed", "Origin not allowed", detail)


def _own_sites(scope: Scope, settings: Settings) -> set[str]:
    """The names (with port) under which this server's own pages may be seen. No page of another site can make a browser send
    X-Forwarded-Host, and in a handshake no page at all can."""
    headers = Headers(scope=scope)
    forwarded = headers.get("x-forwarded-host", "").partition(",")[0].strip()
    return {name.lower() for name in (headers.get("host"), forwarded, urlsplit(settings.public_url).netloc) if name}


def _says_so(scope: Scope) -> bool:
    """Whether the caller has what only the own page can have, whatever a proxy has made of the Host: a header that pages of
    other sites may not send unasked, or for a socket, which has no such headers, a ticket that they cannot read."""
    if scope["type"] == "http":
        return Headers(scope=scope).get("x-requested-with") == "mixscope"
    return is_ticket(QueryParams(scope["query_string"]).get("ticket", ""))


def new_ticket(now: float | None = None) -> str:
    """Opens a socket within TICKET_SECONDS."""
    until = str(int((time.time() if now is None else now) + TICKET_SECONDS))
    return f"{until}.{_signed(until)}"


def is_ticket(ticket: str) -> bool:
    until, _, signature = ticket.partition(".")
    return hmac.compare_digest(signature.encode(), _signed(until).encode()) and float(until) > time.time()


def _signed(text: str) -> str:
    return hmac.new(KEY, text.encode(), "sha256").hexdigest()


def without_port(host: str) -> str:
    """`localhost:8000` → `localhost`, `[::1]:8000` → `[::1]`."""
    return re.sub(r":\d{1,5}$", "", host)


class AllowedOrigins:
    """Answers to pages of the allowed origins can be read by them, and their browsers' questions beforehand are answered."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.allowed = app, settings.allowed_origins
        self.readable = CORSMiddleware(
            app,
            allow_origins=settings.allowed_origins,
            allow_methods=("GET", "HEAD", "POST", "DELETE"),
            allow_headers=("Content-Type",),
            expose_headers=("Content-Disposition", "Retry-After"),
            allow_private_network=True,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = scope["type"] == "http" and Headers(scope=scope).get("origin") in self.allowed
        await (self.readable if known else self.app)(scope, receive, send)
