"""Spearman's rank correlation against its definition, value by value."""

import pytest
import torch

from app.analysis.rank_correlation import spearman


def by_definition(first: list[float], second: list[float]) -> float:
    def ranks(values: list[float]) -> list[float]:
        return [sum(other < one for other in values) + (sum(other == one for other in values) + 1) / 2 for one in values]

    a, b = ranks(first), ranks(second)
    mean = (len(a) + 1) / 2
    both = sum((i - mean) * (j - mean) for i, j in zip(a, b, strict=True))
    return both / (sum((i - mean) ** 2 for i in a) * sum((j - mean) ** 2 for j in b)) ** 0.5


def test_it_is_the_correlation_of_the_ranks_and_equal_values_share_theirs() -> None:
    dice = torch.Generator().manual_seed(0)
    for levels in (3, 1000):
        a, b = (torch.randint(levels, (60,), generator=dice).float() for _ in range(2))
        assert spearman(a, b) == pytest.approx(by_definition(a.tolist(), b.tolist()), abs=1e-9)


def test_only_the_order_counts_and_what_does_not_vary_has_none() -> None:
    values = torch.tensor([3.0, -1, 0.5, 8])
    assert spearman(values, values.exp()) == pytest.approx(1)
    assert spearman(values, -values) == pytest.approx(-1)
    assert spearman(values, torch.ones(4)) is None
    assert spearman(torch.zeros(0), torch.zeros(0)) is None
