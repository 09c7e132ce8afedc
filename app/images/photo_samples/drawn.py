"""Things that the photo models have a class for, drawn as in sample_photos.py: large, shaded, where one meets them."""

from collections.abc import Callable
from math import pi, sin

import numpy as np
from PIL import Image

from ..drawing import Array, X, Y, ball, blurred, ellipse, line, lit, noise, over, photo, plain, polygon


def oranges() -> Image.Image:
    """Three oranges in a heap on a white cloth."""
    picture = over(plain((0.80, 0.80, 0.78), (0.93, 0.93, 0.91)), 0.25 * noise(61, 4), (0.55, 0.56, 0.58))
    for x, y, radius, seed in ((0.30, 0.56, 0.25, 1), (0.72, 0.55, 0.245, 2), (0.50, 0.62, 0.29, 3)):
        picture = over(
            picture, 0.5 * ellipse(x + 0.03, y + 0.9 * radius, 1.05 * radius, 0.30 * radius, 0.10), (0.30, 0.22, 0.15)
        )
        shade, shine = ball(x, y, radius)
        pores = 0.92 + 0.16 * (noise(70 + seed, 110) - 0.5) + 0.10 * (noise(75 + seed, 7) - 0.5)
        peel = lit((0.98, 0.55, 0.05), 1.18 * shade * pores) + lit((0.5, 0.45, 0.35), 0.8 * shine)
        picture = over(picture, ellipse(x, y, radius, radius), peel)
        picture = over(picture, ellipse(x + 0.3 * radius, y - 0.55 * radius, 0.045, 0.030), (0.36, 0.42, 0.12))
    return photo(picture, 21)


def lemon() -> Image.Image:
    """A lemon and half of another on a dark board."""
    wood = 0.8 + 0.2 * np.sin(60 * (Y + 0.06 * noise(81, 4)) + 5 * noise(82, 3, 20))
    picture = lit((0.36, 0.24, 0.16), wood * (1.1 - 0.3 * Y))
    body = np.maximum(ellipse(0.44, 0.42, 0.31, 0.22, turn=-0.35), ellipse(0.73, 0.315, 0.055, 0.042, turn=-0.35))
    body = np.maximum(body, ellipse(0.155, 0.525, 0.045, 0.034, turn=-0.35))
    picture = over(picture, 0.6 * ellipse(0.47, 0.60, 0.32, 0.10, 0.1), (0.08, 0.05, 0.03))
    shade, shine = ball(0.44, 0.42, 0.36)
    peel = lit((1.0, 0.86, 0.10), 1.12 * shade * (0.93 + 0.14 * (noise(83, 90) - 0.5)))
    picture = over(picture, body, peel + lit((0.4, 0.4, 0.3), shine))
    x, y, radius = 0.66, 0.72, 0.215
    picture = over(picture, 0.6 * ellipse(x + 0.01, y + 0.05, 1.05 * radius, radius, 0.08), (0.08, 0.05, 0.03))
    picture = over(picture, ellipse(x, y, radius, radius), (0.98, 0.82, 0.12))
    picture = over(picture, ellipse(x, y, 0.91 * radius, 0.91 * radius), (0.98, 0.95, 0.78))
    angle, distance = np.arctan2(Y - y, X - x), np.hypot(X - x, Y - y) / radius
    flesh = np.clip((0.80 - distance) / 0.03, 0, 1) * np.clip((np.abs(np.sin(4.5 * angle)) * distance - 0.05) / 0.06, 0, 1)
    return photo(over(picture, flesh, lit((0.97, 0.88, 0.34), 0.85 + 0.3 * noise(84, 60))), 22)


def banana() -> Image.Image:
    """Two bananas on a table."""
    picture = plain((0.86, 0.87, 0.88), (0.74, 0.74, 0.75))
    for dx, dy, bright in ((0.05, -0.10, 0.92), (0.0, 0.04, 1.0)):
        x, y, outer = 0.52 + dx, 0.12 + dy, 0.52
        distance, angle = np.hypot(X - x, 1.05 * (Y - y)), np.arctan2(Y - y, X - x)
        along = (angle - 0.32) / (2.75 - 0.32)
        half = 0.098 * np.clip(np.sin(pi * np.clip(along, 0, 1)), 0, 1) ** 0.42
        body = np.clip((half - np.abs(distance - outer)) / 0.006 + 0.5, 0, 1) * (along > 0) * (along < 1)
        shadow = np.roll(np.roll(body, 14, 0), 6, 1)
        picture = over(picture, 0.5 * blurred(lit((1, 1, 1), shadow), 8)[..., 0], (0.32, 0.30, 0.28))
        across = (distance - outer) / 0.1
        tone = bright * (0.98 - 0.30 * across**2 - 0.22 * across)
        skin = lit((0.99, 0.84, 0.16), tone * (0.96 + 0.08 * noise(91, 40)))
        ends = np.clip((np.abs(along - 0.5) - 0.46) / 0.03, 0, 1)
        picture = over(picture, body, over(skin, 0.85 * ends, (0.28, 0.22, 0.10)))
    return photo(picture, 23)


