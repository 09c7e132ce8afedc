"""A photo -> the input of a model trained on photos: scaled and cut as timm's evaluation transform does it, bit for bit."""

import numpy as np
from PIL import Image

from models.entry import Input

from .ink import Array

FILTERS = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
    "box": Image.Resampling.BOX,
    "hamming": Image.Resampling.HAMMING,
}

LONGEST = 8
"""How many times longer than the input's shape a picture may be before its ends are left out."""


def crop(picture: Image.Image, input: Input) -> Array:
    """`picture` (RGB, any size) -> float32 (channel, row, column), 0–1, of the input's size."""
    picture = _without_far_ends(picture.convert("RGB" if input.channels == 3 else "L"), input)
    size = scaled_size(picture.size, input)
    if size != picture.size:
        picture = picture.resize(size, FILTERS[input.interpolation])
    values = np.asarray(_cut(picture, input), dtype=np.float32) / np.float32(255)
    return values.transpose(2, 0, 1) if values.ndim == 3 else values[None]


def _without_far_ends(picture: Image.Image, input: Input) -> Image.Image:
    """A strip that is many times as long as wide, shortened: its far ends would only be enlarged to be cut off."""
    if input.crop_mode != "center":
        return picture
    most = LONGEST * max(input.width / input.height, input.height / input.width)
    width, height = picture.size
    keep = (min(width, round(most * height)), min(height, round(most * width)))
    left, top = (width - keep[0]) // 2, (height - keep[1]) // 2
    return picture if keep == picture.size else picture.crop((left, top, left + keep[0], top + keep[1]))


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
    left, top = round((picture.width - input.width) / 2), round((picture.height - input.height) / 2)
    return picture.crop((left, top, left + input.width, top + input.height))
