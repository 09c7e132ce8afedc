"""Gradients along the residual stream and by path length, against autograd of the tests' own."""

import itertools

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from app.capture.recorder import Recorder
from app.catalog.catalog import Catalog
from app.catalog.loaded_model import LoadedModel
from app.interpret import gradients
from models.entries.lineage import LINEAGE
from models.registry import MODELS
from tests.support.shipped import X

UNTRAINED = Catalog(["rest"], entries={"rest": LINEAGE["digits-resnet-20"], "plain": LINEAGE["digits-plain-20"]})


def plain_gradients(model: torch.nn.Module, target: int) -> list[Tensor]:
    """∂L/∂x_l of the stem and every block, with retain_grad and backward."""
    x = model.act1(model.bn1(model.conv1(X.clone().requires_grad_())))
    states = [x]
    for block in [*model.layer1, *model.layer2, *model.layer3]:
        x = block(x)
        states.append(x)
    for state in states:
        state.retain_grad()
    F.cross_entropy(model.fc(model.global_pool(x)).double(), torch.tensor([target])).backward()
    return [state.grad for state in states if state.grad is not None]


def test_gradient_norms_are_those_of_plain_autograd(fresh: LoadedModel) -> None:
    answer = gradients.gradients(UNTRAINED, fresh, X, "trained", 3)
    wanted = [gradient.norm().item() for gradient in plain_gradients(fresh.model, 3)]
    assert [block["norm"] for block in answer["blocks"]] == pytest.approx(wanted, rel=1e-4)
    assert [block["title"] for block in answer["blocks"]] == ["stem", *(f"block {i}" for i in range(1, 10))]


def test_before_training_the_weights_are_seed_0_and_the_norms_know_the_samples(fresh: LoadedModel) -> None:
    images = [torch.rand(1, 28, 28, generator=torch.Generator().manual_seed(i)) for i in range(6)]
    catalog = Catalog(["rest"], lambda tier, input: images, entries={"rest": LINEAGE["digits-resnet-20"]})
    torch.manual_seed(0)
    model = MODELS["digits-resnet-20"].build()
    state = torch.random.get_rng_state()
    answer = gradients.gradients(catalog, fresh, X, "initial", 3)
    assert torch.equal(torch.random.get_rng_state(), state), "nobody else's dice are touched"
    model.train()
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = None  # the plain average of what it has seen
    model((torch.stack(images) - 0.1307) / 0.3081)
    wanted = [gradient.norm().item() for gradient in plain_gradients(model.eval(), 3)]
    assert [block["norm"] for block in answer["blocks"]] == pytest.approx(wanted, rel=1e-4)


def test_the_gradient_by_path_length_is_that_of_every_path_followed() -> None:
    """A stack of three blocks has eight paths: the gradient through each, by hand, and added up by length."""

    class Block(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.fc = torch.nn.Linear(6, 6)

        def forward(self, x: Tensor) -> Tensor:
            return (x + self.fc(x)).relu()

    class Net(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.blocks = torch.nn.Sequential(Block(), Block(), Block())
            self.head = torch.nn.Linear(6, 4)

        def forward(self, x: Tensor) -> Tensor:
            return self.head(self.blocks(x.flatten(1)))

    torch.manual_seed(7)
    net = Net().double().requires_grad_(False)
    x = torch.randn(1, 1, 2, 3, dtype=torch.double)
    parts = gradients.by_length(Recorder(net, ()), x, 2, 3, lambda done, of: None)

    state, masks = x.flatten(1), []
    for block in net.blocks:
        state = state + block.fc(state)
        masks.append(torch.diag((state[0] > 0).double()))
        state = state.relu()
    logits = net.head(state)
    slope = (torch.softmax(logits[0], 0) - F.one_hot(torch.tensor(2), 4)) @ net.head.weight
    wanted = torch.zeros(4, 6, dtype=torch.double)
    for chosen in itertools.product((False, True), repeat=3):
        path = slope
        for through, block, mask in reversed(list(zip(chosen, net.blocks, masks, strict=True))):
            path = path @ mask @ (block.fc.weight if through else torch.eye(6, dtype=torch.double))
        wanted[sum(chosen)] += path
    torch.testing.assert_close(parts.flatten(1), wanted, rtol=0, atol=1e-12)


def test_all_path_lengths_together_are_the_gradient(fresh: LoadedModel) -> None:
    found = gradients.paths(fresh, X, 3, lambda done, of: None)
    x = X.clone().requires_grad_()
    F.cross_entropy(fresh.model(x).double(), torch.tensor([3])).backward()
    assert x.grad is not None
    assert found["total"] == pytest.approx(x.grad.norm().item(), rel=1e-4)
    assert (found["n"], len(found["norms"])) == (9, 10)
    assert sum(found["shares"]) == pytest.approx(1)
    parts = gradients.by_length(fresh.recorder, X, 3, 9, lambda done, of: None)
    torch.testing.assert_close(parts.sum(0), x.grad[0], rtol=1e-4, atol=1e-6 * x.grad.abs().max().item())
