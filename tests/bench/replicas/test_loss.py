"""When the age is back after a loss, and when two frames are the same."""

import math

import pytest

from app.frames import codec
from app.frames.packed import packed
from bench.replicas.loss import STEADY, WINDOW, back, longest_pause, same, windows

KILLED = 4.0


def ages(*parts: tuple[float, float, float]) -> list[tuple[float, float]]:
    """(from, to, age): ten frames a second."""
    return [(begin + k / 10, age) for begin, end, age in parts for k in range(round(10 * (end - begin)))]


def test_the_age_is_back_when_it_stays_as_young_as_before() -> None:
    assert back(ages((0, 4, 0.1), (4, 20, 0.1)), KILLED) == 0
    assert back(ages((0, 4, 0.1), (4, 7, 0.5), (7, 20, 0.1)), KILLED) == 3
    assert back(ages((0, 4, 0.1), (4, 6, 0.5), (6, 7, 0.1), (7, 8, 0.5), (8, 20, 0.1)), KILLED) == 4, "not for a second only"
    assert back(ages((0, 4, 0.1), (4, 20, 0.5)), KILLED) == math.inf
    assert back(ages((0, 4, 0.1), (4, 18, 0.5), (18, 20, 0.1)), KILLED) == math.inf, f"{STEADY} windows do not fit"


def test_a_time_without_frames_is_not_young() -> None:
    assert windows(ages((0, 1, 0.1), (1 + WINDOW, 2, 0.2)), 0, 2) == [0.1, 0.1, math.inf, 0.2]
    assert back(ages((0, 4, 0.1), (6, 20, 0.1)), KILLED) == 2
    assert longest_pause(ages((0, 4, 0.1), (6, 20, 0.1)), KILLED) == pytest.approx(2)


def frame(probability: float, milliseconds: float, body: int = 7) -> bytes:
    data = codec.Body()
    data.append(bytes([body] * 400))
    return codec.frame({"seq": 1, "models": [{"predictions": [probability], "milliseconds": milliseconds}]}, data)


def test_frames_are_the_same_but_for_times_and_rounding() -> None:
    assert same(frame(0.5, 1), frame(0.5, 2))
    assert same(frame(0.5, 1), packed(frame(0.5, 2)))
    assert not same(frame(0.5, 1), frame(0.5000001, 1))
    assert same(frame(0.5, 1), frame(0.5000001, 1), 1e-5)
    assert not same(frame(0.5, 1), frame(0.6, 1), 1e-5)
    assert not same(frame(0.5, 1), frame(0.5, 1, body=8), 1e-5)
    assert not same("{}", "{}")
