"""Small models of public packages, random weights, and what is known of each by its code: python -m bench.census --packages.

A model's name is a function for MIXSCOPE_MODEL as any other: MIXSCOPE_MODEL=bench.packages:cait. requirements.txt lists what
is to be installed for all of them.
"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from torch import nn

from . import lucidrains, others, vision
from .case import Case

CASES: dict[str, Case] = lucidrains.CASES | vision.CASES | others.CASES

COPIES: dict[str, nn.Module] = {}
"""Of each model that was built here, another one with the same weights, which nobody has looked into."""


def __getattr__(name: str) -> Callable[[], Any]:
    if name not in CASES:
        raise AttributeError(name)
    case = CASES[name]

    def build() -> Any:
        size = {"width": case.side, "height": case.side, "channels": 3, "mean": 0.5, "std": 0.5}
        model = case.model()
        COPIES[name] = deepcopy(model).requires_grad_(False)  # on which torch's choice of a matrix product depends, too
        return model, {"input": size} | case.facts

    return build
