"""Models as people have them: functions for MIXSCOPE_MODEL, each odd in one way."""

import argparse
import dataclasses
import random
from collections import namedtuple
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

INPUT = {"width": 32, "height": 32, "channels": 3, "mean": 0.5, "std": 0.5}
Named = namedtuple("Named", ["logits", "hidden"])


@dataclasses.dataclass
class Output:
    logits: Tensor
    hidden: Tensor


class Net(nn.Module):
    """A plain network of two convolutions."""

    def __init__(self, classes: int = 3) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.conv1 = nn.Conv2d(3, 8, 3, 2, 1)
        self.conv2 = nn.Conv2d(8, 16, 3, 2, 1)
        self.head = nn.Linear(16, classes)

    def hidden(self, x: Tensor) -> Tensor:
        return self.conv2(self.conv1(x).relu()).relu()

    def answer(self, x: Tensor) -> Tensor:
        return self.head(self.hidden(x).mean((2, 3)))

    def forward(self, x: Tensor) -> Any:
        return self.answer(x)


def returning(make: Any, classes: int = 3) -> nn.Module:
    class Made(Net):
        def forward(self, x: Tensor) -> Any:
            return make(self, x)

    return Made(classes)


def given(module: nn.Module, **facts: Any) -> tuple[nn.Module, dict[str, Any]]:
    return module, {"input": INPUT} | facts


def dataclass() -> Any:
    return given(returning(lambda net, x: Output(net.answer(x), net.hidden(x))))


def named_tuple() -> Any:
    return given(returning(lambda net, x: Named(net.answer(x), net.hidden(x))))


def dictionary() -> Any:
    return given(returning(lambda net, x: {"map": net.hidden(x), "out": net.answer(x)}))


def tuple_of_one() -> Any:
    return given(returning(lambda net, x: (net.answer(x),)))


def two_heads() -> Any:
    return given(returning(lambda net, x: {"kind": net.answer(x), "age": net.answer(x)[:, :2]}))


def second_head() -> Any:
    module, facts = two_heads()
    return module, facts | {"output": "age"}


def one_logit() -> Any:
    return given(Net(1), labels=["cat", "dog"])


def one_share() -> Any:
    return given(returning(lambda net, x: net.answer(x).sigmoid().squeeze(1), 1))


def softmaxed() -> Any:
    return given(returning(lambda net, x: net.answer(x).softmax(1)))


def by_hand() -> Any:
    return given(returning(lambda net, x: net.answer(x).exp() / net.answer(x).exp().sum(1, keepdim=True)))


def several_labels() -> Any:
    return given(returning(lambda net, x: net.answer(x).sigmoid()))


def features() -> Any:
    module = Net()
    module.num_classes = 0  # type: ignore[assignment]
    return given(module)


def half() -> Any:
    return given(Net().half())


def double() -> Any:
    return given(Net().double())


def casts_itself() -> Any:
    return given(returning(lambda net, x: net.answer(x.bfloat16())).bfloat16())


def parallel() -> Any:
    return given(nn.DataParallel(Net()))


def compiled() -> Any:
    return given(torch.compile(Net()))


def scripted() -> Any:
    return given(torch.jit.trace(Net().eval(), torch.zeros(1, 3, 32, 32)))


def lazy() -> Any:
    return given(nn.Sequential(nn.Flatten(), nn.LazyLinear(3)))


def meta() -> Any:
    return given(Net().to("meta"))


def wrong_size() -> Any:
    return nn.Sequential(nn.Flatten(), nn.Linear(7, 3)), {"input": INPUT}


def reads_arguments() -> Any:
    parser = argparse.ArgumentParser()
    parser.add_argument("--classes", type=int, default=3)
    return given(Net(parser.parse_args().classes))


def demands_arguments() -> Any:
    parser = argparse.ArgumentParser()
    parser.add_argument("--checkpoint", required=True)
    return given(Net(parser.parse_args()))


def changes_everything() -> Any:
    torch.set_num_threads(3)
    torch.set_default_dtype(torch.float64)
    torch.set_grad_enabled(False)
    torch.use_deterministic_algorithms(True)
    module = Net().float()
    random.seed(1)
    np.random.seed(1)
    return given(module)


