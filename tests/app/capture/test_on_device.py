"""A copy of a model on another device: whatever comes back is float32, on the CPU, and what the CPU computes."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from app.capture import on_device
from app.capture.on_device import OnDevice, home
from tests.support.tiny_timm import Opened

CPU = torch.device("cpu")


class Elsewhere(Tensor):
    """Stands for a tensor on another device: all that is computed with it is one, too, until it is brought to the CPU."""

    def to(self, *where: Any, **how: Any) -> Tensor:  # type: ignore[override]
        moved = super().to(*where, **how)
        return moved.as_subclass(Tensor) if where and where[0] == "cpu" else moved


@pytest.mark.parametrize("name", ["vit", "resnet", "swin"])
def test_it_records_what_the_cpu_does(opened: Callable[[str], Opened], name: str) -> None:
    one = opened(name)
    exact, found = one.loaded.recorder.run(one.x), OnDevice(one.loaded.recorder, CPU).run(one.x)
    assert torch.equal(found.output, exact.output)
    assert found.calls.keys() == exact.calls.keys()
    for target, calls in exact.calls.items():
        for a, b in zip(calls, found.calls[target], strict=True):
            assert torch.equal(a, b), target


def test_everything_that_comes_back_is_on_the_cpu(opened: Callable[[str], Opened], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_device, "there", lambda x, device: x.as_subclass(Elsewhere))
    one = opened("vit")
    copied = OnDevice(one.loaded.recorder, CPU)
    seen = []
    copied._recorder.model.register_forward_hook(lambda module, given, output: seen.append(type(output)))
    found = copied.run(one.x)
    assert seen == [Elsewhere]  # it was there
    assert {type(tensor) for tensor in (found.output, *(one for calls in found.calls.values() for one in calls))} == {Tensor}
    assert {tensor.dtype for calls in found.calls.values() for tensor in calls} == {torch.float32}


@pytest.mark.parametrize("kind", [torch.float16, torch.bfloat16, torch.float64])
def test_numbers_come_home_as_float32_and_are_copies(kind: torch.dtype) -> None:
    given = torch.linspace(-2, 2, 5).to(kind).requires_grad_()
    found = home(given)
    assert (found.dtype, found.device, found.requires_grad) == (torch.float32, CPU, False)
    same = torch.zeros(3)
    assert home(same).data_ptr() != same.data_ptr()
    assert home(torch.arange(3)).dtype == torch.int64


def test_the_copy_is_another_module(opened: Callable[[str], Opened]) -> None:
    one = opened("vit")
    copied = OnDevice(one.loaded.recorder, CPU)
    before = copied.run(one.x).output
    linear = next(part for part in copied._recorder.model.modules() if isinstance(part, nn.Linear))
    with torch.no_grad():
        linear.weight.zero_()
    assert not torch.equal(copied.run(one.x).output, before)
    assert torch.equal(one.loaded.recorder.run(one.x).output, before)
