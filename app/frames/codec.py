"""Tensors to bytes: the binary frames of docs/wire.md, and back."""

import json
import math
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


def header_text(header: Mapping[str, Any]) -> bytes:
    """A header as JSON. NaN and infinity become null."""
    return orjson.dumps(header, option=orjson.OPT_SERIALIZE_NUMPY)


def framed(text: bytes, body: Iterable[bytes]) -> bytes:
    """Magic, length, header text padded to a multiple of 4, body."""
    text += b" " * (-len(text) % 4)
    return b"".join((MAGIC, len(text).to_bytes(4, "little"), text, *body))


def frame(header: Mapping[str, Any], body: Body) -> bytes:
    return framed(header_text(header), body.parts)


def quantise(tiles: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each tile of (…, value) in its own 256 steps: lows (…), highs (…), both float32, and q (…, value) uint8.

    value ≈ low + (high − low) · q / 255, at most half a step off. A tile of one value has q = 0.
    """
    low, high = tiles.min(axis=-1), tiles.max(axis=-1)
    with np.errstate(over="ignore", invalid="ignore"):
        span = high - low
        # A span so small that 255 / span overflows, or so large that it is infinite itself, is one value for any eye.
        scale = np.divide(np.float32(255), span, out=np.zeros_like(span), where=(span > 1e-35) & np.isfinite(span))
        steps = tiles - low[..., None]
        steps *= scale[..., None]
        steps += np.float32(0.5)
        return low, high, steps.astype(np.uint8)


def tiles_of(activations: np.ndarray, axes: Sequence[str], grid: tuple[int, int] | None, prefix: int) -> np.ndarray:
    """Activations (S, …) of one form as (S, tile, row, column), as wire.md says what a tile is. A view where possible."""
    if activations.ndim == 5:  # window, head, query, key
        return activations.reshape(len(activations), -1, *activations.shape[3:])
    if activations.ndim == 4:  # channel, row, column; or head, query, key
        return activations
    if axes[0] == "token":
        rows, columns = grid or square(activations.shape[1] - prefix)
        return activations[:, prefix:].transpose(0, 2, 1).reshape(len(activations), -1, rows, columns)
    return activations.reshape(len(activations), 1, *square(activations.shape[1]))


def square(count: int) -> tuple[int, int]:
    """Rows and columns, rows ≤ columns, as near to a square as the divisors of `count` allow."""
    rows = next(rows for rows in range(math.isqrt(count), 0, -1) if count % rows == 0)
    return rows, count // rows


DTYPES = {"float32": "<f4", "float16": "<f2"}
"""Names of number types in array frames. float16 keeps three digits in half the bytes."""


def array_frame(name: str, axes: Sequence[str], array: np.ndarray, dtype: str = "float32", **more: Any) -> bytes:
    """A frame with the values of `array`, exact as float32, and `more` in its header."""
    body = Body()
    at = body.add(np.ascontiguousarray(array, dtype=DTYPES[dtype]))
    header = {"kind": "array", "name": name, "axes": list(axes), "shape": list(array.shape), "dtype": dtype, "at": at}
    return frame(header | more, body)


def decode_frame(data: bytes) -> tuple[dict[str, Any], memoryview]:
    """Header and body of a frame. ValueError if it is none."""
    if data[:4] != MAGIC or len(data) < 8:
        raise ValueError("This is no frame: it does not start with MXS1.")
    end = 8 + int.from_bytes(data[4:8], "little")
    return json.loads(data[8:end]), memoryview(data)[end:]


def decode_array(data: bytes) -> np.ndarray:
    """The array of an array frame."""
    header, body = decode_frame(data)
    count = math.prod(header["shape"])
    return np.frombuffer(body, DTYPES[header["dtype"]], count, header["at"]).reshape(header["shape"])


def decode_tiles(tiles: Mapping[str, int], body: memoryview) -> np.ndarray:
    """The tiles of a stage in a picture frame, (count, rows, columns) float32, half a step of 1/255 of their range off."""
    count, rows, columns, at = (tiles[key] for key in ("count", "rows", "columns", "at"))
    low, high = np.frombuffer(body, "<f4", 2 * count, at).reshape(2, count, 1, 1)
    q = np.frombuffer(body, np.uint8, count * rows * columns, at + 8 * count).reshape(count, rows, columns)
    return (low + (high - low) * (q / np.float32(255))).astype(np.float32)
