"""What a stage mixes, one after the other: read off one pass, checked against how each architecture is built."""

import pytest
import torch
from torch import Tensor, nn

from app.capture.phases import Uses
from app.capture.points import resolve
from app.capture.recorder import Recorder
from models.registry import MODELS

SPACE_THEN_CHANNELS = ("spatial", "channel")
BETWEEN = ("channel", "spatial", "channel")
AT_ONCE = ("both",)
BLOCKS = {
    "digits-vit": ("blocks.3", SPACE_THEN_CHANNELS),
    "digits-mixer": ("blocks.0", SPACE_THEN_CHANNELS),
    "digits-resmlp": ("blocks.1", SPACE_THEN_CHANNELS),
    "digits-gmlp": ("blocks.1", BETWEEN),  # widened, gated over the patches, narrowed
    "digits-efficientnet-0": ("blocks.1.0", BETWEEN),  # expanded, depthwise, narrowed
    "digits-densenet": ("features.transition1", ("channel", "spatial")),  # 1x1, then a pooling without weights
    "digits-mobilenet": ("blocks.0.0", ("channel",)),
    "digits-cnn": ("act3", AT_ONCE),
    "digits-resnet-20": ("layer2.0", AT_ONCE),
    "digits-mlp": ("act1", AT_ONCE),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_shipped_block_is_told_in_order(name: str) -> None:
    entry = MODELS[name]
    stage, expected = BLOCKS[name]
    points = {point.name: point for point in resolve(Recorder(entry.build().eval(), entry.points), entry.input)}
    assert points[stage].phases == expected
    assert points[stage].wire()["phases"] == expected


@pytest.mark.parametrize("name", MODELS)
def test_phases_are_those_of_the_point_as_a_whole(name: str) -> None:
    """Where there are several, space and channels are both among them, and no step is told twice."""
    entry = MODELS[name]
    for point in resolve(Recorder(entry.build().eval(), entry.points), entry.input):
        if len(point.phases) == 1:
            assert point.phases == (point.phase,)
        else:
            assert point.phase == "both"
            assert set(point.phases) == {"spatial", "channel"}
            assert all(one != other for one, other in zip(point.phases, point.phases[1:], strict=False))


class Reversed(nn.Module):
    """Channels first, then space, whatever the order in which the parts are written down."""

    def __init__(self) -> None:
        super().__init__()
        self.across = nn.Conv2d(4, 4, 3, padding=1, groups=4)
        self.columns = nn.Conv2d(4, 4, 1)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.across(self.columns(x))
        return out


def test_the_order_is_that_of_the_pass() -> None:
    model = nn.Sequential(Reversed())
    with torch.inference_mode(), Uses(model) as uses:
        model(torch.zeros(1, 4, 8, 8))
    assert uses.phases("0", "both", "0.across") == ("channel", "spatial")
    assert uses.phases("0", "both", None) == AT_ONCE
    assert uses.phases("0", "pool", "0.across") == ("pool",)
