"""The pictures that clients have sent, kept decoded and bounded in bytes."""

import hashlib
from collections import OrderedDict
from threading import Lock

from PIL import Image

from ..core.errors import Problem

BYTES_PER_PIXEL = 4
"""Pillow keeps an RGB pixel in four bytes."""


class PictureStore:
    """Least recently used out. Safe to use from several threads; the pictures in it are shared, so nobody may change them."""

    def __init__(self, limit_bytes: int) -> None:
        """`limit_bytes`: memory for decoded pictures; one that is larger alone is not kept at all."""
        self._limit = limit_bytes
        self._held = 0
        self._pictures: OrderedDict[str, Image.Image] = OrderedDict()
        self._lock = Lock()

    def put(self, data: bytes, image: Image.Image) -> str:
        """Keep `image`, which was decoded from the upload `data`; its name is the SHA-256 of `data` in hex."""
        name = hashlib.sha256(data).hexdigest()
        if _size(image) > self._limit:  # would drive out all the others, and then itself
            return name
        with self._lock:
            known = self._pictures.pop(name, None)
            if known is not None:
                self._held -= _size(known)
            self._pictures[name] = image
            self._held += _size(image)
            while self._held > self._limit:
                _, forgotten = self._pictures.popitem(last=False)
                self._held -= _size(forgotten)
        return name

    def get(self, name: str) -> Image.Image:
        """The picture called `name`. Raises Problem 404 `picture-unknown` if it was never sent or is forgotten."""
        with self._lock:
            try:
                self._pictures.move_to_end(name)
            except KeyError:
                detail = "The server does not have this picture (any more). Send it again with POST /api/pictures."
                raise Problem(404, "picture-unknown", "Picture unknown", detail) from None
            return self._pictures[name]

    @property
    def held_bytes(self) -> int:
        """Memory taken by the pictures, in bytes."""
        return self._held

    def __len__(self) -> int:
        return len(self._pictures)


def _size(image: Image.Image) -> int:
    return image.width * image.height * BYTES_PER_PIXEL
