"""Who computes when: worker threads that take waiting jobs of one kind together. Knows nothing of models or HTTP."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass
from threading import Condition, Thread
from time import monotonic, thread_time
from typing import Any, ParamSpec, TypeVar

import torch

from . import metrics
from .errors import Problem, no_memory
from .fairness import Account, Clock, fitting, in_turn
from .sentence import Sentence

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

log = logging.getLogger("mixscope")

LAST_JOB_SECONDS = 1
"""How long a pool that stops waits for what its workers, all together, are still doing."""


@dataclass(frozen=True)
class Work:
    """A kind of job. `run` takes up to `batch` items and returns a result for each, in order.

    `cost`: how long an item may be expected to take, in seconds of a processor; quick, and asked in the event loop.
    `bounded`: whether the queue's limit counts such jobs and refuses them. Kinds that are bounded elsewhere say no.
    `long`: one worker is kept free of such jobs, and a quarter of the queue, for those that people wait for while they drag.
    """

    run: Callable[[Sequence[Any]], Sequence[Any]]
    batch: int = 1
    bounded: bool = True
    long: bool = False
    cost: Callable[[Any], float] = lambda item: 0.0


@dataclass(eq=False)
class _Waiting:
    work: Work
    item: Any
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    account: Account | None
    cost: float
    start: float


class WorkerPool:
    """`threads` workers with one torch thread each, behind one bounded queue: first come, first served, batches filled up.
    Connections that come again and again share fairly (fairness.py) what falls to them all.

    There is no waiting for a batch to fill: a worker that is free takes what is pending. One pool serves one event loop.
    """

    def __init__(self, threads: int, limit: int, deadline: float) -> None:
        """`limit`: jobs that may wait. `deadline`: seconds after which a caller gets a Problem instead of waiting on."""
        self._limit, self._deadline = limit, deadline
        self._jobs: deque[_Waiting] = deque()
        self._clock = Clock()
        self._change = Condition()
        self._long: dict[int, float] = {}  # long jobs, and since when they run
        self._active: set[_Waiting] = set()
        self._ending = self._stopping = False
        self._threads = [Thread(target=self._work, name=f"worker-{i}", daemon=True) for i in range(threads)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self, seconds: float) -> None:
        """From now on callers are refused, those who wait for a worker at once, and those whose job runs in `seconds`. Belongs
        into the event loop."""
        with self._change:
            self._ending = True
            waiting = list(self._jobs)
            self._jobs.clear()
        for job in waiting:
            _answer(job, busy(STOPPING))
        asyncio.get_running_loop().call_later(seconds, self._abandon)

    def _abandon(self) -> None:
        for job in list(self._active):
            _answer(job, busy(STOPPING))

    def stop(self) -> None:
        """Ends the workers after what they are doing; callers that still wait get a Problem."""
        with self._change:
            self._stopping = True
            waiting = list(self._jobs)
            self._jobs.clear()
            self._change.notify_all()
        for job in waiting:
            _answer(job, busy(STOPPING))
        end = monotonic() + LAST_JOB_SECONDS
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=max(0.0, end - monotonic()))

    @property
    def threads(self) -> int:
        """How many jobs run at the same time."""
        return len(self._threads)

    async def call(
        self, function: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs
    ) -> Result:
        """`function(*arguments)` on a worker, as a job of its own."""
        result: Result = await self.submit(Work(lambda items: [function(*arguments, **named)]), None)
        return result

    async def call_long(
        self, function: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs
    ) -> Result:
        """`call` for what may take seconds: it leaves a worker to the others."""
        result: Result = await self.submit(Work(lambda items: [function(*arguments, **named)], long=True), None)
        return result

    async def submit(self, work: Work, item: Any, account: Account | None = None) -> Any:
        """The result for `item`. Problem 503 if the queue is full or the deadline passes; else whatever `work.run` raises.
        `account`: of the connection whose job it is, where it has one job at a time and many in a row."""
        loop, cost = asyncio.get_running_loop(), work.cost(item)
        with self._change:
            job = _Waiting(work, item, loop.create_future(), loop, account, cost, self._clock.start(account, cost))
            if self._stopping or self._ending:
                raise busy(STOPPING)
            if self._full(work):
                raise busy(FULL)
            self._jobs.append(job)
            self._change.notify()
        metrics.QUEUE.set(len(self._jobs))
        try:
            async with asyncio.timeout(self._deadline):
                return await job.future
        except TimeoutError:
            raise busy(LATE) from None

    def _full(self, work: Work) -> bool:
        most = self._limit - self._limit // 4 if work.long else self._limit
        return work.bounded and sum(job.work.bounded for job in self._jobs) >= most

    def _work(self) -> None:
        torch.set_num_threads(1)
        while self._run_next():
            pass

    def _run_next(self) -> bool:
        """False when the pool stops. A function of its own, so that a worker that waits holds nothing of its last jobs."""
        jobs = self._take()
        if jobs:
            metrics.QUEUE.set(len(self._jobs))
            metrics.BATCH.observe(len(jobs))
            self._run(jobs)
            with self._change:
                self._active.difference_update(jobs)
                self._long.pop(id(jobs[0].work), None)
                self._change.notify()
        return bool(jobs)

    def _take(self) -> list[_Waiting]:
        """The job whose turn it is with the next ones of its kind, as many as fit; empty when the pool stops."""
        with self._change:
            while not self._stopping:
                self._jobs = deque(job for job in self._jobs if not job.future.done())  # without those whose caller has left
                waiting = in_turn(self._jobs)
                work = next((job.work for job in waiting if self._may_run(job.work)), None)
                if work is None:
                    self._change.wait(self._place_free_in() if self._jobs else None)
                    continue
                taken = fitting([job for job in waiting if job.work is work], work.batch)
                self._jobs = deque(job for job in waiting if job not in taken)
                self._clock.begun(taken)
                self._active.update(taken)
                if work.long:
                    self._long[id(work)] = monotonic()
                return taken
            return []

    def _may_run(self, work: Work) -> bool:
        """Long ones wait for a second worker, but not for jobs past the deadline: nobody waits for those, and one in a model
        that hangs would hold up all others for good."""
        long = sum(monotonic() - since <= self._deadline for since in self._long.values()) if work.long else 0
        return long < max(1, self.threads - 1)

    def _place_free_in(self) -> float:
        """Seconds until the first long job that runs is past the deadline."""
        ends = [since + self._deadline for since in self._long.values()]
        return min((end - monotonic() for end in ends if end >= monotonic()), default=0) + 0.001

    def _run(self, jobs: list[_Waiting]) -> None:
        try:
            answers = list(zip(jobs, self._charged(jobs), strict=True))
        except BaseException as error:  # a worker outlives its jobs, whatever they raise
            if len(jobs) == 1:
                return _answer(jobs[0], _deliverable(error))
            for job in jobs:  # one bad item must not take the others with it
                self._run([job])
            return None
        for job, result in answers:
            _answer(job, result)
        return None

    def _charged(self, jobs: list[_Waiting]) -> Sequence[Any]:
        """The results, charged to the accounts before anybody hears of them and comes again."""
        began = thread_time()
        try:
            return jobs[0].work.run([job.item for job in jobs])
        finally:
            with self._change:
                self._clock.charge(jobs, thread_time() - began)


def _deliverable(error: BaseException) -> Exception:
    """What may be raised in the event loop: an exit, an interrupt or a cancellation would end the loop or its task, and a
    future does not take StopIteration. Memory that is not there may be there again: the caller is told to come back."""
    if no_memory(error):
        log.warning("no memory for a job: %s", error)
        return busy(Sentence("pool-memory", "The server has no memory left now. Try again in a moment, or ask for less."))
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    found = RuntimeError(f"a job ended with {type(error).__name__}: {error}")
    found.__cause__ = error
    return found


def _answer(job: _Waiting, result: Any) -> None:
    def deliver() -> None:
        if job.future.done():
            return
        if isinstance(result, BaseException):
            job.future.set_exception(result)
        else:
            job.future.set_result(result)

    try:
        job.loop.call_soon_threadsafe(deliver)
    except (RuntimeError, CancelledError):
        log.debug("a result came after its event loop had closed")


STOPPING = Sentence("pool-stopping", "The server stops. Try again in a moment.")
FULL = Sentence("pool-full", "The server has too much to do. Try again in a moment.")
LATE = Sentence("pool-late", "The server did not get to it in time. Try again in a moment.")


def busy(detail: Sentence) -> Problem:
    """Problem 503 that says when to come again."""
    return Problem(503, "busy", "Busy", detail, {"Retry-After": "1"})
