"""What networks of tokens share: patches that become tokens, two linear layers on the last axis, and how these begin.

B batch · C channels · H rows · W columns · N tokens · D width
"""

from jaxtyping import Float
from torch import Tensor, nn


class PatchEmbed(nn.Module):
    """Cuts the picture into patches; one linear map makes each of them a token. `patch`: its side, or its height and width."""

    def __init__(self, channels: int, width: int, patch: int | tuple[int, int]) -> None:
        super().__init__()
        self.proj = nn.Conv2d(channels, width, kernel_size=patch, stride=patch)

    def forward(self, x: Float[Tensor, "B C H W"]) -> Float[Tensor, "B N D"]:
        x = self.proj(x)  # B D rows columns
        return x.flatten(2).transpose(1, 2)


class Mlp(nn.Module):
    """Two layers on the last axis; every other axis shares them. On channels, it treats each token by itself."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(width, hidden)
        self.act = nn.GELU()
        self.fc2 = nn.Linear(hidden, width)

    def forward(self, x: Float[Tensor, "*shared D"]) -> Float[Tensor, "*shared D"]:
        return self.fc2(self.act(self.fc1(x)))


def init_linear(module: nn.Module) -> None:
    """Glorot's initialisation for every linear layer, and no offsets."""
    if isinstance(module, nn.Linear):
        nn.init.xavier_uniform_(module.weight)
        nn.init.zeros_(module.bias)
