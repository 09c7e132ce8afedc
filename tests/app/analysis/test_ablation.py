"""Which values a choice takes, and how far two activations lie apart: against plain indexing."""

import pytest
import torch

from app.analysis.ablation import relative_change, replaced, selection


def test_each_row_takes_its_own_part() -> None:
    value = torch.randn(2, 3, 4, 5)  # batch, channel, row, column
    axes = ("channel", "row", "column")
    expected = value.clone()
    expected[0, 1] = 0
    expected[1, [0, 2]] = 0
    found = replaced(value, torch.zeros(()), selection(axes, value.shape[1:], "channel", [[1], [0, 2]]))
    assert torch.equal(found, expected)
    expected = value.clone()
    expected[0, :, 1, 2] = 7
    expected[1, :, 3, 4] = 7
    found = replaced(value, torch.tensor(7.0), selection(axes, value.shape[1:], "position", [[7], [19]]))
    assert torch.equal(found, expected)
    assert replaced(value, torch.zeros(()), selection(axes, value.shape[1:], "whole", [[], []])).abs().sum() == 0


def test_tokens_channels_last_and_heads() -> None:
    tokens = torch.randn(1, 5, 6)
    expected = tokens.clone()
    expected[0, [0, 3]] = 0
    assert torch.equal(
        replaced(tokens, torch.zeros(()), selection(("token", "channel"), (5, 6), "position", [[3, 0]])), expected
    )
    expected = tokens.clone()
    expected[0, :, 4:] = 0
    assert torch.equal(replaced(tokens, torch.zeros(()), selection(("0", "feature"), (5, 6), "head", [[2]], 3)), expected)
    last = torch.randn(1, 2, 3, 4)
    expected = last.clone()
    expected[0, 1, 0] = 0
    chosen = selection(("row", "column", "channel"), (2, 3, 4), "position", [[3]])
    assert torch.equal(replaced(last, torch.zeros(()), chosen), expected)


def test_what_is_not_chosen_stays_bit_for_bit() -> None:
    value = torch.tensor([[-0.0, float("inf"), 1e-45]])
    found = replaced(value, torch.zeros(()), selection(("unit",), (3,), "unit", [[]]))
    assert torch.equal(found.view(torch.int32), value.view(torch.int32))


def test_the_change_is_relative_to_what_was_there() -> None:
    before = torch.tensor([3.0, 4.0])
    assert relative_change(before, torch.zeros(2)) == 1
    assert relative_change(before, torch.tensor([3.0, 9.0])) == pytest.approx(1)
    assert relative_change(torch.zeros(2), torch.zeros(2)) == 0
    assert relative_change(torch.zeros(2), before) is None
