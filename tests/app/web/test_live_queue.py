"""A connection's queue of one: the newest position takes the place of older ones."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from app.core.fairness import TOGETHER
from app.web.live_queue import NEWEST, Costs, Slot, Turn


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


def test_a_position_of_another_lane_waits_for_a_turn_of_its_own() -> None:
    """Or a model that hangs would run where quick ones do, by the place that a quick one has."""

    def turn(seq: Any, lane: str) -> Turn:
        return Turn(seq, lane=lane)

    slot = Slot()
    quick = turn(1, "quick")
    slot.put(quick)
    assert asyncio.run(slot.take()) is quick
    slow = turn(2, "slow")
    slot.put(slow)
    assert quick.begin() == 1
    assert asyncio.run(slot.take()) is slow
    slot.put(turn(3, "quick"))
    slot.put(turn(4, "slow"))
    assert slow.begin() == 4
    slow.lane = None
    last = turn(5, "quick")
    slot.put(last)
    assert asyncio.run(slot.take()) is last, "the third is older than what was answered"


def test_what_a_frame_costs_is_learnt_from_those_of_the_same_models() -> None:
    costs = Costs()

    def of(*models: str) -> Any:
        return SimpleNamespace(models=models)

    assert costs.of(of("a")) == TOGETHER
    costs.learn([of("a"), of("a")], 0.02)
    assert costs.of(of("a")) == 0.01
    costs.learn([of("a")], 0.02)
    assert costs.of(of("a")) == pytest.approx(0.01 + NEWEST * 0.01)
    costs.learn([of("a"), of("b")], 9)
    assert costs.of(of("b")) == TOGETHER
