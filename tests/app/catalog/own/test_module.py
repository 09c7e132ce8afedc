"""Modules in wrappers, and those that cannot be looked into."""

import pytest
import torch
from torch import nn

from app.catalog.own.module import check_visible, exported, in_float32, unwrapped
from models.spec.errors import WeightsError
from tests.support import odd_models


def test_wrappers_are_taken_off_wherever_they_are() -> None:
    inner = odd_models.Net()
    whole = nn.Sequential(nn.DataParallel(inner), torch.compile(nn.Linear(3, 3)))
    module, findings = unwrapped(nn.DataParallel(whole))
    assert module is whole
    assert module[0] is inner
    assert type(module[1]) is nn.Linear
    assert [found.values["wrapper"] for found in findings] == ["DataParallel", "torch.compile"]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (odd_models.scripted, "TorchScript"),
        (odd_models.lazy, "gets its size with the first picture"),
        (odd_models.meta, "no values"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_cannot_be_looked_into_is_refused_in_a_true_sentence(make, sentence: str) -> None:
    with pytest.raises(WeightsError, match=sentence):
        check_visible(make()[0])


@pytest.mark.filterwarnings("ignore")
def test_an_exported_program_is_known() -> None:
    program = torch.export.export(odd_models.Net().eval(), (torch.zeros(1, 3, 32, 32),))
    assert exported(program)
    assert exported(program.module())
    assert not exported(torch.fx.symbolic_trace(odd_models.Net()))


def test_quantised_weights_are_refused() -> None:
    class Quantised(nn.Linear):
        __module__ = "torch.ao.nn.quantized.dynamic.modules.linear"

    with pytest.raises(WeightsError, match="quantised"):
        check_visible(nn.Sequential(Quantised(3, 3)))


def test_other_number_types_are_brought_to_float32_and_said() -> None:
    module = nn.Sequential(nn.Linear(3, 3).half(), nn.Linear(3, 3).double(), nn.Linear(3, 3))
    (found,) = in_float32(module)
    assert "float16, float64" in str(found)
    assert {parameter.dtype for parameter in module.parameters()} == {torch.float32}
    assert in_float32(module) == []
