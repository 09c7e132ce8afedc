"""What an EfficientNet of given factors costs, counted on the real architecture without computing anything."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from ..architectures.efficientnet import ALPHA, BETA, GAMMA, EfficientNet, Scaling
from ..spec.entry import DIGIT, Entry

COST_STEP = ALPHA * BETA**2 * GAMMA**2
"""Cost grows by about this factor per step of φ. The paper asks for about 2."""


@dataclass(frozen=True)
class Cost:
    """`macs` for one picture, counted as in evaluate.macs; `side` in pixels; `blocks` and `channels` per stage."""

    parameters: int
    macs: int
    side: int
    blocks: tuple[int, ...]
    channels: tuple[int, ...]


class Products(TorchDispatchMode):
    """Counts the FLOPs of matrix products and convolutions in its own thread only: torch's FlopCounterMode hooks into all."""

    def __init__(self) -> None:
        from torch.utils.flop_counter import flop_registry  # late: it takes half a second, and most servers never need it

        super().__init__()
        self.flops, self.registry = 0, flop_registry

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        out = func(*args, **(kwargs or {}))
        formula: Callable[..., int] | None = self.registry.get(func._overloadpacket)
        if formula is not None:
            self.flops += formula(*args, **(kwargs or {}), out_val=out)
        return out


@lru_cache(maxsize=4096)
def cost(scaling: Scaling) -> Cost:
    """The network is built on torch's `meta` device: shapes only, no values. Some ten milliseconds."""
    with torch.device("meta"), torch.no_grad():
        model = EfficientNet(scaling).eval()
        with Products() as products:
            # The picture as the network resizes it: what comes before is no product, and some of it has no meta form.
            model(torch.empty(1, DIGIT.channels, model.side, model.side))
    return Cost(
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        macs=products.flops // 2,
        side=model.side,
        blocks=tuple(len(stage) for stage in model.blocks),  # type: ignore[arg-type]
        channels=tuple(stage[-1].conv_pwl.out_channels for stage in model.blocks),  # type: ignore[index]
    )


def scaling_of(entry: Entry) -> Scaling | None:
    """The factors that an entry's architecture is built with; None where it takes none."""
    return next((value for value in getattr(entry.build, "args", ()) if isinstance(value, Scaling)), None)
