"""Pictures for models that were trained on photographs, drawn by code: 320 x 320, in colour, with light, shadow and grain.

Each is something that ImageNet has a class for, but for the last; the photo models know only some of them. Numbers are
coordinates and colours, 0–1.
"""

from collections.abc import Callable
from math import cos, pi, sin

import numpy as np
from PIL import Image

from .drawing import Array, X, Y, ball, blurred, ellipse, line, lit, noise, over, photo, plain, polygon


def apple() -> Image.Image:
    """A green apple on a wooden table by a window."""
    wall = over(
        plain((0.80, 0.78, 0.74), (0.62, 0.58, 0.54)),
        0.8 * polygon((0, 0), (0.42, 0), (0.3, 0.6), (0, 0.62), soft=0.05),
        (0.95, 0.95, 0.92),
    )
    wood = 0.5 + 0.5 * np.sin(90 * (Y + 0.05 * noise(3, 5)) + 6 * noise(4, 3, 24))
    table = lit((0.62, 0.40, 0.23), 0.78 + 0.22 * wood * noise(5, 4, 60))
    picture = over(wall, np.clip((Y - 0.66) / 0.01, 0, 1), table)
    picture = over(picture, 0.62 * ellipse(0.58, 0.845, 0.33, 0.065, 0.09), (0.16, 0.09, 0.05))
    body = np.maximum(ellipse(0.43, 0.58, 0.25, 0.265), ellipse(0.57, 0.58, 0.25, 0.265))
    shade, shine = ball(0.5, 0.58, 0.34)
    blush = np.exp(-((X - 0.66) ** 2 + (Y - 0.5) ** 2) / 0.02)
    skin = lit((0.56, 0.74, 0.16), 1) + lit((0.10, 0.07, 0.05), noise(6, 60) - 0.5) + lit((0.16, 0.016, 0), blush)
    dimple = 1 - 0.5 * np.exp(-(((X - 0.5) / 0.085) ** 2 + ((Y - 0.36) / 0.035) ** 2))
    picture = over(picture, body, lit(skin, 1.25 * shade * dimple) + lit((0.75, 0.75, 0.75), shine))
    picture = over(picture, line(0.5, 0.365, 0.535, 0.235, 0.022), (0.30, 0.19, 0.10))
    leaf = ellipse(0.625, 0.25, 0.10, 0.042, turn=-0.35)
    return photo(over(picture, leaf, lit((0.22, 0.47, 0.13), 0.8 + 0.5 * (Y < 0.25 - 0.35 * (X - 0.625)))))


