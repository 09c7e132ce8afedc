"""What compound scaling costs, against the real architectures."""

import pytest

from models.architectures.efficientnet import EfficientNet, Scaling
from models.measure.compound_scaling import cost
from models.measure.macs import macs
from models.spec.entry import DIGIT


@pytest.mark.parametrize("phi", [0, 1, 2])
def test_the_cost_is_that_of_the_real_architecture(phi: int) -> None:
    scaling = Scaling.compound(phi)
    model = EfficientNet(scaling).eval()
    found = cost(scaling)
    assert found.parameters == sum(one.numel() for one in model.parameters())
    assert found.macs == macs(model, DIGIT)
    assert found.side == (21, 24, 28)[phi]
