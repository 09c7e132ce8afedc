"""What it takes to read a picture, as its header says it: bytes and seconds, before anything is decoded.

The figures are measured upper bounds for the worst content of each kind (`python -m bench decode` measures them again). They
bound the pixels, so that what is refused does not depend on how busy the machine is.
"""

from dataclasses import dataclass

from PIL import Image

from . import refusals
from .profiles import Colours

MOST_BYTES = 100_000_000
"""Of memory, at the worst moment of reading one picture and making an input of it."""

MOST_SECONDS = 0.45
"""Of one core, for the same."""

LONGEST_SIDE = 65_535
"""Pixels, a JPEG's own limit: Pillow takes some 20 bytes and 60 ns for every row, however short."""


@dataclass(frozen=True)
class Pixel:
    """Of one pixel. `file`, `stored`: bytes in the unpacked file and in memory; `made`: bytes of what it becomes besides;
    `ns`: to make that."""

    file: float
    stored: int
    made: int = 0
    ns: float = 0


MODES = {
    "1": Pixel(1, 1, 1, 3),
    "L": Pixel(1, 1),
    "P": Pixel(1, 1, 4, 5),
    "PA": Pixel(2, 4, 4, 12),
    "LA": Pixel(2, 4, 1, 4),
    "La": Pixel(2, 4, 1, 10),
    "RGB": Pixel(3, 4),
    "RGBX": Pixel(4, 4, 4, 4),
    "RGBA": Pixel(4, 4, 4, 6),
    "RGBa": Pixel(4, 4, 4, 16),
    "CMYK": Pixel(4, 4, 4, 12),
    "LAB": Pixel(3, 4, 4, 20),
    "YCbCr": Pixel(3, 4, 4, 5),
    "I": Pixel(4, 4, 1, 15),
    "F": Pixel(4, 4, 1, 15),
}
"""Of a picture in Pillow's mode; one that is not here is taken for the dearest."""

SIXTEEN, DEAREST = Pixel(2, 2, 1, 6), Pixel(4, 4, 4, 30)

PER_BYTE = {"PNG": 6.5, "TIFF": 6.0}
"""Nanoseconds for a byte of the unpacked file: undoing PNG's filters and inflating, or a TIFF's slowest compression."""

PER_PIXEL = {"GIF": 7.0, "BMP": 7.0, "WEBP": 27.0, "AVIF": 10.0, "HEIF": 25.0}
"""Nanoseconds of the decoder, whatever the mode; of HEIF, whose decoder is an optional extra, as others tell it."""

PER_BYTE_OF_FILE = {"AVIF": 80.0}
"""Nanoseconds besides for a byte of the file itself, where its content makes the decoder ten times slower: noise."""

BESIDE = {"WEBP": 13, "AVIF": 5, "HEIF": 5}
"""Bytes a pixel that the decoder holds besides the picture."""

ICC, TABLE = 18.0, 55.0
"""Nanoseconds to follow a colour profile: one of three colours or grey, one of inks."""

INKS = 20
"""Bytes for which a pixel of a JPEG's inks is taken: following their table takes three times as long as all the rest."""

GREY, COLOUR = 3.0, 8.0
"""Nanoseconds to scale it for a model."""


def check(picture: Image.Image, kind: str, size: int, deep: bool, colours: Colours, turned: bool) -> None:
    """Problem 413 for a picture that takes more than it may, or has a side that is too long. It has been opened, not loaded.

    `size`: bytes of the file. `deep`: 16 bits a colour, of which the upper 8 are kept. `turned`: it will be turned, which
    makes a second picture.
    """
    if max(picture.size) > LONGEST_SIDE:
        raise refusals.too_long(picture.size, LONGEST_SIDE)
    pixels = picture.width * picture.height
    most = most_pixels(picture.mode, kind, deep, colours, turned, "transparency" in picture.info, size / pixels)
    if pixels > most:
        raise refusals.too_costly(picture.size, most, kind)


def most_pixels(mode: str, kind: str, deep: bool, colours: Colours, turned: bool, transparent: bool, density: float = 0) -> int:
    """How many pixels of that form may be read, of a file with `density` bytes for each."""
    one = SIXTEEN if mode.startswith("I;16") else MODES.get(mode, DEAREST)
    plain = colours.plain and not transparent and not (deep and mode == "RGB")
    made = one.made if plain else 4
    bytes_ = one.stored + max(made, one.stored if turned else 0, 1, BESIDE.get(kind, 0))
    ns = (
        PER_PIXEL.get(kind, 0)
        + PER_BYTE_OF_FILE.get(kind, 0) * density
        + PER_BYTE.get(kind, 0) * one.file * (2 if deep and mode != "I;16" else 1)
    )
    ns += one.ns + (GREY if one.stored == 1 and plain else COLOUR) + (0 if plain else 5)
    ns += (TABLE if mode == "CMYK" else ICC) if colours.transform is not None else 0
    return int(min(MOST_BYTES / bytes_, MOST_SECONDS * 1e9 / ns))


def fraction(picture: Image.Image, colours: Colours, turned: bool, coefficients: int) -> int:
    """By how much a JPEG is decoded smaller, by its DCT, so that it takes no more than it may: 1, 2, 4 or 8.

    `coefficients`: bytes that its decoder holds at any size.
    """
    stored = 1 if picture.mode == "L" else 4
    made = 4 if colours.transform is not None else stored if turned else 1
    one = INKS if picture.mode == "CMYK" else stored + made
    pixels, left = picture.width * picture.height, MOST_BYTES - coefficients
    return next((scale for scale in (1, 2, 4) if pixels * one / scale**2 <= left), 8)
