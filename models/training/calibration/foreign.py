"""Pictures of nothing that the photo models know: what do they say then? Kinds of such pictures, the same every time.

photographs/ holds real ones, with their authors and licences in credits.json; the others are made here.
"""

import json
import logging
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from ...spec.entry import Input
from ..datasets import MNIST, DataError, read

log = logging.getLogger("mixscope")

PHOTOGRAPHS = Path(__file__).with_name("photographs")
DIGITS = 500
PATTERNS = 200


def foreign(form: Input) -> dict[str, Tensor]:
    """Kind -> pictures for that input, 0–1, (picture, channel, row, column). A kind whose data are not here is left out."""
    kinds = {"photographs": photographs(form), "patterns": patterns(form)}
    try:
        kinds["digits"] = coloured_digits(form)
    except DataError as error:
        log.warning("Digits in colour are left out: %s", error)
    return kinds


def coloured_digits(form: Input) -> Tensor:
    """The first test digits of MNIST, enlarged, each in a colour of its own on a ground of another."""
    pixels, _ = read(MNIST, "test", DIGITS)
    size = (form.height, form.width)
    ink = torch.nn.functional.interpolate(pixels.float() / 255, size, mode="bilinear", align_corners=False)
    dice = torch.Generator().manual_seed(0)
    ground, colour = (torch.rand(len(ink), form.channels, 1, 1, generator=dice) for _ in range(2))
    return ground + ink * (colour - ground)


def patterns(form: Input) -> Tensor:
    """Noise of all sizes, stripes, chequers and gradients, in random colours."""
    dice = np.random.default_rng(0)
    y, x = np.mgrid[0 : form.height, 0 : form.width].astype(np.float32)
    made = []
    for number in range(PATTERNS):
        low, high = dice.random((2, form.channels, 1, 1), np.float32)
        made.append(low + (high - low) * _mask(number % 4, dice, x, y))
    return torch.from_numpy(np.stack(made).astype(np.float32))


def _mask(kind: int, dice: np.random.Generator, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(row, column), 0–1."""
    rows, columns = x.shape
    angle, width = dice.uniform(0, np.pi), dice.uniform(3, 24)
    along = x * np.cos(angle) + y * np.sin(angle)
    mask: np.ndarray = (along - along.min()) / np.ptp(along)
    if kind == 0:
        grid = dice.random((int(dice.integers(2, rows + 1)),) * 2, np.float32)
        mask = np.asarray(Image.fromarray(grid).resize((columns, rows), Image.Resampling.BILINEAR))
    elif kind == 1:
        mask = 0.5 + 0.5 * np.sin(2 * np.pi * along / width)
    elif kind == 2:
        across = y * np.cos(angle) - x * np.sin(angle)
        mask = (np.floor(along / width) + np.floor(across / width)) % 2
    return mask


def photographs(form: Input) -> Tensor:
    """Real ones, of things that are none of the classes."""
    names = [credit["file"] for credit in json.loads((PHOTOGRAPHS / "credits.json").read_text(encoding="utf-8"))]
    size = (form.width, form.height)
    opened = [Image.open(PHOTOGRAPHS / name).convert("RGB").resize(size, Image.Resampling.BICUBIC) for name in names]
    return torch.from_numpy(np.stack([np.asarray(one, np.float32) / 255 for one in opened]).transpose(0, 3, 1, 2))
