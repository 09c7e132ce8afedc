"""Tensors to bytes: the binary frames of docs/wire.md."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import orjson

MAGIC = b"MXS1"


class Body:
    """The part of a frame after the header: arrays end to end, each at a multiple of 4."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0

    def add(self, *arrays: np.ndarray) -> int:
        """Appends the arrays' bytes, one right after the other. Returns the offset of the first."""
        at = self.size
        for array in arrays:
            data = array.tobytes()
            self.parts.append(data)
            self.size += len(data)
        if rest := -self.size % 4:
            self.parts.append(bytes(rest))
            self.size += rest
        return at

    def append(self, data: bytes) -> int:
        """Appends what another body holds. Returns where it begins."""
        at = self.size
        self.parts.append(data)
        self.size += len(data)
        return at


def opened(data: bytes) -> tuple[dict[str, Any], bytes]:
    """Header and body of a frame."""
    start = 8 + int.from_bytes(data[4:8], "little")
    return orjson.loads(data[8:start]), data[start:]


def header_text(header: Mapping[str, Any]) -> bytes:
    """A header as JSON. NaN and infinity become null."""
    return orjson.dumps(header, option=orjson.OPT_SERIALIZE_NUMPY)


def framed(text: bytes, body: Iterable[bytes]) -> bytes:
    """Magic, length, header text padded to a multiple of 4, body."""
    text += b" " * (-len(text) % 4)
    return b"".join((MAGIC, len(text).to_bytes(4, "little"), text, *body))


def frame(header: Mapping[str, Any], body: Body) -> bytes:
    return framed(header_text(header), body.parts)


DTYPES = {"float32": "<f4", "float16": "<f2"}
"""Names of number types in array frames. float16 keeps three digits in half the bytes."""


def pixels(image: np.ndarray) -> np.ndarray:
    """A picture of 0–1 as bytes of 0–255."""
    return (image * np.float32(255) + np.float32(0.5)).astype(np.uint8)


def array_frame(
    name: str, axes: Sequence[str], array: np.ndarray, dtype: str = "float32", picture: np.ndarray | None = None, **more: Any
) -> bytes:
    """A frame with the values of `array`, exact as float32, and `more` in its header. `picture`: bytes (channel, row, column)
    that travel along, of what the values are about."""
    body = Body()
    at = body.add(np.ascontiguousarray(array, dtype=DTYPES[dtype]))
    header = {"kind": "array", "name": name, "axes": list(axes), "shape": list(array.shape), "dtype": dtype, "at": at}
    if picture is not None:
        header["picture"] = {"shape": picture.shape, "at": body.add(picture)}
    return frame(header | more, body)
