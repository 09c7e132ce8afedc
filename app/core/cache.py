"""A cache bounded by the size of what it holds, for several threads."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Cache(Generic[Value]):
    """Least recently used out. Two threads that miss the same key at once both make it: that is rare, and harmless here."""

    def __init__(self, limit: int, size: Callable[[Value], int] = lambda value: 1, most: int | None = None) -> None:
        """`limit`: what all values' `size` may add up to; a value that is larger alone is not kept. `most`: values at once."""
        self._limit, self._size, self._held = limit, size, 0
        self._most = limit if most is None else most
        self._values: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        self.put(key, value)
        return value

    def replace(self, key: Hashable, value: Value) -> None:
        """`put`, in place of what may be there."""
        with self._lock:
            if key in self._values:
                self._held -= self._size(self._values.pop(key))
        self.put(key, value)

    def put(self, key: Hashable, value: Value) -> None:
        """Keeps `value`, unless there is one of that key already."""
        if self._size(value) > self._limit:  # it would drive out all the others, and then itself
            return
        with self._lock:
            if key not in self._values:
                self._values[key] = value
                self._held += self._size(value)
                while self._held > self._limit or len(self._values) > self._most:
                    self._held -= self._size(self._values.popitem(last=False)[1])

    def peek(self, key: Hashable) -> Value | None:
        """The value, if it is there."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self._held = 0

    def __len__(self) -> int:
        return len(self._values)
