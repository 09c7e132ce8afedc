"""ResMLP (arXiv 2105.03404): one matrix A mixes the patches, without a hidden layer and without an activation function.

So its picture is directly who mixes with whom: row i of A says what patch i takes from each patch. In place of a norm there is
Aff, a gain and an offset per channel. Module names are timm's: `MlpMixer` with `ResBlock` and `Affine`.

B batch · N tokens · D width · K hidden units of channel mixing
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from ..layers.tokens import Mlp, PatchEmbed, init_linear

LAYER_SCALE = 0.1  # each branch starts small; the paper: 0.1 up to 18 blocks, less for deeper ones


class Affine(nn.Module):
    """x · alpha + beta, per channel: no statistics, so it is linear."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.alpha = nn.Parameter(torch.ones(1, 1, width))
        self.beta = nn.Parameter(torch.zeros(1, 1, width))

    def forward(self, x: Float[Tensor, "B N D"]) -> Float[Tensor, "B N D"]:
        return x * self.alpha + self.beta


class Block(nn.Module):
    def __init__(self, tokens: int, width: int, hidden: int) -> None:
        super().__init__()
        self.norm1 = Affine(width)
        self.linear_tokens = nn.Linear(tokens, tokens)  # A: its weight is N N, output patch by input patch
        self.ls1 = nn.Parameter(torch.full((width,), LAYER_SCALE))
        self.branch1 = nn.Identity()  # what is added, by a name of its own
        self.norm2 = Affine(width)
        self.mlp_channels = Mlp(width, hidden)
        self.ls2 = nn.Parameter(torch.full((width,), LAYER_SCALE))
        self.branch2 = nn.Identity()

    def forward(self, x: Float[Tensor, "B N D"]) -> Float[Tensor, "B N D"]:
        mixed = self.linear_tokens(self.norm1(x).transpose(1, 2)).transpose(1, 2)  # B N D: space, every channel alike
        x = x + self.branch1(self.ls1 * mixed)
        return x + self.branch2(self.ls2 * self.mlp_channels(self.norm2(x)))  # channels, one token at a time


class ResMLP(nn.Module):
    def __init__(
        self,
        side: int = 28,
        patch: int = 4,
        channels: int = 1,
        classes: int = 10,
        width: int = 64,
        depth: int = 6,
        hidden: int = 256,
    ) -> None:
        super().__init__()
        self.stem = PatchEmbed(channels, width, patch)
        self.blocks = nn.Sequential(*(Block((side // patch) ** 2, width, hidden) for _ in range(depth)))
        self.norm = Affine(width)
        self.head = nn.Linear(width, classes)
        self.apply(init_linear)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B classes"]:
        x = self.stem(x)  # B N D
        x = self.norm(self.blocks(x))
        return self.head(x.mean(dim=1))
