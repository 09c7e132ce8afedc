"""Handwriting as curves: control points in the unit square, drawn with a pen that presses more in the middle of a stroke."""

from dataclasses import dataclass
from math import cos, sin

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .preprocess import BOX, centred

Array = NDArray[np.float32]
Points = NDArray[np.float64]
Stroke = tuple[tuple[float, float], ...]


def _stroke(points: str) -> Stroke:
    """The points of one stroke, written as x and y in hundredths."""
    numbers = [float(number) / 100 for number in points.split()]
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


STROKES: dict[str, tuple[Stroke, ...]] = {
    "zero": (_stroke("58 3  38 6  22 26  17 55  24 84  45 97  67 86  80 58  80 30  70 9  55 2"),),
    "one": (_stroke("42 16  52 8  59 2  56 30  51 62  46 98"),),
    "two": (_stroke("20 24  28 9  48 2  69 10  73 29  59 53  37 76  16 95  19 95  42 91  64 92  86 93"),),
    "three": (_stroke("22 13  38 3  58 3  71 14  66 31  52 42  38 46  40 46  60 48  75 61  74 80  58 94  36 97  17 88"),),
    "four": (
        _stroke("37 3  29 27  17 55  15 59  19 59  48 56  86 53"),
        _stroke("69 16  66 42  61 70  57 99"),
    ),
    "five": (
        _stroke("34 6  31 24  26 43  28 43  44 37  64 42  75 58  71 79  52 95  31 96  16 87"),
        _stroke("34 6  52 6  68 4  84 2"),
    ),
    "six": (_stroke("66 2  48 13  32 34  24 60  28 84  45 97  65 90  74 73  65 56  48 53  33 64  26 76"),),
    "seven": (_stroke("28 26  28 13  30 10  50 9  73 7  73 9  69 28  61 50  50 73  36 96  38 97"),),
    "eight": (
        _stroke("71 14  58 3  39 6  31 20  40 36  58 50  73 67  70 87  51 98  31 91  25 74  37 56  57 40  71 24  71 13"),
    ),
    "nine": (_stroke("74 20  62 5  44 4  29 16  28 34  41 45  58 40  71 25  75 16  73 36  69 66  64 98"),),
    "spiral": (tuple((0.5 + (0.06 + 0.019 * k) * cos(0.52 * k), 0.5 + (0.06 + 0.019 * k) * sin(0.52 * k)) for k in range(24)),),
    "smiley": (
        tuple((0.5 + 0.47 * sin(0.26 * k), 0.5 - 0.47 * cos(0.26 * k)) for k in range(26)),
        _stroke("34 34  33.5 42"),
        _stroke("65 34  65.5 42"),
        _stroke("25 60  35 73  50 79  66 73  76 59"),
    ),
}
"""Name → strokes, each a list of (x, y) that the pen passes, 0–1 from the left top. Two points close together make a corner."""

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
"""Names of strokes: number n is called the n-th."""

STEPS = 24
"""Points between two control points; at 20 x 16 pixels a step is less than the pen's radius."""


@dataclass(frozen=True)
class Pen:
    """`width` of the line in units of the square; `taper`, 0–1: how much thinner the line is where a stroke starts and ends."""

    width: float
    taper: float


FELT_TIP = Pen(0.115, 0.25)


def ink(strokes: tuple[Stroke, ...], shape: tuple[int, int], scale: float, at: tuple[float, float], pen: Pen) -> Array:
    """The strokes on a canvas of `shape` (rows, columns): 0 none, 1 full ink. The unit square is `scale` pixels wide with its
    left top corner `at` (x, y). Edges are one pixel soft."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32) + 0.5
    canvas = np.zeros(shape, np.float32)
    for stroke in strokes:
        path = _curve(np.array(stroke)) * scale + np.array(at)
        along = np.linspace(0, 1, len(path))
        radii = pen.width * scale / 2 * (1 - pen.taper * (2 * along - 1) ** 4)
        for (px, py), radius in zip(path, radii, strict=True):
            reach = int(radius) + 3
            rows = slice(max(0, int(py) - reach), max(0, int(py) + reach + 1))
            columns = slice(max(0, int(px) - reach), max(0, int(px) + reach + 1))
            distance = np.hypot(x[rows, columns] - px, y[rows, columns] - py)
            canvas[rows, columns] = np.maximum(canvas[rows, columns], np.clip(radius + 0.5 - distance, 0, 1))
    return canvas


def mnist_form(strokes: tuple[Stroke, ...], pen: Pen = FELT_TIP, fine: int = 16) -> Array:
    """The strokes as MNIST has its digits: ink in a 20 x 20 box, its centre of mass right below the middle of 28 x 28; 0–1.

    `fine`: cells of the drawing to a pixel. What lies more than a fifth of the unit square outside it is lost.
    """
    drawn = ink(strokes, (28 * fine, 28 * fine), scale=BOX * fine, at=(4 * fine, 4 * fine), pen=pen)
    rows, columns = np.flatnonzero(drawn.any(1)), np.flatnonzero(drawn.any(0))
    piece = drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = BOX / max(piece.shape)
    size = (max(1, round(piece.shape[1] * scale)), max(1, round(piece.shape[0] * scale)))
    small = np.asarray(Image.fromarray(piece).resize(size, Image.Resampling.BOX))
    return centred(small / small.max(), 28, 28)[0]


def _curve(points: Points) -> Points:
    """A smooth line through `points` (n, 2): centripetal Catmull-Rom, which makes no loops between close points."""
    ends = np.concatenate([[2 * points[0] - points[1]], points, [2 * points[-1] - points[-2]]])
    t = np.concatenate([[0], np.cumsum(np.maximum(np.linalg.norm(np.diff(ends, axis=0), axis=1), 1e-6) ** 0.5)])
    pieces = []
    for i in range(1, len(ends) - 2):
        s = np.linspace(t[i], t[i + 1], STEPS, endpoint=False)[:, None]
        level = [_blend(ends[j], ends[j + 1], t[j], t[j + 1], s) for j in (i - 1, i, i + 1)]
        lower, upper = (_blend(level[j], level[j + 1], t[i - 1 + j], t[i + 1 + j], s) for j in (0, 1))
        pieces.append(_blend(lower, upper, t[i], t[i + 1], s))
    return np.concatenate([*pieces, points[-1:]])


def _blend(a: Points, b: Points, start: float, stop: float, at: Points) -> Points:
    """From `a` at `start` to `b` at `stop`, linearly."""
    return ((stop - at) * a + (at - start) * b) / (stop - start)
