"""Bytes of the binary frames of docs/wire.md to arrays, as a client reads them."""

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from app.frames.codec import DTYPES, MAGIC


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
