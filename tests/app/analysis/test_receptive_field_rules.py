"""How rectangles go through single operations, and that nothing is guessed where they cannot be carried through."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from app.analysis.receptive_field_rules import Unfollowed
from app.analysis.theoretical_receptive_field import Reaches
from tests.app.analysis.test_theoretical_receptive_field import followed, side


class Gate(nn.Module):
    """Squeeze and excitation: each channel times a number made of the whole map."""

    def forward(self, x: Tensor) -> Tensor:
        return x * x.mean((2, 3), keepdim=True).sigmoid()


class Efficient(nn.Module):
    """Efficient channel attention: a 1-D kernel over the averages of the channels."""

    def __init__(self) -> None:
        super().__init__()
        self.mix = nn.Conv1d(1, 1, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return x * self.mix(x.mean((2, 3))[:, None]).sigmoid().transpose(1, 2)[..., None]


class Windows(nn.Module):
    """A dense layer over the 16 positions of each window of 4 x 4."""

    def __init__(self) -> None:
        super().__init__()
        self.mix = nn.Linear(16, 16)

    def forward(self, x: Tensor) -> Tensor:
        B, C, H, W = x.shape
        tiles = x.view(B, C, H // 4, 4, W // 4, 4).permute(0, 1, 2, 4, 3, 5).reshape(B, C, -1, 16)
        tiles = self.mix(tiles).reshape(B, C, H // 4, W // 4, 4, 4)
        return tiles.permute(0, 1, 2, 4, 3, 5).reshape(B, C, H, W)


class Channels(nn.Module):
    """What mixes channels only, the channels last, as ConvNeXt does it."""

    def __init__(self) -> None:
        super().__init__()
        self.norm, self.mix = nn.LayerNorm(8), nn.Linear(8, 8)

    def forward(self, x: Tensor) -> Tensor:
        return self.mix(self.norm(x.permute(0, 2, 3, 1))).permute(0, 3, 1, 2)


class Largest(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.maximum(x, -x)


def after(*layers: nn.Module) -> tuple[Tensor, Reaches]:
    return followed(nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), *layers).eval(), (1, 16, 16))


@pytest.mark.parametrize(
    ("layer", "cause"),
    [
        (Gate(), "an average over all positions"),
        (Efficient(), "an average over all positions"),
        (nn.GroupNorm(2, 8), "a norm over all positions"),
    ],
)
def test_one_gate_or_norm_makes_it_the_whole_picture(layer: nn.Module, cause: str) -> None:
    reach, reaches = after(layer)
    assert reach[4].max() == -1
    assert reaches.cause == cause


@pytest.mark.parametrize(
    "layer", [Channels(), nn.Conv2d(8, 4, 1), nn.BatchNorm2d(8), nn.GELU(), nn.Dropout(), nn.ReLU(inplace=True)]
)
def test_what_mixes_channels_only_leaves_it_as_it_is(layer: nn.Module) -> None:
    reach, reaches = after(layer)
    assert side(reach) == (3, 3)
    assert reaches.cause is None


def test_windows_stay_windows() -> None:
    reach, reaches = after(Windows())
    assert reach[:, 0, 0, 5, 9].tolist() == [3, 7, -8, -12, 0]  # rows 4–7, columns 8–11, and the kernel before it
    assert reaches.cause is None


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (nn.Conv2d(8, 8, 5, padding="same", groups=8), 7),
        (nn.Conv2d(8, 8, 3, dilation=2, padding=2, groups=4), 7),
        (nn.Conv2d(8, 8, 3, padding=1, padding_mode="circular"), 5),
        (nn.Sequential(nn.ZeroPad2d(2), nn.AvgPool2d(5, 1)), 7),
        (nn.Sequential(nn.MaxPool2d(2), nn.AdaptiveAvgPool2d(4)), 6),
    ],
)
def test_kernels_of_all_kinds(layer: nn.Module, expected: int) -> None:
    assert side(after(layer)[0]) == (expected, expected)


def test_the_square_continues_outside_the_picture() -> None:
    reach, _ = followed(nn.Sequential(nn.Conv2d(1, 1, 5, 2, padding=2), nn.Conv2d(1, 1, 3, padding=1)), (1, 12, 12))
    assert reach[:4, 0, 0, 0, 0].tolist() == [-4, -4, -4, -4]  # recursion: 9 pixels around pixel 0


class Resized(nn.Module):
    def __init__(self, size: int, **how: Any) -> None:
        super().__init__()
        self.size, self.how = size, how

    def forward(self, x: Tensor) -> Tensor:
        return nn.functional.interpolate(x, (self.size, self.size), **self.how)


@pytest.mark.parametrize("size", [7, 16, 24])
@pytest.mark.parametrize(
    "how",
    [
        {"mode": "nearest"},
        {"mode": "bilinear"},
        {"mode": "bilinear", "align_corners": True},
        {"mode": "bilinear", "antialias": True},
    ],
)
def test_resizing_inside_a_model(how: dict[str, Any], size: int) -> None:
    layer = Resized(size, **how)
    reach, _ = followed(layer, (1, 16, 16))
    acts = torch.func.jacrev(lambda column: layer(column.expand(1, 1, 16, 16))[0, 0, :, 0])(torch.rand(16, 1)).squeeze() != 0
    for row in range(size):
        top, bottom = int(reach[0, 0, 0, row, 0]), -int(reach[2, 0, 0, row, 0])
        found = acts[row].nonzero().flatten().tolist()
        assert top <= min(found)
        assert bottom >= max(found)
        assert bottom - top <= max(found) - min(found) + 2, "a row of weight 0 on either side at most is too much"


class Writes(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        y = x.clone()
        y[:, :, :4] = 0
        y[:, :, 0].add_(x[:, :, 5])
        return y


class Fills(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        y = torch.zeros_like(x)
        y[:] = x
        return y


class Adds(nn.Module):
    """Under another name: the sum is the same tensor, flattened."""

    def forward(self, x: Tensor) -> Tensor:
        y = x.relu()
        y.flatten(1).add_(x.flip(2).flatten(1))
        return y


class Sums(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.cumsum(2)


@pytest.mark.parametrize("layer", [Writes(), Fills(), Adds(), Sums()])
def test_what_cannot_be_followed_is_said_and_never_guessed(layer: nn.Module) -> None:
    with pytest.raises(Unfollowed, match="it "):
        after(layer)


def test_values_that_no_pixel_changes_reach_nothing() -> None:
    class Token(nn.Module):
        def forward(self, x: Tensor) -> Any:
            return torch.cat([torch.ones_like(x), x], 1)

    reach, _ = followed(Token(), (1, 16, 16))
    assert reach[:, 0, 0].isinf().all()
    assert reach[:, 0, 1].isfinite().all()
