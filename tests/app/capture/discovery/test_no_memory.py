"""A machine that has no memory left for a moment shows nothing about a model: no evidence is made of it, and it is told."""

import pytest
import torch
from torch import Tensor, nn

from app.capture.discovery.inside import passed
from app.capture.discovery.weighing import show
from models.spec.entry import Input


class Short(nn.Module):
    """Enough memory for its first pass."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.layer, self.error, self.runs = nn.Conv2d(3, 4, 4, 4), error, 0

    def forward(self, x: Tensor) -> Tensor:
        self.runs += 1
        if self.runs > 1:
            raise self.error
        return self.layer(x).mean((2, 3))


INPUT = Input(16, 16, 3, (0.5,), (0.5,))
ERRORS = (MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes"))


@pytest.mark.parametrize("error", ERRORS)
def test_the_second_pass_of_what_is_inside(error: BaseException) -> None:
    with pytest.raises(type(error)):
        passed(Short(error).eval(), INPUT)


@pytest.mark.parametrize("error", ERRORS)
def test_a_disturbed_pass(error: BaseException) -> None:
    short = Short(error)
    short.runs = 1
    with pytest.raises(type(error)):
        show(short.eval(), torch.zeros(1, 3, 16, 16), "layer", 0)


def test_a_model_that_takes_one_picture_only_is_another_matter() -> None:
    assert passed(Short(ValueError("one at a time")).eval(), INPUT).batches is None
