"""Finds the writing in a grey picture: which way round it is, what is paper, uneven light and dirt, and where the ink is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Array = NDArray[np.float32]

GRID = 96
"""Longer side, in pixels, of the coarse picture on which paper is fitted and blots are told apart."""

CLEAN = 0.02
"""Contrast, of 1, below which a difference is no ink; also how far paper may vary and still count as one flat tone."""

HALF_STEP = 0.5 / 255
"""Half a step of an 8-bit grey value: paper with less noise than this was never seen by a camera."""

SPECK = 0.015
"""A blot with less than this share of the largest one's ink is dirt."""


@dataclass(frozen=True)
class Ink:
    """`strength`: float32 (row, column), 0 paper to 1 strongest ink. `box`: left, top, right, bottom in pixels, right and
    bottom excluded. `width`: mean stroke width in pixels. `inverted`: the picture was dark on light."""

    strength: Array
    box: tuple[int, int, int, int]
    width: float
    inverted: bool


def find_ink(grey: Array) -> Ink | None:
    """The ink in `grey` (row, column; 0 black to 1 white), or None where there is only paper."""
    paper = _paper(grey)
    residual = grey - paper
    inverted = bool(np.sum(residual.astype(np.float64) ** 3) < 0)  # paper's noise cancels, ink is on one side
    contrast = np.maximum((paper - grey) / np.maximum(paper, 0.1) if inverted else residual, 0).astype(np.float32)
    noise = 1.4826 * float(np.median(np.abs(residual)))
    clean = noise < HALF_STEP  # drawn, not photographed: whatever differs from the paper is meant
    peak = float(contrast.max() if clean else np.percentile(contrast, 99.8))
    if peak < max(CLEAN, 5 * noise):
        return None
    level = _level(np.clip(contrast / peak, 0, 1)) * peak
    if not clean:
        level = max(level, peak / 2)  # many ruled lines or much grain can outnumber the ink
    floor = 0.0 if clean else max(3 * noise, level / 3)  # what is fainter is ruled lines and grain
    mask = _without_dirt(contrast >= (level / 4 if clean else level * 0.9), contrast)
    strength = np.where(_grown(mask), np.clip((contrast - floor) / (peak - floor), 0, 1), 0).astype(np.float32)
    inked = strength > 0 if clean else mask
    rows, columns = np.flatnonzero(inked.any(1)), np.flatnonzero(inked.any(0))
    box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return Ink(strength, box, _stroke_width(contrast >= level), inverted)


def _paper(grey: Array) -> Array:
    """The tone of the paper at every pixel: a quadratic surface through most of the picture, which ink and dirt do not pull."""
    rows, columns = grey.shape
    scale = min(1.0, GRID / max(rows, columns))
    small = Image.fromarray(grey, "F").resize(
        (max(1, round(columns * scale)), max(1, round(rows * scale))), Image.Resampling.BOX
    )
    values = np.asarray(small, dtype=np.float64).ravel()
    terms = _quadratic(small.height, small.width)
    border = np.ones((small.height, small.width), bool)
    border[2:-2, 2:-2] = False
    tone = np.median(values[border.ravel()])
    if np.abs(values[border.ravel()] - tone).max() < HALF_STEP:
        return np.full_like(grey, tone)  # drawn on one tone: nothing to fit
    surface = np.full_like(values, tone)
    if small.width >= 6 and small.height >= 6:
        for tolerance in (0.25, 0.12, 0.06, 0.04, 0.03):  # ever closer to what is surely paper
            near = np.abs(values - surface) < tolerance
            if near.sum() < 0.2 * near.size:
                break
            surface = terms @ np.linalg.lstsq(terms[near], values[near], rcond=None)[0]
    if np.ptp(surface) < CLEAN:
        return np.full_like(grey, tone)
    fitted = Image.fromarray(surface.reshape(small.height, small.width).astype(np.float32), "F")
    smooth: Array = np.clip(np.asarray(fitted.resize((columns, rows), Image.Resampling.BICUBIC)), 0, 1)
    return smooth


def _quadratic(rows: int, columns: int) -> NDArray[np.float64]:
    """1, x, y, x², xy, y² at every pixel, each axis from -1 to 1: shape (row * column, 6)."""
    y, x = (axis.ravel() for axis in np.meshgrid(np.linspace(-1, 1, rows), np.linspace(-1, 1, columns), indexing="ij"))
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)


