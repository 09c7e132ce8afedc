"""Files of uploaded pictures in Redis, for several processes: bounded in bytes and number, gone when nobody has used them."""

import hashlib
import logging
import time
from collections.abc import Callable

from redis import Redis
from redis.exceptions import RedisError

log = logging.getLogger("mixscope")

PREFIX = "mixscope:picture:"
USED, SIZES = "mixscope:pictures:used", "mixscope:pictures:bytes"

PATIENCE = 0.2
"""Seconds that Redis may be silent."""

AWAY = 5.0
"""Seconds in which a Redis that did not answer is not asked again."""


class RedisFiles:
    """Least recently used out. A Redis that cannot be reached keeps nothing and has nothing: the log says so.

    Safe to use from several threads and processes. `url`: redis://host:6379/0; keys begin with "mixscope:picture".
    """

    def __init__(self, url: str, limit_bytes: int, most: int, seconds: int, clock: Callable[[], float] = time.time) -> None:
        """`limit_bytes`, `most`: of all files together; `seconds`: a file that nobody has used for so long is forgotten."""
        self._redis: Redis = Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        self._limit, self._most, self._seconds, self._clock = limit_bytes, most, seconds, clock
        self._away_until = 0.0

    def put(self, name: str, data: bytes) -> None:
        if len(data) > self._limit or self._away():
            return
        now = self._clock()
        try:
            with self._redis.pipeline() as pipe:
                pipe.set(PREFIX + name, data, ex=self._seconds)
                pipe.zadd(USED, {name: now})
                pipe.hset(SIZES, name, str(len(data)))
                pipe.execute()
            self._bound(now)
        except RedisError as error:
            self._failed(error)

    def get(self, name: str) -> bytes | None:
        """The file, which counts as used now; None too where what is there is not the file of that name."""
        if self._away():
            return None
        try:
            data: bytes | None = self._redis.getex(PREFIX + name, ex=self._seconds)  # type: ignore[assignment]
            if data is None or hashlib.sha256(data).hexdigest() != name:
                return None
            self._redis.zadd(USED, {name: self._clock()})
            return data
        except RedisError as error:
            self._failed(error)
            return None

    def _bound(self, now: float) -> None:
        """Forgets what has expired, and of the rest the least recently used beyond the bounds."""
        expired: list[bytes] = self._redis.zrangebyscore(USED, "-inf", now - self._seconds)  # type: ignore[assignment]
        self._forget(expired)
        sizes: dict[bytes, bytes] = self._redis.hgetall(SIZES)  # type: ignore[assignment]
        held = sum(int(size) for size in sizes.values())
        oldest: list[bytes] = self._redis.zrange(USED, 0, -1)  # type: ignore[assignment]
        gone: list[bytes] = []
        for name in oldest:
            if held <= self._limit and len(oldest) - len(gone) <= self._most:
                break
            gone.append(name)
            held -= int(sizes.get(name, 0))
        self._forget(gone)

    def _forget(self, names: list[bytes]) -> None:
        if not names:
            return
        with self._redis.pipeline() as pipe:
            pipe.delete(*(PREFIX + name.decode() for name in names))
            pipe.zrem(USED, *names)
            pipe.hdel(SIZES, *(name.decode() for name in names))
            pipe.execute()

    def _away(self) -> bool:
        return time.monotonic() < self._away_until

    def _failed(self, error: RedisError) -> None:
        log.warning("pictures in Redis cannot be reached: %s", type(error).__name__)
        self._away_until = time.monotonic() + AWAY
