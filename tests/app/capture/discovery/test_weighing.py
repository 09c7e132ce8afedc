"""What the axes of attention are, in layers whose sizes say nothing: shown by one disturbed place."""

import pytest
import torch
from torch import Tensor, nn

from app.capture.axes import Prefixes
from app.capture.discovery.attention import BETWEEN_CHANNELS, attention_points
from app.capture.discovery.call_trace import trace_calls
from app.capture.recorder import Recorder
from models.spec.entry import Input

INPUT = Input(32, 32, 3, (0.0,) * 3, (1.0,) * 3)
X = torch.randn(1, 3, 32, 32, generator=torch.Generator().manual_seed(0))
NONE = Prefixes(None, frozenset())


class Layer(nn.Module):
    """Queries, keys and values of (…, N, D) in two heads."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def split(self, x: Tensor) -> list[Tensor]:
        """(…, head, N, d) each."""
        return [part.unflatten(-1, (2, -1)).transpose(-3, -2) for part in self.qkv(x).chunk(3, -1)]

    def joined(self, x: Tensor) -> Tensor:
        return self.out(x.transpose(-3, -2).flatten(-2))


class Channels(Layer):
    """Weighs the channels of each head, of which there are as many as places."""

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = (part.transpose(-1, -2) for part in self.split(x))
        q, k = (nn.functional.normalize(part, dim=-1) for part in (q, k))
        return self.joined(((q @ k.transpose(-1, -2)).softmax(-1) @ v).transpose(-1, -2))


class Places(Layer):
    """The same, between places."""

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = self.split(x)
        return self.joined((q @ k.transpose(-1, -2)).softmax(-1) @ v)


class Mixed(Layer):
    """Its heads are mixed after the softmax, then brought to one scale."""

    def __init__(self, width: int) -> None:
        super().__init__(width)
        self.mix, self.norm = nn.Parameter(torch.randn(2, 2)), nn.LayerNorm(2)

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = self.split(x)
        shares = torch.einsum("bhij,hg->bgij", (q @ k.transpose(-1, -2)).softmax(-1), self.mix)
        shares = self.norm(shares.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        return self.joined(torch.einsum("bhij,bhjd->bhid", shares, v))


class Windows(Layer):
    """Attends within the four quarters of a map of 4 x 4 places; `way`: how windows and heads lie in the weights."""

    def __init__(self, width: int, way: str) -> None:
        super().__init__(width)
        self.way = way

    def forward(self, x: Tensor) -> Tensor:
        """(1, 16, D)."""
        cut = x.reshape(2, 2, 2, 2, -1).transpose(1, 2).reshape(4, 4, -1)  # window, place, channel
        q, k, v = self.split(cut)
        if self.way == "in one":
            shares = (q.flatten(0, 1) @ k.flatten(0, 1).transpose(-1, -2)).softmax(-1)
            taken = (shares @ v.flatten(0, 1)).unflatten(0, (4, 2))
        elif self.way == "heads first":
            q, k, v = (part.transpose(0, 1) for part in (q, k, v))
            taken = ((q @ k.transpose(-1, -2)).softmax(-1) @ v).transpose(0, 1)
        else:
            taken = (q @ k.transpose(-1, -2)).softmax(-1) @ v
        return self.joined(taken).reshape(2, 2, 2, 2, -1).transpose(1, 2).reshape(1, 16, -1)


def model_of(layer: nn.Module, width: int) -> nn.Module:
    class Made(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.cut, self.layer, self.head = nn.Conv2d(3, width, 8, 8), layer, nn.Linear(width, 3)

        def forward(self, x: Tensor) -> Tensor:
            return self.head(self.layer(self.cut(x).flatten(2).transpose(1, 2)).mean(1))

    return Made().eval()


def found(model: nn.Module) -> tuple[list, object]:
    return attention_points(trace_calls(model, torch.zeros(1, 3, 32, 32)), INPUT, NONE)


@pytest.mark.parametrize(("layer", "maps"), [(Places, 1), (Channels, 0)])
def test_a_head_as_wide_as_there_are_places_is_told_apart(layer: type[Layer], maps: int) -> None:
    torch.manual_seed(0)
    points, why = found(model_of(layer(32), 32))  # 16 places, heads of 16 channels
    assert len(points) == maps
    assert maps or why == BETWEEN_CHANNELS


def test_weights_whose_heads_are_mixed_later_are_attention() -> None:
    torch.manual_seed(0)
    model = model_of(Mixed(24), 24)
    (point,), _ = found(model)
    q, k, _ = model.layer.split(model.cut(X).flatten(2).transpose(1, 2))
    recorded = Recorder(model, [point]).run(X).calls["layer.softmax"][0]
    assert torch.allclose(recorded, (q @ k.transpose(-1, -2)).softmax(-1), atol=1e-6)


@pytest.mark.parametrize("way", ["in one", "heads first", "windows first"])
def test_windows_and_heads_are_told_apart_by_what_a_place_changes(way: str) -> None:
    torch.manual_seed(0)
    model = model_of(Windows(24, way), 24)
    (point,), _ = found(model)
    assert point.axes == (("head", "window") if way == "heads first" else ("window", "head")) + ("query", "key")
    cut = model.cut(X).flatten(2).transpose(1, 2).reshape(2, 2, 2, 2, -1).transpose(1, 2).reshape(4, 4, -1)
    q, k, _ = model.layer.split(cut)
    expected = (q @ k.transpose(-1, -2)).softmax(-1)
    recorded = Recorder(model, [point]).run(X).calls["layer.softmax"][0]
    one = recorded[0].transpose(0, 1) if way == "heads first" else recorded[0]
    assert torch.allclose(one, expected, atol=1e-6)
