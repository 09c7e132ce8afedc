"""Where windows lie: against timm's own roll, padding and partition of numbered places."""

from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from timm.models.swin_transformer import window_partition
from torch import Tensor, nn

from app.interpret.places import window_seats
from tests.support.tiny_timm import TINY, Opened, made


def asked(one: Opened) -> dict[str, Tensor] | None:
    maps = [point for point in one.loaded.points if "window" in point.axes]
    found = window_seats(one.loaded, maps)
    return None if found is None else {name: seats for name, (seats, _) in found.items()}


@pytest.mark.parametrize("window", [4, 5])
def test_each_place_is_found_in_its_window(window: int, tmp_path: Path) -> None:
    architecture, arguments = TINY["swin"]
    one = made("swin", architecture, arguments | {"window_size": window}, tmp_path)
    found = asked(one)
    assert found is not None
    for depth, layer in enumerate(one.plain.layers):
        for b, block in enumerate(layer.blocks):
            height, width = block.input_resolution
            numbers = torch.arange(height * width).reshape(1, height, width, 1)
            rolled = torch.roll(numbers, [-shift for shift in block.shift_size], (1, 2))
            padded = F.pad(rolled, (0, 0, 0, -width % window, 0, -height % window), value=-1)
            order = window_partition(padded, block.window_size).flatten()
            seats = found[f"layers.{depth}.blocks.{b}.attn.softmax"]
            assert torch.equal(order[seats], torch.arange(height * width))


class Blended(nn.Module):
    """Each place with a little of the one above it: no copy of one place."""

    def forward(self, x: Tensor) -> Tensor:
        return x + 0.1 * x.roll(1, 1)


def test_where_places_are_mixed_before_the_windows_nothing_is_claimed(tmp_path: Path) -> None:
    one = made("swin", *TINY["swin"], tmp_path)
    block = one.model.layers[0].blocks[1]
    block.norm1 = nn.Sequential(block.norm1, Blended())
    assert asked(one) is None
