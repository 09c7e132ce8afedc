"""In which number type large models run: float32, or bfloat16 where this processor is faster with it.

bfloat16 keeps float32's range and about three digits. Weights stay float32; torch's autocast does matrix products and
convolutions in bfloat16. What is recorded goes on as float32, and everything that is compared with a second computation (mixing
shares, attention taken apart) always runs in float32.
"""

import time
from dataclasses import dataclass
from functools import cache
from statistics import median
from typing import Literal

import torch
from torch import nn

from .building import building

Precision = Literal["float32", "bfloat16"]
Choice = Literal["float32", "bfloat16", "auto"]

WORTH_IT = 1.3
"""How much faster bfloat16 must be to be chosen by itself."""

LARGE = 16_000_000
"""Bytes of weights from which on a model is large: smaller ones are quick, and stay as exact as they are."""


@dataclass(frozen=True)
class Runs:
    """`logits`: largest difference of the logits from those in float32, on one picture; 0 in float32, None before they
    are measured."""

    precision: Precision = "float32"
    logits: float | None = 0.0


FLOAT32 = Runs()


def chosen(choice: Choice, size: int) -> Precision:
    """For a model of so many bytes."""
    if choice == "float32" or size < LARGE:
        return "float32"
    return "bfloat16" if choice == "bfloat16" or speed_up() >= WORTH_IT else "float32"


def expected(choice: Choice, size: int) -> Runs:
    """How a model of so many bytes will run, before its weights are loaded."""
    return FLOAT32 if chosen(choice, size) == "float32" else Runs("bfloat16", None)


@cache
def speed_up() -> float:
    """How many times faster a convolution and a dense layer are in bfloat16 here; measured once, in some tenths of a second."""
    with building(seed=0):
        layer = nn.Sequential(nn.Conv2d(64, 64, 3, padding=1), nn.Flatten(2), nn.Linear(196, 512)).eval()
        x = torch.randn(8, 64, 14, 14)
    times: dict[bool, list[float]] = {False: [], True: []}
    with torch.inference_mode():
        for turn in range(12):
            for half in (False, True):
                start = time.perf_counter()
                with torch.autocast("cpu", torch.bfloat16, enabled=half):
                    layer(x)
                if turn > 3:
                    times[half].append(time.perf_counter() - start)
    return median(times[False]) / median(times[True])
