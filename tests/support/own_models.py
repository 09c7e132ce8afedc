"""Somebody's own models, for tests: what MIXSCOPE_MODEL may name."""

import sys
import threading
import time

import torch
from torch import Tensor, nn

INPUT = {"width": 32, "height": 32, "channels": 3, "mean": (0.5, 0.5, 0.5), "std": (0.5, 0.5, 0.5)}


class Small(nn.Module):
    """torch's own transformer layers, whose attention runs in one fused function."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, 16, 8, 8)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(16, 2, 32, dropout=0.0, batch_first=True, norm_first=True) for _ in range(2)
        )
        self.classify = nn.Linear(16, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.patches(x).flatten(2).transpose(1, 2)
        for layer in self.layers:
            x = layer(x)
        return self.classify(x.mean(1))


def small() -> tuple[nn.Module, dict[str, object]]:
    torch.manual_seed(0)
    return Small(), {"input": INPUT, "labels": ["cat", "dog", "axolotl"], "title": "Small"}


def unlabelled() -> nn.Module:
    model = small()[0]
    model.input = INPUT
    return model


def silent() -> nn.Module:
    return small()[0]


def two_labels() -> tuple[nn.Module, dict[str, object]]:
    return small()[0], {"input": INPUT, "labels": ["cat", "dog"]}


def image_to_image() -> tuple[nn.Module, dict[str, object]]:
    return nn.Conv2d(3, 3, 3, padding=1), {"input": INPUT}


def half_an_input() -> tuple[nn.Module, dict[str, object]]:
    return small()[0], {"input": {"width": 32}}


def number() -> int:
    return 7


def broken() -> nn.Module:
    raise FileNotFoundError("weights.pt")


def slow() -> tuple[nn.Module, dict[str, object]]:
    """As `small`, with a pause between the seed and the weights: whoever draws meanwhile takes its numbers."""
    torch.manual_seed(0)
    time.sleep(0.05)
    return Small(), {"input": INPUT, "labels": ["cat", "dog", "axolotl"], "title": "Small"}


def exits() -> nn.Module:
    raise SystemExit("no GPU here")


def interrupts() -> nn.Module:
    raise KeyboardInterrupt


class Moody(Small):
    """`raises`: what its next passes raise, None = nothing."""

    raises: BaseException | None = None

    def forward(self, x: Tensor) -> Tensor:
        if self.raises is not None:
            raise self.raises
        return super().forward(x)


def moody() -> tuple[nn.Module, dict[str, object]]:
    return Moody(), {"input": INPUT, "labels": ["cat", "dog", "axolotl"]}


HANGS = threading.Event()
"""What `hanging` waits for."""


def hanging() -> nn.Module:
    HANGS.wait(60)
    return unlabelled()


def leaving() -> nn.Module:
    sys.exit(2)
