"""The store of uploaded pictures: named by content, bounded, least recently used out; what was decoded is bounded apart."""

import hashlib
import subprocess
import sys
import threading

import pytest
from PIL import Image

from app.core.errors import Problem
from app.images.formats.profiles import Profile
from app.images.original import Original
from app.images.uploads import BESIDE, MOST_FILES, PictureStore


class Reads:
    """Reads any file as 10 x 10 pixels, 400 bytes, and remembers how often."""

    def __init__(self) -> None:
        self.seen: list[tuple[bytes, Profile]] = []

    def __call__(self, data: bytes, profile: Profile) -> Original:
        self.seen.append((data, profile))
        return Original(Image.new("RGB", (10, 10)))


def store(limit: int = 10_000, decoded: int = 10_000) -> tuple[PictureStore, Reads]:
    reads = Reads()
    return PictureStore(reads, limit, decoded), reads


def held(store: PictureStore) -> int:
    """Bytes of all files in the store."""
    kept = store._files._values.values()
    assert store._files._held == sum(map(len, kept)) + BESIDE * len(kept)
    return sum(map(len, kept))


def test_a_picture_is_named_by_the_hash_of_its_file() -> None:
    pictures, _ = store()
    name = pictures.put(b"file")
    assert name == hashlib.sha256(b"file").hexdigest()
    assert pictures.file(name) == b"file"


def test_a_picture_is_decoded_when_it_is_looked_at_and_once() -> None:
    pictures, reads = store()
    name = pictures.put(b"file")
    assert reads.seen == []
    assert pictures.get(name) is pictures.get(name)
    assert pictures.decoded(name, b"file") is pictures.get(name)
    assert reads.seen == [(b"file", "convert")]


def test_with_its_colours_as_stored_it_is_another_picture() -> None:
    pictures, reads = store()
    name = pictures.put(b"file")
    assert pictures.get(name) is not pictures.get(name, "ignore")
    assert reads.seen == [(b"file", "convert"), (b"file", "ignore")]


def test_what_is_decoded_no_more_is_decoded_again() -> None:
    pictures, reads = store(decoded=2 * (400 + BESIDE))
    names = [pictures.put(bytes([n])) for n in range(3)]
    for name in (*names, names[0]):
        pictures.get(name)
    assert [data for data, _ in reads.seen] == [b"\0", b"\1", b"\2", b"\0"]


def test_an_unknown_picture_is_asked_for_again() -> None:
    pictures, _ = store()
    for ask in (pictures.get, pictures.file):
        with pytest.raises(Problem, match="Send it again") as refused:
            ask("0" * 64)
        assert (refused.value.status, refused.value.type) == (404, "picture-unknown")


def test_the_least_recently_used_is_forgotten_first() -> None:
    pictures, _ = store(3 * (400 + BESIDE))
    first, second, third = (pictures.put(bytes([n]) * 400) for n in range(3))
    pictures.get(first)
    fourth = pictures.put(b"4" * 400)
    assert held(pictures) == 3 * 400
    for name in (first, third, fourth):
        pictures.get(name)
    with pytest.raises(Problem):
        pictures.get(second)


def test_the_same_file_counts_once() -> None:
    pictures, _ = store()
    assert pictures.put(b"four") == pictures.put(b"four")
    assert (len(pictures), held(pictures)) == (1, 4)


def test_a_picture_larger_than_the_store_is_not_kept_and_drives_nobody_out() -> None:
    pictures, _ = store(500 + BESIDE)
    small = pictures.put(b"small")
    large = pictures.put(bytes(501))
    assert pictures.get(small)
    assert held(pictures) == 5
    with pytest.raises(Problem):
        pictures.get(large)


def test_there_are_so_many_pictures_and_no_more_however_small_they_are() -> None:
    pictures, _ = store(10**12)
    names = [pictures.put(str(n).encode()) for n in range(MOST_FILES + 2)]
    assert len(pictures) == MOST_FILES
    assert held(pictures) == sum(len(str(n)) for n in range(2, MOST_FILES + 2))
    assert pictures.file(names[2])
    with pytest.raises(Problem):
        pictures.file(names[1])


def test_many_threads_keep_the_books_straight() -> None:
    pictures, _ = store(20 * (400 + BESIDE))

    def work(seed: int) -> None:
        for n in range(200):
            name = pictures.put(bytes([seed * n % 40]) * 400)
            try:
                pictures.get(name)
            except Problem:
                assert held(pictures) <= 20 * 400

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert held(pictures) == 400 * len(pictures) <= 20 * 400


FILL = """
import os, resource, sys
from PIL import Image
from app.images.original import Original
from app.images.uploads import PictureStore

if os.fork():  # what starts a process leaves its own highest mark in the new one's books, but not in those of its children
    sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))
width, height, limit = map(int, sys.argv[1:])
store = PictureStore(lambda data, profile: Original(Image.new("RGB", (width, height), (1, 2, 3))), 0, limit)
store.decoded("first", b"")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
sent = 0
while len(store._decoded) > sent:
    sent += 1
    store.decoded(str(sent), b"")
unit = 1 if sys.platform == "darwin" else 1024
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit)
"""


@pytest.mark.parametrize("size", [(1, 1), (1, 1024), (1024, 1), (28, 28), (300, 200), (1024, 1024)])
def test_what_is_decoded_takes_the_memory_that_its_limit_says(size: tuple[int, int]) -> None:
    """Of the process, measured: also where the pixels are the least of it."""
    limit = 24 * 1024 * 1024
    arguments = [sys.executable, "-c", FILL, *map(str, (*size, limit))]
    taken = int(subprocess.run(arguments, capture_output=True, text=True, check=True).stdout)
    assert 0.6 * limit < taken < 1.1 * limit, taken / limit


def test_what_must_be_looked_for_elsewhere_is_not_quick() -> None:
    class Beyond:
        def put(self, name: str, data: bytes) -> None: ...

        def get(self, name: str) -> bytes | None: ...

    def store(beyond: Beyond | None) -> PictureStore:
        return PictureStore(lambda data, profile: Original(Image.new("RGB", (10, 10))), 10_000, 10_000, beyond)

    alone, one_of_several = store(None), store(Beyond())
    assert alone.quick("0" * 64)
    assert not one_of_several.quick("0" * 64)
    assert one_of_several.quick(one_of_several.put(b"a picture"))
