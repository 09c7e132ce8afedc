"""A decoded picture → the image a model gets: float32, 0–1, (channel, row, column), before shifting and normalising."""

import math
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
from PIL import Image, ImageFilter
from pydantic import StringConstraints

from models.spec.entry import Input

from ..core.sentence import Sentence
from .crop import MIDDLE, Part, box_of, crop
from .foreground import Array, Ink, find_ink
from .original import Original

SHARE = r"(0(\.\d{1,3})?|1(\.0{1,3})?)"
Fit = Annotated[
    str, StringConstraints(pattern=rf"^(auto|none|{SHARE},{SHARE},(1(\.0{{1,3}})?|0\.[1-9]\d{{0,2}}|0\.0[5-9]\d?))$")
]
"""`auto`, `none`, or "x,y,size": the part of a photo that is cut out, see Part; its size is at least 0.05."""

BOX, BELOW_MIDDLE = 20, 0.5
"""MNIST's digits are scaled to fit 20 x 20 pixels, then put with their centre of mass on the pixel right below the middle of
28 x 28: measured from the corner, it is at 14.5 ± 0.29 both ways in the first 1000 test pictures, as rounding leaves it."""

THINNEST, USUAL = 1.2, 1.9
"""Stroke widths in pixels of that box: a thinner stroke than the first is thickened to the second. Of MNIST's
digits 1 % are thinner than 1.4, half than 2.4."""

WORK = 8 * BOX
"""Longer side, in pixels, at which strokes are thickened: small enough to be quick, large enough to keep their shape."""


ENOUGH = 512
"""Longer side, in pixels, at which ink is looked for; larger pictures only take longer."""


BESIDE_IMAGE = 1280
"""Bytes of what is remembered beside a prepared image, its steps and its name: 1200 measured."""


@dataclass(frozen=True)
class Prepared:
    """`image`: float32 (channel, row, column), 0–1. `steps`: what was done, as in docs/wire.md, or None where no ink was sought
    or found. `cut`: which part of a photo it is. `read`, `profile`: how the file was read, see Original."""

    image: Array
    steps: dict[str, Any] | None = None
    cut: dict[str, Any] | None = None
    read: tuple[Sentence, ...] = ()
    profile: str | None = None

    @property
    def cost(self) -> int:
        """Bytes of memory that it takes where it is remembered."""
        return self.image.nbytes + BESIDE_IMAGE


def prepare(picture: Original, input: Input, fit: Fit) -> Prepared:
    """Bring a picture of any size to the size of `input`.

    Inputs that want digits: `auto` makes it what MNIST's makers would have made of it, an empty picture becomes zeros without
    steps; `none` only scales it to fit, and a picture of exactly the input's size passes unchanged.
    Inputs that want glyphs: as digits with `none`, whatever `fit` says.
    Inputs that want a crop: scaled and cut as they say (crop.py); only "x,y,size" changes which part. To digits, that is
    `auto`.
    """
    made = _photo(picture, input, fit) if input.kind == "crop" else _digit(picture, input, fit)
    return replace(made, read=picture.notes, profile=picture.profile)


def _photo(picture: Original, input: Input, fit: Fit) -> Prepared:
    part = MIDDLE if fit in ("auto", "none") else Part(*(float(share) for share in fit.split(",")))
    box = [round(edge, 2) for edge in box_of(picture.size, input, part)]
    return Prepared(crop(picture, input, part), cut={"box": box, "width": picture.size[0], "height": picture.size[1]})


def _digit(picture: Original, input: Input, fit: Fit) -> Prepared:
    if fit == "none" or input.kind == "glyphs":
        return Prepared(_letterbox(picture, input))
    width, height = picture.size
    small, factor = picture.reduced(ENOUGH)
    ink = find_ink(np.asarray(small, dtype=np.float32) / np.float32(255))
    if ink is None:
        return Prepared(np.zeros((1, input.height, input.width), np.float32))
    image, offset = _mnist_form(ink, input)
    left, top, right, bottom = (round(edge * factor) for edge in ink.box)
    box = [left, top, min(right, width), min(bottom, height)]
    steps = {
        "inverted": ink.inverted,
        "box": box,
        "width": width,
        "height": height,
        "scale": BOX / max(box[2] - left, box[3] - top),
        "offset": list(offset),
    }
    return Prepared(image, steps)


