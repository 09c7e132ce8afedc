"""The threshold is the first from which on enough of the names are right."""

import pytest
import torch

from models.training.calibration.unsure import LEAST, TARGET, Named, outcome, threshold


def test_it_is_the_smallest_hundredth_that_reaches_the_target() -> None:
    shares = torch.linspace(0, 0.999, 1000, dtype=torch.float64)
    right = torch.rand(1000, generator=torch.Generator().manual_seed(1)) < shares
    least = threshold(shares, right)
    assert least is not None
    assert least == pytest.approx(2 * TARGET - 1, abs=0.08)  # above it the shares are 0.7 on average
    at, before = (outcome(shares, right, value).right for value in (least, least - 0.01))
    assert at is not None
    assert before is not None
    assert at >= TARGET > before


def test_a_model_that_is_always_right_names_everything() -> None:
    assert threshold(torch.full((50,), 0.1), torch.ones(50, dtype=torch.bool)) == 0.0


def test_a_model_that_reaches_it_with_too_few_pictures_names_nothing() -> None:
    shares = torch.tensor([0.9] + [0.1] * 99)
    right = torch.tensor([True] + [False] * 99)
    assert outcome(shares, right, 0.5).named < LEAST
    assert threshold(shares, right) is None
    assert outcome(shares, right, None) == Named(0.0, None)