def ladybug() -> Image.Image:
    """A ladybug on a leaf, from above."""
    leaf = lit((0.38, 0.60, 0.23), 0.80 + 0.35 * noise(101, 12) + 0.12 * (noise(102, 70) - 0.5))
    picture = leaf
    for side in (-1, 1):
        for at in (0.0, 0.35, 0.7):
            vein = np.exp(-(((Y - 0.5 - side * (0.10 + 0.75 * (X - at))) / 0.008) ** 2))
            picture = over(picture, 0.35 * vein, (0.62, 0.78, 0.36))
    picture = over(picture, 0.6 * ellipse(0.53, 0.57, 0.33, 0.31, 0.08), (0.08, 0.16, 0.04))
    for side in (-1, 1):
        for at, reach in ((0.36, 0.09), (0.52, 0.11), (0.66, 0.09)):
            picture = over(
                picture, line(at, 0.5 + side * 0.22, at - 0.03, 0.5 + side * (0.27 + reach), 0.022), (0.07, 0.06, 0.06)
            )
    picture = over(picture, ellipse(0.235, 0.5, 0.12, 0.135), (0.06, 0.05, 0.05))
    for side in (-1, 1):
        picture = over(picture, ellipse(0.225, 0.5 + side * 0.078, 0.036, 0.030), (0.96, 0.95, 0.90))
    shell = ellipse(0.52, 0.5, 0.30, 0.265)
    shade, shine = ball(0.52, 0.5, 0.36)
    red = lit((0.88, 0.13, 0.06), 1.15 * shade) + lit((0.9, 0.85, 0.8), shine)
    spots = line(0.24, 0.5, 0.82, 0.5, 0.014)
    for x, off, size in ((0.29, 0.0, 0.042), (0.36, 0.13, 0.048), (0.55, 0.17, 0.056), (0.70, 0.08, 0.044)):
        spots = np.maximum(spots, np.maximum(ellipse(x, 0.5 - off, size, size), ellipse(x, 0.5 + off, size, size)))
    return photo(over(picture, shell, over(red, 0.95 * spots, (0.05, 0.04, 0.04))), 24)


def goldfish() -> Image.Image:
    """A goldfish in a tank."""
    picture = plain((0.12, 0.38, 0.46), (0.05, 0.16, 0.20))
    picture = blurred(over(picture, noise(111, 7, 12) > 0.62, (0.10, 0.36, 0.20)), 14)
    gold: Array = lit((0.98, 0.50, 0.08), 0.85 + 0.3 * noise(112, 60))
    for points in (
        ((0.66, 0.50), (0.95, 0.26), (0.88, 0.50), (0.96, 0.76)),
        ((0.36, 0.36), (0.44, 0.17), (0.62, 0.24), (0.62, 0.40)),
        ((0.40, 0.66), (0.50, 0.84), (0.56, 0.66)),
    ):
        rays = 0.85 + 0.25 * np.sin(110 * (X + 0.6 * Y))
        picture = over(picture, 0.9 * polygon(*points, soft=0.006), lit(gold, rays))
    body = np.maximum(ellipse(0.40, 0.51, 0.27, 0.175), ellipse(0.60, 0.505, 0.15, 0.085))
    shade, shine = ball(0.40, 0.48, 0.36, (-0.2, -0.75, 0.6))
    scales = 0.90 + 0.14 * np.sin(75 * X) * np.sin(75 * (Y + 0.3 * (X - 0.4)))
    belly = np.clip((Y - 0.56) / 0.12, 0, 1)
    skin = over(lit(gold, 1.15 * shade * scales), 0.5 * belly, (1.0, 0.86, 0.62)) + lit((0.5, 0.45, 0.3), 0.7 * shine)
    picture = over(picture, body, skin)
    picture = over(picture, 0.6 * line(0.27, 0.40, 0.29, 0.62, 0.012), (0.70, 0.28, 0.04))
    picture = over(picture, polygon((0.36, 0.56), (0.50, 0.70), (0.44, 0.54), soft=0.006), lit(gold, 0.85))
    picture = over(picture, ellipse(0.205, 0.47, 0.036, 0.036), (0.98, 0.92, 0.72))
    picture = over(picture, ellipse(0.203, 0.47, 0.021, 0.021), (0.03, 0.03, 0.03))
    return photo(picture, 25)