def _mnist_form(ink: Ink, input: Input) -> tuple[Array, tuple[int, int]]:
    """The image (1, row, column) and where the box of the scaled ink begins in it: column, row."""
    left, top, right, bottom = ink.box
    piece, scale = ink.strength[top:bottom, left:right], BOX / max(right - left, bottom - top)
    if ink.width * scale < THINNEST:
        piece, scale = _thickened(piece, ink.width)
    scaled = _resized(piece, max(1, round(piece.shape[1] * scale)), max(1, round(piece.shape[0] * scale)))
    scaled = np.clip(scaled / max(float(scaled.max()), 1e-6), 0, 1)
    image, offset = centred(scaled, input.width, input.height)
    return image[None], offset


def centred(scaled: Array, width: int, height: int) -> tuple[Array, tuple[int, int]]:
    """Ink of MNIST's size on an empty image (height, width) as MNIST places it; also where its left top corner is: x, y."""
    image = np.zeros((height, width), np.float32)
    x, y = _offset(scaled, width, height)
    image[y : y + scaled.shape[0], x : x + scaled.shape[1]] = scaled
    return image, (x, y)


def _offset(scaled: Array, width: int, height: int) -> tuple[int, int]:
    """Where the left top corner of `scaled` goes, in whole pixels, so that its centre of mass is right below the middle."""
    rows, columns = scaled.sum(1), scaled.sum(0)
    mass = float(rows.sum())
    x = round(width / 2 + BELOW_MIDDLE - float(columns @ (np.arange(columns.size) + 0.5)) / mass)
    y = round(height / 2 + BELOW_MIDDLE - float(rows @ (np.arange(rows.size) + 0.5)) / mass)
    return max(0, min(x, width - columns.size)), max(0, min(y, height - rows.size))


def _thickened(piece: Array, width: float) -> tuple[Array, float]:
    """Ink whose strokes, `width` pixels wide, would vanish when it is shrunk: a pen on a photo. Returns the thicker ink and
    the factor that brings it to the box.

    A line of width w blurred by s has the height w / (s sqrt(2 pi)): the gain that undoes this leaves a line about 2.35 s wide.
    """
    shrink = min(1.0, WORK / max(piece.shape))
    work = _resized(piece, max(1, round(piece.shape[1] * shrink)), max(1, round(piece.shape[0] * shrink)))
    width *= shrink
    unit = max(work.shape) / BOX  # working pixels per pixel of the box
    spread = USUAL * unit / 2.35
    margin = math.ceil(spread)
    work = np.pad(work, margin)
    blurred = _filtered(work, ImageFilter.GaussianBlur(spread))
    thick = np.clip(blurred * 1.3 * spread * math.sqrt(2 * math.pi) / max(width, 0.3), 0, 1)
    return thick, BOX / max(thick.shape)


def _letterbox(picture: Original, input: Input) -> Array:
    """Scaled to fit with its proportions; what stays free gets the usual value of the picture's border."""
    width, height = picture.size
    scale = min(input.width / width, input.height / height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    grey = picture.resized(size, Image.Resampling.BICUBIC, "L")
    if size != (input.width, input.height):
        values = np.asarray(grey)
        border = np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])
        ground = Image.new("L", (input.width, input.height), int(np.median(border)))
        ground.paste(grey, ((input.width - size[0]) // 2, (input.height - size[1]) // 2))
        grey = ground
    return np.asarray(grey, dtype=np.float32)[None] / np.float32(255)


def _resized(values: Array, width: int, height: int) -> Array:
    """`values` at another size, averaged when shrunk; the very same array if the size is the same."""
    if values.shape == (height, width):
        return values
    return np.asarray(Image.fromarray(values.astype(np.float32), "F").resize((width, height), Image.Resampling.BILINEAR))


def _filtered(values: Array, kernel: ImageFilter.Filter) -> Array:
    """`values` (0–1) through one of Pillow's 8-bit filters."""
    return np.asarray(Image.fromarray((values * 255).astype(np.uint8), "L").filter(kernel), dtype=np.float32) / np.float32(255)
