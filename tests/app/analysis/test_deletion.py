"""Deletion and insertion: against a loop that changes one window after the other, and of a linear model, where all is known."""

import itertools

import numpy as np
import pytest
import torch
from torch import Tensor

from app.analysis.deletion import MOST, curve, order_of, random_order, steps, windows_of

DICE = torch.Generator().manual_seed(2)
X, EMPTY, WEIGHT = (torch.randn(1, 2, 10, 12, generator=DICE) for _ in range(3))
WINDOW = 4


def score(pictures: Tensor) -> Tensor:
    return (pictures * WEIGHT).sum((1, 2, 3)).tanh() + pictures.mean((1, 2, 3)) ** 2


ENDS = (float(score(X)), float(score(EMPTY)))


def test_windows_are_ordered_by_their_sums_and_equal_ones_as_they_are_read() -> None:
    values = torch.zeros(10, 12)
    values[9, 11], values[0, 0], values[4:8, 4:8] = 5, 1, 0.25  # the last window has two rows only
    assert order_of(values, WINDOW, False).tolist() == [8, 4, 0, 1, 2, 3, 5, 6, 7]
    assert order_of(values, WINDOW, True)[0] == 0, "an occlusion's value stands for its window already"
    assert windows_of(10, 12, WINDOW) == 9


def test_steps_go_from_none_to_all_and_are_bounded() -> None:
    assert steps(9) == list(range(10))
    many = steps(196)
    assert (many[0], many[-1], len(many)) == (0, 196, MOST + 1)
    assert all(b > a for a, b in itertools.pairwise(many))


@pytest.mark.parametrize("together", [1, 3, 32])
def test_a_curve_is_what_happens_when_window_after_window_changes(together: int) -> None:
    order = random_order(9, 4)
    assert order.tolist() == np.random.RandomState(4).permutation(9).tolist()
    for way, start, end in (("deletion", X, EMPTY), ("insertion", EMPTY, X)):
        picture, expected = start.clone(), [float(score(start))]
        for window in order.tolist():
            top, left = 4 * (window // 3), 4 * (window % 3)
            picture[..., top : top + 4, left : left + 4] = end[..., top : top + 4, left : left + 4]
            expected.append(float(score(picture)))
        assert torch.equal(picture, end)
        found = curve(way, score, X, EMPTY, order, WINDOW, ENDS, together)  # type: ignore[arg-type]
        assert found.values == pytest.approx(expected, abs=1e-5)
        area = sum((a + b) / 2 for a, b in itertools.pairwise(expected)) / 9
        assert found.area == pytest.approx(area, abs=1e-5)


def test_of_a_linear_model_its_own_map_has_the_steepest_curves() -> None:
    linear = lambda pictures: (pictures * WEIGHT).sum((1, 2, 3))  # noqa: E731
    ends = (float(linear(X)), float(linear(EMPTY)))
    exact = ((X - EMPTY) * WEIGHT)[0].sum(0)
    area = lambda way, order: curve(way, linear, X, EMPTY, order, WINDOW, ends, 32).area  # noqa: E731
    own = order_of(exact, WINDOW, False)
    for seed in range(20):
        other = random_order(9, seed)
        assert area("deletion", own) <= area("deletion", other) + 1e-5
        assert area("insertion", own) >= area("insertion", other) - 1e-5
