"""Replicas that wait: frames that are nobody's, each with the number and place of whom it answers."""

import time
from typing import Any

import pytest

from app.core.settings import Settings
from app.frames.codec import opened
from app.frames.request import Position, Wanted
from app.main import create_app
from bench.replicas.loss import same
from bench.replicas.waiting import WAITS, waits


def test_a_frame_has_its_own_place_and_comes_after_the_time_of_its_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WAITS, "1,60")
    shared: Any = create_app(Settings()).state.shared
    subject = shared.sample("seven")
    wanted = [Wanted(Position(subject, dx=dx, dy=-dx), ("digits-mlp",), seq=dx) for dx in (3, 4)]
    [expected] = shared.runner.frames(wanted[:1])
    waits(shared)
    shared.runner.frames(wanted[:1])
    began = time.monotonic()
    first, second = shared.runner.frames(wanted)
    assert time.monotonic() - began >= 0.06
    assert same(first, expected)
    (header, body), (header2, body2) = opened(first), opened(second)
    assert header2 == header | {"seq": 4, "dx": 4, "dy": -4}
    assert body2 == body
    assert shared.runner.remembered(wanted[0]) is None
