"""Who computes when: batches, bounds, deadlines, and one bad item that harms nobody else."""

import asyncio
import threading
import time
import weakref
from collections.abc import Coroutine
from typing import Any

import pytest

from app.core.errors import Problem
from app.core.worker_pool import LAST_JOB_SECONDS, Work, WorkerPool
from tests.conftest import wait_until


def run(scenario: Any, threads: int = 1, limit: int = 32, deadline: float = 20) -> Any:
    """Runs `scenario(pool)` on a loop of its own."""
    pool = WorkerPool(threads, limit, deadline)
    pool.start()

    async def bounded() -> Any:
        async with asyncio.timeout(60):
            return await scenario(pool)

    try:
        return asyncio.run(bounded())
    finally:
        pool.stop()


class Gate:
    """Work that holds its worker until it is opened."""

    def __init__(self) -> None:
        self.entered, self.open = threading.Event(), threading.Event()
        self.work = Work(self.run)

    def run(self, items: list[Any]) -> list[Any]:
        self.entered.set()
        assert self.open.wait(30)
        return items

    async def close(self, pool: WorkerPool) -> asyncio.Task[Any]:
        task = asyncio.create_task(pool.submit(self.work, "gate"))
        await asyncio.to_thread(self.entered.wait, 30)
        return task


async def queued(coroutines: list[Coroutine[Any, Any, Any]]) -> list[asyncio.Task[Any]]:
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


def test_waiting_jobs_of_one_kind_run_together_up_to_the_batch() -> None:
    sizes: list[int] = []

    def square(items: list[int]) -> list[int]:
        sizes.append(len(items))
        return [item * item for item in items]

    async def scenario(pool: WorkerPool) -> list[int]:
        gate, work = Gate(), Work(square, batch=8)
        held = await gate.close(pool)
        tasks = await queued([pool.submit(work, i) for i in range(20)])
        gate.open.set()
        await held
        return await asyncio.gather(*tasks)

    assert run(scenario) == [i * i for i in range(20)]
    assert sizes == [8, 8, 4]


def test_kinds_are_not_mixed_and_the_oldest_goes_first() -> None:
    order: list[Any] = []

    def note(items: list[Any]) -> list[Any]:
        order.append(list(items))
        return items

    async def scenario(pool: WorkerPool) -> None:
        gate, one, two = Gate(), Work(note, batch=8), Work(note, batch=8)
        held = await gate.close(pool)
        tasks = await queued([pool.submit(work, item) for work, item in ((one, 1), (two, 2), (one, 3), (two, 4))])
        gate.open.set()
        await asyncio.gather(held, *tasks)

    run(scenario)
    assert order == [[1, 3], [2, 4]]


def test_one_bad_item_fails_alone() -> None:
    def invert(items: list[float]) -> list[float]:
        return [1 / item for item in items]

    async def scenario(pool: WorkerPool) -> list[Any]:
        gate, work = Gate(), Work(invert, batch=8)
        held = await gate.close(pool)
        tasks = await queued([pool.submit(work, item) for item in (1, 2, 0, 4)])
        gate.open.set()
        await held
        return await asyncio.gather(*tasks, return_exceptions=True)

    first, second, third, fourth = run(scenario)
    assert (first, second, fourth) == (1, 0.5, 0.25)
    assert isinstance(third, ZeroDivisionError)


@pytest.mark.parametrize(
    "error", [SystemExit(3), KeyboardInterrupt(), asyncio.CancelledError(), GeneratorExit(), StopIteration()]
)
def test_a_worker_outlives_whatever_a_job_raises(error: BaseException) -> None:
    def fail(items: list[Any]) -> list[Any]:
        if "bad" in items:
            raise error
        return items

    async def scenario(pool: WorkerPool) -> tuple[list[Any], Any, list[bool]]:
        gate, work = Gate(), Work(fail, batch=8)
        held = await gate.close(pool)
        tasks = await queued([pool.submit(work, item) for item in ("good", "bad")])
        gate.open.set()
        await held
        first = await asyncio.gather(*tasks, return_exceptions=True)
        return first, await pool.submit(work, "again"), [thread.is_alive() for thread in pool._threads]

    (good, bad), again, alive = run(scenario, deadline=5)
    assert (good, again, alive) == ("good", "again", [True])
    assert isinstance(bad, RuntimeError)
    assert type(error).__name__ in str(bad)
    assert bad.__cause__ is error


def test_a_job_without_its_result_harms_nobody_else() -> None:
    async def scenario(pool: WorkerPool) -> int:
        with pytest.raises(ValueError, match="shorter"):
            await pool.submit(Work(lambda items: []), 1)
        return await pool.call(int, 2)

    assert run(scenario, deadline=5) == 2


