"""The seam between what people hold on to (pages, sockets, rooms, pictures) and where the jobs of models run.

`Here` runs them on the workers of this process. app/cluster has the other one, which hands them to replicas elsewhere; whoever
puts the application together chooses (app.main.create_app), and nobody else knows which it is.
"""

from __future__ import annotations

import gc
from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

from starlette.types import ASGIApp, Receive, Scope, Send

from ..core.errors import Problem
from ..core.sentence import Sentence
from ..core.worker_pool import Work
from ..frames.request import Wanted
from .live_queue import Turn
from .readiness import SECONDS

if TYPE_CHECKING:
    from .state import AppState

PAGES = frozenset({"/", "/families"})
"""Pages that hold something of the models."""

WEB = ("/api/live", "/api/pattern", "/api/pictures", "/api/rooms", "/api/samples", "/api/ticket")
"""How calls begin that are answered where people are connected; all others under /api are about models."""


class Engine(ABC):
    """Computes what models have to compute. Everything runs in the event loop of the application."""

    @abstractmethod
    def load(self) -> None:
        """What is to be there before the first call. Slow: in a thread of its own, once, at the start."""

    @abstractmethod
    def lane(self, wanted: Wanted) -> Hashable:
        """Where such a frame waits, and with whom it may run together: of its turn. Quick."""

    def turn(self, wanted: Wanted, message: Mapping[str, Any]) -> Turn:
        """A connection's turn. `message`: as the client has asked."""
        return Turn(wanted, message, self.lane(wanted))

    @abstractmethod
    async def frame(self, turn: Turn) -> bytes | str:
        """The frame, or the problem with it as a message of the socket. A newer position takes the turn's place until it has
        begun. Raises Problem 503 where there is too much to do."""

    @abstractmethod
    async def answer(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """An HTTP call about models that has passed every check. `app`: what would answer it in this process."""

    @abstractmethod
    async def check_ready(self) -> None:
        """Problem 503 with the reason while calls would not be answered, found out by a real pass."""


class Here(Engine):
    """On the workers of this process."""

    def __init__(self, shared: AppState) -> None:
        self._shared = shared

    def load(self) -> None:
        self._shared.catalog.load_defaults()
        # Models and modules stay for good. Without this the collector walks through all of them during every few frames.
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 100)

    def lane(self, wanted: Wanted) -> Work:
        return self._shared.live_work_of(wanted)

    async def frame(self, turn: Turn) -> bytes | str:
        if (known := self._shared.runner.remembered(turn.wanted)) is not None:
            turn.begin()
            return known
        assert isinstance(turn.lane, Work)
        frame: bytes = await self._shared.pool.submit(turn.lane, turn, turn.account)
        return frame

    async def answer(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, send)

    async def check_ready(self) -> None:
        if not self._shared.catalog.ready:
            detail = Sentence(
                "not-ready",
                "The default models are not loaded. Wait a moment; if it stays, GET /api/models says which one and why.",
            )
            raise Problem(503, "not-ready", "Not ready", detail, {"Retry-After": "1"})
        readiness = self._shared.readiness
        if not await readiness.lasts():
            detail = Sentence(
                "not-ready-failing",
                "A pass through {model} has failed or taken more than {seconds:g} seconds {times} times in a row. The log "
                "says how; if it stays, start the server again.",
                model=readiness.model, seconds=SECONDS, times=readiness.failures,
            )  # fmt: skip
            raise Problem(503, "not-ready", "Not ready", detail, {"Retry-After": "5"})


class ByEngine:
    """Stands before the routes: calls about models go where models run."""

    def __init__(self, app: ASGIApp, shared: AppState) -> None:
        self.app, self.shared = app, shared

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and about_models(scope["path"]):
            await self.shared.engine.answer(self.app, scope, receive, send)
        else:
            await self.app(scope, receive, send)


def about_models(path: str) -> bool:
    """Whether a call with this path is answered where the models are."""
    return path in PAGES or (path.startswith("/api/") and not path.startswith(WEB))
