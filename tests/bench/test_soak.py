"""How fast memory rises, as the bench of an hour says it."""

import math
import random

import pytest

from bench.soak import growth, slope


def test_a_line_has_its_slope_and_what_is_flat_none_within_what_is_said() -> None:
    rises = [(5.0 * k, 700 + 12 * 5.0 * k / 3600) for k in range(720)]
    assert slope(rises) == pytest.approx((12, 0), abs=1e-6)
    dice = random.Random(0)
    within = 0
    for _ in range(200):
        climb, give = slope([(5.0 * k, 700 + dice.gauss(0, 3)) for k in range(720)])
        within += abs(climb) <= give
    assert 180 <= within <= 198, "95 of 100"
    assert slope(rises[:5]) == (0.0, math.inf)


def test_a_step_counts_in_full_as_growth_where_a_line_hardly_tilts() -> None:
    steps = [(5.0 * k, 1000.0 if k < 60 else 1100.0) for k in range(720)]
    assert growth(steps) == pytest.approx(10)
    assert slope(steps)[0] < 60  # MiB an hour: 6 % in this hour
    assert math.isnan(growth(steps[:5]))
