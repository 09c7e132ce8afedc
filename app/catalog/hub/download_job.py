"""One download, as people see it: how far, how fast, and how it ended."""

import time
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Literal

from .errors import HubError
from .pretrained import Offer

State = Literal["absent", "waiting", "downloading", "checking", "ready", "failed", "cancelled"]

OVER = 4.0
"""Seconds over which the speed is a mean."""


@dataclass
class Job:
    """One download: written by the thread that downloads, read by everybody. `of`: bytes of all files, once they are known."""

    offer: Offer
    state: State = "waiting"
    bytes: int = 0
    of: int | None = None
    error: HubError | None = None
    task: Future[None] | None = None
    pace: deque[tuple[float, int]] = field(default_factory=deque)

    @property
    def active(self) -> bool:
        return self.state in ("waiting", "downloading", "checking")

    def came(self, count: int) -> None:
        """`count` bytes of all files are there."""
        now = time.monotonic()
        self.bytes = count
        self.pace.append((now, count))
        while now - self.pace[0][0] > OVER:
            self.pace.popleft()

    @property
    def speed(self) -> float | None:
        """Bytes a second, a mean of the last OVER seconds; None when nothing is moving."""
        pace = list(self.pace)
        if self.state != "downloading" or len(pace) < 2:
            return None
        return max(0.0, (pace[-1][1] - pace[0][1]) / max(time.monotonic() - pace[0][0], 0.01))

    def wire(self) -> dict[str, Any]:
        speed = self.speed
        return {
            "model": self.offer.id, "state": self.state, "bytes": self.bytes, "of": self.of,
            "speed": None if speed is None else round(speed), "error": str(self.error) if self.error else None,
            **(self.error.sentence.as_dict() if self.error else {"reason": None, "values": {}}),
        }  # fmt: skip