def jellyfish() -> Image.Image:
    """A jellyfish, lit from above, in the dark sea."""
    picture = plain((0.04, 0.20, 0.58), (0.01, 0.04, 0.20))
    for k in range(9):
        x = 0.30 + 0.05 * k
        for step in range(11):
            y = 0.42 + 0.045 * step
            sway = 0.035 * sin(0.9 * step + k)
            more = 0.035 * sin(0.9 * (step + 1) + k)
            width = 0.020 * (1 - step / 13)
            picture = over(picture, (0.75 - 0.05 * step) * line(x + sway, y, x + more, y + 0.047, width), (0.86, 0.70, 0.86))
    bell = ellipse(0.5, 0.36, 0.30, 0.25, 0.03) * np.clip((0.455 + 0.018 * np.sin(60 * X) - Y) / 0.02, 0, 1)
    rim = np.clip(np.hypot((X - 0.5) / 0.30, (Y - 0.36) / 0.25), 0, 1)
    glow = lit((0.93, 0.72, 0.86), 0.50 + 0.55 * rim**3 + 0.10 * np.cos(16 * np.arctan2(X - 0.5, 0.5 - Y)))
    picture = over(picture, 0.5 * ellipse(0.5, 0.38, 0.38, 0.32, 0.25), (0.25, 0.35, 0.75))
    return photo(over(picture, 0.92 * bell, glow), 26)


def school_bus() -> Image.Image:
    """A school bus on a street, from the side."""
    picture = plain((0.62, 0.76, 0.90), (0.85, 0.88, 0.90))
    trees = np.clip((Y - 0.30 - 0.12 * (noise(121, 9, 2) - 0.5)) / 0.02, 0, 1)
    picture = over(picture, trees, lit((0.22, 0.36, 0.16), 0.6 + 0.7 * noise(122, 40)))
    picture = over(picture, np.clip((Y - 0.70) / 0.01, 0, 1), lit((0.40, 0.40, 0.42), 0.85 + 0.3 * noise(123, 90)))
    yellow = lit((0.98, 0.70, 0.06), 1.05 - 0.35 * (Y - 0.3))
    body = polygon(
        (0.06, 0.27), (0.09, 0.24), (0.78, 0.24), (0.80, 0.27), (0.81, 0.46), (0.95, 0.50), (0.96, 0.74), (0.05, 0.74)
    )
    picture = over(picture, 0.6 * ellipse(0.5, 0.79, 0.48, 0.045, 0.08), (0.10, 0.10, 0.11))
    picture = over(picture, body, yellow)
    for k in range(7):
        x = 0.095 + 0.094 * k
        picture = over(picture, polygon((x, 0.31), (x + 0.076, 0.31), (x + 0.076, 0.44), (x, 0.44)), (0.12, 0.15, 0.19))
    for y in (0.49, 0.56, 0.65):
        picture = over(picture, polygon((0.05, y), (0.955, y), (0.955, y + 0.014), (0.05, y + 0.014)), (0.10, 0.09, 0.08))
    for x in (0.22, 0.80):
        picture = over(picture, ellipse(x, 0.75, 0.085, 0.085), (0.06, 0.06, 0.07))
        picture = over(picture, ellipse(x, 0.75, 0.040, 0.040), (0.62, 0.62, 0.62))
    return photo(over(picture, ellipse(0.94, 0.57, 0.018, 0.022), (0.98, 0.97, 0.86)), 27)


THINGS: dict[str, tuple[str, Callable[[], Image.Image], tuple[str, ...]]] = {
    "ladybug": ("Ladybug", ladybug, ("ladybug",)),
    "jellyfish": ("Jellyfish", jellyfish, ("jellyfish",)),
    "school-bus": ("School bus", school_bus, ("school bus",)),
    "banana": ("Bananas", banana, ("banana",)),
    "lemon": ("Lemons", lemon, ("lemon",)),
    "orange": ("Oranges", oranges, ("orange",)),
    "goldfish": ("Goldfish", goldfish, ("goldfish",)),
}
"""Name -> title, how it is drawn, and the classes that are right for it."""
