"""Models whose weights, or what lies between their maps, are odd: for MIXSCOPE_MODEL, as those of odd_models."""

from typing import Any

import torch
from torch import Tensor, nn

from tests.support.odd_models import Net, given


def writes_into_its_weights() -> Any:
    """As a sum in place on a parameter that is repeated once, which is a view of it."""
    module = Net()
    module.token = nn.Parameter(torch.randn(1, 16))

    def answer(net: Any, x: Tensor) -> Tensor:
        token = net.token.expand(len(x), -1)
        token += net.hidden(x).mean((2, 3))
        return net.head(token)

    module.answer = lambda x: answer(module, x)  # type: ignore[method-assign]
    return given(module)


def vector_between() -> Any:
    """Between two maps, one number for each channel."""

    class Made(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            torch.manual_seed(0)
            self.stem, self.last, self.head = nn.Conv2d(3, 8, 3, 2, 1), nn.Conv2d(8, 8, 1), nn.Linear(8, 3)
            self.vector = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 8))

        def forward(self, x: Tensor) -> Tensor:
            x = self.stem(x)
            return self.head(self.last(x * self.vector(x.mean((2, 3)))[..., None, None]).mean((2, 3)))

    made = Made()
    made.vector = Whole(made.vector)  # type: ignore[assignment]
    return given(made)


class Whole(nn.Module):
    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: Tensor) -> Tensor:
        return self.inner(x) * 2


def masked() -> Any:
    """A mask of −infinity among its weights."""
    module = Net()
    module.mask = nn.Parameter(torch.tensor([[0.0, -torch.inf, 0.0]]), requires_grad=False)
    module.answer = lambda x: (Net.answer(module, x) + module.mask).clamp(min=-100)  # type: ignore[method-assign]
    return given(module)
