"""Pictures that the repository draws itself, so that there is always something to look at."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image

from .problems import Problem


@dataclass(frozen=True)
class Sample:
    """`draw` returns an RGB picture; for the tier `digits` in MNIST's form or as a photo that has to be brought to it."""

    name: str
    title: str
    tier: str
    draw: Callable[[], Image.Image]


def _seven() -> Image.Image:
    p = np.zeros((28, 28), np.uint8)
    p[6:8, 6:21] = 255
    for r in range(8, 24):
        c = int(20 - (r - 8) * 0.6)
        p[r, c - 1 : c + 1] = 255
    return Image.fromarray(p, "L").convert("RGB")


SAMPLES: dict[str, Sample] = {s.name: s for s in (Sample("seven", "Seven", "digits", _seven),)}


@cache
def picture(name: str) -> Image.Image:
    """The sample called `name`. Raises Problem 404 for another name."""
    if name not in SAMPLES:
        raise Problem(404, "sample-unknown", "Sample unknown", "There is no sample of that name. GET /api/samples lists them.")
    return SAMPLES[name].draw()