def cat() -> Image.Image:
    """A tabby, looking at you."""
    picture = blurred(over(plain((0.55, 0.62, 0.60), (0.72, 0.64, 0.52)), noise(2, 6), (0.44, 0.50, 0.44)), 9)
    fur = 0.82 + 0.36 * (noise(7, 90, 40) - 0.5)
    coat, dark, pale = (0.66, 0.50, 0.34), (0.25, 0.17, 0.11), (0.93, 0.87, 0.78)
    chest = ellipse(0.5, 1.05, 0.36, 0.36, 0.03)
    bands = np.clip(np.sin(52 * np.hypot(X - 0.5, 0.8 * (Y - 0.55))) * 1.6, 0, 1)
    picture = over(over(picture, chest, lit(coat, fur)), chest * bands * 0.75, dark)
    for side in (-1, 1):
        ear = [(0.5 + side * a, b) for a, b in ((0.10, 0.30), (0.255, 0.085), (0.32, 0.44))]
        picture = over(picture, polygon(*ear, soft=0.004), lit(coat, 0.85 * fur))
        inner = [(0.5 + side * a, b) for a, b in ((0.155, 0.30), (0.243, 0.15), (0.278, 0.37))]
        picture = over(picture, polygon(*inner, soft=0.008), (0.78, 0.53, 0.47))
    head = ellipse(0.5, 0.54, 0.325, 0.285, 0.02)
    shade = (1.08 - 0.9 * ((X - 0.45) ** 2 + (Y - 0.45) ** 2)) * fur
    picture = over(picture, head, lit(coat, shade))
    stripes = np.zeros_like(X)
    for at in (-0.10, -0.05, 0.0, 0.05, 0.10):  # the M on a tabby's forehead, and the bars on its cheeks
        stripes = np.maximum(stripes, line(0.5 + at, 0.42 - 0.4 * abs(at), 0.5 + 1.7 * at, 0.275 + 0.5 * abs(at), 0.021))
    for side in (-1, 1):
        for low, bend in ((0.50, 0.03), (0.57, 0.0), (0.64, -0.03)):
            stripes = np.maximum(stripes, line(0.5 + side * 0.21, low + 0.02, 0.5 + side * 0.315, low - bend, 0.022))
    picture = over(picture, 0.85 * stripes * head, dark)
    for side in (-1, 1):
        x = 0.5 + side * 0.125
        picture = over(picture, ellipse(x, 0.50, 0.072, 0.057), (0.12, 0.08, 0.05))
        picture = over(picture, ellipse(x, 0.50, 0.062, 0.048), lit((0.72, 0.78, 0.28), 0.75 + 2.5 * (Y - 0.46)))
        picture = over(picture, ellipse(x, 0.50, 0.017, 0.045), (0.03, 0.03, 0.03))
        picture = over(picture, ellipse(x - 0.018, 0.482, 0.011, 0.011), (1, 1, 1))
        picture = over(picture, ellipse(0.5 + side * 0.062, 0.675, 0.082, 0.062, 0.03), lit(pale, fur))
    picture = over(picture, ellipse(0.5, 0.74, 0.06, 0.045, 0.02), lit(pale, 0.95 * fur))
    picture = over(picture, polygon((0.455, 0.595), (0.545, 0.595), (0.5, 0.645), soft=0.004), (0.80, 0.47, 0.43))
    for to in (0.455, 0.545):
        picture = over(picture, line(0.5, 0.645, to, 0.70, 0.008), (0.30, 0.18, 0.14))
    for side in (-1, 1):
        for low, far in ((0.655, 0.61), (0.68, 0.69), (0.70, 0.76)):
            picture = over(picture, 0.75 * line(0.5 + side * 0.09, low, 0.5 + side * 0.42, far, 0.005), (0.98, 0.97, 0.94))
    return photo(picture, 2, 0.02)


def balloon() -> Image.Image:
    """A hot-air balloon over hills, early in the morning."""
    picture = plain((0.33, 0.58, 0.88), (0.86, 0.92, 0.96))
    clouds = np.clip(2.2 * (0.6 * noise(11, 5, 9) + 0.4 * noise(12, 12, 24)) - 1.15, 0, 1) * np.clip(1.1 - 1.2 * Y, 0, 1)
    picture = over(picture, 0.85 * clouds, (1, 1, 1))
    for level, height, colour in (
        (0.80, 0.05, (0.52, 0.66, 0.70)),
        (0.86, 0.06, (0.36, 0.56, 0.36)),
        (0.93, 0.04, (0.27, 0.45, 0.20)),
    ):
        ridge = level + height * np.sin(5 * X + 40 * level) * 0.5
        ground = lit(colour, 0.85 + 0.3 * noise(int(100 * level), 50, 90))
        picture = over(picture, np.clip((Y - ridge) / 0.006, 0, 1), ground)
    x, y, radius = 0.5, 0.37, 0.29
    taper = np.clip((Y - y) / 0.36, 0, 1)
    half = radius * np.sqrt(np.clip(1 - np.clip((Y - y) / radius, -1, 0) ** 2, 0, 1)) * (1 - 0.82 * taper**1.7)
    body = np.clip((half - np.abs(X - x)) / 0.005 + 0.5, 0, 1) * (y - radius < Y) * (y + 0.345 > Y)
    gore = np.arcsin(np.clip((X - x) / np.maximum(half, 1e-3), -1, 1)) / pi * 12
    colours = np.array([(0.85, 0.12, 0.13), (0.98, 0.76, 0.12), (0.93, 0.42, 0.08), (0.12, 0.30, 0.66)], np.float32)
    cloth = lit(colours[np.floor(gore).astype(int) % 4], 0.9 + 0.1 * np.cos(2 * pi * (gore % 1 - 0.5)))
    cloth = over(cloth, np.abs(Y - y - 0.02) < 0.03, (0.96, 0.95, 0.90))
    shade = np.clip(1.12 - 0.55 * (X - x + 0.12) / radius - 0.25 * taper, 0.45, 1.2)
    picture = over(picture, body, lit(cloth, shade))
    for side in (-1, 1):
        picture = over(picture, line(x + side * 0.052, 0.70, x + side * 0.033, 0.775, 0.006), (0.25, 0.2, 0.15))
    basket = polygon((x - 0.038, 0.77), (x + 0.038, 0.77), (x + 0.033, 0.835), (x - 0.033, 0.835))
    weave = 0.8 + 0.2 * np.sin(400 * X) * np.sin(400 * Y)
    return photo(over(picture, basket, lit((0.50, 0.32, 0.15), weave)), 3)


