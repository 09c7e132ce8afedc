"""What a probe pass finds out about a model's points."""

import pytest
import torch
from torch import Tensor, nn

from app.capture.points import resolve
from app.capture.recorder import CaptureError, Recorder
from models.registry import MODELS
from models.spec.entry import Input
from models.spec.point import Point

DIGIT = Input(28, 28, 1, (0.0,), (1.0,))


@pytest.mark.parametrize("name", MODELS)
def test_shipped_points_are_ordered_by_execution_and_depth(name: str) -> None:
    entry = MODELS[name]
    points = resolve(Recorder(entry.build().eval(), entry.points), entry.input)
    depths = [point.depth for point in points]
    assert depths == sorted(depths)
    assert 0 < depths[0] <= depths[-1] == 1
    assert points[-1].role == "logits"
    stages = [point for point in points if point.stage]
    assert [round(point.depth * (len(stages) + 1)) for point in stages] == list(range(1, len(stages) + 1))
    assert all("{" not in point.title for point in points)


def test_details_have_the_depth_of_the_stage_that_follows() -> None:
    entry = MODELS["digits-vit"]
    points = resolve(Recorder(entry.build().eval(), entry.points), entry.input)
    for i, point in enumerate(points):
        if point.role == "attention":
            assert points[i + 1].stage
            assert point.depth == points[i + 1].depth
            assert point.grid == (7, 7)
    by_name = {point.name: point for point in points}
    assert by_name["blocks.0"].title == "block 1"
    assert (by_name["blocks.0"].grid, by_name["blocks.0"].stride, by_name["blocks.0"].prefix) == ((7, 7), 4, 1)
    assert (by_name["patch_embed"].grid, by_name["patch_embed"].prefix) == ((7, 7), 0)


def test_maps_have_strides_and_units_have_none() -> None:
    entry = MODELS["digits-cnn"]
    points = {p.name: p for p in resolve(Recorder(entry.build().eval(), entry.points), entry.input)}
    assert [points[name].stride for name in ("act1", "pool1", "pool2", "gap")] == [1, 2, 4, None]
    assert points["act1"].grid == (28, 28)
    assert points["gap"].grid is None


class Odd(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv, self.shared, self.head = nn.Conv2d(1, 2, 3, stride=3), nn.ReLU(), nn.Linear(2, 2)

    def forward(self, x: Tensor) -> Tensor:
        x = self.shared(self.shared(self.conv(x)))
        return self.head(x.mean((2, 3)))


MAP = ("channel", "row", "column")


def test_a_grid_that_does_not_divide_the_input_has_no_stride() -> None:
    points = resolve(Recorder(Odd(), [Point("conv", "c", "feature_map", MAP, "both")]), DIGIT)
    assert points[0].grid == (8, 8) if points[0].shape[1] == 8 else (9, 9)
    assert points[0].stride is None


def test_further_calls_of_a_module_are_points_of_their_own() -> None:
    recorder = Recorder(Odd(), [Point("shared", "s", "feature_map", MAP, "both")])
    points = resolve(recorder, DIGIT)
    assert [point.name for point in points] == ["shared", "shared@2"]
    recording = recorder.run(torch.randn(2, 1, 28, 28))
    assert points[1].of(recording) is recording.calls["shared"][1]


def test_axes_that_do_not_fit_are_an_error() -> None:
    with pytest.raises(CaptureError, match="conv"):
        resolve(Recorder(Odd(), [Point("conv", "c", "hidden", ("token", "channel"), "both")]), DIGIT)
