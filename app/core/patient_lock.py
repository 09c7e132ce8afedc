"""A lock that nobody waits for without end."""

from collections.abc import Callable
from threading import RLock
from time import monotonic
from types import TracebackType


class PatientLock:
    """For one thread at a time, which may take it again. Others wait until it has been held for `patience` seconds, no longer.

    A worker that waits is one that nobody else has: where one of them hangs with the lock, all would soon stand behind it.
    """

    def __init__(self, patience: float, refusal: Callable[[], Exception]) -> None:
        """`refusal`: what those who would wait longer raise."""
        self._patience, self._refusal = patience, refusal
        self._lock = RLock()
        self._depth = 0
        self._since: float | None = None
        """When it was taken; None: nobody has it, or somebody only just."""

    def __enter__(self) -> None:
        while not self._lock.acquire(timeout=max(0.0, self._until() - monotonic())):
            if monotonic() >= self._until():  # else somebody else has it since
                raise self._refusal()
        self._depth += 1
        if self._depth == 1:
            self._since = monotonic()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._since = None
        self._lock.release()

    def _until(self) -> float:
        """When the one who has it has had it for too long."""
        since = self._since
        return (monotonic() if since is None else since) + self._patience

    @property
    def exhausted(self) -> bool:
        """Whether it has been held for longer than anybody waits."""
        return monotonic() > self._until()