def lighthouse() -> Image.Image:
    """A lighthouse on rocks above the sea, in the evening."""
    picture = plain((0.30, 0.40, 0.66), (1.0, 0.70, 0.46))
    picture = over(picture, 0.6 * np.clip(2 * noise(21, 3, 14) - 0.9, 0, 1) * (Y < 0.7), (0.96, 0.62, 0.52))
    gleam = lit((0.35, 0.25, 0.18), noise(23, 10, 90) ** 3)
    sea = lit((0.13, 0.29, 0.42), 0.7 + 0.6 * noise(22, 14, 110)) + gleam
    picture = over(picture, np.clip((Y - 0.66) / 0.004, 0, 1), sea)
    shore = 0.80 - 0.16 * np.exp(-(((X - 0.60) / 0.28) ** 2)) + 0.05 * (noise(24, 14) - 0.5)
    rock = lit((0.33, 0.28, 0.26), 0.55 + 0.9 * noise(25, 40, 40))
    picture = over(picture, np.clip((Y - shore) / 0.006, 0, 1), rock)
    round_ = np.clip(1.15 - 2.2 * np.abs(X - 0.575) - 1.6 * (X - 0.575), 0.4, 1.15)
    tower = polygon((0.545, 0.27), (0.655, 0.27), (0.685, 0.67), (0.515, 0.67))
    red = tower * (np.floor((Y - 0.27) / 0.08) % 2)
    picture = over(picture, tower, lit((0.96, 0.94, 0.90), round_))
    picture = over(picture, red, lit((0.80, 0.13, 0.12), round_))
    picture = over(picture, polygon((0.525, 0.25), (0.675, 0.25), (0.67, 0.275), (0.53, 0.275)), (0.20, 0.19, 0.20))
    picture = over(picture, polygon((0.562, 0.175), (0.638, 0.175), (0.638, 0.25), (0.562, 0.25)), (1.0, 0.90, 0.55))
    for at in (0.562, 0.6, 0.638):
        picture = over(picture, line(at, 0.175, at, 0.25, 0.007), (0.16, 0.15, 0.16))
    picture = over(picture, polygon((0.545, 0.178), (0.655, 0.178), (0.6, 0.105)), (0.62, 0.12, 0.11))
    picture = over(picture, 0.55 * np.exp(-((X - 0.6) ** 2 + (Y - 0.21) ** 2) / 0.006), (1.0, 0.92, 0.62))
    for window in (0.37, 0.53):
        picture = over(
            picture,
            polygon((0.592, window), (0.612, window), (0.612, window + 0.035), (0.592, window + 0.035)),
            (0.2, 0.2, 0.24),
        )
    return photo(picture, 4)


def daisy() -> Image.Image:
    """A daisy in a meadow, close up."""
    blobs = over(plain((0.30, 0.48, 0.20), (0.14, 0.30, 0.10)), noise(31, 9) ** 2, (0.62, 0.74, 0.32))
    picture = blurred(over(blobs, noise(32, 26) > 0.86, (0.92, 0.90, 0.72)), 8)
    picture = over(picture, line(0.52, 0.55, 0.60, 1.05, 0.032), (0.27, 0.45, 0.16))
    x, y = 0.5, 0.46
    for ring, count, length in ((0, 17, 0.345), (1, 16, 0.315)):
        for k in range(count):
            angle = 2 * pi * (k + 0.5 * ring) / count + 0.06 * sin(7 * k)
            reach = length * (0.94 + 0.08 * sin(5 * k + ring))
            petal = ellipse(x + 0.56 * reach * cos(angle), y + 0.52 * reach * sin(angle), 0.48 * reach, 0.045, turn=angle)
            across = (Y - y) * cos(angle) - (X - x) * sin(angle)
            tone = 0.86 + 0.12 * ring + 0.10 * np.cos(140 * across) * 0.5 + 0.10 * (noise(33, 3) - 0.5)
            edge = over(picture, np.roll(petal, 3, 0) * 0.28, (0.25, 0.30, 0.22))
            picture = over(edge, petal, lit((0.98, 0.98, 1.0), tone))
    shade, _ = ball(x, y, 0.15)
    bumps = 0.75 + 0.5 * (noise(34, 75) - 0.2)
    picture = over(picture, 0.4 * ellipse(x + 0.01, y + 0.015, 0.112, 0.102, 0.03), (0.30, 0.26, 0.12))
    return photo(over(picture, ellipse(x, y, 0.10, 0.092), lit((1.0, 0.76, 0.10), 1.2 * shade * bumps)), 5)


