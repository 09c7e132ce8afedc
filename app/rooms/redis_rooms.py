"""Rooms in Redis, for several processes or machines: a room is one JSON value that expires, and a channel of events."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError, WatchError

from ..core.errors import Problem
from ..core.sentence import Sentence
from .room import EMPTY_SECONDS, UNUSED_SECONDS, Room
from .rooms import Found, Rooms, too_many, unknown

PREFIX = "mixscope:room:"
COUNTED = "mixscope:rooms"


class RedisRooms(Rooms):
    """`url`: redis://host:6379/0. Keys begin with "mixscope:"."""

    def __init__(self, url: str, most: int, clock: Callable[[], float] = time.time) -> None:
        super().__init__(most, clock)
        self._redis: Redis = Redis.from_url(url)
        self._channels: PubSub = self._redis.pubsub()
        self._watched: dict[str, int] = {}
        self._listening: asyncio.Task[None] | None = None

    async def add(self, room: Room) -> bool:
        with _reached():
            now = self.clock()
            await self._redis.zremrangebyscore(COUNTED, "-inf", now - EMPTY_SECONDS)
            if await self._redis.zcard(COUNTED) >= self.most and not await self._give_way(now):
                raise too_many(self.most)
            added = await self._redis.set(PREFIX + room.code, room.model_dump_json(), nx=True, ex=EMPTY_SECONDS)
            if added:
                await self._redis.zadd(COUNTED, {room.code: now})
            return bool(added)

    async def _give_way(self, now: float) -> bool:
        """Whether a room that nobody ever entered was let go."""
        oldest: list[bytes] = await self._redis.zrangebyscore(COUNTED, "-inf", now - UNUSED_SECONDS)  # type: ignore[assignment]
        for code in oldest:
            key = PREFIX + code.decode()
            room = _room(await self._redis.get(key))
            if room is None or room.gives_way(now):
                await self._redis.delete(key)
                await self._redis.zrem(COUNTED, code)
                return True
        return False

    async def find(self, code: str) -> Room | None:
        with _reached():
            return _room(await self._redis.get(PREFIX + code))

    async def change(self, code: str, change: Callable[[Room], Found]) -> Found:
        key = PREFIX + code
        with _reached():
            async with self._redis.pipeline(transaction=True) as pipe:
                while True:
                    await pipe.watch(key)
                    if (room := _room(await pipe.get(key))) is None:
                        raise unknown(code)
                    found = change(room)
                    pipe.multi()  # type: ignore[no-untyped-call]
                    pipe.set(key, room.model_dump_json(), ex=EMPTY_SECONDS)
                    pipe.zadd(COUNTED, {code: room.active})
                    with contextlib.suppress(WatchError):  # somebody else was faster: once more, on what is there now
                        await pipe.execute()
                        return found

    async def publish(self, code: str, event: bytes) -> None:
        with _reached():
            await self._redis.publish(PREFIX + code, event)

    async def watch(self, code: str) -> None:
        self._watched[code] = self._watched.get(code, 0) + 1
        if self._watched[code] > 1:
            return
        with _reached():
            await self._channels.subscribe(PREFIX + code)
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen())

    async def unwatch(self, code: str) -> None:
        self._watched[code] -= 1
        if not self._watched[code]:
            del self._watched[code]
            with _reached():
                await self._channels.unsubscribe(PREFIX + code)

    async def close(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        await self._channels.aclose()  # type: ignore[no-untyped-call]
        await self._redis.aclose()

    async def _listen(self) -> None:
        """Until nothing is watched; a connection that broke is made again by the client, with its subscriptions."""
        while self._watched:
            try:
                message: dict[str, Any] | None = await self._channels.get_message(ignore_subscribe_messages=True, timeout=5)
            except RedisError:
                await asyncio.sleep(1)
                continue
            if message is not None:
                self.hear(message["channel"].decode().removeprefix(PREFIX), message["data"])


def _room(text: bytes | str | None) -> Room | None:
    return None if text is None else Room.model_validate_json(text)


@contextlib.contextmanager
def _reached() -> Any:
    try:
        yield
    except WatchError:
        raise
    except (RedisError, OSError):
        detail = Sentence("rooms-away", "The rooms cannot be reached at the moment. Try again in a minute.")
        raise Problem(503, "rooms-away", "Rooms away", detail, {"Retry-After": "10"}) from None
