"""The store of uploaded pictures: named by content, bounded, least recently used out."""

import hashlib
import threading

import pytest
from PIL import Image

from app.core.errors import Problem
from app.images.uploads import PictureStore, _size


def held(store: PictureStore) -> int:
    """Bytes of all pictures in the store."""
    assert store._pictures._held == sum(map(_size, store._pictures._values.values()))
    return store._pictures._held


def picture(side: int = 10) -> Image.Image:
    return Image.new("RGB", (side, side))  # 400 bytes for 10


def test_a_picture_is_named_by_the_hash_of_its_file() -> None:
    store, image = PictureStore(10_000), picture()
    name = store.put(b"file", image)
    assert name == hashlib.sha256(b"file").hexdigest()
    assert store.get(name) is image


def test_an_unknown_picture_is_asked_for_again() -> None:
    with pytest.raises(Problem) as refused:
        PictureStore(10_000).get("0" * 64)
    assert (refused.value.status, refused.value.type) == (404, "picture-unknown")
    assert "Send it again" in refused.value.detail


def test_the_least_recently_used_is_forgotten_first() -> None:
    store = PictureStore(3 * 400)
    first, second, third = (store.put(bytes([n]), picture()) for n in range(3))
    store.get(first)
    fourth = store.put(b"4", picture())
    assert held(store) == 3 * 400
    for name in (first, third, fourth):
        store.get(name)
    with pytest.raises(Problem):
        store.get(second)


def test_the_same_file_counts_once() -> None:
    store = PictureStore(10_000)
    assert store.put(b"x", picture()) == store.put(b"x", picture())
    assert (len(store), held(store)) == (1, 400)


def test_a_picture_larger_than_the_store_is_not_kept_and_drives_nobody_out() -> None:
    store = PictureStore(500)
    small = store.put(b"small", picture())
    large = store.put(b"large", picture(20))
    assert store.get(small)
    assert held(store) == 400
    with pytest.raises(Problem):
        store.get(large)


def test_many_threads_keep_the_books_straight() -> None:
    store = PictureStore(20 * 400)

    def work(seed: int) -> None:
        for n in range(200):
            name = store.put(bytes([seed * n % 40]), picture())
            try:
                store.get(name)
            except Problem:
                assert held(store) <= 20 * 400

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert held(store) == 400 * len(store) <= 20 * 400
