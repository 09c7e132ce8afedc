"""Tools to draw pictures that look like photographs: masks, light, noise, and what a camera adds.

R C rows and columns of the picture. Coordinates are 0–1 from the left top; a mask is (R, C), 0 outside to 1 inside; a
picture is (R, C, 3), 0–1.
"""

from math import cos, sin
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

Array = NDArray[np.float32]
Colour = tuple[float, float, float]

SIDE = 320
Y, X = ((np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) + 0.5) / SIDE).astype(np.float32)


def plain(top: Colour, bottom: Colour) -> Array:
    """A gradient from top to bottom."""
    return lit(top, 1 - Y) + lit(bottom, Y)


def lit(colour: Colour | Array, brightness: Array | float) -> Array:
    """A colour, or a picture, times a brightness per pixel."""
    return np.asarray(colour, np.float32) * np.broadcast_to(np.asarray(brightness, np.float32), (SIDE, SIDE))[..., None]


def over(picture: Array, mask: NDArray[Any], colour: Colour | Array) -> Array:
    """`colour` laid over the picture where the mask is."""
    share = mask.astype(np.float32)
    return lit(picture, 1 - share) + lit(colour, share)


def ellipse(x: float, y: float, width: float, height: float, soft: float = 0.006, turn: float = 0.0) -> Array:
    """Half axes `width` and `height`; the edge fades over `soft`; turned by `turn` radians."""
    a, b = (X - x) * cos(turn) + (Y - y) * sin(turn), (Y - y) * cos(turn) - (X - x) * sin(turn)
    distance = (np.hypot(a / width, b / height) - 1) * min(width, height)
    mask: Array = np.clip(0.5 - distance / soft, 0, 1)
    return mask


def polygon(*points: tuple[float, float], soft: float = 0.0) -> Array:
    """A filled polygon, its edge blurred by `soft`."""
    image = Image.new("L", (3 * SIDE, 3 * SIDE))
    ImageDraw.Draw(image).polygon([(3 * SIDE * x, 3 * SIDE * y) for x, y in points], fill=255)
    image = image.filter(ImageFilter.GaussianBlur(3 * SIDE * soft)) if soft else image
    return np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BOX), np.float32) / np.float32(255)


def line(x: float, y: float, to_x: float, to_y: float, width: float) -> Array:
    """A stroke with round ends."""
    dx, dy = to_x - x, to_y - y
    along = np.clip(((X - x) * dx + (Y - y) * dy) / (dx * dx + dy * dy), 0, 1)
    mask: Array = np.clip((width / 2 - np.hypot(X - x - along * dx, Y - y - along * dy)) / 0.005 + 0.5, 0, 1)
    return mask


def noise(seed: int, across: int, down: int | None = None) -> Array:
    """Smooth noise, 0–1, with so many bumps across and down."""
    grid = np.random.default_rng(seed).random((down or across, across), np.float32)
    smooth: Array = np.clip(np.asarray(Image.fromarray(grid).resize((SIDE, SIDE), Image.Resampling.BICUBIC)), 0, 1)
    return smooth


def ball(x: float, y: float, radius: float, light: tuple[float, float, float] = (-0.5, -0.6, 0.62)) -> tuple[Array, Array]:
    """How a round thing takes the light: brightness of its surface, and its highlight, both 0–1."""
    u, v = (X - x) / radius, (Y - y) / radius
    depth = np.sqrt(np.clip(1 - u * u - v * v, 0, 1))
    facing = np.clip(u * light[0] + v * light[1] + depth * light[2], 0, 1)
    return (0.28 + 0.72 * facing).astype(np.float32), (facing**28).astype(np.float32)


def photo(picture: Array, seed: int = 1, grain: float = 0.012) -> Image.Image:
    """What a camera adds: grain, and corners that are a little darker."""
    corner = 1 - 0.28 * ((X - 0.5) ** 2 + (Y - 0.5) ** 2)[..., None]
    dust = np.random.default_rng(seed).normal(0, grain, (SIDE, SIDE, 1))
    return Image.fromarray(np.clip(np.rint((picture * corner + dust) * 255), 0, 255).astype(np.uint8))


def blurred(picture: Array, radius: float) -> Array:
    """Out of focus: a Gaussian blur of `radius` pixels."""
    image = Image.fromarray((np.clip(picture, 0, 1) * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(radius))
    return np.asarray(image, np.float32) / np.float32(255)