def honeycomb() -> Image.Image:
    """Cells of a honeycomb, some filled: one texture everywhere."""
    size = 0.115
    best, second = np.full_like(X, 9.0), np.full_like(X, 9.0)
    tint = np.zeros_like(X)
    fill = np.random.default_rng(41).random(400)
    for row in range(-1, 13):
        for at in range(-1, 13):
            cx, cy = (at + 0.5 * (row % 2)) * size, row * size * 0.866
            distance = np.hypot(X - cx, Y - cy)
            nearer = distance < best
            second = np.where(nearer, best, np.minimum(second, distance))
            tint = np.where(nearer, fill[(row * 17 + at) % 400], tint)
            best = np.minimum(best, distance)
    wall = np.clip(1 - (second - best) / 0.020, 0, 1)
    depth = np.clip(best / size * 1.9, 0, 1)
    honey = lit((0.96, 0.66, 0.14), (0.45 + 0.6 * tint) * (0.55 + 0.45 * depth))
    gleam = np.exp(-((np.clip(best, 0, 1) / 0.020) ** 2)) * (tint > 0.5) * 0.5
    picture = over(honey, wall**0.8, lit((0.93, 0.77, 0.42), 0.8 + 0.3 * noise(42, 30)))
    return photo(over(picture, 0.5 * gleam, (1, 0.95, 0.75)), 6, 0.015)


def shapes() -> Image.Image:
    """A disc, a square, a triangle and a star on paper: simple enough to follow a single edge through a model."""
    picture = lit((0.93, 0.91, 0.86), (0.97 + 0.06 * noise(51, 160)) * (1.02 - 0.12 * X))
    radii = (0.165, 0.068) * 5
    star = [(0.72 + r * sin(pi * k / 5), 0.70 - r * cos(pi * k / 5)) for k, r in enumerate(radii)]
    cut: tuple[tuple[Callable[[float], Array], tuple[float, float, float]], ...] = (
        (lambda s: ellipse(0.29 + s, 0.29 + s, 0.155, 0.155), (0.84, 0.20, 0.20)),
        (
            lambda s: polygon((0.57 + s, 0.15 + s), (0.86 + s, 0.15 + s), (0.86 + s, 0.44 + s), (0.57 + s, 0.44 + s)),
            (0.16, 0.37, 0.72),
        ),
        (lambda s: polygon((0.28 + s, 0.55 + s), (0.46 + s, 0.85 + s), (0.10 + s, 0.85 + s)), (0.18, 0.58, 0.35)),
        (lambda s: polygon(*[(a + s, b + s) for a, b in star]), (0.95, 0.72, 0.12)),
    )
    for form, colour in cut:
        shadow = blurred(lit((1, 1, 1), form(0.014)), 5)[..., 0]
        picture = over(over(picture, 0.45 * shadow, (0.30, 0.27, 0.25)), form(0), colour)
    return photo(picture, 7)


PHOTOS: dict[str, tuple[str, Callable[[], Image.Image], tuple[str, ...]]] = {
    "cat": ("Cat", cat, ("tabby", "Egyptian cat")),
    "apple": ("Apple", apple, ()),
    "balloon": ("Balloon", balloon, ()),
    "lighthouse": ("Lighthouse", lighthouse, ("beacon",)),
    "daisy": ("Daisy", daisy, ()),
    "honeycomb": ("Honeycomb", honeycomb, ()),
    "shapes": ("Shapes", shapes, ()),
}
"""Name -> title, how it is drawn, and the classes of the photo models that are right for it."""
