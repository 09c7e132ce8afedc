"""Latest wins, up to the moment of computing."""

import time
from threading import Lock

from ..frames.request import Wanted


class Turn:
    """A connection's turn with the engine: until a worker begins it, a newer position may take the older one's place."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted, self.arrived = wanted, time.monotonic()
        self._begun = False
        self._lock = Lock()

    def begin(self) -> Wanted:
        with self._lock:
            self._begun = True
            return self.wanted

    def replace(self, wanted: Wanted) -> bool:
        """False if it is too late."""
        with self._lock:
            if not self._begun:
                self.wanted, self.arrived = wanted, time.monotonic()
            return not self._begun
