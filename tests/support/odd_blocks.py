"""A model whose block returns several things, as people have them: for MIXSCOPE_MODEL, as those of odd_models."""

from typing import Any

import torch
from torch import Tensor, nn

from tests.support.odd_models import given


class Beside(nn.Module):
    """Attention and a dense layer side by side; returns the tokens, the attention and a loss, as transformers' layers may."""

    def __init__(self) -> None:
        super().__init__()
        self.attention, self.norm = Weighing(), nn.LayerNorm(24)
        self.dense = nn.Linear(24, 24)

    def forward(self, x: Tensor) -> Any:
        y = self.norm(x)
        taken, shares = self.attention(y)
        return x + taken + self.dense(y).relu(), shares, shares.mean()


class Weighing(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(24, 72)

    def forward(self, x: Tensor) -> Any:
        q, k, v = (part.unflatten(-1, (2, 12)).transpose(1, 2) for part in self.qkv(x).chunk(3, -1))
        shares = (q @ k.transpose(-2, -1) / 12**0.5).softmax(-1)
        return (shares @ v).transpose(1, 2).flatten(2), shares


def beside() -> Any:
    class Made(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.cut, self.block, self.head = nn.Conv2d(3, 24, 8, 8), Beside(), nn.Linear(24, 3)

        def forward(self, x: Tensor) -> Tensor:
            return self.head(self.block(self.cut(x).flatten(2).transpose(1, 2))[0].mean(1))

    torch.manual_seed(0)
    return given(Made())


def rerolled() -> Any:
    """It says of itself that its tokens are in another order, as Hiera does."""
    module, facts = beside()
    module.reroll = nn.Identity()
    return module, facts
