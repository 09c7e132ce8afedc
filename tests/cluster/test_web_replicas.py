"""Two web replicas that share rooms and pictures through Redis: what one has, the other has, also while both are replaced."""

import asyncio
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.app.web.test_room_socket import FRAME, room_of, run, seat
from tests.conftest import wait_until
from tests.support import decoding
from tests.support.cluster import Cluster, cluster, descendants, environment, title
from tests.support.services import redis
from tests.support.talking import message

pytest.importorskip("ray.serve", reason="needs the extra: make test-cluster")
pytestmark = pytest.mark.timeout(400)

WEB = "ray::ServeReplica:mixscope:Web"
SOCKETS = 8
"""So many connections are never all given to one of two replicas."""

DEPLOY = """
import ray
from ray import serve
from app.cluster import on_ray
from app.cluster.allowed import checked
from app.core.settings import from_environment
ray.init(address="auto", log_to_driver=False)
serve.run(on_ray.web_of(checked(from_environment())), name=on_ray.NAME, route_prefix="/")
"""
"""The same application once more, as after an update: every replica is replaced by a new one."""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, object]]:
    with redis(tmp_path_factory.mktemp("redis")) as url:
        yield {"web_replicas": 2, "redis_url": url, "pictures_redis_url": url}


@pytest.fixture(scope="module")
def two(settings: dict[str, object]) -> Iterator[Cluster]:
    with cluster(**settings) as found:
        yield found


def webs(server: Cluster) -> list[int]:
    return sorted(one for one in descendants(server.process.pid) if title(one).startswith(WEB))


def open_sockets(process: int) -> int:
    return sum(os.readlink(one).startswith("socket:") for one in Path(f"/proc/{process}/fd").iterdir())


def spread(server: Cluster, before: dict[int, int]) -> bool:
    """Whether both replicas have more connections than before."""
    return all(open_sockets(one) > count for one, count in before.items())


def test_a_room_opened_at_one_replica_is_followed_at_the_other(two: Cluster) -> None:
    assert len(webs(two)) == 2
    before = {one: open_sockets(one) for one in webs(two)}
    opened = room_of(two)  # type: ignore[arg-type]

    async def scenario() -> None:
        async with AsyncExitStack() as stack:
            leader = await stack.enter_async_context(seat(two, opened["code"], "leader-1", opened["lead"]))  # type: ignore[arg-type]
            entered = [seat(two, opened["code"], f"person-{i}") for i in range(SOCKETS)]  # type: ignore[arg-type]
            seats = [await stack.enter_async_context(one) for one in entered]
            await leader.hear(lambda told: told.get("people") == SOCKETS)
            assert spread(two, before), "all people are at one replica"
            await leader.do("show", view="dx=3&dy=-2", frame=FRAME)
            for one in seats:
                view = await one.hear(lambda told: told.get("say") == "view")
                frame = (await one.hear(lambda told: "frame" in told))["frame"]
                assert (view["view"], frame["dx"], frame["dy"]) == ("dx=3&dy=-2", 3, -2)

    run(scenario)


def test_a_picture_sent_to_one_replica_is_served_by_the_other(two: Cluster, digit: bytes) -> None:
    before = {one: open_sockets(one) for one in webs(two)}
    id = httpx.post(f"{two.url}/api/pictures", content=digit, headers={"Content-Type": "image/png"}).json()["id"]

    async def scenario() -> None:
        async with AsyncExitStack() as stack:
            opened = [connect(two.socket, compression=None, max_size=None) for _ in range(SOCKETS)]
            sockets = [await stack.enter_async_context(one) for one in opened]
            assert spread(two, before), "all sockets are at one replica"
            for dx, socket in enumerate(sockets):
                await socket.send(message(1, sample=None, picture=id, dx=dx))
                answer = await socket.recv()
                assert isinstance(answer, bytes), answer
                assert decoding.decode_frame(answer)[0]["dx"] == dx

    run(scenario)


class Staying:
    """Drags a picture of their own and comes back whenever the connection ends, as the page does, with all its state."""

    def __init__(self, server: Cluster, number: int, picture: str, stop: asyncio.Event) -> None:
        self.server, self.number, self.picture, self.stop = server, number, picture, stop
        self.came: list[float] = []
        self.back = self.wrong = self.seq = 0
        self.problems: list[Any] = []

    async def drag(self) -> None:
        while not self.stop.is_set():
            try:
                async with connect(self.server.socket, compression=None, max_size=None) as socket:
                    await self._connected(socket)
            except (ConnectionClosed, InvalidHandshake, OSError):
                self.back += 1
                await asyncio.sleep(0.2)

    async def _connected(self, socket: Any) -> None:
        while not self.stop.is_set():
            self.seq += 1
            place = {"dx": round(9 * math.cos(self.seq / 7)), "dy": round(9 * math.sin(self.seq / 5 + self.number))}
            await socket.send(message(self.seq, sample=None, picture=self.picture, **place))
            answer = await asyncio.wait_for(socket.recv(), 60)
            if isinstance(answer, str):
                self.problems.append(json.loads(answer))
            else:
                header, _ = decoding.decode_frame(answer)
                self.wrong += (header["seq"], header["dx"], header["dy"]) != (self.seq, place["dx"], place["dy"])
                self.came.append(time.monotonic())
            await asyncio.sleep(0.1)


def test_all_replicas_are_replaced_under_load_and_sockets_come_back_with_their_state(
    two: Cluster, settings: dict[str, object], digit: bytes
) -> None:
    before = set(webs(two)) | set(two.replicas())
    id = httpx.post(f"{two.url}/api/pictures", content=digit, headers={"Content-Type": "image/png"}).json()["id"]

    async def scenario() -> tuple[list[Staying], float]:
        stop = asyncio.Event()
        people = [Staying(two, number, id, stop) for number in range(SOCKETS)]
        async with asyncio.TaskGroup() as group:
            for one in people:
                group.create_task(one.drag())
            command = [sys.executable, "-c", DEPLOY]
            told = await asyncio.to_thread(
                subprocess.run, command, env=os.environ | environment(two.port, settings), capture_output=True, text=True
            )
            assert told.returncode == 0, told.stderr
            await asyncio.to_thread(wait_until, lambda: not before & (set(webs(two)) | set(two.replicas())), 120)
            replaced = time.monotonic()
            await asyncio.sleep(5)
            stop.set()
        return people, replaced

    people, replaced = asyncio.run(scenario())
    assert [one.wrong for one in people] == [0] * SOCKETS
    assert [one.problems for one in people] == [[]] * SOCKETS
    assert all(one.back for one in people), "their replicas are gone, so each has come back"
    assert all(sum(came > replaced for came in one.came) > 5 for one in people), "somebody was not served by the new ones"
