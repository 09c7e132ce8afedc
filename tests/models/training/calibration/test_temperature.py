"""The temperature is that of a search, and mends shares that were spoilt on purpose."""

import pytest
import torch
from torch import Tensor

from models.training.calibration.temperature import expected_calibration_error, fitted, negative_log_likelihood


@pytest.fixture
def honest() -> tuple[Tensor, Tensor]:
    """Logits whose softmax is the truth: each label is drawn from it."""
    dice = torch.Generator().manual_seed(0)
    logits = 2 * torch.randn(20_000, 10, generator=dice, dtype=torch.float64)
    return logits, logits.softmax(1).multinomial(1, generator=dice)[:, 0]


@pytest.mark.parametrize("factor", [0.25, 1.0, 3.0])
def test_logits_that_were_multiplied_are_divided_again(honest: tuple[Tensor, Tensor], factor: float) -> None:
    logits, labels = honest
    assert fitted(factor * logits, labels) == pytest.approx(factor, rel=0.03)


def test_no_temperature_nearby_is_better(honest: tuple[Tensor, Tensor]) -> None:
    logits, labels = 1.7 * honest[0], honest[1]
    best = fitted(logits, labels)
    least = negative_log_likelihood(logits / best, labels)
    for other in (0.5, 0.9, 0.99, 1.01, 1.1, 2.0):
        assert negative_log_likelihood(logits / (other * best), labels) > least


def test_the_error_is_how_far_the_share_is_off(honest: tuple[Tensor, Tensor]) -> None:
    logits, labels = honest
    assert expected_calibration_error(logits, labels) < 0.015
    assert expected_calibration_error(4 * logits, labels) > 0.1
    sure, right = torch.tensor([[50.0, 0.0]] * 4), torch.tensor([0, 0, 0, 1])
    assert expected_calibration_error(sure, right) == pytest.approx(0.25)
    assert negative_log_likelihood(torch.zeros(2, 4), torch.tensor([1, 3])) == pytest.approx(torch.tensor(4.0).log().item())
