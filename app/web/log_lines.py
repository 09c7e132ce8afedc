"""What clients do wrong must not fill the log: one line each, and a few of a kind a minute, with how many were left out."""

import logging
import time
import traceback
from collections.abc import Callable

LOGGERS = ("uvicorn.error", "mixscope", "asyncio")
CLIENTS = frozenset({"Invalid UTF-8 sequence received from client."})
"""Of uvicorn's messages with a traceback, those that a client alone can cause."""
MOST, SECONDS = 5, 60.0
"""Lines of one kind in so many seconds."""
KINDS = 500
"""Remembered at once."""


class FewLines(logging.Filter):
    """Lets through `MOST` records of a kind in `SECONDS`; the next after that says how many it stands for. A kind is a message
    before its values are put in, and, with a traceback, what was raised and where."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._seen: dict[object, tuple[float, int]] = {}  # kind -> when its time began, records since

    def filter(self, record: logging.LogRecord) -> bool:
        if str(record.msg) in CLIENTS:
            record.exc_info = None
        now, kind = self._clock(), _kind(record)
        began, count = self._seen.get(kind, (now, 0))
        left_out = count - MOST if now - began >= SECONDS else 0
        if now - began >= SECONDS:
            began, count = now, 0
        if kind not in self._seen and len(self._seen) >= KINDS:
            self._seen.clear()
        self._seen[kind] = (began, count + 1)
        if left_out > 0:
            record.msg, record.args = f"{record.getMessage().rstrip()} (and {left_out} more like it)", ()
        return count < MOST


def _kind(record: logging.LogRecord) -> object:
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return str(record.msg)
    frames = traceback.extract_tb(error.__traceback__)
    return str(record.msg), type(error), (frames[-1].filename, frames[-1].lineno) if frames else None


def keep_few() -> None:
    """For the server's loggers, once."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(one, FewLines) for one in logger.filters):
            logger.addFilter(FewLines())
