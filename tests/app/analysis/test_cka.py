"""CKA without bias, against the formula as it is printed and a figure of the authors' notebook."""

import numpy as np
import pytest
import torch

from app.analysis.cka import alignment, centred_gram


def hsic(k: np.ndarray, m: np.ndarray) -> float:
    """The unbiased estimator of Song et al., term by term."""
    n, one = len(k), np.ones(len(k))
    k, m = k - np.diag(np.diag(k)), m - np.diag(np.diag(m))
    terms = np.trace(k @ m) + (one @ k @ one) * (one @ m @ one) / ((n - 1) * (n - 2)) - 2 / (n - 2) * (one @ k @ m @ one)
    return float(terms / (n * (n - 3)))


def cka(*features: np.ndarray) -> np.ndarray:
    return alignment(torch.stack([centred_gram(torch.from_numpy(one)) for one in features])).numpy()


def test_it_is_the_authors_figure() -> None:
    np.random.seed(1337)
    x = np.random.randn(100, 10)
    y = np.random.randn(100, 10) + x
    assert cka(x, y)[0, 1] == pytest.approx(0.51346, abs=1e-5)


def test_it_is_the_unbiased_estimators_quotient() -> None:
    random = np.random.default_rng(0)
    x, y = random.normal(size=(40, 7)), random.normal(size=(40, 90)) + 1
    y[:, :7] += x
    k, m = x @ x.T, y @ y.T
    assert cka(x, y)[0, 1] == pytest.approx(hsic(k, m) / np.sqrt(hsic(k, k) * hsic(m, m)), abs=1e-10)


def test_a_rotation_a_scale_and_a_shift_change_nothing_and_what_is_independent_is_not_alike() -> None:
    random = np.random.default_rng(1)
    x = random.normal(size=(60, 12))
    turned = 3 * x @ np.linalg.qr(random.normal(size=(12, 12)))[0] + 5
    assert cka(x, turned)[0, 1] == pytest.approx(1, abs=1e-9)
    wide = [random.normal(size=(50, 1000)) for _ in range(2)]  # biased, it would be above 0.9
    assert abs(cka(*wide)[0, 1]) < 0.05


def test_what_does_not_vary_has_none() -> None:
    assert np.isnan(cka(np.ones((6, 3)), np.eye(6)))[0, 1]
    with pytest.raises(ValueError, match="four pictures"):
        centred_gram(torch.zeros(3, 2))
