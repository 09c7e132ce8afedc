"""A scenario with rooms in this process and in a real Redis."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from app.rooms.redis_rooms import RedisRooms
from app.rooms.rooms import MemoryRooms, Rooms
from tests.support.services import redis


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


Scenario = Callable[[Rooms, Clock], Awaitable[Any]]


@pytest.fixture(params=["memory", "redis"])
def run(request: pytest.FixtureRequest) -> Callable[[Scenario], None]:
    def run_it(scenario: Scenario) -> None:
        async def whole() -> None:
            clock = Clock()
            url = request.getfixturevalue("redis_url") if request.param == "redis" else ""
            rooms: Rooms = RedisRooms(url, 3, clock) if url else MemoryRooms(3, clock)
            if isinstance(rooms, RedisRooms):
                await rooms._redis.flushall()
            try:
                await scenario(rooms, clock)
            finally:
                await rooms.close()

        asyncio.run(whole())

    return run_it
