"""A connection's queue of one: the newest position takes the place of older ones."""

import asyncio
from typing import Any

from app.web.live_queue import Slot, Turn


def test_a_position_joins_the_turn_that_has_not_begun() -> None:
    def wanted(seq: int) -> Any:
        return seq  # a turn does not look at what it holds

    slot = Slot()
    first = Turn(wanted(1))
    slot.put(first)
    assert asyncio.run(slot.take()) is first
    slot.put(Turn(wanted(2)))
    slot.put(Turn(wanted(3)))
    assert first.begin() == 3
    late = Turn(wanted(4))
    slot.put(late)  # it has begun: this one waits for its own turn
    slot.put("a problem with the fifth")
    assert first.begin() == 3
    assert asyncio.run(slot.take()) == "a problem with the fifth"
