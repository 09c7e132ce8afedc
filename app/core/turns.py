"""Long work that is done one at a time, with a line before it that does not grow without end."""

import asyncio
from types import TracebackType

from .errors import Problem
from .sentence import Sentence


class Turns:
    """`async with turns:` waits for its turn, first come, first served. Problem 503 if `limit` others wait already."""

    def __init__(self, limit: int) -> None:
        self._limit, self._waiting = limit, 0
        self._lock = asyncio.Lock()

    def check(self) -> None:
        """Problem 503 if there is no place to wait in."""
        if self._waiting >= self._limit:
            full = Sentence("turns-full", "Many others wait for the same. Try again in a moment.")
            raise Problem(503, "busy", "Busy", full, {"Retry-After": "5"})

    async def __aenter__(self) -> None:
        self.check()
        self._waiting += 1
        try:
            await self._lock.acquire()
        finally:
            self._waiting -= 1

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()
