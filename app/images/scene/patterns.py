"""Patterns on an empty canvas, and two of them together. Images are (channel, row, column), 0–1; the empty canvas is 0.

A **pattern** is the pixels of an image that differ from the empty canvas in any channel.
"""

import re
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from models.measure.transforms import EMPTY

from ...core.errors import invalid_parameter, quote
from ...core.sentence import Sentence

WRITTEN = re.compile(r"\d{1,4},\d{1,4},\d{1,4},\d{1,4}")


@dataclass(frozen=True)
class Cut:
    """A rectangle of an image, in pixels of the model's input. What lies outside is left empty; what lies inside stays."""

    left: int
    top: int
    width: int
    height: int

    @property
    def text(self) -> str:
        return f"{self.left},{self.top},{self.width},{self.height}"


NOTHING = Cut(0, 0, 0, 0)
"""The cut that leaves the canvas empty."""


def read_cut(text: str) -> Cut:
    """`left,top,width,height`. Raises Problem 422 for anything else."""
    cut = Cut(*(int(number) for number in text.split(","))) if WRITTEN.fullmatch(text) else None
    if cut is None or not cut.width or not cut.height:
        detail = Sentence(
            "cut-unreadable",
            "A cut is left,top,width,height in whole pixels of the model's input, as in 0,0,14,28, not {given}.",
            given=quote(text),
        )
        raise invalid_parameter(detail)
    return cut


def cut_out(image: Float[Tensor, "C H W"], cut: Cut) -> Float[Tensor, "C H W"]:
    """What lies inside `cut`, which may reach beyond the image; a new tensor."""
    kept = torch.full_like(image, EMPTY)
    part = slice(None), slice(cut.top, cut.top + cut.height), slice(cut.left, cut.left + cut.width)
    kept[part] = image[part]
    return kept


def pixels_of(image: Float[Tensor, "C H W"]) -> Bool[Tensor, "H W"]:
    """The pattern's pixels."""
    return (image != EMPTY).any(0)


def over(first: Float[Tensor, "C H W"], second: Float[Tensor, "C H W"]) -> Float[Tensor, "C H W"]:
    """Both on one canvas, `second` on top. Where they do not overlap, this is their sum, bit for bit."""
    return torch.where(pixels_of(second), second, first)


def overlap(first: Float[Tensor, "C H W"], second: Float[Tensor, "C H W"]) -> int:
    """How many pixels both have."""
    return int((pixels_of(first) & pixels_of(second)).sum())
