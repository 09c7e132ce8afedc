"""Generated digits: always the same, in MNIST's form, and what they are meant to show."""

import numpy as np
import pytest
import torch

from app.images.generated_digits import COUNT, generated_digit
from app.images.original import Original
from app.images.preprocess import prepare
from models.registry import MODELS, load
from models.spec.normalise import normalise


def test_a_digit_is_the_same_every_time() -> None:
    before = [generated_digit(number).tobytes() for number in (499, 0, 22, 1)]
    generated_digit.cache_clear()
    assert [generated_digit(number).tobytes() for number in (1, 22, 0, 499)] == [before[i] for i in (3, 2, 1, 0)]
    assert generated_digit(7) is generated_digit(7)
    for number in (-1, COUNT):
        with pytest.raises(ValueError, match="counted from 0"):
            generated_digit(number)


def test_they_have_mnists_form_and_pass_unchanged() -> None:
    for number in range(0, COUNT, 7):
        pixels = np.asarray(generated_digit(number))
        assert (pixels.shape, pixels.dtype, pixels.max()) == ((28, 28), np.uint8, 255)
        rows, columns = np.flatnonzero(pixels.any(1)), np.flatnonzero(pixels.any(0))
        assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20, "the box of MNIST's digits"
        weights = pixels.astype(float) / pixels.sum()
        centre = [(weights.sum(axis) @ (np.arange(28) + 0.5)) for axis in (0, 1)]
        assert np.abs(np.array(centre) - 14.5).max() <= 0.51, "below the middle, as far as whole pixels allow"
        image = prepare(Original(generated_digit(number)), MODELS["digits-cnn"].input, "none").image
        np.testing.assert_array_equal(image[0], pixels / np.float32(255))


def test_no_two_are_alike_and_a_network_reads_them() -> None:
    pixels = np.stack([np.asarray(generated_digit(number)) for number in range(100)])
    assert len(np.unique(pixels.reshape(100, -1), axis=0)) == 100
    x = normalise(torch.from_numpy(pixels / np.float32(255))[:, None], MODELS["digits-cnn"].input)
    with torch.no_grad():
        said = load("digits-cnn")(x).argmax(1)
    right = (said == torch.arange(100) % 10).float().mean()
    assert right >= 0.95
