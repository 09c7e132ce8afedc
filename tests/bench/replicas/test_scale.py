"""From measured rows to replicas needed: what is read, searched, written and drawn."""

import itertools
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.replicas.costs import costs, non_negative, read, shares
from bench.replicas.plot import Curve, drawn
from bench.replicas.scale import MEASURED, Bars, Check, Need, between, check_table, described, least, need_table, needed
from bench.replicas.simulation import BATCH, Costs, Each, Outcome, Plan


@given(st.integers(1, 400), st.integers(1, 400))
def test_the_least_that_fits_is_found_from_any_guess(bound: int, guess: int) -> None:
    tried: list[int] = []

    def fits(count: int) -> bool:
        tried.append(count)
        return count >= bound

    assert least(fits, guess) == bound
    assert min(tried) >= 1
    assert len(tried) <= 24


def test_shares_are_read_off_a_note() -> None:
    assert shares("Ray 0.60, models 0, people 12.5, web 1.06") == {"Ray": 0.6, "models": 0, "people": 12.5, "web": 1.06}


def test_costs_that_cannot_be_below_zero_are_not() -> None:
    a = np.array([[1.0, 0.2, 1.0], [2.0, 0.3, 1.0], [1.5, 0.9, 1.0], [1.1, 0.5, 1.0]])
    assert non_negative(a, a @ [0.3, 2.0, 0.5]) == pytest.approx([0.3, 2.0, 0.5])
    found = non_negative(a, a @ [-0.3, 2.0, 0.5])
    assert found[0] == 0
    assert min(found) >= 0


def test_the_measurement_that_is_kept_gives_costs() -> None:
    found = costs(read(MEASURED))
    assert len(found.service) == BATCH
    assert all(later > one for one, later in itertools.pairwise(found.service))
    assert found.slow >= 1
    assert found.trip >= 0


@pytest.mark.parametrize(
    ("name", "what"),
    [("Ray, 1 replica, 30 at 20/s", ("computing", 1, 30)), ("waiting: Ray, 2 replicas, 100 at 20/s", ("waiting", 2, 100))],
)
def test_what_a_row_is_of(name: str, what: tuple[str, int, int]) -> None:
    assert described(name) == what


def columns(table: str) -> set[int]:
    return {line.count(" | ") for line in table.splitlines()}


def test_tables_have_a_value_for_each_column() -> None:
    one = Check("waiting: Ray, 2 replicas, 60 at 20/s", (10.0, 50.0, 100.0), (11.0, 40.0, 100.0))
    assert one.off == pytest.approx([10, -20, 0])
    checked = check_table([one])
    assert checked.splitlines()[-1] == "| 2, waiting | 60 | 10.0 (11.0, +10 %) | 50 (40, -20 %) | 100 (100, +0 %) |"
    need = Need(Plan(1000, 20, 5), Outcome(4.5, [0.1, 0.25], 1, 1), 1e6, 30)
    needed = need_table([need], 0.04)
    assert needed.splitlines()[-1] == "| 1,000 | 20 | 5 | 4.5 | 250 | 8 | 30.0 | 1.20 |"
    assert len(columns(checked)) == len(columns(needed)) == 1


def test_both_bars_count() -> None:
    bars = Bars(4, 0.3)
    assert bars.met(Outcome(4, [0.3], 1, 1))
    assert not bars.met(Outcome(3.9, [0.1], 1, 1))
    assert not bars.met(Outcome(20, [0.31], 1, 1))
    assert not bars.met(Outcome(0, [], 1, 1))


def test_a_table_takes_the_place_of_the_one_before() -> None:
    page = "a\n<!-- x -->\nold\n<!-- /x -->\nb\n"
    assert between(page, "x", "new\nrow") == "a\n<!-- x -->\nnew\nrow\n<!-- /x -->\nb\n"
    with pytest.raises(ValueError):
        between(page, "y", "new")


def test_the_plot_has_each_curve_and_stays_within() -> None:
    curves = [Curve("1", [(1, 20), (50, 200), (90, 900), (120, 1200)]), Curve("64", [(100, 30), (10_000, 290), (20_000, 800)])]
    root = ElementTree.fromstring(drawn(curves, 300))
    lines = [one for one in root.iter() if one.tag.endswith("polyline")]
    assert [len(line.attrib["points"].split()) for line in lines] == [3, 2]
    *_, wide, high = map(float, root.attrib["viewBox"].split())
    for line in lines:
        for point in line.attrib["points"].split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= wide
            assert 0 <= y <= high


def test_replicas_that_people_need_are_those_that_their_frames_take() -> None:
    known = Costs(tuple(0.01 * n for n in range(1, 9)), web=Each(frame=0.0001))
    found = needed(100, known, Bars(4, 0.6), per_web=60, sizes=(61_000, 25_000))
    assert found.plan.webs == 2
    assert found.plan.replicas == pytest.approx(4, abs=1), "100 frames a second each"
    assert found.web_network == pytest.approx(found.outcome.updates * 50 * 86_000)
    assert found.core_hours == pytest.approx(10 * (2 + found.plan.replicas))
