"""Bytes there and back: frames lose at most half a quantisation step, arrays lose nothing."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from app.frames import codec
from app.frames.tiles import quantise, tiles_of
from tests.support import decoding

FLOATS = st.floats(-(2.0**100), 2.0**100, width=32, allow_subnormal=False)
TILES = hnp.arrays(np.float32, hnp.array_shapes(min_dims=3, max_dims=3, max_side=9), elements=FLOATS)


def framed(tiles: np.ndarray) -> tuple[dict, memoryview]:
    body = codec.Body()
    body.add(np.arange(5, dtype=np.uint8))  # so that the tiles do not start at 0
    count, rows, columns = tiles.shape
    low, high, steps = quantise(tiles.reshape(count, -1))
    where = {"count": count, "rows": rows, "columns": columns, "at": body.add(low, high, steps)}
    return decoding.decode_frame(codec.frame({"tiles": where}, body))


@given(TILES)
def test_tiles_come_back_within_half_a_step(tiles: np.ndarray) -> None:
    header, body = framed(tiles)
    back = decoding.decode_tiles(header["tiles"], body)
    low, high = tiles.min((1, 2), keepdims=True).astype(np.float64), tiles.max((1, 2), keepdims=True).astype(np.float64)
    slack = 1e-5 * np.maximum(abs(low), abs(high)) + 1e-34  # float32 itself
    assert (abs(back - tiles.astype(np.float64)) <= (high - low) / 255 / 2 * 1.001 + slack).all()


@given(TILES)
def test_the_ends_of_the_range_are_0_and_255(tiles: np.ndarray) -> None:
    low, high, steps = quantise(tiles.reshape(len(tiles), -1))
    for i in range(len(tiles)):
        spread = high[i] - low[i] > 1e-35  # below that it is one value for any eye
        assert steps[i].min() == 0
        assert steps[i].max() == (255 if spread else 0)
        assert low[i] == tiles[i].min()
        assert high[i] == tiles[i].max()


@pytest.mark.parametrize("value", [0.0, -3.5, 1e38, 1e-40])
def test_a_constant_tile_comes_back_exactly(value: float) -> None:
    header, body = framed(np.full((2, 3, 3), value, np.float32))
    assert (decoding.decode_tiles(header["tiles"], body) == np.float32(value)).all()


def test_a_range_beyond_float32_does_not_warn() -> None:
    low, high, steps = quantise(np.array([[-3e38, 3e38]], np.float32))
    assert (low, high, steps.max()) == (np.float32(-3e38), np.float32(3e38), 0)


@given(hnp.arrays(np.float32, hnp.array_shapes(max_dims=4, max_side=6), elements=st.floats(width=32)))
def test_arrays_come_back_bit_for_bit(array: np.ndarray) -> None:
    data = codec.array_frame("m/p", ["x"] * array.ndim, array)
    assert decoding.decode_array(data).tobytes() == array.tobytes()
    assert decoding.decode_frame(data)[0]["shape"] == list(array.shape)


@given(st.dictionaries(st.text(max_size=9), st.one_of(st.integers(-9, 9), st.text(max_size=20))))
def test_the_header_is_padded_json_whatever_its_length(header: dict) -> None:
    data = codec.frame(header, codec.Body())
    length = int.from_bytes(data[4:8], "little")
    assert data[:4] == b"MXS1"
    assert length % 4 == 0
    assert len(data) == 8 + length
    assert json.loads(data[8:]) == header


def test_nan_and_infinity_become_null() -> None:
    header = {"a": np.float32("nan"), "b": np.float32("inf"), "c": np.float32(0.5)}
    assert decoding.decode_frame(codec.frame(header, codec.Body()))[0] == {"a": None, "b": None, "c": 0.5}


def test_offsets_are_multiples_of_4() -> None:
    body = codec.Body()
    assert [body.add(np.zeros(n, np.uint8)) for n in (1, 3, 4, 5, 0)] == [0, 4, 8, 12, 20]
    assert sum(map(len, body.parts)) == body.size


@pytest.mark.parametrize("data", [b"", b"MXS1", b"MXS2\0\0\0\0", b"GIF89a"])
def test_what_is_no_frame_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no frame"):
        decoding.decode_frame(data)


@pytest.mark.parametrize(
    ("shape", "axes", "grid", "prefix", "expected"),
    [
        ((8, 5, 6), ("channel", "row", "column"), (5, 6), 0, (8, 5, 6)),
        ((50, 64), ("token", "channel"), (7, 7), 1, (64, 7, 7)),
        ((6, 3), ("token", "channel"), None, 0, (3, 2, 3)),
        ((512,), ("unit",), None, 0, (1, 16, 32)),
        ((128,), ("channel",), None, 0, (1, 8, 16)),
        ((7,), ("unit",), None, 0, (1, 1, 7)),
        ((4, 50, 50), ("head", "query", "key"), (7, 7), 1, (4, 50, 50)),
    ],
)
def test_what_a_tile_is(
    shape: tuple[int, ...], axes: tuple[str, ...], grid: tuple[int, int] | None, prefix: int, expected: tuple[int, ...]
) -> None:
    values = np.arange(2 * np.prod(shape), dtype=np.float32).reshape(2, *shape)
    tiles = tiles_of(values, axes, grid, prefix)
    assert tiles.shape == (2, *expected)
    if axes[0] == "token":
        assert tiles[1, 2, 0, 1] == values[1, prefix + 1, 2]
    elif len(axes) == 1:
        assert (tiles.reshape(2, -1) == values).all()
