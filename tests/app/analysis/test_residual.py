"""The measures of the residual stream, by hand."""

import pytest
import torch

from app.analysis import residual


def test_path_lengths_of_the_110_layer_network() -> None:
    share = residual.path_lengths(54)
    assert sum(share[19:36]) == pytest.approx(0.98017, abs=5e-6)
    assert sum(share) == pytest.approx(1)
    assert sum(k * part for k, part in enumerate(share)) == pytest.approx(27)


def test_measures_by_hand() -> None:
    found = residual.measures(torch.tensor([[3.0, 4.0]]), torch.tensor([[0.0, -5.0]]))
    assert (found["skip_norm"], found["branch_norm"], found["ratio"], found["share"]) == (5, 5, 1, 0.5)
    assert found["sum_norm"] == pytest.approx(10**0.5)
    assert found["cosine"] == pytest.approx(-0.8)


def test_the_shortest_run_that_holds_most() -> None:
    assert residual.settled([0.02, 0.2, 0.5, 0.25, 0.03]) == (1, 3)
    assert residual.settled([1.0]) == (0, 0)
