"""The store of uploaded pictures: named by content, bounded, least recently used out."""

import hashlib
import subprocess
import sys
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.core.errors import Problem
from app.images.uploads import PictureStore, cost


def held(store: PictureStore) -> int:
    """Bytes of all pictures in the store."""
    assert store._pictures._held == sum(map(cost, store._pictures._values.values()))
    return store._pictures._held


def picture(side: int = 10) -> Image.Image:
    return Image.new("RGB", (side, side))


ONE = cost(picture())


def test_a_picture_is_named_by_the_hash_of_its_file() -> None:
    store, image = PictureStore(100_000), picture()
    name = store.put(b"file", image)
    assert name == hashlib.sha256(b"file").hexdigest()
    assert store.get(name) is image


def test_an_unknown_picture_is_asked_for_again() -> None:
    with pytest.raises(Problem) as refused:
        PictureStore(100_000).get("0" * 64)
    assert (refused.value.status, refused.value.type) == (404, "picture-unknown")
    assert "Send it again" in refused.value.detail


def test_the_least_recently_used_is_forgotten_first() -> None:
    store = PictureStore(3 * ONE)
    first, second, third = (store.put(bytes([n]), picture()) for n in range(3))
    store.get(first)
    fourth = store.put(b"4", picture())
    assert held(store) == 3 * ONE
    for name in (first, third, fourth):
        store.get(name)
    with pytest.raises(Problem):
        store.get(second)


def test_the_same_file_counts_once() -> None:
    store = PictureStore(100_000)
    assert store.put(b"x", picture()) == store.put(b"x", picture())
    assert (len(store), held(store)) == (1, ONE)


def test_a_picture_larger_than_the_store_is_not_kept_and_drives_nobody_out() -> None:
    store = PictureStore(ONE + 100)
    small = store.put(b"small", picture())
    large = store.put(b"large", picture(20))
    assert store.get(small)
    assert held(store) == ONE
    with pytest.raises(Problem):
        store.get(large)


def test_many_threads_keep_the_books_straight() -> None:
    store = PictureStore(20 * ONE)

    def work(seed: int) -> None:
        for n in range(200):
            name = store.put(bytes([seed * n % 40]), picture())
            try:
                store.get(name)
            except Problem:
                assert held(store) <= 20 * ONE

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert held(store) == ONE * len(store) <= 20 * ONE


SIDES = st.integers(1, 60)
STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 30), SIDES, SIDES), max_size=60)


@settings(max_examples=60)
@given(st.integers(0, 40_000), STEPS)
def test_whatever_comes_the_pictures_take_no_more_than_the_limit(limit: int, steps: list[tuple[bool, int, int, int]]) -> None:
    """And what is there is what was used last, as far as it fits."""
    store, expected = PictureStore(limit), dict[str, Image.Image]()
    for sent, number, width, height in steps:
        data = bytes([number])
        name = hashlib.sha256(data).hexdigest()
        image = expected.pop(name, None) or (Image.new("RGB", (width, height)) if sent else None)
        if sent:
            assert image is not None
            assert store.put(data, image) == name
        if image is not None and cost(image) <= limit:
            expected[name] = image
        while sum(map(cost, expected.values())) > limit:
            del expected[next(iter(expected))]
        if name in expected:
            assert store.get(name) is expected[name]
        else:
            with pytest.raises(Problem):
                store.get(name)
        assert held(store) == sum(map(cost, expected.values())) <= limit


FILL = """
import os, resource, sys
from PIL import Image
from app.images.uploads import PictureStore

if os.fork():  # what starts a process leaves its own highest mark in the new one's books, but not in those of its children
    sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))
width, height, limit = map(int, sys.argv[1:])
store, sent = PictureStore(limit), 0
store.put(b"first", Image.new("RGB", (width, height)))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
while len(store) > sent:
    sent += 1
    store.put(sent.to_bytes(8, "big"), Image.new("RGB", (width, height), (1, 2, 3)))
unit = 1 if sys.platform == "darwin" else 1024
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit)
"""


@pytest.mark.parametrize("size", [(1, 1), (1, 1024), (1024, 1), (28, 28), (300, 200), (1024, 1024)])
def test_a_full_store_takes_the_memory_that_its_limit_says(size: tuple[int, int]) -> None:
    """Of the process, measured: also where the pixels are the least of it."""
    limit = 24 * 1024 * 1024
    arguments = [sys.executable, "-c", FILL, *map(str, (*size, limit))]
    taken = int(subprocess.run(arguments, capture_output=True, text=True, check=True).stdout)
    assert 0.7 * limit < taken < 1.1 * limit, taken / limit
