"""Connections that come again and again get equal parts of the workers, whatever one of their jobs costs."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import pytest

from app.core.fairness import TOGETHER, Account, Clock, fitting, in_turn
from app.core.worker_pool import Work, WorkerPool
from tests.app.core.test_worker_pool import Gate, queued, run


@dataclass(eq=False)
class Job:
    account: Account | None
    start: float = 0.0
    cost: float = 0.0
    name: str = ""


def served(costs: list[float], seconds: float) -> list[int]:
    """How many jobs each connection gets done by one worker in so long, where each asks again as soon as it has its answer."""
    clock, accounts = Clock(), [Account() for _ in costs]

    def next_of(i: int) -> Job:
        return Job(accounts[i], clock.start(accounts[i], costs[i]), costs[i])

    waiting, done, passed = [next_of(i) for i in range(len(costs))], [0] * len(costs), 0.0
    while passed < seconds:
        first = in_turn(waiting)[0]
        waiting.remove(first)
        clock.begun([first])
        clock.charge([first], first.cost)
        passed += first.cost
        i = next(i for i, account in enumerate(accounts) if account is first.account)
        done[i] += 1
        waiting.append(next_of(i))
    return done


def test_equal_parts_whatever_a_job_costs() -> None:
    quick, *slow = served([0.01, *[0.1] * 9], 50)
    assert quick == pytest.approx(500, rel=0.05)
    assert slow == pytest.approx([50] * 9, abs=2)


def test_nobody_saves_up_by_waiting() -> None:
    clock, busy, idle = Clock(), Account(), Account(0.0)
    for _ in range(100):
        job = Job(busy, clock.start(busy, 1), 1)
        clock.begun([job])
        clock.charge([job], 1)
    assert clock.start(idle, 1) > 98


def test_connections_that_are_opened_for_one_job_each_do_not_come_first_for_ever() -> None:
    clock, old = Clock(), Account()
    first = Job(old, clock.start(old, 1), 1)
    clock.begun([first])
    clock.charge([first], 1)
    waiting = [Job(old, clock.start(old, 1), 1, "old")]
    for _ in range(3):
        new = Account()
        waiting.append(Job(new, clock.start(new, 1), 1))
        chosen = in_turn(waiting)[0]
        if chosen.name:
            return
        waiting.remove(chosen)
        clock.begun([chosen])
        clock.charge([chosen], 1)
    raise AssertionError("it still waits")


def test_those_without_an_account_keep_their_places() -> None:
    jobs = [Job(Account(), 3, name="c"), Job(None, name="call"), Job(Account(), 1, name="a"), Job(Account(), 2, name="b")]
    assert [job.name for job in in_turn(jobs)] == ["a", "call", "b", "c"]


def test_a_batch_is_as_long_as_others_may_wait() -> None:
    jobs = [Job(None, cost=TOGETHER / 3) for _ in range(9)]
    assert len(fitting(jobs, 8)) == 3
    assert fitting([Job(None, cost=9 * TOGETHER), *jobs], 8)[1:] == []
    assert len(fitting([Job(None) for _ in range(9)], 8)) == 8


def test_what_a_batch_took_is_divided_by_what_was_expected() -> None:
    clock, jobs = Clock(), [Job(Account(), 2, cost=0.01), Job(Account(), 2, cost=0.03)]
    clock.charge(jobs, 0.08)
    assert [job.account and job.account.until for job in jobs] == pytest.approx([2.02, 2.06])


def test_whoever_asks_for_little_does_not_wait_behind_all_who_ask_for_much() -> None:
    order: list[str] = []

    def use(items: list[str]) -> list[str]:
        order.extend(items)
        end = time.thread_time() + (0.02 if "much" in items else 0)
        while time.thread_time() < end:
            pass
        return items

    async def scenario(pool: WorkerPool) -> None:
        work = Work(use)
        many, one = [Account() for _ in range(4)], Account()
        await asyncio.gather(*(pool.submit(work, "much", account) for account in many), pool.submit(work, "little", one))
        order.clear()
        gate = Gate()
        held = await gate.close(pool)
        tasks = await queued([*(pool.submit(work, "much", account) for account in many), pool.submit(work, "little", one)])
        gate.open.set()
        await asyncio.gather(held, *tasks)

    run(scenario)
    assert order == ["little", *["much"] * 4]


def test_a_batch_takes_no_longer_than_others_may_wait() -> None:
    sizes: list[int] = []

    def note(items: list[Any]) -> list[Any]:
        sizes.append(len(items))
        return items

    async def scenario(pool: WorkerPool) -> None:
        gate, work = Gate(), Work(note, batch=8, cost=lambda item: TOGETHER / 2)
        held = await gate.close(pool)
        tasks = await queued([pool.submit(work, i) for i in range(5)])
        gate.open.set()
        await asyncio.gather(held, *tasks)

    run(scenario)
    assert sizes == [2, 2, 1]
