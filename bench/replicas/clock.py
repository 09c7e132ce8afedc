"""Time as a simulation has it: events in their order, work that shares cores, what does one thing after the other. Seconds."""

import heapq
import itertools
from collections import deque
from collections.abc import Callable

Action = Callable[[], None]


class Clock:
    """Events in their order, and work that shares cores evenly: with n works on fewer cores each goes on at cores / n. `slow`:
    as in Costs.

    `_done` is how far a work that began at the start would be: all advance together, so the one that ends first stays so.
    """

    def __init__(self, cores: float = float("inf"), slow: float = 1.0) -> None:
        self.now, self._done, self._cores, self._slow = 0.0, 0.0, cores, slow
        self._events: list[tuple[float, int, Action]] = []
        self._works: list[tuple[float, int, Action]] = []
        self._order = itertools.count()

    def later(self, seconds: float, action: Action) -> None:
        heapq.heappush(self._events, (self.now + seconds, next(self._order), action))

    def work(self, seconds: float, action: Action) -> None:
        heapq.heappush(self._works, (self._done + seconds, next(self._order), action))

    def run(self, until: float) -> None:
        while True:
            beside = len(self._works)
            pace = min(1.0, self._cores / beside) / (self._slow if beside > 1 else 1) if beside else 1.0
            ends = self.now + (self._works[0][0] - self._done) / pace if self._works else float("inf")
            happens = self._events[0][0] if self._events else float("inf")
            if min(ends, happens) > until:
                return
            queue = self._works if ends <= happens else self._events
            self._done += (min(ends, happens) - self.now) * pace
            self.now = min(ends, happens)
            heapq.heappop(queue)[2]()


class Serial:
    """What does one thing after the other: an event loop, a worker."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._waiting, self._at_it = clock, deque[tuple[float, Action]](), False
        self.busy = 0.0

    def do(self, seconds: float, action: Action) -> None:
        self._waiting.append((seconds, action))
        self._next()

    def _next(self) -> None:
        if self._waiting and not self._at_it:
            seconds, action = self._waiting.popleft()
            self._at_it, began = True, self._clock.now

            def done() -> None:
                self._at_it = False
                self.busy += self._clock.now - began
                action()
                self._next()

            self._clock.work(seconds, done) if seconds > 0 else done()
