"""gMLP (arXiv 2105.08050): half of the channels, mixed over the patches by one matrix W, gate the other half.

s(Z) = Z1 ⊙ (W Z2 + b). The product makes the mixing depend on the picture, though W does not: what patch i takes from patch j
is W_ij times what patch i itself holds. W starts at zero and b at one, so that a block begins without mixing.
Module names are timm's: `MlpMixer` with `SpatialGatingBlock`, `GatedMlp` and `SpatialGatingUnit`.

B batch · N tokens · D width · E channels within a block, E2 half of them · K classes
"""

from jaxtyping import Float
from torch import Tensor, nn

from ..layers.tokens import PatchEmbed, init_linear


class SpatialGatingUnit(nn.Module):
    def __init__(self, tokens: int, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width // 2)
        self.proj = nn.Linear(tokens, tokens)  # W: its weight is N N, output patch by input patch

    def forward(self, x: Float[Tensor, "B N E"]) -> Float[Tensor, "B N E2"]:
        u, v = x.chunk(2, dim=-1)  # each B N E/2
        v = self.proj(self.norm(v).transpose(1, 2)).transpose(1, 2)  # space, every channel alike
        return u * v


class GatedMlp(nn.Module):
    def __init__(self, tokens: int, width: int, hidden: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(width, hidden)
        self.act = nn.GELU()
        self.gate = SpatialGatingUnit(tokens, hidden)
        self.fc2 = nn.Linear(hidden // 2, width)

    def forward(self, x: Float[Tensor, "B N D"]) -> Float[Tensor, "B N D"]:
        return self.fc2(self.gate(self.act(self.fc1(x))))


class Block(nn.Module):
    def __init__(self, tokens: int, width: int, hidden: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.mlp_channels = GatedMlp(tokens, width, hidden)
        self.branch = nn.Identity()  # what is added, by a name of its own

    def forward(self, x: Float[Tensor, "B N D"]) -> Float[Tensor, "B N D"]:
        return x + self.branch(self.mlp_channels(self.norm(x)))


class GMLP(nn.Module):
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
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.head = nn.Linear(width, classes)
        self.apply(init_linear)
        self.apply(init_gate)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B K"]:
        x = self.stem(x)  # B N D
        x = self.norm(self.blocks(x))
        return self.head(x.mean(dim=1))


def init_gate(module: nn.Module) -> None:
    if isinstance(module, SpatialGatingUnit):
        nn.init.normal_(module.proj.weight, std=1e-6)
        nn.init.ones_(module.proj.bias)