def _level(strength: Array) -> float:
    """Half the usual strength of ink, in `strength` from 0 paper to 1: the middle of a stroke's edge."""
    counts, edges = np.histogram(strength[strength > 0], bins=64, range=(0, 1))
    middles = (edges[:-1] + edges[1:]) / 2
    below, total, sum_below = np.cumsum(counts), counts.sum(), np.cumsum(counts * middles)
    above = total - below
    with np.errstate(divide="ignore", invalid="ignore"):  # Otsu: two groups, least variance inside
        between = below * above * (sum_below / below - (sum_below[-1] - sum_below) / above) ** 2
    parting = edges[1 + int(np.argmax(np.where((below > 0) & (above > 0), between, 0)))]
    return float(np.median(strength[strength >= min(parting, strength.max())])) / 2


def _without_dirt(mask: NDArray[np.bool_], strength: Array) -> NDArray[np.bool_]:
    """`mask` without specks, and without shadows, table edges and lines that reach in from the border."""
    rows, columns = mask.shape
    step = -(-max(rows, columns) // (2 * GRID))
    padded = np.pad(np.where(mask, strength, 0), ((0, -rows % step), (0, -columns % step)))
    coarse = padded.reshape(padded.shape[0] // step, step, padded.shape[1] // step, step).sum((1, 3))
    labels, count = label(coarse > 0)
    ink = np.bincount(labels.ravel(), coarse.ravel(), minlength=count + 1)
    ink[0] = 0
    border = np.concatenate([labels[0], labels[-1], labels[1:-1, 0], labels[1:-1, -1]])
    contact = np.bincount(border, minlength=count + 1)
    inside = np.where(contact == 0, ink, 0)
    main = int(np.argmax(inside))
    if inside[main] > 0 and _extent(labels == main) >= 0.1 * min(labels.shape):
        along = contact > 0.3 * min(labels.shape)
        ink = inside if inside.sum() >= 0.2 * ink[~along].sum() else np.where(along, 0, ink)
    keep = ink >= max(SPECK * ink.max(), 1e-9)
    return mask & np.kron(keep[labels], np.ones((step, step), bool))[:rows, :columns]


def _extent(blot: NDArray[np.bool_]) -> int:
    """Longer side of a blot's box, in pixels."""
    rows, columns = np.flatnonzero(blot.any(1)), np.flatnonzero(blot.any(0))
    return int(max(np.ptp(rows), np.ptp(columns))) + 1


def label(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int64], int]:
    """Number the blots of `mask` from 1 (pixels that touch, corners too), 0 elsewhere; also their count. By runs of a row."""
    parent = [0]

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    labels = np.zeros(mask.shape, np.int64)
    above: list[tuple[int, int, int]] = []
    for row, line in enumerate(mask):
        steps = np.flatnonzero(np.diff(np.concatenate([[0], line.view(np.int8), [0]])))
        runs = []
        for start, stop in zip(steps[::2].tolist(), steps[1::2].tolist(), strict=True):
            parent.append(len(parent))
            node = len(parent) - 1
            for first, last, other in above:
                if first <= stop and last >= start:
                    parent[root(node)] = root(other)
            labels[row, start:stop] = node
            runs.append((start, stop, node))
        above = runs
    roots = np.array([root(node) for node in range(len(parent))])
    names, numbers = np.unique(roots, return_inverse=True)
    return numbers[labels], len(names) - 1


def _grown(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """`mask` and about a stroke's soft edge around it."""
    reach = max(1, round(_stroke_width(mask) / 2))
    wide = Image.fromarray((mask * 255).astype(np.uint8), "L").filter(ImageFilter.BoxBlur(reach))
    return np.asarray(wide) > 0


def _stroke_width(mask: NDArray[np.bool_]) -> float:
    """Mean width, in pixels, of the strokes in `mask`: twice area by outline, with 4/pi for the outline's staircase."""
    outline = np.count_nonzero(np.diff(mask.astype(np.int8), axis=0)) + np.count_nonzero(np.diff(mask.astype(np.int8), axis=1))
    return 8 / np.pi * float(mask.sum()) / max(1, int(outline))
