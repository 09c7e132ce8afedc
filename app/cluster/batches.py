"""Turns of many connections as batches for replicas. What waits, waits here, where a newer position can take its place."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass

from ..core import metrics
from ..core.worker_pool import LATE, busy
from ..web.live_queue import Turn

Answer = bytes | str
Send = Callable[[Sequence[Turn]], Awaitable[Sequence[Answer]]]


@dataclass(eq=False)
class _Waiting:
    kind: Hashable
    turn: Turn
    future: asyncio.Future[Answer]


class Batches:
    """At most `under_way` batches of at most `size` turns at once; first come, first served, filled up with turns of one kind.

    A connection has one turn at a time, so no more can wait than connections are open.
    """

    def __init__(self, send: Send, under_way: int, size: int, deadline: float) -> None:
        """`send`: turns, which it begins, to an answer for each. `deadline`: seconds until a turn is refused."""
        self._send, self._most, self._size, self._deadline = send, under_way, size, deadline
        self._waiting: deque[_Waiting] = deque()
        self._under_way: set[asyncio.Task[None]] = set()

    async def answer(self, kind: Hashable, turn: Turn) -> Answer:
        """Problem 503 when the deadline passes; else whatever `send` raises."""
        one = _Waiting(kind, turn, asyncio.get_running_loop().create_future())
        self._waiting.append(one)
        self._go_on()
        try:
            async with asyncio.timeout(self._deadline):
                return await one.future
        except TimeoutError:
            raise busy(LATE) from None

    def _go_on(self) -> None:
        while len(self._under_way) < self._most and (batch := self._take()):
            task = asyncio.create_task(self._run(batch))
            self._under_way.add(task)
            task.add_done_callback(self._done)
        metrics.QUEUE.set(len(self._waiting))

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._go_on()

    def _take(self) -> list[_Waiting]:
        """The oldest turn and the next ones of its kind, without those whose caller has left."""
        self._waiting = deque(one for one in self._waiting if not one.future.done())
        if not self._waiting:
            return []
        kind = self._waiting[0].kind
        taken = [one for one in self._waiting if one.kind == kind][: self._size]
        self._waiting = deque(one for one in self._waiting if one not in taken)
        return taken

    async def _run(self, batch: Sequence[_Waiting]) -> None:
        metrics.BATCH.observe(len(batch))
        try:
            async with asyncio.timeout(self._deadline):
                answers = await self._send([one.turn for one in batch])
        except Exception as error:
            for one in batch:
                if not one.future.done():
                    one.future.set_exception(busy(LATE) if isinstance(error, TimeoutError) else error)
            return
        for one, answer in zip(batch, answers, strict=True):
            if not one.future.done():
                one.future.set_result(answer)
