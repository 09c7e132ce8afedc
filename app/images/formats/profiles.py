"""What a file's colours mean: its ICC profile, or a PNG's gamma, brought to sRGB as browsers show it."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
from PIL import Image, ImageCms

from ...core.sentence import Sentence

Profile = Literal["convert", "ignore"]
"""Whether an embedded profile is followed (the default) or left out."""

SPACES = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}
"""Pillow's mode -> the colour space that a profile for it must have."""

MOST_BYTES = 4 * 1024 * 1024
"""Of a profile: the tables of printing inks take 1 to 2 MB."""

SAME = 1
"""Levels of 255 by which a profile may differ from sRGB and still be sRGB: its maker's rounding."""

SCREEN, TOLERANCE = 2.2, 0.05
"""A PNG's gamma is undone for a screen of this one, unless the two are as good as the same: libpng's threshold."""

LONGEST_NAME = 60


STRIP = 64
"""Rows that are brought to sRGB at a time."""


@dataclass(frozen=True)
class Colours:
    """`rgb` brings a piece of the picture to sRGB. `notes`: what was done, as sentences. `profile`: the name of the embedded
    profile that changes colours, or would if it were not left out; None where there is no choice."""

    transform: ImageCms.ImageCmsTransform | None = None
    curve: tuple[int, ...] | None = None
    notes: tuple[Sentence, ...] = ()
    profile: str | None = None

    @property
    def plain(self) -> bool:
        """Whether RGB values are what the file says."""
        return self.transform is None and self.curve is None

    def rgb(self, piece: Image.Image) -> Image.Image:
        if self.transform is None:
            piece = piece.convert("RGB")
        else:
            base = piece if piece.mode == self.transform.input_mode else piece.convert(self.transform.input_mode)
            piece = self.transform.apply(base)
        return piece if self.curve is None else piece.point(self.curve * 3)

    def in_place(self, picture: Image.Image) -> None:
        """What `rgb` does, to the pixels of an RGB picture themselves: it takes no second picture."""
        if self.transform is not None:
            self.transform.apply_in_place(picture)
        if self.curve is not None:
            for top in range(0, picture.height, STRIP):
                box = (0, top, picture.width, min(top + STRIP, picture.height))
                picture.paste(picture.crop(box).point(self.curve * 3), box)


def base_mode(mode: str) -> str:
    """Of the modes that a profile can be for, the one of a picture in `mode`, without its transparency."""
    if mode in ("LA", "La", "1", "I", "F") or mode.startswith("I;16"):
        return "L"
    return mode if mode in ("L", "CMYK", "LAB") else "RGB"


def colours_of(mode: str, info: Mapping[Any, Any], wanted: Profile = "convert") -> Colours:
    """How the colours of a picture in Pillow's `mode` with that `info` are brought to sRGB."""
    base = base_mode(mode)
    if base == "LAB":
        return Colours(_lab(), notes=(FROM_LAB,))
    data = info.get("icc_profile")
    if data:
        return _with_profile(data, base, wanted)
    if base == "CMYK":
        return Colours(notes=(FROM_INKS,))
    gamma = info.get("gamma")
    if isinstance(gamma, float) and gamma > 0 and "srgb" not in info and abs(SCREEN * gamma - 1) > TOLERANCE:
        ramp = np.linspace(0, 1, 256) ** (1 / (SCREEN * gamma))
        return Colours(curve=tuple(int(value) for value in np.rint(255 * ramp)), notes=(_gamma(gamma),))
    return Colours()


def _with_profile(data: bytes, base: str, wanted: Profile) -> Colours:
    without = (FROM_INKS,) if base == "CMYK" else ()
    try:
        if len(data) > MOST_BYTES:
            raise ValueError("a profile of that size is none")
        source = ImageCms.ImageCmsProfile(io.BytesIO(data))
        space = source.profile.xcolor_space.strip()
        if space != SPACES[base]:
            return Colours(notes=(_other_space(space, base), *without))
        transform = _transform(source, base)
        if base != "CMYK" and _is_srgb(transform, base):
            return Colours()
        name = _name(source)
        if wanted == "ignore":
            return Colours(notes=(_left_out(name), *without), profile=name)
        return Colours(transform, notes=(_converted(name, source.profile.is_matrix_shaper or base == "L"),), profile=name)
    except Exception:  # a hostile profile fails in every way there is
        return Colours(notes=(BROKEN, *without))


def _transform(source: ImageCms.ImageCmsProfile, base: str) -> ImageCms.ImageCmsTransform:
    """Perceptual where the profile has a table for it, as browsers do; one that has only a matrix has one way, the
    relative colorimetric."""
    return ImageCms.ImageCmsTransform(source, _srgb(), base, "RGB", ImageCms.Intent.PERCEPTUAL)


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@cache
def _lab() -> ImageCms.ImageCmsTransform:
    return _transform(ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")), "LAB")


def _is_srgb(transform: ImageCms.ImageCmsTransform, base: str) -> bool:
    """Whether no colour of a lattice, and no grey, changes by more than `SAME`."""
    ramp = np.arange(256, dtype=np.uint8)
    greys = ramp[None, :, None].repeat(3, 2)
    if base == "L":
        before, piece = greys, Image.fromarray(ramp[None])
    else:
        steps = ramp[::51]  # 0 to 255
        lattice = np.stack(np.meshgrid(steps, steps, steps), -1).reshape(1, -1, 3)
        before = np.concatenate([greys, lattice], 1)
        piece = Image.fromarray(before)
    after = np.asarray(transform.apply(piece), dtype=int)
    return bool(np.abs(after - before).max() <= SAME)


def _name(source: ImageCms.ImageCmsProfile) -> str:
    told = source.profile.profile_description or ""
    name = "".join(letter for letter in told if letter.isprintable()).strip()[:LONGEST_NAME].strip()
    return name or "ICC"


def _converted(name: str, matrix: bool) -> Sentence:
    if matrix:
        return Sentence(
            "picture-profile-matrix", "Colours converted from its profile “{profile}” to sRGB (relative colorimetric).",
            profile=name,
        )  # fmt: skip
    return Sentence(
        "picture-profile-table", "Colours converted from its profile “{profile}” to sRGB (perceptual).", profile=name
    )


def _left_out(name: str) -> Sentence:
    return Sentence("picture-profile-left-out", "Its profile “{profile}” is left out: the values are as stored.", profile=name)


def _other_space(space: str, base: str) -> Sentence:
    return Sentence(
        "picture-profile-other", "Its colour profile is one for {space}, the picture is {mode}: the profile is ignored.",
        space=space, mode=SPACES[base],
    )  # fmt: skip


def _gamma(gamma: float) -> Sentence:
    return Sentence("picture-gamma", "Its values were stored with the gamma {gamma:g}, and brought to a screen's.", gamma=gamma)


BROKEN = Sentence("picture-profile-broken", "Its colour profile cannot be read, and is ignored.")
FROM_INKS = Sentence("picture-inks", "Its CMYK inks were turned into colours by a formula, since no profile says how.")
FROM_LAB = Sentence("picture-lab", "Its Lab colours were converted to sRGB.")
