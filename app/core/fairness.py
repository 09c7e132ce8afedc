"""Whose turn it is among connections that come again and again: start-time fair queueing.

Each connection has an account of what the workers did for it. A job starts, on a clock of work that was done, where its account
stands, but never in the past: nobody saves up by waiting. The job that starts earliest is next, so that whoever asks for costly
frames gets fewer of them, and whoever asks for cheap ones does not wait behind all the others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

TOGETHER = 0.06
"""Seconds of a processor that a batch may be expected to take: everybody else waits so long for its worker. Eight frames of the
four digit models, by the slowest way, take 0.057; of the four photograph models, with their 0.015 each, three to five fit."""


@dataclass(eq=False)
class Account:
    """`until`: where its next job starts on the clock, in seconds of a processor; None before the first one."""

    until: float | None = None


class Job(Protocol):
    """`start` and `cost` in seconds of a processor, the cost as expected."""

    @property
    def account(self) -> Account | None: ...

    @property
    def start(self) -> float: ...

    @property
    def cost(self) -> float: ...


Some = TypeVar("Some", bound=Job)


class Clock:
    """Not safe to use from several threads: who shares one has a lock."""

    def __init__(self) -> None:
        self._now = 0.0

    def start(self, account: Account | None, cost: float) -> float:
        """Where a job of that account starts. Of a new one it starts when it would be done, or connections that are opened for
        a frame each would always come first."""
        if account is None:
            return 0.0
        return max(self._now, account.until) if account.until is not None else self._now + cost

    def begun(self, jobs: Iterable[Job]) -> None:
        self._now = max(self._now, *(job.start for job in jobs))

    def charge(self, jobs: Sequence[Job], spent: float) -> None:
        """Divides what these jobs took together by what was expected of each."""
        expected = sum(job.cost for job in jobs)
        for job in jobs:
            if job.account is not None:
                share = job.cost / expected if expected else 1 / len(jobs)
                job.account.until = job.start + share * spent


def in_turn(jobs: Sequence[Some]) -> list[Some]:
    """First come, first served, but those with accounts take each other's places: whoever starts earliest has the first."""
    fair = iter(sorted((job for job in jobs if job.account is not None), key=lambda job: job.start))
    return [job if job.account is None else next(fair) for job in jobs]


def fitting(jobs: Sequence[Some], most: int) -> list[Some]:
    """The first of these, and the next ones as long as all together are expected to be quick enough; at most `most`."""
    taken: list[Some] = []
    cost = 0.0
    for job in jobs[:most]:
        cost += job.cost
        if taken and cost > TOGETHER:
            break
        taken.append(job)
    return taken
