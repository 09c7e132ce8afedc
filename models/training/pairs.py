"""The pictures of the tier `pairs`, generated: two glyphs in one row, A left of B or B left of A.

The whole population is small (48 pictures with a gap of 4 px and 40 with one of 8 px in the four rows of the grid that training
sees, as many in the four that it does not), so accuracy is counted on all of it.

n pictures · H rows · W columns · K classes
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor, nn

from ..spec.entry import Input
from ..spec.glyph_pairs import ROWS, drawn, layouts
from ..spec.glyphs import GAPS
from .evaluate import all_logits, as_images

DRAWN, SEED = 1000, 0
"""Pictures of the training split, drawn with putting back, and the seed of the drawing."""

LEFT, RIGHT = 0, 1
"""Labels: A is left of B; A is right of B."""

PROTOCOL = (
    "percent of all pairs with that gap, without noise: A left and A right of B, every column of the 4 px grid, in the rows "
    "seen in training (the upper half) or in the others; swap: the largest difference of a logit between a pair and the one "
    "with A and B exchanged"
)


@dataclass(frozen=True)
class Noise:
    """The only augmentation of pairs: Gaussian, not cut off at 0 and 1, so that the empty ground stays 0 on average."""

    deviation: float

    def __call__(self, images: Float[Tensor, "n C H W"], progress: float = 1.0) -> Float[Tensor, "n C H W"]:
        """`progress`, the share of the training that is over, changes nothing here."""
        return images + self.deviation * torch.randn_like(images)

    def in_words(self) -> str:
        return f"Gaussian noise of standard deviation {self.deviation:g}"


def labelled(places: Int[Tensor, "n 3"]) -> tuple[UInt8[Tensor, "n 1 H W"], Int[Tensor, " n"]]:
    return drawn(places), torch.where(places[:, 1] < places[:, 2], LEFT, RIGHT)


def generate(split: Literal["train", "test"]) -> tuple[UInt8[Tensor, "n 1 H W"], Int[Tensor, " n"]]:
    """`train`: drawn from the pairs in the upper rows. `test`: each of these once."""
    every = torch.cat([layouts(gap, "seen") for gap in GAPS])
    if split == "test":
        return labelled(every)
    return labelled(every[torch.from_numpy(np.random.default_rng(SEED).integers(len(every), size=DRAWN))])


def measured(model: nn.Module, form: Input) -> dict[str, Any]:
    """Gap in pixels -> `seen` and `unseen`, percent right in these rows, and `swap`, as PROTOCOL says. float32."""
    return {str(gap): _at(model, form, gap) for gap in GAPS}


def _at(model: nn.Module, form: Input, gap: int) -> dict[str, float]:
    found: dict[str, float] = {}
    swap = 0.0
    for rows in ROWS:
        pixels, labels = labelled(layouts(gap, rows))
        logits = all_logits(model, as_images(pixels), form)
        found[rows] = round(100 * (logits.argmax(1) == labels).double().mean().item(), 2)
        swap = max(swap, (logits[::2] - logits[1::2]).abs().max().item())
    return {**found, "swap": float(f"{swap:.3g}")}
