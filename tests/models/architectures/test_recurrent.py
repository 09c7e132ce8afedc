"""The networks that read row by row, against torch's own, state by state; and what a state cannot know yet."""

import pytest
import torch
from torch import Tensor, nn

from models.architectures.recurrent import LSTM, Recurrent


def states_of(model: nn.Module, x: Tensor) -> Tensor:
    """B H U: the state after each row, as a recording finds it."""
    found: list[Tensor] = []
    steps = model.get_submodule("steps")
    hooks = [step.register_forward_hook(lambda *call: found.append(call[-1])) for step in steps.children()]
    model(x)
    for hook in hooks:
        hook.remove()
    return torch.stack(found, dim=1)


@pytest.mark.parametrize(
    ("ours", "theirs"), [(Recurrent(), nn.RNN(28, 96, batch_first=True)), (LSTM(), nn.LSTM(28, 96, batch_first=True))]
)
def test_every_state_is_torchs(ours: nn.Module, theirs: nn.Module) -> None:
    weights = ours.eval().state_dict()
    theirs.load_state_dict({
        "weight_ih_l0": weights["row.weight"], "bias_ih_l0": weights["row.bias"],
        "weight_hh_l0": weights["state.weight"], "bias_hh_l0": torch.zeros_like(weights["row.bias"]),
    })  # fmt: skip
    x = torch.randn(4, 1, 28, 28, generator=torch.Generator().manual_seed(1))
    states = theirs(x[:, 0])[0]
    torch.testing.assert_close(states_of(ours, x), states, rtol=0, atol=1e-5)
    torch.testing.assert_close(ours(x), states[:, -1] @ weights["head.weight"].T + weights["head.bias"], rtol=0, atol=1e-5)


@pytest.mark.parametrize("build", [Recurrent, LSTM])
def test_a_state_knows_the_rows_before_it_and_no_others(build: type[nn.Module]) -> None:
    x = torch.randn(1, 1, 28, 28, generator=torch.Generator().manual_seed(2)).requires_grad_(True)
    state = states_of(build().eval(), x)[0, 9]
    (slope,) = torch.autograd.grad(state.sum(), x)
    heard = slope[0, 0].abs().sum(dim=1) > 0
    assert heard.tolist() == [True] * 10 + [False] * 18


def test_in_training_the_lstm_is_the_same_function() -> None:
    """Which torch's own LSTM computes then, quicker: answer and gradients."""
    torch.manual_seed(3)
    model, x = LSTM(units=20), torch.randn(4, 1, 28, 28)
    found = []
    for mode in (True, False):
        answer = model.train(mode)(x)
        found.append((answer, torch.autograd.grad(answer.square().sum(), list(model.parameters()))))
    (trained, slopes), (looked_at, others) = found
    torch.testing.assert_close(trained, looked_at, rtol=0, atol=1e-6)
    for one, other in zip(slopes, others, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)
