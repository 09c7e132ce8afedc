"""The simulation of replicas against what can be said without it."""

import itertools

import pytest

from bench.replicas.clock import Clock, Serial
from bench.replicas.simulation import BATCH, RATE, Costs, Each, Plan, simulate

TEN = Costs(service=tuple(0.01 * n for n in range(1, BATCH + 1)))
"""Ten milliseconds for each position, together or not."""


def ends(cores: float, works: list[float], slow: float = 1.0) -> list[float]:
    clock, found = Clock(cores, slow), []
    for seconds in works:
        clock.work(seconds, lambda: found.append(clock.now))
    clock.run(1000)
    return found


def test_works_share_cores_evenly() -> None:
    assert ends(2, [1, 1]) == pytest.approx([1, 1])
    assert ends(1, [1, 1]) == pytest.approx([2, 2])
    assert ends(1, [1, 3]) == pytest.approx([2, 4]), "the second has the core alone when the first is done"
    assert ends(2, [1, 1, 1, 3]) == pytest.approx([2, 2, 2, 4])
    assert ends(2, [1, 3], slow=2) == pytest.approx([2, 4]), "twice as long beside another"


def test_events_come_in_their_order_between_works() -> None:
    clock, found = Clock(1), []
    clock.work(1, lambda: found.append(("work", clock.now)))
    clock.later(0.5, lambda: found.append(("early", clock.now)))
    clock.later(1.5, lambda: found.append(("late", clock.now)))
    clock.run(1.2)
    assert found == [("early", 0.5), ("work", 1.0)]


def test_a_loop_does_one_thing_after_the_other() -> None:
    clock, found = Clock(), []
    loop = Serial(clock)
    for seconds in (1, 0, 2):
        loop.do(seconds, lambda: found.append(clock.now))
    clock.run(10)
    assert found == pytest.approx([1, 1, 3])
    assert loop.busy == pytest.approx(3)


def test_one_person_below_capacity_gets_every_position_after_the_service_time() -> None:
    costs = Costs(
        TEN.service, web=Each(message=0.001, batch=0.002, frame=0.003), models=Each(batch=0.004, frame=0.005), trip=0.006
    )
    found = simulate(Plan(people=1, replicas=1), costs)
    assert found.updates == pytest.approx(RATE, rel=0.01)
    assert found.ages[0] == pytest.approx(found.ages[-1])
    assert found.ages[0] == pytest.approx(0.01 + 0.001 + 0.002 + 0.003 + 0.004 + 0.005 + 2 * 0.006)
    assert found.models_busy == pytest.approx(RATE * 0.01, rel=0.02)


@pytest.mark.parametrize("people", [40, 80])
@pytest.mark.parametrize("replicas", [1, 2])
def test_above_capacity_replicas_give_what_they_can_and_nobody_waits_without_end(people: int, replicas: int) -> None:
    found = simulate(Plan(people, replicas), TEN, seconds=20)
    assert found.updates * people == pytest.approx(100 * replicas, rel=0.02)
    assert found.models_busy == pytest.approx(1, abs=0.02)
    turn = people / (100 * replicas)
    assert found.ages[-1] < 2 * turn + 1 / RATE, "a newer position takes the place of one that waits"


def test_passes_that_are_waited_for_take_no_core() -> None:
    computing, waiting = (simulate(Plan(40, 2, cores=1, computes=one), TEN) for one in (True, False))
    assert computing.updates * 40 == pytest.approx(100, rel=0.02)
    assert waiting.updates * 40 == pytest.approx(200, rel=0.02)


@pytest.mark.parametrize("people", [5, 30, 100])
def test_more_replicas_never_give_fewer_updates_and_no_more_than_were_asked(people: int) -> None:
    costs = Costs(TEN.service, web=Each(0.0002, 0.001, 0.0005), models=Each(0.001, 0.0002))
    found = [simulate(Plan(people, replicas), costs, seconds=5).updates for replicas in (1, 2, 3, 5, 8)]
    for fewer, more in itertools.pairwise(found):
        assert more >= 0.99 * fewer
    assert found[-1] <= 1.01 * RATE


def test_a_web_replica_is_a_bound_that_more_models_do_not_move() -> None:
    costs = Costs(TEN.service, web=Each(frame=0.01))
    one, two = (simulate(Plan(100, 20, webs), costs, seconds=5).updates * 100 for webs in (1, 2))
    assert one == pytest.approx(100, rel=0.03)
    assert two == pytest.approx(200, rel=0.03)


def test_the_same_seed_is_the_same_run() -> None:
    first, second = (simulate(Plan(30, 3), TEN, seconds=2) for _ in range(2))
    assert first == second
