"""What is known of a model before it is opened: how it is built, and what somebody who has read its code would name in it."""

import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import torch
from torch import Tensor, nn

CLASSES = 10

Weights = Callable[[Any, Tensor, Mapping[str, Tensor]], Tensor | None]
"""An attention layer and what it received, (1, …) and by keyword -> its weights, computed from its parameters by its own
formula; None for a module that is no such layer."""


@dataclass(frozen=True)
class Case:
    """`build`: "package.module:Class", called with `arguments`; or a function.

    Written by hand, from the model's code. `blocks`: paths of what a person would name in it, in order of execution, "{1..3}"
    and "{a,b}" for each of these. `grids`: rows x columns of each block's places, "16x16*2 8x8", "-" where it has none; one for
    all. `prefix`: leading tokens without a place, in the same way. `maps`: how many of its layers weigh positions by a softmax.
    `weights`: recomputes them.
    """

    package: str
    build: str | Callable[[], nn.Module]
    blocks: str
    grids: str
    arguments: dict[str, Any] = field(default_factory=dict)
    prefix: str = "0"
    maps: int = 0
    weights: Weights | None = None
    side: int = 32
    facts: dict[str, Any] = field(default_factory=dict)
    note: str = ""

    def model(self) -> nn.Module:
        torch.manual_seed(0)
        build = loaded(self.build) if isinstance(self.build, str) else self.build
        return settled(build(**self.arguments))

    @property
    def names(self) -> list[str]:
        return [name for word in self.blocks.split() for name in expanded(word)]

    @property
    def places(self) -> list[tuple[int, int] | None]:
        return [None if one == "-" else tuple(map(int, one.split("x"))) for one in self._each(self.grids)]  # type: ignore[misc]

    @property
    def prefixes(self) -> list[int]:
        return [int(one) for one in self._each(self.prefix)]

    def _each(self, text: str) -> list[str]:
        found: list[str] = []
        for word in text.split():
            one, _, times = word.partition("*")
            found += [one] * int(times or 1)
        return found * len(self.names) if len(found) == 1 else found


def loaded(place: str) -> Any:
    """ "package.module:Class.method" -> what it names."""
    module, _, path = place.partition(":")
    found: Any = import_module(module)
    for name in path.split("."):
        found = getattr(found, name)
    return found


def expanded(word: str) -> list[str]:
    """ "layer{1,2}.{0..1}" -> layer1.0, layer1.1, layer2.0, layer2.1."""
    parts = re.split(r"\{([^}]*)\}", word)
    choices: list[list[str]] = []
    for place, part in enumerate(parts):
        if place % 2 == 0:
            choices.append([part])
        elif ".." in part:
            first, last = map(int, part.split(".."))
            choices.append([str(number) for number in range(first, last + 1)])
        else:
            choices.append(part.split(","))
    return ["".join(one) for one in itertools.product(*choices)]


def settled(model: nn.Module) -> nn.Module:
    """With weights that are not all alike: a fresh batch norm or layer scale of ones and zeros would hide what is mixed up."""
    numbers = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, nn.modules.batchnorm._BatchNorm) and module.running_var is not None:
                assert module.running_mean is not None
                module.running_mean.normal_(0, 0.1, generator=numbers)
                module.running_var.uniform_(0.5, 1.5, generator=numbers)
            if isinstance(module, (nn.modules.batchnorm._BatchNorm, nn.LayerNorm, nn.GroupNorm)) and module.weight is not None:
                module.weight.uniform_(0.5, 1.5, generator=numbers)
    return model.eval()
