"""Bounded by size, least recently used out, one value per key."""

from app.core.cache import Cache


def test_the_least_recently_used_goes_when_the_limit_is_passed() -> None:
    cache: Cache[str] = Cache(10, len)
    for key in ("aaaa", "bbbb"):
        assert cache.get(key, lambda key=key: key) == key
    assert cache.peek("aaaa") == "aaaa"  # used again
    cache.get("cccc", lambda: "cccc")
    assert (cache.peek("bbbb"), cache.peek("aaaa"), len(cache)) == (None, "aaaa", 2)


def test_a_value_that_is_too_large_alone_is_not_kept() -> None:
    cache: Cache[str] = Cache(3, len)
    assert cache.get("x", lambda: "xxxx") == "xxxx"
    assert len(cache) == 0
    assert cache.get("x", lambda: "x") == "x"
    assert len(cache) == 1


def test_a_known_value_is_not_made_again() -> None:
    cache: Cache[list[int]] = Cache(2)
    first = cache.get("x", list)
    assert cache.get("x", list) is first
