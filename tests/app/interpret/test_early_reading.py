"""Which states can be read early in networks of the tests' own, and what refuses the others."""

from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from app.capture.points import resolve
from app.capture.recorder import Recorder
from app.core.errors import NoAnswer
from app.interpret.early_reading import rank, read_early
from models.spec.entry import DIGIT, DIGIT_CLASSES, MAP
from models.spec.point import Point


class Block(nn.Module):
    def __init__(self, adds: bool = True) -> None:
        super().__init__()
        self.norm, self.conv, self.adds = nn.BatchNorm2d(4), nn.Conv2d(4, 4, 3, padding=1), adds

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv(self.norm(x)) if self.adds else self.conv(self.norm(x))


class Net(nn.Module):
    def __init__(
        self, adds: tuple[bool, ...], after: nn.Module | None = None, picky: bool = False, again: bool = False
    ) -> None:
        super().__init__()
        self.stem, self.blocks = nn.Conv2d(1, 4, 4, stride=4), nn.ModuleList(map(Block, adds))
        self.after, self.head = after or nn.Identity(), nn.Linear(4, 10)
        self.picky, self.again = picky, again

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        if self.again:
            x = self.blocks[-1](x)
        x = self.after(x).mean(dim=(2, 3))
        return self.head(x.reshape(1, 4) if self.picky else x)


def opened(net: Net, labels: tuple[str, ...] = DIGIT_CLASSES) -> Any:
    names = ("stem", "blocks.*", *(["after"] if not isinstance(net.after, nn.Identity) else []))
    points = tuple(Point(name, name, "feature_map", MAP, "both") for name in names)
    recorder = Recorder(net.eval(), points)
    entry = SimpleNamespace(title="Net", family="cnn", labels=labels, scores="softmax")
    return SimpleNamespace(recorder=recorder, points=resolve(recorder, DIGIT), entry=entry)


X = torch.randn(1, 1, 28, 28, generator=torch.Generator().manual_seed(0))


def test_states_reach_back_as_far_as_blocks_add() -> None:
    torch.manual_seed(0)
    net = Net((True, False, True, True))
    found = read_early(opened(net), X)
    assert [point.name for point in found.points] == ["blocks.1", "blocks.2", "blocks.3"]
    assert found.skipped == 1
    with torch.no_grad():
        state = net.blocks[1](net.blocks[0](net.stem(X)))
        for row, block in zip(found.logits, (nn.Identity(), *net.blocks[2:]), strict=True):
            state = block(state)
            torch.testing.assert_close(row, net.head(state.mean(dim=(2, 3)))[0])


@pytest.mark.parametrize(
    ("net", "labels", "key"),
    [
        (Net((False, False)), DIGIT_CLASSES, "early-no-sum"),
        (Net((True,), after=nn.Conv2d(4, 4, 3)), DIGIT_CLASSES, "early-goes-on"),
        (Net((True, True), picky=True), DIGIT_CLASSES, "early-one-picture"),
        (Net((True, True), again=True), DIGIT_CLASSES, "early-repeated"),
        (Net((True, True)), (), "early-no-classes"),
    ],
)
def test_what_cannot_be_read_early(net: Net, labels: tuple[str, ...], key: str) -> None:
    with pytest.raises(NoAnswer) as refusal:
        read_early(opened(net, labels), X)
    assert refusal.value.sentence.key == key


def test_a_rank_counts_the_greater_ones() -> None:
    assert rank(torch.tensor([[3.0, 1.0, 2.0], [0.0, 5.0, 5.0]]), 2) == [2, 1]
