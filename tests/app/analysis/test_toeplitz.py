"""How Toeplitz a matrix over patches is: 1 for a convolution, 0 for noise, and the correlation that it says it is."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from app.analysis.toeplitz import offsets, toeplitzness
from tests.support.mixing_reference import convolution_row


def toeplitz(rows: int, columns: int) -> Tensor:
    """A matrix whose weight depends on the offset only."""
    return torch.randn((2 * rows - 1) * (2 * columns - 1))[offsets(rows, columns)]


def test_toeplitzness_is_one_for_a_convolution_and_none_for_noise() -> None:
    torch.manual_seed(0)
    assert toeplitzness(toeplitz(7, 7), 7, 7) == pytest.approx(1, abs=1e-9)
    assert toeplitzness(toeplitz(3, 5), 3, 5, itself=False) == pytest.approx(1, abs=1e-9)
    noise = [toeplitzness(torch.randn(49, 49), 7, 7) for _ in range(20)]
    assert abs(sum(noise) / 20) < 0.01
    # A convolution with zero padding, written out as a matrix, is one.
    kernel = torch.randn(1, 1, 3, 3)
    matrix = torch.stack([F.conv2d(unit.reshape(1, 1, 5, 5), kernel, padding=1).flatten() for unit in torch.eye(25)], 1)
    assert toeplitzness(matrix, 5, 5) == pytest.approx(1, abs=1e-6)
    passing_on = torch.eye(49) + 0.001 * torch.randn(49, 49)
    assert toeplitzness(passing_on, 7, 7) > 0.99
    assert abs(toeplitzness(passing_on, 7, 7, itself=False)) < 0.2
    with pytest.raises(ValueError, match="9 rows and columns"):
        toeplitzness(torch.ones(4, 4), 3, 3)


def test_toeplitzness_is_the_correlation_over_all_pairs_that_lie_alike() -> None:
    torch.manual_seed(1)
    matrix = (toeplitz(2, 3) + torch.randn(6, 6)).double()
    centred, where = matrix - matrix.mean(), offsets(2, 3)
    top = bottom = 0.0
    for i in range(36):
        for j in range(36):
            if i != j and where.flatten()[i] == where.flatten()[j]:
                a, b = (float(centred.flatten()[at]) for at in (i, j))
                top, bottom = top + a * b, bottom + (a * a + b * b) / 2
    assert toeplitzness(matrix, 2, 3) == pytest.approx(top / bottom, rel=1e-9)


def test_toeplitzness_is_one_where_only_the_offset_matters() -> None:
    kernel = torch.rand(3, 3)
    rows = [convolution_row(kernel, (r, c), 1, 1, (5, 5)).flatten() for r in range(5) for c in range(5)]
    assert toeplitzness(torch.stack(rows), 5, 5) == pytest.approx(1)
    assert toeplitzness(torch.rand(25, 25), 5, 5) < 0.7
