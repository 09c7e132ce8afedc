"""Files of pictures in a real Redis: for several stores, bounded, forgotten in time, and away when Redis is."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from redis import Redis

from app.core.errors import Problem
from app.images.original import Original
from app.images.redis_files import PREFIX, SIZES, USED, RedisFiles
from app.images.uploads import PictureStore
from tests.support.services import free_port, redis


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture
def url(address: str) -> str:
    with Redis.from_url(address) as client:
        client.flushall()
    return address


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def files(url: str, limit: int = 10_000, most: int = 100, clock: Any = None) -> RedisFiles:
    return RedisFiles(url, limit, most, seconds=60, clock=clock or Clock())


def store(beyond: RedisFiles, limit: int = 10_000) -> PictureStore:
    return PictureStore(lambda data, profile: Original(Image.new("RGB", (10, 10))), limit, 10_000, beyond)


def names(url: str) -> set[str]:
    """What Redis holds, three times over: files, their order and their sizes must not drift apart."""
    with Redis.from_url(url) as client:
        kept = {key.decode().removeprefix(PREFIX) for key in client.scan_iter(f"{PREFIX}*")}
        assert kept == {name.decode() for name in client.zrange(USED, 0, -1)}
        assert {name: len(client.get(PREFIX + name)) for name in kept} == {
            name.decode(): int(size) for name, size in client.hgetall(SIZES).items()
        }
    return kept


def test_what_one_process_was_sent_another_has(url: str) -> None:
    one, other = store(files(url)), store(files(url))
    name = one.put(b"a picture")
    assert other.file(name) == b"a picture"
    assert name == hashlib.sha256(b"a picture").hexdigest()
    with pytest.raises(Problem, match="does not have this picture"):
        other.file("ab" * 32)


def test_what_is_forgotten_here_is_still_there(url: str) -> None:
    small = store(files(url), limit=2000)
    first, *_ = [small.put(bytes([number]) * 900) for number in range(5)]
    assert len(small) < 5
    assert small.file(first) == bytes(900)


def test_the_least_recently_used_go_first(url: str) -> None:
    clock = Clock()
    kept = files(url, limit=300, clock=clock)
    data = {hashlib.sha256(one).hexdigest(): one for one in (bytes([number]) * 100 for number in range(4))}
    first, second, third, fourth = data
    for name in (first, second, third):
        kept.put(name, data[name])
        clock.now += 1
    assert kept.get(first) == data[first]  # used again: now the second is the oldest
    clock.now += 1
    kept.put(fourth, data[fourth])
    assert names(url) == {first, third, fourth}
    assert kept.get(second) is None


def test_number_and_size_are_bounded(url: str) -> None:
    kept = files(url, limit=1000, most=3)
    for number in range(6):
        data = bytes([number])
        kept.put(hashlib.sha256(data).hexdigest(), data)
    assert len(names(url)) == 3
    kept.put("too large alone", bytes(1001))
    assert len(names(url)) == 3


def test_what_nobody_uses_expires(url: str) -> None:
    clock = Clock()
    kept = files(url, clock=clock)
    old, new = (hashlib.sha256(data).hexdigest() for data in (b"old", b"new"))
    kept.put(old, b"old")
    with Redis.from_url(url) as client:
        assert 0 < client.ttl(PREFIX + old) <= 60
        client.delete(PREFIX + old)  # as Redis does then
    clock.now += 61
    kept.put(new, b"new")
    assert names(url) == {new}


def test_another_file_under_that_name_is_none(url: str) -> None:
    kept = files(url)
    name = hashlib.sha256(b"mine").hexdigest()
    kept.put(name, b"mine")
    with Redis.from_url(url) as client:
        client.set(PREFIX + name, b"theirs")
    assert kept.get(name) is None


def test_a_redis_that_is_away_takes_nothing_along(caplog: pytest.LogCaptureFixture) -> None:
    alone = store(files(f"redis://127.0.0.1:{free_port()}"))
    assert alone.file(alone.put(b"a picture")) == b"a picture"
    with pytest.raises(Problem, match="does not have this picture"):
        alone.file("ab" * 32)
    assert len(caplog.records) == 1  # for some seconds it is not asked again


def test_it_comes_back_with_redis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.images.redis_files.AWAY", 0.0)
    port = free_port()
    kept = store(files(f"redis://127.0.0.1:{port}"))
    kept.put(b"a picture")
    with redis(tmp_path, port):
        name = kept.put(b"a picture")
        assert store(files(f"redis://127.0.0.1:{port}")).file(name) == b"a picture"
