"""A server that stops answers those who wait, ends streams with a line, and is gone in time."""

import json
import threading
import time

import httpx
import pytest

from app.interpret import residual_stream
from app.interpret.shift_map import ShiftMap
from tests.conftest import running


def test_long_calls_get_503_and_streams_their_last_line(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, free = threading.Semaphore(0), threading.Event()

    def hold(*arguments: object, **named: object) -> None:
        inside.release()
        free.wait(60)

    monkeypatch.setattr(residual_stream, "stream", hold)
    monkeypatch.setattr(ShiftMap, "_known", hold)
    answers: dict[str, httpx.Response] = {}

    def ask(name: str, url: str) -> None:
        answers[name] = httpx.post(url, timeout=60)

    with running(threads=3, graceful_stop_seconds=4, default_models=("digits-mlp",)) as server:
        calls = {
            "call": f"{server.url}/api/residual?sample=seven&model=digits-resnet-20",
            "stream": f"{server.url}/api/shift-map?sample=seven&models=digits-mlp",
        }
        people = [threading.Thread(target=ask, args=one) for one in calls.items()]
        for person in people:
            person.start()
        assert all(inside.acquire(timeout=60) for _ in people)
        began = time.monotonic()
        server.stop()
        took = time.monotonic() - began
        free.set()
        for person in people:
            person.join(30)
    assert answers["call"].status_code == 503
    assert answers["call"].headers["retry-after"] == "1"
    assert answers["call"].json()["reason"] == "pool-stopping"
    last = json.loads(answers["stream"].text.splitlines()[-1])
    assert last["problem"]["reason"] == "pool-stopping"
    assert took < 15  # 1 s of grace, 1 s for the workers; a bare cut would come after 4
