"""Where tokens lie, where the windows that they are made of overlap, and after a stage whose order is not a picture's."""

import pytest
import torch
from torch import Tensor, nn

from app.capture.discovery.derive import derive
from app.capture.points import resolve
from app.capture.recorder import Recorder
from models.spec.entry import Input
from tests.support.random_networks import Block

INPUT = Input(64, 64, 3, (0.5,) * 3, (0.5,) * 3)
SIDE, WIDTH = 16, 12


class Overlapping(nn.Module):
    """Tokens of windows of 7 pixels, 4 apart, in reading order or unit by unit, then a block; of a quarter of them, another."""

    def __init__(self, unit: int) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.unit = unit
        self.cut = nn.Conv2d(3, WIDTH, 7, 4, 3)
        self.one, self.two = Block("attention", WIDTH, SIDE**2), Block("attention", WIDTH, SIDE**2 // 4)
        self.answer = nn.Linear(WIDTH, 5)

    def forward(self, x: Tensor) -> Tensor:
        z = self.cut(x).flatten(2).transpose(1, 2)
        if self.unit:
            count = SIDE // self.unit
            units = z.reshape(len(z), count, self.unit, count, self.unit, WIDTH).transpose(2, 3)
            z = units.reshape(len(z), SIDE**2, WIDTH)
        z = self.one(z)
        pooled = z.reshape(len(z), SIDE**2 // 4, 4, WIDTH).amax(2) if self.unit else self.halved(z)
        return self.answer(self.two(pooled).mean(1))

    def halved(self, z: Tensor) -> Tensor:
        """A quarter of the tokens, in reading order."""
        return z.reshape(len(z), SIDE // 2, 2, SIDE // 2, 2, WIDTH).mean((2, 4)).reshape(len(z), -1, WIDTH)


@pytest.mark.parametrize("unit", [0, 2, 4, 8])
def test_overlapping_windows_show_their_order_by_a_pixel_that_lies_in_one_of_them(unit: int) -> None:
    model = Overlapping(unit).eval().requires_grad_(False)
    points = resolve(Recorder(model, derive(model, INPUT).points), INPUT)
    stages = [point for point in points if point.stage and point.name in ("one", "two")]
    assert [point.name for point in stages] == ["one", "two"]
    if unit == 0:
        assert [point.grid for point in stages] == [(SIDE, SIDE), (SIDE // 2, SIDE // 2)]
        return
    assert [point.grid for point in stages] == [None, None]
    assert [point.no_grid.key for point in stages if point.no_grid] == ["no-grid-order", "no-grid-order-before"]
