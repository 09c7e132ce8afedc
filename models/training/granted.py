"""What a model can do when a thing is missing that its form or its training took for granted: accuracy on transformed pictures,
and of the same weights with other positions or padding.

python -m models.training.publish writes it into the card.
"""

from typing import Any

import torch
from torch import Tensor, nn

from ..measure.transforms import transform
from ..measure.variants import VARIANTS, variant
from ..spec.entry import Entry
from .evaluate import QUICK, accuracy

SWITCHES: dict[str, tuple[str, ...]] = {
    "digits": (
        "patches:4:1", "within:4:1", "pixels:1", "turn:90", "turn:180", "mirror:0", "cover:10:10:8:8", "brightness:0.5",
        "noise:0.3:1",
    ),
}  # fmt: skip
"""For each tier the transforms that its cards tell of, as docs/wire.md writes them; `""` is the picture as it is."""


def granted(model: nn.Module, images: Tensor, labels: Tensor, entry: Entry) -> dict[str, Any]:
    """For the card: `granted`, percent of right answers under each switch, on every `every`-th of the pictures; empty for a
    tier without switches. Every picture is shuffled alike; the noise of a switch is the same for all pictures, too."""
    if entry.tier not in SWITCHES:
        return {}
    some, right = images[::QUICK], labels[::QUICK]
    found = {text: accuracy(model, torch.stack([transform(text)(image) for image in some]), right, entry.input)
             for text in ("", *SWITCHES[entry.tier])}  # fmt: skip
    for what in VARIANTS:
        other = variant(model, what)
        if other is not None:
            found[what] = accuracy(other, some, right, entry.input)
    return {"granted": {"every": QUICK, "pictures": len(some), "top1": found}}
