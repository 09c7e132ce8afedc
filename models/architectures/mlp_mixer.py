"""MLP-Mixer (arXiv 2105.01601): patches become tokens, mixed by an MLP with the same weights for every picture.

Module names are timm's, so that the weights load into `timm.models.mlp_mixer.MlpMixer` as they are.

B batch · N tokens · D width · S hidden units of token mixing (the paper's D_S) · K those of channel mixing (D_C)
"""

from jaxtyping import Float
from torch import Tensor, nn

from ..layers.drop import some_branches
from ..layers.tokens import Mlp, PatchEmbed, init_linear


class Block(nn.Module):
    drop_path = 0.0  # stochastic depth, in training

    def __init__(self, tokens: int, width: int, token_hidden: int, channel_hidden: int) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.mlp_tokens = Mlp(tokens, token_hidden)  # its fc1.weight is S N: one picture over the patches per unit
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp_channels = Mlp(width, channel_hidden)

    def forward(self, x: Float[Tensor, "B N D"]) -> Float[Tensor, "B N D"]:
        mixed = self.mlp_tokens(self.norm1(x).transpose(1, 2))  # B D N: space, one channel at a time
        x = x + some_branches(mixed.transpose(1, 2), self.drop_path, self.training)  # B N D
        mixed = self.mlp_channels(self.norm2(x))  # channels, one token at a time
        return x + some_branches(mixed, self.drop_path, self.training)


class Mixer(nn.Module):
    def __init__(
        self,
        side: int = 28,
        patch: int = 4,
        channels: int = 1,
        classes: int = 10,
        width: int = 64,
        depth: int = 6,
        token_hidden: int = 64,
        channel_hidden: int = 256,
    ) -> None:
        super().__init__()
        tokens = (side // patch) ** 2
        self.stem = PatchEmbed(channels, width, patch)
        # No position embedding: token mixing has a weight for each pair of positions, so it knows them apart already.
        self.blocks = nn.Sequential(*(Block(tokens, width, token_hidden, channel_hidden) for _ in range(depth)))
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.head = nn.Linear(width, classes)
        self.apply(init_linear)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B classes"]:
        x = self.stem(x)  # B N D
        x = self.norm(self.blocks(x))
        return self.head(x.mean(dim=1))
