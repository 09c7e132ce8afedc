"""Attention that runs before a stage gets fewer places."""

import pytest
import torch
from torch import Tensor, nn

from app.capture.discovery.derive import derive
from app.capture.points import resolve
from app.capture.recorder import Recorder
from app.core.errors import NoAnswer
from app.interpret.mixing_queries import Query, matrix, one_of
from app.interpret.stage import Stage
from models.spec.entry import Input

INPUT = Input(16, 16, 3, (0.0,) * 3, (1.0,) * 3)


class Weighed(nn.Module):
    """Two heads over the cells of a map."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Conv2d(8, 24, 1)

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = (part.flatten(2).unflatten(1, (2, 4)).transpose(2, 3) for part in self.qkv(x).chunk(3, 1))
        made = ((q @ k.transpose(-1, -2)).softmax(-1) @ v).transpose(2, 3).flatten(1, 2)
        return made.unflatten(2, x.shape[2:])


class Pooled(nn.Module):
    """A block that attends, then halves its map."""

    def __init__(self) -> None:
        super().__init__()
        self.attention, self.pool, self.out = Weighed(), nn.AvgPool2d(2), nn.Conv2d(8, 8, 1)

    def forward(self, x: Tensor) -> Tensor:
        made: Tensor = self.out(self.pool(self.attention(x))) + self.pool(x)
        return made


def test_a_row_is_refused_where_other_places_ask_than_the_stage_holds() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(3, 8, 4, 2, 1), Pooled(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 3)).eval()
    recorder = Recorder(model, derive(model, INPUT).points)
    points = resolve(recorder, INPUT)
    stage = Stage(recorder, points, next(point for point in points if point.name == "1"))
    x = torch.randn(1, 3, 16, 16)
    assert stage.point.grid == (4, 4)
    assert matrix(stage, x, "attention").values.shape == (2, 64, 64)
    with pytest.raises(NoAnswer, match="64 places from before it got fewer"):
        one_of(stage, x, Query(row=0, column=1), "attention")
