"""Interaction: nothing is left of it where no window touches both patterns, in float32 and float64; and its own borders."""

import copy

import numpy as np
import pytest
import torch

from app.analysis.interaction import difference, interaction
from models.architectures.circular_cnn import Circular
from models.registry import load
from tests.support.two_patterns import ROWS, glyph, reach


@pytest.mark.parametrize(("dtype", "most"), [(torch.float32, 1e-6), (torch.float64, 1e-12)])
@pytest.mark.parametrize("trained", [False, True])
def test_nothing_is_left_where_no_window_touches_both(dtype: torch.dtype, most: float, trained: bool) -> None:
    """At each position whose window, 3, 5, 7 … 13 pixels of a circular CNN, holds no pixel of A or none of B."""
    torch.manual_seed(0)
    model = load("digits-circular") if trained else Circular()
    blocks = copy.deepcopy(model.blocks).eval().to(dtype)
    first, second = glyph(4, 3, dtype), glyph(18, 14, dtype)
    x = torch.cat([first + second, first, second, torch.zeros_like(first)])
    for radius, block in enumerate(blocks, 1):
        with torch.inference_mode():
            x = block(x)
        both, a, b, empty = (one.numpy() for one in x)
        rest = np.abs(difference(both, a, b, empty))
        apart = ~(reach(first, radius) & reach(second, radius))
        assert apart.sum() > ROWS  # it says something about many positions
        assert rest[:, apart].max() <= most * np.abs(both).max()
        (value,) = interaction(both[None], a[None], b[None], empty[None])
        assert (value > 1e-5) == (radius == 6)  # ten rows lie between the two


def test_no_change_has_no_value_and_a_sum_has_none_left() -> None:
    def stage(*values: float) -> np.ndarray:
        return np.array([values], np.float32)

    assert np.isnan(interaction(stage(1, 2), stage(3, 4), stage(5, 6), stage(1, 2)))
    assert interaction(stage(4, 6), stage(1, 2), stage(3, 4), stage(0, 0)) == 0
    assert interaction(stage(3, 0), stage(0, 0), stage(0, 0), stage(0, 0)) == 1


def test_the_support_says_which_windows_touch_a_glyph() -> None:
    one: torch.Tensor = glyph(0, 0, torch.float32)
    assert reach(one, 0).sum() == 16
    assert reach(one, 1).sum() == 36  # round the edge


def test_what_float32_rounds_off_is_no_change() -> None:
    """The same picture in a batch of another size differs by a part in ten million: nothing that the two have changed."""
    empty = np.random.default_rng(0).normal(size=(1, 500)).astype(np.float32)
    both = empty * np.float32(1 + 1.2e-7)
    assert np.isnan(interaction(both, empty, empty, empty)).all()
    assert interaction(empty * np.float32(1.001), empty, empty, empty) == pytest.approx(1, rel=1e-3)
