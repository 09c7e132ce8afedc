"""Shifting: against torch.roll, back and forth, and one after the other."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.images.shift import shift

SIZES = st.tuples(st.integers(1, 3), st.integers(1, 9), st.integers(1, 9))
STEPS = st.integers(-12, 12)


def image(size: tuple[int, ...]) -> torch.Tensor:
    return torch.arange(1, 1 + torch.Size(size).numel(), dtype=torch.float32).reshape(size)


@given(SIZES, STEPS, STEPS)
def test_wrap_is_a_roll(size: tuple[int, ...], dx: int, dy: int) -> None:
    assert torch.equal(shift(image(size), dx, dy, "wrap"), torch.roll(image(size), (dy, dx), (-2, -1)))


@given(SIZES, STEPS, STEPS, st.floats(-1, 0, width=32))
def test_clip_moves_every_pixel_to_its_place_or_away(size: tuple[int, ...], dx: int, dy: int, fill: float) -> None:
    source, moved = image(size), shift(image(size), dx, dy, "clip", fill)
    for row in range(size[1]):
        for column in range(size[2]):
            inside = 0 <= row - dy < size[1] and 0 <= column - dx < size[2]
            expected = source[:, row - dy, column - dx] if inside else torch.full((size[0],), fill)
            assert torch.equal(moved[:, row, column], expected)


@given(SIZES, STEPS, STEPS)
def test_back_again_keeps_what_never_left(size: tuple[int, ...], dx: int, dy: int) -> None:
    back = shift(shift(image(size), dx, dy, "clip"), -dx, -dy, "clip")
    assert torch.equal(back[back != 0], image(size)[back != 0])
    assert int((back != 0).sum()) == size[0] * max(0, size[1] - abs(dy)) * max(0, size[2] - abs(dx))
    assert torch.equal(shift(shift(image(size), dx, dy, "wrap"), -dx, -dy, "wrap"), image(size))


@given(SIZES, st.integers(0, 12), st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))
def test_two_steps_the_same_way_are_one(size: tuple[int, ...], dx: int, dy: int, more_x: int, more_y: int) -> None:
    for edge in ("clip", "wrap"):
        twice = shift(shift(image(size), dx, dy, edge), more_x, more_y, edge)  # type: ignore[arg-type]
        assert torch.equal(twice, shift(image(size), dx + more_x, dy + more_y, edge))  # type: ignore[arg-type]


def test_the_source_stays_and_the_type_is_kept() -> None:
    source = image((1, 4, 4)).to(torch.float64)
    moved = shift(source, 0, 0, "clip")
    assert moved.dtype == torch.float64
    moved += 1
    assert torch.equal(source, image((1, 4, 4)).to(torch.float64))


def test_another_edge_is_an_error() -> None:
    with pytest.raises(ValueError, match="clip"):
        shift(image((1, 2, 2)), 1, 1, "mirror")  # type: ignore[arg-type]
