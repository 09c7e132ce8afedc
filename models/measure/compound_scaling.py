"""What an EfficientNet of given factors costs, counted on the real architecture without computing anything."""

from dataclasses import dataclass
from functools import lru_cache

import torch

from ..architectures.efficientnet import ALPHA, BETA, GAMMA, EfficientNet, Scaling
from ..spec.entry import DIGIT, Entry
from .macs import Products

COST_STEP = ALPHA * BETA**2 * GAMMA**2
"""Cost grows by about this factor per step of φ. The paper asks for about 2."""


@dataclass(frozen=True)
class Cost:
    """`macs` for one picture, counted as in macs.py; `side` in pixels; `blocks` and `channels` per stage."""

    parameters: int
    macs: int
    side: int
    blocks: tuple[int, ...]
    channels: tuple[int, ...]


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
        macs=products.macs,
        side=model.side,
        blocks=tuple(len(stage) for stage in model.blocks),  # type: ignore[arg-type]
        channels=tuple(stage[-1].conv_pwl.out_channels for stage in model.blocks),  # type: ignore[index]
    )


def scaling_of(entry: Entry) -> Scaling | None:
    """The factors that an entry's architecture is built with; None where it takes none."""
    return next((value for value in getattr(entry.build, "args", ()) if isinstance(value, Scaling)), None)
