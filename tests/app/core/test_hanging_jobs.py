"""Long jobs that never end."""

import asyncio
import threading
from typing import Any

import pytest

from app.core.errors import Problem
from app.core.worker_pool import Work, WorkerPool


def test_long_jobs_go_by_one_that_hangs() -> None:
    """The live frames of all own models are of one kind: a model that hangs must not end those of the others for good."""
    over, pool = threading.Event(), WorkerPool(2, 32, 0.3)

    def run(items: list[Any]) -> list[Any]:
        if "hang" in items:
            over.wait(60)
        return items

    async def scenario() -> str:
        work = Work(run, long=True)
        with pytest.raises(Problem, match="in time"):
            await pool.submit(work, "hang")
        answer: str = await pool.submit(work, "next")
        return answer

    pool.start()
    try:
        assert asyncio.run(scenario()) == "next"
    finally:
        over.set()
        pool.stop()
