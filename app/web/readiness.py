"""Whether models answer: a real pass through the first default model of this process, on a worker as any call."""

import asyncio
import logging

import torch
from torch import Tensor

from ..catalog.catalog import Catalog
from ..catalog.loaded_model import normalise
from ..core.worker_pool import Work, WorkerPool

log = logging.getLogger("mixscope")

SECONDS, REPEATED = 5.0, 3
"""How long a pass may take, waiting included, and how many failures in a row are more than chance or a busy moment."""


class Readiness:
    """`failures`: passes in a row that failed, or came too late."""

    def __init__(self, catalog: Catalog, pool: WorkerPool, seconds: float = SECONDS) -> None:
        self._catalog, self._pool, self._seconds = catalog, pool, seconds
        self._work = Work(lambda items: [self._output().isfinite().all() for _ in items], bounded=False)
        self.failures = 0

    async def lasts(self) -> bool:
        """Runs a pass. False after `REPEATED` failures in a row, until one succeeds."""
        try:
            async with asyncio.timeout(self._seconds):
                if not await self._pool.submit(self._work, None):
                    raise ArithmeticError("the answer to an empty picture is not finite")
            self.failures = 0
        except Exception as error:
            self.failures += 1
            log.warning("readiness: failure %d in a row: %s", self.failures, type(error).__name__)
        return self.failures < REPEATED

    @property
    def model(self) -> str | None:
        """Which model it is: the first default that runs in this process; None where none does."""
        return next((name for name in self._catalog.defaults if self._catalog.hosted(name) is None), None)

    def _output(self) -> Tensor:
        if self.model is None:
            return torch.zeros(1)
        loaded = self._catalog.get(self.model)
        input = loaded.entry.input
        return loaded.recorder.run(normalise(torch.zeros(input.channels, input.height, input.width), input), ()).output
