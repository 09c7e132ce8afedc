"""Frames on their way: packed and unpacked they are what they were; what does not shrink is left alone."""

import random

from hypothesis import given
from hypothesis import strategies as st

from app.frames.packed import MAGIC, packed, unpacked


@given(st.binary(max_size=2000), st.integers(1, 50))
def test_what_is_packed_comes_out_as_it_was(part: bytes, times: int) -> None:
    frame = b"MXS1" + part * times
    assert unpacked(packed(frame)) == frame
    assert len(packed(frame)) <= len(frame)


def test_what_does_not_shrink_goes_as_it_is() -> None:
    noise = b"MXS1" + random.Random(0).randbytes(5000)
    assert packed(noise) == noise
    assert packed(b"MXS1ab") == b"MXS1ab"
    assert packed(b"MXS1" + bytes(5000)).startswith(MAGIC)
