"""Vision Transformer (arXiv 2010.11929): patches become tokens, and attention mixes them.

Module names are timm's, so that the weights load into `timm.models.vision_transformer.VisionTransformer` as they are. One
difference in form: the softmax is a module, so that the attention can be recorded.

B batch · C channels · P patch side · N tokens (class token first) · D width · H heads · K width of a head (D/H)
"""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from ..layers.drop import some_branches, some_patches
from ..layers.tokens import Mlp, PatchEmbed, init_linear


class Attention(nn.Module):
    """Mixes space: each token gathers from all tokens, with weights computed from the picture."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.scale = (width // heads) ** -0.5
        self.qkv = nn.Linear(width, 3 * width)
        self.softmax = nn.Softmax(dim=-1)
        self.proj = nn.Linear(width, width)

    def forward(self, x: Float[Tensor, "B N D"]) -> Float[Tensor, "B N D"]:
        B, N, D = x.shape
        qkv = self.qkv(x).reshape(B, N, 3, self.heads, D // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)  # each B H N K
        attention = self.softmax(self.scale * q @ k.transpose(-2, -1))  # B H N N: query, key; rows sum to 1
        x = (attention @ v).transpose(1, 2).reshape(B, N, D)  # the heads side by side
        return self.proj(x)


class Block(nn.Module):
    drop_path = 0.0  # stochastic depth, in training

    def __init__(self, width: int, heads: int, hidden: int) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attn = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = Mlp(width, hidden)

    def forward(self, x: Float[Tensor, "B N D"]) -> Float[Tensor, "B N D"]:
        x = x + self.kept(self.attn(self.norm1(x)))
        return x + self.kept(self.mlp(self.norm2(x)))

    def kept(self, branch: Tensor) -> Tensor:
        return some_branches(branch, self.drop_path, self.training)  # all of it, but in training


class ViT(nn.Module):
    """`side` and `patch`: of a square picture and its square patches, or their heights and widths."""

    patch_drop = 0.0  # share of patches left out, in training

    def __init__(
        self,
        side: int | tuple[int, int] = 28,
        patch: int | tuple[int, int] = 4,
        channels: int = 1,
        classes: int = 10,
        width: int = 64,
        depth: int = 6,
        heads: int = 4,
        hidden: int = 128,
        positions: bool = True,
    ) -> None:
        super().__init__()
        (rows, columns), (high, wide) = both(side), both(patch)
        tokens = 1 + (rows // high) * (columns // wide)
        self.patch_embed = PatchEmbed(channels, width, patch)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, width))
        # None: no token knows its place, and the answer depends on which patches there are, not on where (a bag of patches).
        self.pos_embed = nn.Parameter(torch.zeros(1, tokens, width)) if positions else None
        self.pos_drop = nn.Identity()  # drops nothing: timm's name for the place where the tokens know their position
        self.blocks = nn.Sequential(*(Block(width, heads, hidden) for _ in range(depth)))
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.head = nn.Linear(width, classes)
        if self.pos_embed is not None:
            nn.init.trunc_normal_(self.pos_embed, std=0.02)
        nn.init.normal_(self.cls_token, std=1e-6)
        self.apply(init_linear)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B classes"]:
        x = self.patch_embed(x)  # B N-1 D
        x = torch.cat([self.cls_token.expand(x.shape[0], -1, -1), x], dim=1)  # B N D
        x = self.pos_drop(x if self.pos_embed is None else x + self.pos_embed)
        x = some_patches(x, self.patch_drop, self.training)
        x = self.norm(self.blocks(x))
        return self.head(x[:, 0])  # the class token has gathered what the answer needs


def both(size: int | tuple[int, int]) -> tuple[int, int]:
    """Height and width."""
    return size if isinstance(size, tuple) else (size, size)