def noisy() -> Any:
    def noise(net: Any, x: Tensor) -> Tensor:
        torch.set_num_threads(3)
        return net.answer(x + torch.randn_like(x))

    return given(returning(noise))


def without_gradients() -> Any:
    def answer(net: Any, x: Tensor) -> Tensor:
        with torch.no_grad():
            return net.answer(x)

    return given(returning(answer))


def one_picture_only() -> Any:
    return given(returning(lambda net, x: net.head(net.hidden(x).mean((2, 3)).reshape(1, 16))))


def tensors_for_facts() -> Any:
    mean, std = torch.tensor([0.4, 0.5, 0.6]).reshape(3, 1, 1), np.array([0.2, 0.2, 0.2])
    facts = {"width": np.int64(32), "height": torch.tensor(32), "channels": 3.0, "mean": mean, "std": std}
    return Net(), {"input": facts, "labels": {"0": "cat", "1": "dog", "2": "axolotl"}}


class Tutorial(nn.Module):
    """The network of PyTorch's own tutorial, smaller: one pooling that runs twice, one activation for all."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.conv1, self.conv2 = nn.Conv2d(3, 4, 5), nn.Conv2d(4, 8, 5)
        self.pool, self.relu = nn.MaxPool2d(2, 2), nn.ReLU()
        self.fc1, self.output = nn.Linear(200, 16), nn.Linear(16, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.pool(self.relu(self.conv1(x)))
        x = self.pool(self.relu(self.conv2(x)))
        return self.output(self.relu(self.fc1(x.flatten(1)))).log_softmax(1)


def tutorial() -> Any:
    return given(Tutorial())


class Looped(nn.Module):
    """One block that runs three times. `classes` is a token, and 64 channels are a square number that tiles the picture."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.patches, self.norm = nn.Linear(192, 64), nn.LayerNorm(64)
        self.classes = nn.Parameter(torch.randn(1, 1, 64))
        self.block = nn.TransformerEncoderLayer(64, 4, 64, 0.0, batch_first=True, norm_first=True)
        self.head = nn.Linear(64, 3)

    def forward(self, x: Tensor) -> Tensor:
        b = len(x)
        x = x.reshape(b, 3, 4, 8, 4, 8).permute(0, 2, 4, 1, 3, 5).reshape(b, 16, 192)
        x = torch.cat([self.classes.expand(b, -1, -1), self.norm(self.patches(x))], 1)
        for _ in range(3):
            x = self.block(x)
        return self.head(x[:, 0])


def looped() -> Any:
    return given(Looped())


class InPlace(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(8, 8, 3, padding=1), nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x += self.conv2(self.conv1(x * 1).relu())
        return x


def in_place() -> Any:
    torch.manual_seed(0)
    blocks = nn.Sequential(*(InPlace() for _ in range(3)))
    return given(nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 3)))


class TokenMixing(nn.Module):
    """Mixes tokens by a plain matrix product, which no module shows; the other one mixes channels only."""

    def __init__(self, across: bool) -> None:
        super().__init__()
        self.norm, self.up, self.down = nn.LayerNorm(24), nn.Linear(24, 24), nn.Linear(24, 24)
        self.matrix = nn.Parameter(torch.randn(16, 16) / 4)
        self.across = across

    def forward(self, x: Tensor) -> Tensor:
        y = self.down(self.up(self.norm(x)).relu())
        return x + (torch.einsum("nm,bmd->bnd", self.matrix, y) if self.across else y)


def token_mixing() -> Any:
    torch.manual_seed(0)
    return given(nn.Sequential(
        nn.Conv2d(3, 24, 8, 8), nn.Flatten(2), Turned(), nn.Sequential(TokenMixing(True), TokenMixing(False)),
        Mean(), nn.Linear(24, 3),
    ))  # fmt: skip


class Turned(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.transpose(1, 2)


class Mean(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return x.mean(1)


def two_branches() -> Any:
    class Made(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.left, self.right, self.head = nn.Conv2d(3, 8, 3, 2, 1), nn.Conv2d(3, 8, 5, 2, 2), nn.Linear(16, 3)

        def forward(self, x: Tensor) -> Tensor:
            return self.head(torch.cat([self.left(x).relu(), self.right(x).relu()], 1).mean((2, 3)))

    return given(Made())
