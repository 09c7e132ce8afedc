"""What a connection may cost before and after its call: heads that do not end, silence, peers that read nothing, their number.

Below HTTP, because all of this happens where no route is asked: while a head is still coming in, or after an answer.
"""

import asyncio
import json
import logging
import sys
from http import HTTPStatus
from typing import Any, ClassVar, cast

import httptools
from starlette.types import Receive, Scope, Send
from uvicorn import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from ..core.errors import Problem
from ..core.sentence import Sentence
from ..core.settings import Settings
from .middleware import FIXED_HEADERS, SecurityHeaders
from .problem_handlers import PROBLEM, refuse

log = logging.getLogger("mixscope")

SPARE = 16
"""Connections beyond the most: enough to tell people, and those who look after the server, how it is."""
FILES = 64
"""Descriptors that are kept for files and pipes."""
HEALTH = ("/livez", "/readyz", "/metrics")
FIRST = 64 * 1024
"""Bytes of a head that has not ended; a complete one of at most `max_header_bytes` is judged by the middleware."""


def most_connections(settings: Settings) -> int:
    """As many as the settings and this process's descriptors allow; where it may, it gets itself more of these."""
    if sys.platform == "win32":
        return settings.max_connections
    import resource

    wanted = settings.max_connections + SPARE + FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(1, min(settings.max_connections, soft - SPARE - FILES))


def unread_bytes(transport: asyncio.Transport) -> int:
    """What was written and the peer has not confirmed yet: here and, on Linux, in the kernel, which keeps megabytes for a slow
    peer while nothing moves here."""
    here = transport.get_write_buffer_size()
    if sys.platform != "linux":
        return here
    import fcntl
    import termios

    number = transport.get_extra_info("socket").fileno()
    kept = fcntl.ioctl(number, termios.TIOCOUTQ, bytes(4)) if number >= 0 else b""
    return here + int.from_bytes(kept, sys.byteorder)


def protocols(settings: Settings) -> dict[str, Any]:
    """`http` and `ws` of uvicorn's Config: its own protocols within the limits of `settings`."""
    limits = {"settings": settings, "most": most_connections(settings)}
    return {"http": type("Http", (HttpConnection,), limits), "ws": type("Socket", (SocketConnection,), limits)}


def network(settings: Settings) -> dict[str, Any]:
    """What uvicorn's Config is told of connections: those protocols, and what a socket takes and how it is kept."""
    return protocols(settings) | {
        "ws_per_message_deflate": False,  # 24 ms for a frame that hardly shrinks
        "ws_max_size": settings.live_message_bytes,
        "ws_ping_interval": settings.live_ping_seconds,
        "ws_ping_timeout": settings.live_ping_seconds,
    }


class HttpConnection(HttpToolsProtocol):
    """uvicorn's connection, looked at now and then: whether its head is late, its peer reads, its end has come."""

    settings: ClassVar[Settings]
    most: ClassVar[int]

    def __init__(self, config: Config, server_state: ServerState, app_state: dict[str, Any], **more: Any) -> None:
        super().__init__(config, server_state, app_state, **more)
        self.head_since: float | None = None  # when the head began that has not ended
        self.head_bytes = 0
        self.unread, self.unread_since = 0, 0.0  # bytes that wait for the peer, and when it last took some
        self.watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.most + SPARE:
            return transport.abort()
        self.head_since = self.loop.time()
        return self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._unwatch()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        if self.transport.is_closing():
            return
        if self.head_since is None and not self.head_bytes and self._between_calls():
            self.head_since = self.loop.time()
        self.head_bytes += len(data) if self.head_since is not None else 0
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError:
            self._refuse(Problem(400, "http-invalid", "Not HTTP", NOT_HTTP))
        except httptools.HttpParserUpgrade:
            self._upgrade()
        else:
            if self.head_since is not None and self.head_bytes > FIRST:
                most = Sentence("head-too-long", "The head of the call is too long: at most {most} bytes.", most=FIRST)
                self._refuse(Problem(431, "headers-too-long", "Headers too long", most))

    def on_headers_complete(self) -> None:
        self.head_since, self.head_bytes = None, 0
        if self._crowded() and self.url.partition(b"?")[0].decode("latin-1") not in HEALTH:
            self.app = cast(Any, SecurityHeaders(too_many, self.settings))
        super().on_headers_complete()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self.head_since is None:  # the next call of a connection, perhaps in the same bytes as the end of the last
            self.head_since, self.head_bytes = self.loop.time(), 1

    def _between_calls(self) -> bool:
        return self.cycle is not None and self.cycle.response_complete

    def _crowded(self) -> bool:
        return len(self.connections) > self.most

    def _upgrade(self) -> None:
        if not self._should_upgrade():
            return self._unsupported_upgrade_warning()
        if self._crowded():
            return self._refuse(too_many_problem())
        self._unwatch()  # the socket's protocol takes over
        return self.handle_websocket_upgrade()

    def _watch(self) -> None:
        now = self.loop.time()
        waiting = unread_bytes(self.transport)
        if not waiting or waiting != self.unread:  # a slow peer is one that reads
            self.unread, self.unread_since = waiting, now
        if now - self.unread_since > self.settings.unread_deadline_seconds:
            return self.transport.abort()
        if self.head_since is not None and now - self.head_since > self.settings.head_deadline_seconds:
            self._give_up()
        shortest = min(self.settings.head_deadline_seconds, self.settings.unread_deadline_seconds)
        self.watch = self.loop.call_later(min(2.0, shortest / 4), self._watch)
        return None

    def _unwatch(self) -> None:
        if self.watch is not None:
            self.watch.cancel()
            self.watch = None

    def _give_up(self) -> None:
        """A peer that has not said anything gets no answer."""
        if self.head_bytes:
            return self._refuse(Problem(408, "head-timeout", "Head too slow", TOO_SLOW))
        return self.transport.close()

    def _refuse(self, problem: Problem) -> None:
        """The answer where no call has begun."""
        if self.transport.is_closing():
            return
        self.head_since = None
        body = json.dumps(problem.as_dict(), ensure_ascii=False).encode()
        headers = [*FIXED_HEADERS, (b"content-type", PROBLEM.encode()), (b"content-length", str(len(body)).encode())]
        lines = [f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}".encode()]
        lines += [name + b": " + value for name, value in [*headers, (b"connection", b"close")]]
        self.transport.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        self.transport.close()


class SocketConnection(WebSocketsSansIOProtocol):
    """uvicorn's newer socket: the older one fails an assertion on slow readers. One whose peer reads nothing
    does not outlive its handler by more than the closing handshake."""

    settings: ClassVar[Settings]
    most: ClassVar[int]

    async def run_asgi(self) -> None:
        await super().run_asgi()
        # What is not read stays in the transport, and close() waits for it without end. On a closed one this does nothing.
        self.loop.call_later(min(HANDSHAKE, self.settings.unread_deadline_seconds), self.transport.abort)


HANDSHAKE = 5.0
"""Seconds for the end of a socket whose handler has ended."""

NOT_HTTP = Sentence("http-invalid", "This is not a call in HTTP/1.1.")
TOO_SLOW = Sentence("head-timeout", "The head of the call did not arrive in time. Call again.")


def too_many_problem() -> Problem:
    detail = Sentence("connections-busy", "Too many connections are open. Try again in a moment.")
    return Problem(503, "busy", "Busy", detail, {"Retry-After": "1", "Connection": "close"})


async def too_many(scope: Scope, receive: Receive, send: Send) -> None:
    await refuse(too_many_problem(), scope, receive, send)
