"""Long work, one at a time: the line before it has an end."""

import asyncio

import pytest

from app.core.errors import Problem
from app.core.turns import Turns


def test_one_at_a_time_in_order_and_no_endless_line() -> None:
    async def scenario() -> list[int]:
        turns, order, go = Turns(2), [], asyncio.Event()

        async def work(number: int) -> None:
            async with turns:
                await go.wait()
                order.append(number)

        tasks = [asyncio.create_task(work(number)) for number in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Problem, match="Many others") as caught:
            await work(3)
        assert (caught.value.status, caught.value.headers) == (503, {"Retry-After": "5"})
        tasks[1].cancel()  # who leaves gives the place to another
        await asyncio.sleep(0)
        tasks.append(asyncio.create_task(work(4)))
        await asyncio.sleep(0)
        go.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        turns.check()
        return order

    assert asyncio.run(scenario()) == [0, 2, 4]
