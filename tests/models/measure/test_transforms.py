"""Transforms: each step against plain NumPy, and shuffles undone by their inverse."""

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from models.measure.transforms import NONE, transform

IMAGE = torch.rand(3, 12, 12, generator=torch.Generator().manual_seed(0))
PIXELS = IMAGE.numpy()


def made(text: str) -> np.ndarray:
    return transform(text)(IMAGE).numpy()


@given(st.integers(-9999, 9999), st.sampled_from(["patches:3", "patches:4", "within:4", "within:6", "pixels"]))
def test_a_shuffle_and_its_inverse_give_the_picture_back_bit_for_bit(seed: int, kind: str) -> None:
    shuffled = transform(f"{kind}:{seed}")(IMAGE)
    assert torch.equal(transform(f"{kind}:{-seed}")(shuffled), IMAGE)
    assert torch.equal(shuffled.flatten(1).sort(1).values, IMAGE.flatten(1).sort(1).values)  # the same pixels


def test_shuffles_are_numpys_frozen_permutations() -> None:
    order = np.random.RandomState(7).permutation(144)
    assert np.array_equal(made("pixels:7"), PIXELS.reshape(3, 144)[:, order].reshape(3, 12, 12))
    order = np.random.RandomState(7).permutation(9)
    cells = [PIXELS[:, 4 * (p // 3) : 4 * (p // 3) + 4, 4 * (p % 3) : 4 * (p % 3) + 4] for p in order]
    together = np.concatenate([np.concatenate(cells[3 * row : 3 * row + 3], axis=2) for row in range(3)], axis=1)
    assert np.array_equal(made("patches:4:7"), together)
    order = np.random.RandomState(7).permutation(16)
    first = PIXELS[:, :4, :4].reshape(3, 16)[:, order].reshape(3, 4, 4)
    last = PIXELS[:, 8:, 8:].reshape(3, 16)[:, order].reshape(3, 4, 4)
    assert np.array_equal(made("within:4:7")[:, :4, :4], first)
    assert np.array_equal(made("within:4:7")[:, 8:, 8:], last)


def test_what_is_no_shuffle_against_numpy() -> None:
    assert np.array_equal(made("turn:90"), np.rot90(PIXELS, -1, (1, 2)))
    assert np.array_equal(made("turn:180"), PIXELS[:, ::-1, ::-1])
    assert np.array_equal(made("turn:270"), np.rot90(PIXELS, 1, (1, 2)))
    assert np.array_equal(made("mirror:0"), PIXELS[:, :, ::-1])
    assert np.array_equal(made("mirror:1"), PIXELS[:, ::-1])
    covered = PIXELS.copy()
    covered[:, 0:3, 2:6] = 0
    assert np.array_equal(made("cover:2:-2:4:5"), covered)
    assert np.array_equal(made("cover:-9:0:3:3"), PIXELS)  # it lies beside the picture
    assert np.array_equal(made("brightness:1.5"), np.minimum(PIXELS * np.float32(1.5), 1))
    noise = np.random.RandomState(3).standard_normal((3, 12, 12))
    np.testing.assert_allclose(made("noise:0.2:3"), np.clip(PIXELS + 0.2 * noise, 0, 1), atol=1e-6)
    assert np.array_equal(made("mirror:0,turn:90"), np.rot90(PIXELS[:, :, ::-1], -1, (1, 2)))  # in the order of the steps
    assert transform("") == NONE
    assert NONE(IMAGE) is IMAGE
