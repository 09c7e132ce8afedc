"""Pictures that the repository draws or brings along, so that there is always something to look at."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, Literal, TypedDict

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from models.spec.entry import Input
from models.spec.glyphs import GLYPHS, glyph_image

from ..core.errors import Problem
from ..core.sentence import Sentence
from .original import Original
from .photo_samples.drawn import THINGS
from .photo_samples.photographs import Credit, photographs
from .preprocess import prepare
from .sample_digits import DIGITS, STROKES, Array, Pen, ink, mnist_form
from .sample_photos import PHOTOS


@dataclass(frozen=True)
class Sample:
    """`draw` returns an RGB picture. `kind` is that of the inputs that it is for (models.spec.entry.Input): `digits` are in
    MNIST's form (28 x 28) or photos to be brought to it, `crop` are 320 x 320 and colourful, `glyphs` are 32 x 32. `shows`: the
    photo models' classes that are right for it. `credit`: of a photograph."""

    name: str
    title: str
    kind: Literal["digits", "crop", "glyphs"]
    draw: Callable[[], Image.Image]
    shows: tuple[str, ...] = ()
    credit: Credit | None = None


def digit(name: str) -> Image.Image:
    """A digit in MNIST's form: white on black, 28 x 28."""
    return _rgb(mnist_form(STROKES[name]))


def four_on_paper() -> Image.Image:
    """Blue ink, off centre on ruled paper, in uneven light: what a phone would bring. 480 x 360."""
    rows, columns = 360, 480
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    paper = np.ones((rows, columns, 3), np.float32) * (0.97, 0.95, 0.90)
    lines = np.exp(-((((y + 0.02 * x) % 36) - 18) ** 2) / 1.2)[..., None]
    paper = paper * (1 - lines * (0.22, 0.12, 0.05))
    margin = np.exp(-((x - 70 - 0.02 * y) ** 2) / 1.5)[..., None]
    paper = paper * (1 - margin * (0.04, 0.25, 0.22))
    written = ink(STROKES["four"], (rows, columns), scale=190, at=(255, 62), pen=Pen(0.048, 0.35))[..., None]
    page = paper * (1 - written * (0.88, 0.80, 0.50))
    light = 0.62 + 0.36 * np.exp(-(((x - 130) / 330) ** 2 + ((y - 60) / 300) ** 2))
    grain = np.random.default_rng(4).normal(0, 0.008, (rows, columns, 1))
    return _rgb(page * light[..., None] + grain)


def glyph(name: str) -> Image.Image:
    """One of the two glyphs of the tier `pairs`, where it stands at first: white on black, 32 x 32."""
    return _rgb(glyph_image(name))


def spiral() -> Image.Image:
    """No digit at all: what do the models make of it?"""
    return _rgb(mnist_form(STROKES["spiral"]))


def smiley() -> Image.Image:
    """A face in chalk on a blackboard, 320 x 320: light on dark already, and no digit."""
    board = np.ones((320, 320, 3), np.float32) * (0.13, 0.20, 0.17)
    grain = np.random.default_rng(8).normal(0, 1, (320, 320, 1)).astype(np.float32)
    chalk = ink(STROKES["smiley"], (320, 320), scale=230, at=(45, 45), pen=Pen(0.036, 0.2))[..., None]
    return _rgb(board + 0.006 * grain + chalk * (0.78 + 0.05 * grain) * (1 - board))


def _rgb(values: Array) -> Image.Image:
    """0–1, (row, column) or (row, column, colour) → RGB."""
    pixels = np.clip(np.rint(values * 255), 0, 255).astype(np.uint8)
    return Image.fromarray(pixels).convert("RGB")


CHOSEN = Path(__file__).with_name("photo_samples") / "chosen.json"
"""Which samples of photographs come first, and by whose answers: written by photo_samples/choose.py."""


class Chosen(TypedDict):
    """`first`: samples of photographs, among those that `model` names rightly, the one it is surest of at the front."""

    model: str
    first: list[str]


@cache
def chosen() -> Chosen:
    found: Chosen = json.loads(CHOSEN.read_text(encoding="utf-8"))
    return found


def _photo_samples() -> dict[str, Sample]:
    """The chosen ones first."""
    drawn = {name: Sample(name, title, "crop", draw, shows) for name, (title, draw, shows) in {**THINGS, **PHOTOS}.items()}
    taken = {name: Sample(name, one.title, "crop", one.open, one.shows, one.credit) for name, one in photographs().items()}
    every = drawn | taken
    return {name: every[name] for name in dict.fromkeys([*chosen()["first"], *every])}


SAMPLES: dict[str, Sample] = {
    "seven": Sample("seven", "Seven", "digits", partial(digit, "seven")),  # the first one is what the page opens on
    **{name: Sample(name, name.capitalize(), "digits", partial(digit, name)) for name in DIGITS if name != "seven"},
    "four-on-paper": Sample("four-on-paper", "Four, on paper", "digits", four_on_paper),
    "spiral": Sample("spiral", "Spiral", "digits", spiral),
    "smiley": Sample("smiley", "Smiley in chalk", "digits", smiley),
    **_photo_samples(),
    **{
        f"glyph-{name.lower()}": Sample(f"glyph-{name.lower()}", f"Letter {name}", "glyphs", partial(glyph, name))
        for name in GLYPHS
    },
}


@cache
def picture(name: str) -> Image.Image:
    """The sample called `name`, shared: nobody may change it. Raises Problem 404 for another name."""
    if name not in SAMPLES:
        detail = Sentence(
            "sample-unknown", "There is no sample of that name. Take one of these: {names}.", names=", ".join(SAMPLES)
        )
        raise Problem(404, "sample-unknown", "Sample unknown", detail)
    return SAMPLES[name].draw()


def samples_document() -> dict[str, Any]:
    """What `GET /api/samples` answers."""
    return {"samples": [_document(one, chosen()) for one in SAMPLES.values()]}


def _document(one: Sample, by: Chosen) -> dict[str, Any]:
    credit = asdict(one.credit) if one.credit else None
    chosen_by = by["model"] if one.name in by["first"] else None
    known = {"shows": one.shows, "credit": credit, "chosen_by": chosen_by}
    return {"name": one.name, "title": one.title, "fit": one.kind, **known}


def sample_images(tier: str, input: Input) -> list[Tensor]:
    """Samples of that input's kind as images for it, float 0–1 (channel, row, column): for the cosine's baselines.

    Of the photographs the seven of sample_photos.py: a baseline must not change with the samples that are chosen to come first,
    and each picture is a pass of every model that is loaded.
    """
    own = [
        picture(one.name) for one in SAMPLES.values() if one.kind == input.kind and (one.kind != "crop" or one.name in PHOTOS)
    ]
    return [torch.from_numpy(prepare(Original(one), input, "auto").image) for one in own]
