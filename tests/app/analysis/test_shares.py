"""From numbers to shares, by what the numbers are."""

import numpy as np
import pytest
import torch

from app.analysis.shares import loss, shares

VALUES = np.array([[2.0, -1.0, 0.5]], np.float32)


def test_shares_are_what_the_numbers_say() -> None:
    z = torch.from_numpy(VALUES)
    assert shares(VALUES, "softmax") == pytest.approx(z.softmax(1).numpy())
    assert shares(VALUES, "softmax", 2.0) == pytest.approx((z / 2).softmax(1).numpy())
    assert shares(VALUES, "sigmoid") == pytest.approx(z.sigmoid().numpy())
    assert np.array_equal(shares(z.softmax(1).numpy(), "shares"), z.softmax(1).numpy())


@pytest.mark.parametrize("scores", ["softmax", "sigmoid", "shares"])
def test_the_loss_is_minus_the_logarithm_of_the_share(scores) -> None:
    z = torch.from_numpy(VALUES).softmax(1) if scores == "shares" else torch.from_numpy(VALUES)
    assert float(loss(z, 1, scores)) == pytest.approx(-np.log(shares(z.numpy(), scores)[0, 1]), rel=1e-5)
