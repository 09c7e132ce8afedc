"""Attention maps: against a second implementation, and against the layer's own output."""

import pytest
import torch
from torch import Tensor

from app.analysis.attention import contribution_norms, rollout
from tests.app.analysis.test_mixing import EVERY_TYPE, assert_near, attention_layer, pattern_of, split_heads
from tests.support.mixing_reference import contributions, entropy, patch_rows


@EVERY_TYPE
def test_contributions_sum_to_the_layers_output(dtype: torch.dtype) -> None:
    layer, x = attention_layer(4, dtype), torch.randn(1, 7, 12, dtype=dtype)
    _, _, value, output, biases = split_heads(layer)
    v = torch.einsum("nd,hkd->hnk", x[0], value) + biases[2][:, None]
    parts = contributions(pattern_of(layer, x), v, output)
    assert_near(parts.sum(1) + layer.proj.bias, layer(x)[0])
    assert_near(contribution_norms(pattern_of(layer, x), v, output), parts.norm(dim=-1))


def rollout_by_paths(attentions: list[Tensor]) -> Tensor:
    """A second implementation: walks every path, one hop a block, in plain Python."""
    count = attentions[0].shape[-1]
    reached = [[float(i == j) for j in range(count)] for i in range(count)]
    for attention in reversed(attentions):  # from the last block down to the input
        hop = [[float(attention[:, i, j].mean()) + (i == j) for j in range(count)] for i in range(count)]
        hop = [[value / sum(row) for value in row] for row in hop]
        reached = [[sum(row[k] * hop[k][j] for k in range(count)) for j in range(count)] for row in reached]
    return torch.tensor(reached, dtype=torch.double)


def test_rollout_is_what_walking_the_paths_gives() -> None:
    attentions = [torch.randn(3, 6, 6, dtype=torch.double).softmax(-1) for _ in range(4)]
    rolled = rollout(attentions)
    assert_near(rolled, rollout_by_paths(attentions))
    assert_near(rolled.sum(-1), torch.ones(6, dtype=torch.double))


def test_patch_rows_sum_to_one_again() -> None:
    attention = torch.randn(2, 6, 6).softmax(-1)
    assert_near(patch_rows(attention, 1).sum(-1), torch.ones(2, 5))
    assert entropy(torch.full((1, 4, 4), 0.25)).flatten().tolist() == pytest.approx([1.3862944] * 4)
