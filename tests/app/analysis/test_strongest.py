"""The most extreme values of each channel: against plain Python, in pieces as in one, ties, and channels that never answer."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from app.analysis.strongest import Extremes, Ranked, extremes, joined, numbered_from

FEW = st.sampled_from([-2.0, -1.0, 0.0, 0.5, 3.0])
"""So few that many are equal."""


def by_hand(values: list[list[list[float]]], channel: int, most: int, sign: int) -> list[tuple[float, int, int]]:
    """(value, picture, position), the most extreme first: of equal ones the earlier picture, in it the first position."""
    found = []
    for picture, channels in enumerate(values):
        row = [sign * value for value in channels[channel]]
        found.append((sign * max(row), picture, row.index(max(row))))
    return sorted(found, key=lambda one: -sign * one[0])[:most]


def listed(one: Ranked, channel: int) -> list[tuple[float, int, int]]:
    return list(zip(*(array[channel].tolist() for array in one.arrays), strict=True))


@given(
    st.lists(st.lists(st.lists(FEW, min_size=3, max_size=3), min_size=2, max_size=2), min_size=1, max_size=12),
    st.integers(1, 5), st.integers(1, 12),
)  # fmt: skip
def test_pieces_together_are_what_a_sort_by_hand_gives(values: list[list[list[float]]], most: int, step: int) -> None:
    tensor = torch.tensor(values)
    found: Extremes | None = None
    for at in range(0, len(values), step):
        piece = extremes(tensor[at : at + step], at, most)
        found = piece if found is None else joined(found, piece, most)
    assert found is not None
    for channel in range(2):
        assert listed(found.highest, channel) == by_hand(values, channel, most, 1)
        assert listed(found.lowest, channel) == by_hand(values, channel, most, -1)


def test_what_is_no_number_comes_last() -> None:
    values = torch.tensor([[[math.nan, 1.0]], [[math.nan, math.nan]], [[-4.0, 2.0]]])  # three pictures, one channel
    found = extremes(values, 0, 3)
    assert listed(found.highest, 0)[:2] == [(2.0, 2, 1), (1.0, 0, 1)]
    assert listed(found.lowest, 0)[:2] == [(-4.0, 2, 0), (1.0, 0, 1)]
    assert found.highest.values[0, 2].isnan()
    assert not extremes(values[1:2], 0, 3).silent.any()
    assert not extremes(values[1:2], 0, 3).constant.any()
    assert listed(numbered_from(found, 10).highest, 0)[0] == (2.0, 12, 1)


@pytest.mark.parametrize(
    ("channels", "silent", "constant"),
    [
        ([[0, 0], [0, 2], [1, 1]], [0], [2]),  # as after a ReLU: one is always 0, one always 1
        ([[0, 0], [-1, 2], [1, 1]], [], [0, 2]),  # signed: an everlasting 0 is only the same everywhere
        ([[-1, -1], [-2, -3]], [], [0]),
        ([[0, 0], [0, 0]], [0, 1], []),
    ],
)
def test_channels_that_never_answer(channels: list[list[float]], silent: list[int], constant: list[int]) -> None:
    """Two positions of one picture, seen again in a second one."""
    values = torch.tensor([channels, channels], dtype=torch.float32)
    found = extremes(values, 0, 2)
    assert found.silent.nonzero()[:, 0].tolist() == silent
    assert found.constant.nonzero()[:, 0].tolist() == constant


def test_one_picture_can_end_a_silence() -> None:
    quiet, once = torch.zeros(5, 1, 4), torch.zeros(1, 1, 4)
    once[0, 0, 3] = 1e-7
    assert extremes(quiet, 0, 2).silent.all()
    found = joined(extremes(quiet, 0, 2), extremes(once, 5, 2), 2)
    assert not found.silent.any()
    assert listed(found.highest, 0)[0] == (float(once.max()), 5, 3)


def test_bytes_are_those_of_what_is_kept() -> None:
    found = extremes(torch.randn(9, 3, 4), 0, 5)
    arrays: list[Tensor] = [*found.highest.arrays, *found.lowest.arrays]
    assert found.nbytes == sum(array.numel() * array.element_size() for array in arrays) == 2 * 3 * 3 * 5 * 4
