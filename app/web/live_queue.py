"""A connection's queue of one: the newest position takes the place of older ones, up to the moment of computing."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from threading import Lock
from types import MappingProxyType
from typing import Any

from ..core import metrics
from ..core.worker_pool import Work
from ..frames.request import Wanted
from ..frames.runner import Runner

LIVE_BATCH = 8
"""Positions that run together: fuller batches give more frames a second, but older ones (measured with 16)."""

NO_MESSAGE: Mapping[str, Any] = MappingProxyType({})


class Turn:
    """A connection's turn with the workers: until one begins it, a newer position may take the older one's place.

    `message`: as the client has asked, for an engine that hands it on.
    """

    def __init__(self, wanted: Wanted, message: Mapping[str, Any] = NO_MESSAGE) -> None:
        self.wanted, self.message, self.arrived = wanted, message, time.monotonic()
        self._begun = False
        self._lock = Lock()

    def begin(self) -> Wanted:
        with self._lock:
            self._begun = True
            return self.wanted

    def replace(self, newer: "Turn") -> bool:
        """False if it is too late."""
        with self._lock:
            if not self._begun:
                self.wanted, self.message, self.arrived = newer.wanted, newer.message, time.monotonic()
            return not self._begun


def live_work(runner: Runner, slow: bool = False) -> Work:
    """One kind of job for all connections, so that several people's positions run as one batch. At most one each waits.

    `slow`: those that wait for the process of an own model, which may hang, or for the mean over all samples of what is
    switched off: they hold up nobody else. Nothing of theirs runs together, so each is a job of its own, with its own deadline.
    """

    def frames(turns: Sequence[Turn]) -> list[bytes]:
        return runner.frames([turn.begin() for turn in turns])

    return Work(frames, batch=1 if slow else LIVE_BATCH, bounded=False, long=slow)


class Slot:
    """The newest position of a connection (or the problem with it): joins the turn that still waits, else waits itself."""

    def __init__(self) -> None:
        self._filled = asyncio.Event()
        self._content: Turn | str | None = None
        self.current: Turn | None = None

    def put(self, content: Turn | str) -> None:
        if isinstance(content, Turn) and self.current is not None and self.current.replace(content):
            metrics.SKIPPED.inc()
            return
        if self._content is not None:
            metrics.SKIPPED.inc()
        self._content = content
        self._filled.set()

    async def take(self) -> Turn | str:
        await self._filled.wait()
        self._filled.clear()
        assert self._content is not None
        content, self._content = self._content, None
        self.current = content if isinstance(content, Turn) else None
        return content
