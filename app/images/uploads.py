"""The pictures that clients have sent, kept decoded and bounded in the bytes of memory that they take."""

import hashlib

from PIL import Image

from ..core.cache import Cache
from ..core.errors import Problem
from ..core.sentence import Sentence

BYTES_PER_PIXEL, BYTES_PER_ROW = 4, 8
"""Pillow keeps an RGB pixel in four bytes, and a pointer to each row."""

BYTES_BESIDE = 1024
"""The objects around the pixels, the name and the place in the order: 850 bytes measured, whatever the size. A picture of one
pixel, of which a limit in pixels alone would let in sixteen million, costs two hundred times its pixel."""


class PictureStore:
    """Least recently used out. Safe to use from several threads; the pictures in it are shared, so nobody may change them."""

    def __init__(self, limit_bytes: int) -> None:
        """`limit_bytes`: memory that the pictures, decoded, may take together; one that is larger alone is not kept at all."""
        self._pictures: Cache[Image.Image] = Cache(limit_bytes, cost)

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


def cost(image: Image.Image) -> int:
    """Bytes of memory that a picture takes in the store."""
    return image.height * (image.width * BYTES_PER_PIXEL + BYTES_PER_ROW) + BYTES_BESIDE
