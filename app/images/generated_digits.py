"""Digits that nobody wrote: the samples' strokes, turned, stretched, bent and drawn with other pens, always the same ones."""

from functools import cache
from math import cos, radians, sin

import numpy as np
from PIL import Image

from .sample_digits import DIGITS, STROKES, Pen, Points, Stroke, mnist_form

COUNT = 500
"""As many of each digit, one after the other: number n shows n mod 10."""

SEED = 22

FINE = 8
"""Cells of the drawing to a pixel: half as many each way as for the samples, in a quarter of the time."""

TURN, STRETCH, SLANT, BEND = 14.0, 0.22, 0.28, 0.022
"""At most: degrees, share of a side, sideways per length upwards; standard deviation of a control point, in sides."""

WIDTHS, TAPERS = (0.075, 0.155), (0.0, 0.5)
"""Of the pen, in sides of the unit square, and how much thinner its ends are (sample_digits.Pen)."""


@cache
def generated_digit(number: int) -> Image.Image:
    """Grey, white on black, 28 x 28, in MNIST's form. Shared: nobody may change it. ValueError for a number there is not."""
    if not 0 <= number < COUNT:
        raise ValueError(f"there are {COUNT} generated digits, counted from 0, and no number {number}")
    random = np.random.default_rng([SEED, number])
    strokes = STROKES[DIGITS[number % len(DIGITS)]]
    change = _change(random)
    pen = Pen(random.uniform(*WIDTHS), random.uniform(*TAPERS))
    drawn = mnist_form(tuple(_bent(stroke, change, random) for stroke in strokes), pen, FINE)
    return Image.fromarray(np.clip(np.rint(drawn * 255), 0, 255).astype(np.uint8))


def _change(random: np.random.Generator) -> Points:
    """(2, 2): turns, stretches and slants about the middle."""
    angle = radians(random.uniform(-TURN, TURN))
    turn = np.array([[cos(angle), -sin(angle)], [sin(angle), cos(angle)]])
    stretch = np.diag(1 + random.uniform(-STRETCH, STRETCH, 2))
    change: Points = turn @ np.array([[1.0, random.uniform(-SLANT, SLANT)], [0.0, 1.0]]) @ stretch
    return change


def _bent(stroke: Stroke, change: Points, random: np.random.Generator) -> Stroke:
    points = np.array(stroke) - 0.5
    moved = (points + random.normal(0, BEND, points.shape)) @ change.T + 0.5
    return tuple((float(x), float(y)) for x, y in moved)
