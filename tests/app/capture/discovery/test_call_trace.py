"""The trace of one pass: every call in order, which tensors are handed on, and what softmaxes weigh."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from app.capture.discovery.call_trace import Softmax, trace_calls


class Attention(nn.Module):
    """Weighs five tokens of four numbers against each other."""

    def forward(self, x: Tensor) -> Tensor:
        return torch.softmax(x @ x.transpose(-2, -1), -1) @ x


class Twice(nn.Module):
    """A layer that runs two times, an activation that hands its tensor on, and a module that never runs."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.act = nn.ReLU(inplace=True)
        self.attn = Attention()
        self.idle = nn.Linear(4, 4)

    def forward(self, x: Tensor) -> Tensor:
        found: Tensor = self.attn(self.act(self.fc(self.fc(x))))
        return found


X = torch.randn(1, 5, 4, generator=torch.Generator().manual_seed(1))


def test_calls_come_in_order_of_completion_with_the_shapes_of_their_tensors() -> None:
    trace = trace_calls(Twice().eval(), X)
    assert [call.name for call in trace.calls] == ["fc", "fc", "act", "attn", ""]
    assert {call.given for call in trace.calls} == {call.shape for call in trace.calls} == {(1, 5, 4)}
    assert (trace.times("fc"), trace.times("act"), trace.times("idle")) == (2, 1, 0)
    assert trace.of("fc") is trace.calls[0]
    assert trace.of("idle") is None


def test_a_tensor_that_is_handed_on_keeps_its_number() -> None:
    first, second, act, attn, whole = trace_calls(Twice().eval(), X).calls
    assert first.output != second.output
    assert act.output != second.output, "written into, it is another tensor"
    assert attn.output == whole.output != act.output


def test_a_softmax_is_noted_with_its_module_and_the_values_that_it_weighs() -> None:
    trace = trace_calls(Twice().eval(), X)
    assert trace.softmaxes == [Softmax("attn", (1, 5, 5), (1, 5, 4))]


def test_fused_attention_is_noted_as_the_softmax_that_it_is() -> None:
    class Fused(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return F.scaled_dot_product_attention(x, x, x)

    (softmax,) = trace_calls(nn.Sequential(Fused()), X[:, None]).softmaxes
    assert (softmax.owner, softmax.shape, softmax.values) == ("0", (1, 1, 5, 5), (1, 1, 5, 4))


def test_the_callers_picture_and_the_model_stay_as_they_were() -> None:
    model, x = nn.Sequential(nn.ReLU(inplace=True)), -torch.ones(1, 3)
    output = trace_calls(model, x).output
    assert torch.equal(x, -torch.ones(1, 3))
    assert torch.equal(output, torch.zeros(1, 3))
    assert not any(module._forward_hooks or module._forward_pre_hooks for module in model.modules())
