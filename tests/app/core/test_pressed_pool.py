"""A pool under pressure: long work leaves those who drag a worker and a part of the queue; without memory it is busy."""

import asyncio

import pytest

from app.core.errors import Problem
from app.core.worker_pool import Work, WorkerPool
from tests.app.core.test_worker_pool import Gate, queued, run


@pytest.mark.parametrize("threads", [2, 3])
def test_long_work_leaves_a_worker_to_the_others(threads: int) -> None:
    async def scenario(pool: WorkerPool) -> None:
        gates = [Gate() for _ in range(pool.threads)]
        running = await queued([pool.call_long(gate.run, [1]) for gate in gates])
        await asyncio.to_thread(gates[pool.threads - 2].entered.wait, 30)
        assert await pool.call(int, 7) == 7  # though more long work waits than there are workers
        assert not gates[-1].entered.is_set()
        for gate in gates:
            gate.open.set()
        assert await asyncio.gather(*running) == [[1]] * pool.threads

    run(scenario, threads=threads)


def test_long_work_that_hangs_keeps_its_place_for_as_long_as_anybody_waits() -> None:
    async def scenario(pool: WorkerPool) -> None:
        gate = Gate()
        hanging = (await queued([pool.call_long(gate.run, [1])]))[0]
        await asyncio.to_thread(gate.entered.wait, 30)
        await asyncio.sleep(0.5)  # the next one comes in the middle of its time, and has its own
        assert await pool.call_long(int, 7) == 7
        with pytest.raises(Problem):
            await hanging
        gate.open.set()

    run(scenario, threads=2, deadline=1)


def test_long_work_leaves_a_part_of_the_queue_to_the_others() -> None:
    async def scenario(pool: WorkerPool) -> None:
        gate = Gate()
        held = await gate.close(pool)
        waiting = await queued([pool.call_long(int, 1) for _ in range(4)])
        assert [task.done() for task in waiting] == [False, False, False, True]
        with pytest.raises(Problem):
            await waiting[-1]
        light = await queued([pool.call(int, 2)])
        gate.open.set()
        await asyncio.gather(held, *waiting[:3], *light)

    run(scenario, limit=4)


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried …")])
def test_memory_that_is_not_there_is_busy(error: Exception) -> None:
    def fails(items: list[int]) -> list[int]:
        raise error

    async def scenario(pool: WorkerPool) -> None:
        with pytest.raises(Problem) as told:
            await pool.submit(Work(fails), 1)
        assert (told.value.status, told.value.sentence.key) == (503, "pool-memory")
        assert told.value.headers == {"Retry-After": "1"}

    run(scenario)
