"""What a pass through somebody's code may take where it has a process of its own, time and memory: then the process ends."""

import faulthandler
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import IO

from ...core.errors import no_memory

MEMORY = "no memory"
"""What stands in the file where a pass had none left."""


class Deadline:
    """Counts from the beginning of the pass that began last. It is kept by a watchdog of Python's that needs no lock of the
    interpreter, so code that holds it (a loop in C, a regular expression) is ended, too."""

    def __init__(self) -> None:
        self._seconds: float | None = None
        self._file: IO[str] | None = None
        self._passes, self._lock = 0, Lock()

    def set(self, seconds: float, file: IO[str]) -> None:
        """From now on, a pass that takes longer writes into `file` where every thread stands, and ends the process."""
        self._seconds, self._file = seconds, file

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Around a pass. Does nothing in a process that no deadline was set in. Where no memory is left, nothing in the process
        can be relied on any more, so it ends at once."""
        if self._seconds is None:
            yield
            return
        self._count(1)
        try:
            yield
        except BaseException as error:
            if no_memory(error):
                self._end()
            raise
        finally:
            self._count(-1)

    def _end(self) -> None:
        assert self._file is not None
        self._file.write(MEMORY)
        self._file.flush()
        os._exit(1)

    def _count(self, more: int) -> None:
        with self._lock:
            self._passes += more
            faulthandler.cancel_dump_traceback_later()
            if self._passes:
                assert self._seconds is not None
                assert self._file is not None
                faulthandler.dump_traceback_later(self._seconds, exit=True, file=self._file)


PASSES = Deadline()
"""Of this process."""
