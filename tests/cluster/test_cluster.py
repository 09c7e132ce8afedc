"""The same application with its models on Ray Serve's replicas: what it answers, what it refuses, what it survives."""

import asyncio
import json
import math
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.conftest import running, wait_until
from tests.support import decoding
from tests.support.cluster import Cluster, cluster
from tests.support.talking import message, session

pytest.importorskip("ray.serve", reason="needs the extra: make test-cluster")
pytestmark = pytest.mark.timeout(400)

AS_PNG = {"Content-Type": "image/png"}
RECOVERY = 10
"""Seconds after the loss of one of two replicas in which frames are as young as before."""


@pytest.fixture(scope="module")
def two() -> Iterator[Cluster]:
    with cluster(model_replicas=2) as found:
        yield found


def frame(server: Any, **asked: Any) -> tuple[dict[str, Any], bytes]:
    async def scenario(socket: Any) -> bytes:
        await socket.send(message(7, models=[], **asked))
        answer = await socket.recv()
        assert isinstance(answer, bytes), answer
        return answer

    header, body = decoding.decode_frame(session(server, scenario))
    for model in header["models"]:
        del model["milliseconds"]
    return header, body


def test_a_frame_is_the_one_of_a_single_process(two: Cluster) -> None:
    asked = {"dx": 4, "dy": -3, "edge": "wrap", "reference": [1, 0]}
    with running() as alone:
        assert frame(two, **asked) == frame(alone, **asked)


def test_an_uploaded_picture_reaches_the_replicas(two: Cluster, digit: bytes) -> None:
    id = httpx.post(f"{two.url}/api/pictures", content=digit, headers=AS_PNG).json()["id"]
    header, body = frame(two, sample=None, picture=id)
    expected, other = frame(two)
    assert body == other
    assert [one["predictions"] for one in header["models"]] == [one["predictions"] for one in expected["models"]]
    for path in ("trace", "frame", "reading"):
        query = {"picture": id, "models": "digits-cnn", "model": "digits-lstm"}
        assert httpx.post(f"{two.url}/api/{path}", params=query, timeout=60).status_code == 200, path


def test_a_picture_that_nobody_has_is_said_to_be_unknown(two: Cluster) -> None:
    answer = httpx.post(f"{two.url}/api/trace", params={"picture": "ab" * 32})
    assert (answer.status_code, answer.json()["type"]) == (404, "picture-unknown")


def test_an_answer_in_lines_comes_line_by_line(two: Cluster) -> None:
    query = {"sample": "seven", "models": "digits-mlp", "extent": 3}
    with httpx.stream("POST", f"{two.url}/api/shift-map", params=query, timeout=60) as answer:
        lines = [json.loads(line) for line in answer.iter_lines()]
    assert len(lines) > 1
    assert lines[-1]["maps"][0]["model"] == "digits-mlp"


@pytest.mark.parametrize(
    ("path", "status", "type"),
    [
        ("api/models/no-such", 404, "model-unknown"),
        ("api/weights?model=digits-cnn&parameter=no", 404, "parameter-unknown"),
        ("api/nothing", 404, "not-found"),
    ],
)
def test_a_refusal_is_the_one_of_a_single_process(two: Cluster, path: str, status: int, type: str) -> None:
    answer = httpx.get(f"{two.url}/{path}")
    with running() as alone:
        expected = httpx.get(f"{alone.url}/{path}")
    assert (answer.status_code, answer.json()) == (expected.status_code, expected.json())
    assert (answer.status_code, answer.json()["type"]) == (status, type)


def test_frames_are_not_deflated_on_the_way(two: Cluster) -> None:
    async def scenario() -> Any:
        async with connect(two.socket, compression="deflate") as socket:
            return socket.protocol.extensions

    assert asyncio.run(scenario()) == []


class Person:
    """Drags on a circle of their own until told to stop; every frame must be of the position asked under its number."""

    def __init__(self, server: Cluster, number: int, stop: asyncio.Event) -> None:
        self.server, self.number, self.stop = server, number, stop
        self.ages: list[tuple[float, float]] = []  # (when it came, how old)
        self.problems: list[Any] = []
        self.wrong = 0

    async def drag(self) -> None:
        async with connect(self.server.socket, compression=None, max_size=None) as socket:
            seq = 0
            while not self.stop.is_set():
                place = {"dx": round(9 * math.cos(seq / 7 + self.number)), "dy": round(9 * math.sin(seq / 5 + self.number))}
                sent = time.monotonic()
                await socket.send(message(seq, models=[], **place))
                answer = await asyncio.wait_for(socket.recv(), 60)
                if isinstance(answer, str):
                    self.problems.append(json.loads(answer))
                else:
                    header, _ = decoding.decode_frame(answer)
                    self.wrong += (header["seq"], header["dx"], header["dy"]) != (seq, place["dx"], place["dy"])
                    self.ages.append((time.monotonic(), time.monotonic() - sent))
                seq += 1
                await asyncio.sleep(max(0, sent + 0.1 - time.monotonic()))


async def dragged(server: Cluster, people: int, kill_at: float, seconds: float) -> tuple[list[Person], float]:
    """`people` drag for so long; one replica is killed on the way. When that was."""
    stop = asyncio.Event()
    everybody = [Person(server, number, stop) for number in range(people)]
    async with asyncio.TaskGroup() as group:
        for one in everybody:
            group.create_task(one.drag())
        await asyncio.sleep(kill_at)
        killed = time.monotonic()
        server.kill(server.replicas()[0])
        await asyncio.sleep(seconds - kill_at)
        stop.set()
    return everybody, killed


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def test_the_loss_of_a_replica_costs_nobody_an_answer(two: Cluster) -> None:
    people, killed = asyncio.run(dragged(two, people=8, kill_at=4, seconds=4 + RECOVERY + 6))
    assert [one.problems for one in people] == [[]] * len(people)
    assert [one.wrong for one in people] == [0] * len(people)
    before = median([age for one in people for when, age in one.ages if when < killed])
    for one in people:
        after = [age for when, age in one.ages if when > killed + RECOVERY]
        assert len(after) > 5
        assert median(after) < max(0.5, 3 * before), "a socket did not recover"
    wait_until(lambda: len(two.replicas()) == 2, 90)
