"""Sizes of effective fields: closed forms of uniform kernels, exactness of the probes, the pictures that are averaged over."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from app.analysis import effective_receptive_field as field
from app.analysis import mixing


def profile(layers: int, kernel: int) -> np.ndarray:
    """The gradient of one output of stacked uniform 1-D kernels: the kernel, convolved with itself."""
    found = np.ones(1)
    for _ in range(layers):
        found = np.convolve(found, np.full(kernel, 1 / kernel))
    return found


@pytest.mark.parametrize(("layers", "ratio"), [(4, 0.73), (16, 0.40), (64, 0.20)])
def test_the_width_of_stacked_uniform_kernels_grows_with_the_root_of_their_number(layers: int, ratio: float) -> None:
    along = torch.from_numpy(profile(layers, 3))
    width = field.width(torch.outer(along, along).square())
    assert width == pytest.approx(4 * math.sqrt(layers * (3**2 - 1) / 12), rel=1e-9)
    assert width / (2 * layers + 1) == pytest.approx(ratio, abs=0.005)


def test_the_gradient_of_real_layers_has_that_width() -> None:
    layers = nn.Sequential(*(nn.Conv2d(1, 1, 3, padding=1, bias=False) for _ in range(4))).double()
    for parameter in layers.parameters():
        nn.init.constant_(parameter, 1 / 9)
    energy = mixing.jacobian_energy(lambda z: layers(z)[:, :, 10, 10], torch.rand(1, 1, 21, 21, dtype=torch.double))[0]
    assert field.width(energy) == pytest.approx(4 * math.sqrt(4 * 8 / 12), rel=1e-9)
    assert field.amplitude(energy).max() == 1


def test_a_field_that_is_the_same_everywhere() -> None:
    assert field.width(torch.full((28, 28), 3.0)) == pytest.approx(field.uniform_width(28, 28))
    assert field.uniform_width(28, 28) == pytest.approx(4 * math.sqrt((28**2 - 1) / 12))
    assert field.square(torch.ones(9, 9), (4.5, 4.5), part=49 / 81) == 7
    assert field.square(torch.ones(9, 9), (4.5, 4.5), part=50 / 81) == 9


def test_the_square_around_a_corner_of_pixels_has_an_even_side() -> None:
    energy = torch.zeros(8, 8)
    energy[3:5, 3:5] = 1
    assert field.square(energy, (4, 4)) == 2
    energy[7, 7] = 1  # a fifth of the energy, three further out
    assert field.square(energy, (4, 4)) == 8


def test_nothing_acts_on_a_dead_position() -> None:
    nothing = torch.zeros(4, 4)
    assert field.width(nothing) == field.square(nothing, (2, 2)) == 0
    assert not field.amplitude(nothing).any()


def test_as_many_probes_as_channels_give_the_exact_energy() -> None:
    directions = field.probes(12, 12, seed=3)
    torch.testing.assert_close(directions.T @ directions, torch.eye(12), atol=1e-5, rtol=0)
    assert field.probes(12, 99, seed=3).shape == (12, 12)


def test_fewer_probes_are_right_on_average() -> None:
    jacobian = torch.randn(12, 30, generator=torch.Generator().manual_seed(0))
    exact = jacobian.square().sum(0)
    guesses = torch.stack([(field.probes(12, 3, seed) @ jacobian).square().sum(0) for seed in range(2000)])
    torch.testing.assert_close(guesses.mean(0) / exact, torch.ones(30), atol=0.05, rtol=0)


def test_the_pictures_are_always_the_same_and_differ_from_each_other() -> None:
    image = torch.zeros(1, 28, 28)
    image[:, 8:20, 12:16] = 1
    found = field.varied([image, image], 32)
    assert found.shape == (32, 1, 28, 28)
    assert torch.equal(found, field.varied([image, image], 32))
    assert len({one.numpy().tobytes() for one in found}) == 32
    assert found.min() >= 0
    assert found.max() <= 1
    assert (found.sum((1, 2, 3)) / image.sum() - 1).abs().max() < 0.25  # zoomed by a tenth at most each way