def test_a_full_queue_refuses_with_retry_after_and_unbounded_kinds_pass() -> None:
    async def scenario(pool: WorkerPool) -> None:
        gate = Gate()
        held = await gate.close(pool)
        tasks = await queued([pool.call(int, i) for i in range(2)])
        with pytest.raises(Problem) as caught:
            await pool.call(int, 3)
        assert (caught.value.status, caught.value.headers) == (503, {"Retry-After": "1"})
        tasks += await queued([pool.submit(Work(list, bounded=False), 4)])
        gate.open.set()
        assert await asyncio.gather(held, *tasks) == ["gate", 0, 1, 4]
        assert await pool.call(int, 5) == 5  # there is room again

    run(scenario, limit=2)


def test_a_call_past_its_deadline_gets_a_problem_and_its_job_is_skipped() -> None:
    ran: list[int] = []

    async def scenario(pool: WorkerPool) -> None:
        gate = Gate()
        held = await queued([pool.submit(gate.work, "gate")])
        await asyncio.to_thread(gate.entered.wait, 30)
        with pytest.raises(Problem) as caught:
            await pool.call(ran.append, 1)
        assert caught.value.status == 503
        gate.open.set()
        await asyncio.gather(*held, return_exceptions=True)
        await pool.call(int, 0)

    run(scenario, deadline=0.2)
    assert ran == []


def test_a_caller_that_leaves_takes_its_job_along() -> None:
    ran: list[int] = []

    async def scenario(pool: WorkerPool) -> None:
        gate = Gate()
        held = await gate.close(pool)
        (task,) = await queued([pool.call(ran.append, 1)])
        task.cancel()
        gate.open.set()
        await held
        await pool.call(ran.append, 2)

    run(scenario)
    assert ran == [2]


def test_the_event_loop_goes_on_while_workers_are_busy() -> None:
    async def scenario(pool: WorkerPool) -> int:
        gate, turns = Gate(), 0
        held = await gate.close(pool)
        for _ in range(100):
            await asyncio.sleep(0)
            turns += 1
        gate.open.set()
        await held
        return turns

    assert run(scenario) == 100


def test_two_workers_work_at_once() -> None:
    async def scenario(pool: WorkerPool) -> None:
        first, second = Gate(), Gate()
        tasks = [await first.close(pool), await second.close(pool)]  # the second enters while the first is held
        first.open.set()
        second.open.set()
        await asyncio.gather(*tasks)

    run(scenario, threads=2)


def test_jobs_of_one_kind_run_on_all_workers() -> None:
    async def scenario(pool: WorkerPool) -> None:
        both = threading.Barrier(2, timeout=10)
        work = Work(lambda items: [both.wait() >= 0 for _ in items])
        assert await asyncio.gather(pool.submit(work, 1), pool.submit(work, 2)) == [True, True]

    run(scenario, threads=2, deadline=20)


def test_stopping_answers_those_who_wait() -> None:
    async def scenario(pool: WorkerPool) -> None:
        gate = Gate()
        held = await gate.close(pool)
        tasks = await queued([pool.call(int, 1)])
        stopping = asyncio.create_task(asyncio.to_thread(pool.stop))
        with pytest.raises(Problem):
            await tasks[0]
        gate.open.set()
        await asyncio.gather(held, stopping)
        with pytest.raises(Problem):
            await pool.call(int, 1)

    run(scenario)


@pytest.mark.parametrize("error", [SystemExit(3), StopIteration(), KeyboardInterrupt()])
def test_what_would_end_a_process_or_a_loop_ends_no_worker(error: BaseException) -> None:
    """A person's model may call sys.exit, or next() on parameters that it does not have."""

    def fail() -> None:
        raise error

    async def scenario(pool: WorkerPool) -> int:
        for _ in range(3):
            with pytest.raises(RuntimeError, match=type(error).__name__):
                await pool.call(fail)
        return await pool.call(lambda: 7)

    assert run(scenario) == 7


def test_stopping_waits_for_all_workers_together() -> None:
    pool, over, begun = WorkerPool(3, 32, 20), threading.Event(), threading.Semaphore(0)
    pool.start()

    def hang() -> None:
        begun.release()
        over.wait(60)

    async def scenario() -> float:
        tasks = [asyncio.create_task(pool.call(hang)) for _ in range(3)]
        for _ in tasks:
            await asyncio.to_thread(begun.acquire)
        start = time.monotonic()
        await asyncio.to_thread(pool.stop)
        for task in tasks:
            task.cancel()
        return time.monotonic() - start

    try:
        assert asyncio.run(scenario()) < LAST_JOB_SECONDS + 3
    finally:
        over.set()


def test_a_worker_that_waits_holds_nothing_of_its_last_job() -> None:
    """A picture that the store has let go would stay for as long as the server has nothing to do."""

    async def scenario(pool: WorkerPool) -> None:
        held = weakref.ref(large := {1, 2})
        assert await pool.call(len, large) == 2
        del large
        await asyncio.to_thread(wait_until, lambda: held() is None, 5)

    run(scenario)
