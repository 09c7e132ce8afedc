"""Transforms: each step against plain NumPy, shuffles undone by their inverse, and what is none refused with a sentence."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Problem
from app.images.scene.transform import NONE, read_transform, refusal

IMAGE = torch.rand(3, 12, 12, generator=torch.Generator().manual_seed(0))
PIXELS = IMAGE.numpy()


def made(text: str) -> np.ndarray:
    return read_transform(text)(IMAGE).numpy()


@given(st.integers(-9999, 9999), st.sampled_from(["patches:3", "patches:4", "within:4", "within:6", "pixels"]))
def test_a_shuffle_and_its_inverse_give_the_picture_back_bit_for_bit(seed: int, kind: str) -> None:
    shuffled = read_transform(f"{kind}:{seed}")(IMAGE)
    assert torch.equal(read_transform(f"{kind}:{-seed}")(shuffled), IMAGE)
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
    assert read_transform("") == NONE
    assert NONE(IMAGE) is IMAGE


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("melt", "There is no transform 'melt'. There is patches, pixels, within, turn,"),
        ("patches:4", "patches is written patches:side:seed, not 'patches:4'."),
        ("pixels:x", "seed of pixels must be a whole number from -9999 to 9999, not 'x'."),
        ("turn:45", "turn takes 90, 180 or 270 degrees, not '45'."),
        ("noise:nan:1", "deviation of noise must be a number from 0 to 1, not 'nan'."),
        ("cover:0:0:0:4", "width of cover must be a whole number from 1 to 999, not '0'."),
        (",".join(["mirror:0"] * 9), "A transform has at most 8 steps, not 9."),
    ],
)
def test_what_is_no_transform_is_refused_with_what_would_be(text: str, says: str) -> None:
    with pytest.raises(Problem) as refused:
        read_transform(text)
    assert refused.value.status == 422
    assert refused.value.detail.startswith(says)


def test_what_does_not_fit_the_input_is_told() -> None:
    assert str(refusal(read_transform("patches:5:1"), 28, 28)).startswith("Patches of 5 px do not fill 28 x 28 px.")
    assert str(refusal(read_transform("turn:90"), 28, 24)).startswith("A picture of 28 x 24 px can be turned by 180")
    assert refusal(read_transform("turn:180,patches:4:1"), 28, 24) is None
