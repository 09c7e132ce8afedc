"""A connection's queue of one: the newest position takes the place of older ones, up to the moment of computing."""

import asyncio
import time
from collections.abc import Hashable, Mapping, Sequence
from threading import Lock
from types import MappingProxyType
from typing import Any

from ..core import metrics
from ..core.cache import Cache
from ..core.fairness import TOGETHER, Account
from ..core.worker_pool import Work
from ..frames.request import Wanted
from ..frames.runner import Runner

LIVE_BATCH = 8
"""Positions that run together: fuller batches give more frames a second, but older ones (measured with 16)."""

NO_MESSAGE: Mapping[str, Any] = MappingProxyType({})


class Turn:
    """A connection's turn with the workers: until one begins it, a newer position may take the older one's place.

    `message`: as the client has asked, for an engine that hands it on. `lane`: where it waits and with whom it may run together
    (Engine.lane). `account`: its connection's.
    """

    def __init__(
        self, wanted: Wanted, message: Mapping[str, Any] = NO_MESSAGE, lane: Hashable = None, account: Account | None = None
    ) -> None:
        self.wanted, self.message, self.arrived = wanted, message, time.monotonic()
        self.lane, self.account = lane, account
        self._begun = False
        self._lock = Lock()

    def begin(self) -> Wanted:
        with self._lock:
            self._begun = True
            return self.wanted

    def replace(self, newer: "Turn") -> bool:
        """False if it is too late, or the newer one belongs elsewhere: a model that hangs must not come in by the place of a
        quick one."""
        with self._lock:
            if self._begun or newer.lane != self.lane:
                return False
            self.wanted, self.message, self.arrived = newer.wanted, newer.message, time.monotonic()
            return True


def live_work(runner: Runner, slow: bool = False) -> Work:
    """One kind of job for all connections, so that several people's positions run as one batch. At most one each waits.

    `slow`: those that wait for the process of an own model, which may hang, for a model that is not loaded yet, or for the mean
    over all samples of what is switched off: they hold up nobody else. Nothing of theirs runs together, so each is a job of its
    own, with its own deadline.
    """
    costs = Costs()

    def frames(turns: Sequence[Turn]) -> list[bytes]:
        wanted = [turn.begin() for turn in turns]
        began = time.thread_time()
        found = runner.frames(wanted)
        costs.learn(wanted, time.thread_time() - began)
        return found

    return Work(frames, 1 if slow else LIVE_BATCH, bounded=False, long=slow, cost=lambda turn: costs.of(turn.wanted))


class Costs:
    """What a frame of these models takes, in seconds of a processor, as far as is known from the last ones."""

    def __init__(self) -> None:
        self._known: Cache[float] = Cache(1000)

    def of(self, wanted: Wanted) -> float:
        """As much as a whole batch may take, where nothing is known: it runs alone."""
        known = self._known.peek(wanted.models)
        return TOGETHER if known is None else known

    def learn(self, wanted: Sequence[Wanted], spent: float) -> None:
        """From a batch whose frames show the same models: in another one, who took how much?"""
        models = wanted[0].models
        if all(one.models == models for one in wanted):
            each, known = spent / len(wanted), self._known.peek(models)
            self._known.replace(models, each if known is None else known + NEWEST * (each - known))


NEWEST = 0.2
"""How much the last batch counts."""


class Slot:
    """The newest position of a connection (or the problem with it): joins the turn that still waits, else waits itself."""

    def __init__(self) -> None:
        self._filled = asyncio.Event()
        self._content: Turn | str | None = None
        self.current: Turn | None = None
        self._account = Account()

    def put(self, content: Turn | str) -> None:
        """`content`, in place of what waits."""
        if isinstance(content, Turn):
            content.account = self._account
            if self.current is not None and self.current.replace(content):
                metrics.SKIPPED.inc(1 if self._content is None else 2)
                self._content = None  # older than what has taken the turn's place
                self._filled.clear()
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
