"""Turns as batches: bounded, of one kind, the newest position, and an answer or a refusal for each."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from app.cluster.batches import Batches
from app.core.errors import Problem
from app.web.live_queue import Slot, Turn


def turn(number: int) -> Turn:
    wanted: Any = number  # a batch does not look at what it holds
    return Turn(wanted)


class Replica:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.go = asyncio.Semaphore(0)

    async def __call__(self, turns: Sequence[Turn]) -> list[str]:
        begun: list[Any] = [one.begin() for one in turns]
        self.batches.append(begun)
        await self.go.acquire()
        return [f"frame {one}" for one in begun]


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def test_what_waits_fills_the_next_batch() -> None:
    async def scenario() -> None:
        replica = Replica()
        batches = Batches(replica, under_way=2, size=3, deadline=30)
        asked = [asyncio.create_task(batches.answer("digits", turn(number))) for number in range(7)]
        await settled()
        assert replica.batches == [[0], [1]]  # nobody waits for a batch to fill, and no third begins before one is done
        replica.go.release()
        await settled()
        assert replica.batches[2:] == [[2, 3, 4]]
        for _ in range(3):
            replica.go.release()
            await settled()
        assert replica.batches[3:] == [[5, 6]]
        assert await asyncio.gather(*asked) == [f"frame {number}" for number in range(7)]

    asyncio.run(scenario())


def test_a_batch_is_of_one_kind() -> None:
    async def scenario() -> None:
        replica = Replica()
        batches = Batches(replica, under_way=1, size=8, deadline=30)
        kinds = ["digits", "digits", "photos", "digits"]
        asked = [asyncio.create_task(batches.answer(kind, turn(number))) for number, kind in enumerate(kinds)]
        for _ in kinds:
            await settled()
            replica.go.release()
        await asyncio.gather(*asked)
        assert replica.batches == [[0], [1, 3], [2]]

    asyncio.run(scenario())


def test_the_newest_position_is_what_is_sent() -> None:
    async def scenario() -> None:
        replica = Replica()
        batches = Batches(replica, under_way=1, size=8, deadline=30)
        first = asyncio.create_task(batches.answer("digits", turn(0)))
        await settled()
        slot = Slot()
        slot.put(turn(1))
        waiting = asyncio.create_task(batches.answer("digits", await slot.take()))  # type: ignore[arg-type]
        await settled()
        slot.put(turn(2))
        slot.put(turn(3))
        for _ in range(2):
            replica.go.release()
        assert [await first, await waiting] == ["frame 0", "frame 3"]

    asyncio.run(scenario())


def test_who_waits_too_long_is_refused_and_holds_up_nobody() -> None:
    async def scenario() -> None:
        replica = Replica()
        batches = Batches(replica, under_way=1, size=8, deadline=0.05)
        asked = [asyncio.create_task(batches.answer(kind, turn(kind))) for kind in range(2)]
        for one in asked:
            with pytest.raises(Problem) as refused:
                await one
            assert (refused.value.status, refused.value.headers) == (503, {"Retry-After": "1"})
        replica.go.release()
        replica.go.release()
        assert await batches.answer("another", turn(7)) == "frame 7"

    asyncio.run(scenario())


def test_a_fault_reaches_everybody_of_its_batch() -> None:
    async def broken(turns: Sequence[Turn]) -> list[str]:
        raise ArithmeticError(len(turns))

    async def scenario() -> None:
        batches = Batches(broken, under_way=1, size=8, deadline=30)
        found = await asyncio.gather(*(batches.answer("digits", turn(number)) for number in range(3)), return_exceptions=True)
        assert [type(one) for one in found] == [ArithmeticError] * 3

    asyncio.run(scenario())
