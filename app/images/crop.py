"""A photo -> the input of a model trained on photos: its middle, scaled and cut as timm's evaluation transform does it, bit for
bit, or another part that somebody has chosen."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from models.spec.entry import Input

from .foreground import Array
from .original import Box, Mode, Original

FILTERS = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
    "box": Image.Resampling.BOX,
    "hamming": Image.Resampling.HAMMING,
}

LONGEST = 64
"""How many times longer than the input's shape a picture may be before only what is cut out of it is scaled: the same
filter, but for the last bits of its weights."""


@dataclass(frozen=True)
class Part:
    """Which part of a photo is cut out.

    `x`, `y`: where it lies in the room that it leaves, 0 (left, top) to 1. `size`: its side as a share of the part in the
    middle that the model's evaluation transform takes, above 0, at most 1.
    """

    x: float = 0.5
    y: float = 0.5
    size: float = 1.0


MIDDLE = Part()


def crop(picture: Original, input: Input, part: Part = MIDDLE) -> Array:
    """`picture` -> float32 (channel, row, column), 0–1, of the input's size; enlarged where it is smaller."""
    mode: Mode = "RGB" if input.channels == 3 else "L"
    filter, size = FILTERS[input.interpolation], scaled_size(picture.size, input)
    chosen = part != MIDDLE and input.crop_mode != "border"
    strip = input.crop_mode == "center" and max(size[0] / input.width, size[1] / input.height) > LONGEST
    if chosen or strip:
        return _values(picture.resized((input.width, input.height), filter, mode, box_of(picture.size, input, part)))
    return _values(_cut(picture.resized(size, filter, mode), input))


def box_of(size: tuple[int, int], input: Input, part: Part = MIDDLE) -> Box:
    """The part of a picture of this width and height that the model sees; of `border` inputs, which leave nothing out, all."""
    width, height = size
    if input.crop_mode == "border":
        return 0.0, 0.0, float(width), float(height)
    wide, high = scaled_size(size, input)
    across, down = (min(1.0, side / scaled) for side, scaled in ((input.width, wide), (input.height, high)))
    box_width, box_height = part.size * across * width, part.size * down * height
    left, top = part.x * (width - box_width), part.y * (height - box_height)
    return left, top, min(left + box_width, float(width)), min(top + box_height, float(height))


def _values(picture: Image.Image) -> Array:
    values = np.asarray(picture, dtype=np.float32) / np.float32(255)
    return values.transpose(2, 0, 1) if values.ndim == 3 else values[None]


def scaled_size(size: tuple[int, int], input: Input) -> tuple[int, int]:
    """Width and height to which a picture of this width and height is scaled before it is cut."""
    wide, high = (int(side / input.crop_pct) for side in (input.width, input.height))
    width, height = size
    if input.crop_mode == "squash":
        return wide, high
    if input.crop_mode == "center" and wide == high:  # torchvision's Resize: the shorter side exactly, the longer cut off
        return (wide, int(wide * height / width)) if width <= height else (int(wide * width / height), wide)
    shrink = max if input.crop_mode == "border" else min  # timm's ResizeKeepRatio: the longer side, or the shorter one
    ratio = shrink(width / wide, height / high)
    return round(width / ratio), round(height / ratio)


def _cut(picture: Image.Image, input: Input) -> Image.Image:
    """The middle of the input's size; a smaller picture is surrounded by the input's mean colour (`border`) or black."""
    spare_x, spare_y = input.width - picture.width, input.height - picture.height
    if spare_x > 0 or spare_y > 0:
        fill = tuple(round(255 * mean) if input.crop_mode == "border" else 0 for mean in input.mean)
        size = (max(input.width, picture.width), max(input.height, picture.height))
        wide = Image.new(picture.mode, size, fill[0] if len(fill) == 1 else fill)
        wide.paste(picture, (max(0, spare_x // 2), max(0, spare_y // 2)))
        picture = wide
    whole = round if input.corner == "nearest" else int
    left, top = whole((picture.width - input.width) / 2), whole((picture.height - input.height) / 2)
    return picture.crop((left, top, left + input.width, top + input.height))
