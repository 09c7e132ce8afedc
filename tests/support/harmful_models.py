"""Own models whose code does harm where it can, for tests: each on its own, in a process of its own."""

import os
import re
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from tests.support.own_models import INPUT, Small

MOOD = "MIXSCOPE_TEST_MOOD"
"""The environment's name of a file that says what the next passes of `moody` do: one of MOODS, nothing where it is empty."""

KEPT: list[np.ndarray] = []


def hang() -> None:
    time.sleep(600)


def spin() -> None:
    """Holds the interpreter's lock for good: no other thread of the process runs."""
    re.match(r"(a+)+$", "a" * 60 + "b")


def leave() -> None:
    os._exit(3)


def crash() -> None:
    os.abort()


def hoard() -> None:
    while True:
        KEPT.append(np.empty(64 << 20, np.uint8))  # taken, not written to: a loaded machine is no slower at it


def fail() -> None:
    raise ValueError("not this picture")


def begun(mood: Path) -> Path:
    """The file that is there as soon as a pass has done what the file `mood` says."""
    return mood.with_suffix(".begun")


MOODS = {"hang": hang, "spin": spin, "leave": leave, "crash": crash, "hoard": hoard, "fail": fail}


class Moody(Small):
    def forward(self, x: Tensor) -> Tensor:
        file = Path(os.environ[MOOD])
        mood = file.read_text()
        if mood:
            begun(file).touch()
            MOODS[mood]()
        return super().forward(x)


def moody() -> tuple[nn.Module, dict[str, object]]:
    torch.manual_seed(0)
    return Moody(), {"input": INPUT, "labels": ["cat", "dog", "axolotl"], "title": "Moody"}


def raises() -> nn.Module:
    raise FileNotFoundError("weights.pt")


def leaves() -> nn.Module:
    os._exit(4)


def sleeps() -> nn.Module:
    time.sleep(600)
    return Small()


def zeros(self: nn.Linear, x: Tensor) -> Tensor:
    return x.new_zeros(*x.shape[:-1], self.out_features)


def meddles() -> tuple[nn.Module, dict[str, object]]:
    """Changes what every model of its process stands on."""
    torch.set_num_threads(7)
    torch.manual_seed(12345)
    torch.set_default_dtype(torch.float64)
    nn.Linear.forward = zeros  # type: ignore[method-assign]
    model = nn.Sequential(nn.Conv2d(3, 4, 8, 8), nn.Flatten(), nn.Linear(64, 3))
    return model.float(), {"input": INPUT}
