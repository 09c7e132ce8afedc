"""The pictures that clients have sent, kept decoded and bounded in bytes."""

import hashlib

from PIL import Image

from ..core.cache import Cache
from ..core.errors import Problem
from ..core.sentence import Sentence

BYTES_PER_PIXEL = 4
"""Pillow keeps an RGB pixel in four bytes."""


class PictureStore:
    """Least recently used out. Safe to use from several threads; the pictures in it are shared, so nobody may change them."""

    def __init__(self, limit_bytes: int) -> None:
        """`limit_bytes`: memory for decoded pictures; one that is larger alone is not kept at all."""
        self._pictures: Cache[Image.Image] = Cache(limit_bytes, _size)

    def put(self, data: bytes, image: Image.Image) -> str:
        """Keep `image`, which was decoded from the upload `data`; its name is the SHA-256 of `data` in hex."""
        name = hashlib.sha256(data).hexdigest()
        self._pictures.put(name, image)
        self._pictures.peek(name)  # one that was there already counts as used now
        return name

    def get(self, name: str) -> Image.Image:
        """The picture called `name`. Raises Problem 404 `picture-unknown` if it was never sent or is forgotten."""
        picture = self._pictures.peek(name)
        if picture is None:
            raise Problem(404, "picture-unknown", "Picture unknown", FORGOTTEN)
        return picture

    def __len__(self) -> int:
        return len(self._pictures)


FORGOTTEN = Sentence(
    "picture-unknown", "The server does not have this picture (any more). Send it again with POST /api/pictures."
)


def _size(image: Image.Image) -> int:
    return image.width * image.height * BYTES_PER_PIXEL
