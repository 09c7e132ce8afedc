"""What is done to a whole image right before it is normalised: shuffled, turned, mirrored, covered, brighter, with noise.

A transform is written as steps with commas between them, each a name with its numbers after colons:
`patches:4:7,brightness:1.2`. Shuffles and noise are drawn from a seed by NumPy's `RandomState`, whose streams are frozen, so
that a link shows the same picture for ever. A seed below 0 stands for the inverse of that permutation.

Images are (C, H, W), 0–1: C channels · H rows · W columns · N patches or pixels · P side of a patch
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from jaxtyping import Float, Int64
from torch import Tensor

EMPTY = 0.0
"""What an empty canvas holds: black, the background of digits."""

Image = Float[Tensor, "C H W"]

MOST_STEPS, MOST_SEED = 8, 9999


@dataclass(frozen=True)
class Step:
    """`numbers`: as in `STEPS`, in order."""

    kind: str
    numbers: tuple[float, ...]


@dataclass(frozen=True)
class Transform:
    """Steps, one after another; none leave an image as it is. `text`: how it is written."""

    steps: tuple[Step, ...] = ()
    text: str = ""

    def __call__(self, image: Image) -> Image:
        for step in self.steps:
            image = APPLY[step.kind](image, *step.numbers)
        return image


NONE = Transform()


@dataclass(frozen=True)
class Number:
    """One of a step's numbers: the least and the most that it may be."""

    name: str
    least: float
    most: float
    whole: bool = True

    def read(self, text: str) -> float | None:
        try:
            value = float(int(text)) if self.whole else float(text)
        except ValueError:
            return None
        return value if self.least <= value <= self.most else None


SIDE, SEED = Number("side", 1, 999), Number("seed", -MOST_SEED, MOST_SEED)

STEPS: dict[str, tuple[Number, ...]] = {
    "patches": (SIDE, SEED),
    "pixels": (SEED,),
    "within": (SIDE, SEED),
    "turn": (Number("degrees", 90, 270),),
    "mirror": (Number("axis", 0, 1),),
    "cover": (Number("left", -999, 999), Number("top", -999, 999), Number("width", 1, 999), Number("height", 1, 999)),
    "brightness": (Number("factor", 0, 4, False),),
    "noise": (Number("deviation", 0, 1, False), Number("seed", 0, MOST_SEED)),
}
"""For each kind of step the numbers that it takes. `patches` shuffles the patches, `pixels` all pixels, `within` the pixels of
each patch, all patches alike. `side`: of a patch, in pixels. `turn` goes clockwise, by a quarter, a half or three quarters.
`mirror` 0: left and right change places; 1: up and down do. `cover` leaves the rectangle empty. `brightness`: each value times
the factor, at most 1. `noise`: Gaussian, of that standard deviation, each value within 0–1 afterwards."""


def transform(text: str) -> Transform:
    """What is written so, by somebody who knows how: app/images/scene/transform.py reads what anybody has written."""
    steps = [step.split(":") for step in text.split(",") if step]
    return Transform(tuple(Step(kind, tuple(float(number) for number in numbers)) for kind, *numbers in steps), text)


@lru_cache(maxsize=64)
def permutation(count: int, seed: int) -> Int64[Tensor, " N"]:
    """Which of `count` things comes to each place; for a seed below 0 the inverse of what −seed gives; 0 moves nothing."""
    if not seed:
        return torch.arange(count)
    order = np.random.RandomState(abs(seed)).permutation(count)
    return torch.from_numpy(np.argsort(order) if seed < 0 else order)


def _patches(image: Image, side: float, seed: float) -> Image:
    cells = _cells(image, int(side))
    return _together(cells[permutation(len(cells), int(seed))], image)


def _within(image: Image, side: float, seed: float) -> Image:
    """The same permutation in every patch; all channels of a pixel go together."""
    cells = _cells(image, int(side))
    flat = cells.flatten(2)[..., permutation(int(side) ** 2, int(seed))]
    return _together(flat.reshape(cells.shape), image)


def _pixels(image: Image, seed: float) -> Image:
    flat = image.flatten(1)
    return flat[:, permutation(flat.shape[1], int(seed))].reshape(image.shape)


def _cells(image: Image, side: int) -> Float[Tensor, "N C P P"]:
    """Patches in reading order."""
    return image.unfold(1, side, side).unfold(2, side, side).permute(1, 2, 0, 3, 4).flatten(0, 1)


def _together(cells: Float[Tensor, "N C P P"], image: Image) -> Image:
    channels, rows, columns = image.shape
    side = cells.shape[-1]
    grid = cells.reshape(rows // side, columns // side, channels, side, side)
    return grid.permute(2, 0, 3, 1, 4).reshape(image.shape)


def _turn(image: Image, degrees: float) -> Image:
    return torch.rot90(image, -int(degrees) // 90, (1, 2)).contiguous()


def _mirror(image: Image, axis: float) -> Image:
    return image.flip(1 if axis else 2)


def _cover(image: Image, left: float, top: float, width: float, height: float) -> Image:
    covered = image.clone()
    rows = slice(max(0, int(top)), max(0, int(top + height)))
    covered[:, rows, max(0, int(left)) : max(0, int(left + width))] = EMPTY
    return covered


def _brightness(image: Image, factor: float) -> Image:
    return (image * factor).clamp(max=1)


def _noise(image: Image, deviation: float, seed: float) -> Image:
    drawn = np.random.RandomState(int(seed)).standard_normal(tuple(image.shape)).astype(np.float32)
    return (image + deviation * torch.from_numpy(drawn)).clamp(0, 1)


APPLY: dict[str, Callable[..., Image]] = {
    "patches": _patches,
    "pixels": _pixels,
    "within": _within,
    "turn": _turn,
    "mirror": _mirror,
    "cover": _cover,
    "brightness": _brightness,
    "noise": _noise,
}
