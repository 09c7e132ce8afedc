"""The pictures that clients have sent: their files, bounded in bytes and number, and beside them what was decoded last."""

import hashlib
from collections.abc import Callable
from typing import Protocol

from ..core.cache import Cache
from ..core.errors import Problem
from ..core.sentence import Sentence
from .formats.profiles import Profile
from .original import Original

BESIDE = 1024
"""Bytes of the objects around what is kept, its name and its place in the order."""

MOST_FILES = 10_000
"""At once, however small they are: a class of 200 with 50 pictures each."""

Read = Callable[[bytes, Profile], Original]


class Beyond(Protocol):
    """Where files are kept besides, for other processes and for what is forgotten here (redis_files.RedisFiles)."""

    def put(self, name: str, data: bytes) -> None: ...

    def get(self, name: str) -> bytes | None: ...


class PictureStore:
    """Least recently used out. Safe to use from several threads; the pictures in it are shared, so nobody may change them."""

    def __init__(self, read: Read, limit_bytes: int, decoded_bytes: int, beyond: Beyond | None = None) -> None:
        """`limit_bytes`: memory for files; one that is larger alone is not kept at all. `decoded_bytes`: for decoded pictures,
        which are decoded again by `read` where they are missing."""
        self._read, self._beyond = read, beyond
        self._files: Cache[bytes] = Cache(limit_bytes, lambda data: len(data) + BESIDE, MOST_FILES)
        self._decoded: Cache[Original] = Cache(decoded_bytes, lambda picture: picture.nbytes + BESIDE)

    def put(self, data: bytes) -> str:
        """Keep the file `data`; its name is its SHA-256 in hex."""
        name = hashlib.sha256(data).hexdigest()
        self._files.put(name, data)
        self._files.peek(name)  # one that was there already counts as used now
        if self._beyond is not None:
            self._beyond.put(name, data)
        return name

    def get(self, name: str, profile: Profile = "convert") -> Original:
        """The picture called `name`. Slow where it has to be decoded. Raises Problem 404 `picture-unknown` as `file` does."""
        return self.decoded(name, self.file(name), profile)

    def decoded(self, name: str, data: bytes, profile: Profile = "convert") -> Original:
        """The picture in the file `data` with that SHA-256, kept or not. Slow; raises whatever `read` raises."""
        return self._decoded.get((name, profile), lambda: self._read(data, profile))

    def quick(self, name: str) -> bool:
        """Whether `file` need not look elsewhere."""
        return self._beyond is None or self._files.peek(name) is not None

    def file(self, name: str) -> bytes:
        """Raises Problem 404 `picture-unknown` if it was never sent or is forgotten. Slow where it is kept beyond."""
        data = self._files.peek(name)
        if data is None and self._beyond is not None and (data := self._beyond.get(name)) is not None:
            self._files.put(name, data)
        if data is None:
            raise Problem(404, "picture-unknown", "Picture unknown", FORGOTTEN)
        return data

    def __len__(self) -> int:
        return len(self._files)


FORGOTTEN = Sentence(
    "picture-unknown", "The server does not have this picture (any more). Send it again with POST /api/pictures."
)
