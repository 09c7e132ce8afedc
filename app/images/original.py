"""A picture as large as its file has it, scaled as Pillow scales its upright sRGB copy, bit for bit, without there being such a
copy: orientation and colours are brought to bands of it, and Pillow's filters go along rows first, then along columns."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

from PIL import Image

from ..core.sentence import Sentence

Mode = Literal["RGB", "L"]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the upright picture, from its left top corner."""

BAND_PIXELS = 1 << 20
"""Of the picture brought to sRGB at a time."""

WIDEST = 3
"""Half the width, in pixels of the smaller of two pictures, of the widest filter: Lanczos."""

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation → what makes the picture upright."""

SIDEWAYS = {Image.Transpose.TRANSPOSE, Image.Transpose.ROTATE_270, Image.Transpose.TRANSVERSE, Image.Transpose.ROTATE_90}
"""Turns that make rows of columns."""

FROM_THE_END = {
    Image.Transpose.ROTATE_180,
    Image.Transpose.FLIP_TOP_BOTTOM,
    Image.Transpose.TRANSVERSE,
    Image.Transpose.ROTATE_90,
}
"""Turns whose first row is the stored picture's last row, or column."""

BYTES_PER_PIXEL = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16L": 2, "I;16B": 2}
"""What Pillow takes for a pixel; 4 in any other mode."""


@dataclass(frozen=True, eq=False)
class Original:
    """`stored`: the decoded file, which nobody may change. `turn` makes it upright, `rgb` brings a piece of it to sRGB; none:
    its RGB or grey values are what they are. `full`: width and height of the file's picture, where `stored` was decoded at a
    fraction. `notes`: what was done to it, as sentences; `profile`: the colour profile that can be left out."""

    stored: Image.Image
    turn: Image.Transpose | None = None
    rgb: Callable[[Image.Image], Image.Image] | None = None
    full: tuple[int, int] | None = None
    notes: tuple[Sentence, ...] = ()
    profile: str | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, upright."""
        width, height = self.full or self.stored.size
        return (height, width) if self.turn in SIDEWAYS else (width, height)

    @property
    def nbytes(self) -> int:
        return self.stored.width * self.stored.height * BYTES_PER_PIXEL.get(self.stored.mode, 4)

    def resized(
        self, size: tuple[int, int], filter: Image.Resampling, mode: Mode = "RGB", box: Box | None = None
    ) -> Image.Image:
        """`box` of it, by default all, scaled to `size`: what `resize` of the upright sRGB picture gives, in `mode`."""
        width, height = self._decoded
        left, top, right, bottom = self._within(box) if box else (0.0, 0.0, float(width), float(height))
        if self.rgb is None and self.turn is None and self.stored.mode in ("L", mode):
            return self.stored.resize(size, filter, (left, top, right, bottom)).convert(mode)
        reach = WIDEST * max(1.0, (bottom - top) / size[1]) + 1
        first, last = max(0, floor(top - reach)), min(height, ceil(bottom + reach))
        narrow = Image.new(mode, (size[0], height))
        for upper, band in self._bands(first, last, mode):
            narrow.paste(band.resize((size[0], band.height), filter, (left, 0, right, band.height)), (0, upper))
        return narrow.resize(size, filter, (0, top, size[0], bottom))

    def reduced(self, side: int, mode: Mode = "RGB") -> tuple[Image.Image, float]:
        """Its longer side at most `side`: means of as many pixels as it takes, fewer at the right and lower edge. Also how many
        pixels of the whole picture one of these is wide and high."""
        width, height = self._decoded
        factor = -(-max(width, height) // side)
        small = Image.new(mode, (-(-width // factor), -(-height // factor)))
        for upper, band in self._bands(0, height, mode, factor):
            small.paste(band.reduce(factor), (0, upper // factor))
        return small, factor * self.size[0] / width

    @property
    def _decoded(self) -> tuple[int, int]:
        """Width and height of what was decoded, upright."""
        width, height = self.stored.size
        return (height, width) if self.turn in SIDEWAYS else (width, height)

    def _within(self, box: Box) -> Box:
        """A box of the whole picture in pixels of what was decoded."""
        across, down = (there / whole for there, whole in zip(self._decoded, self.size, strict=True))
        left, top, right, bottom = box
        return left * across, top * down, right * across, bottom * down

    def _bands(self, first: int, last: int, mode: Mode, multiple: int = 1) -> Iterator[tuple[int, Image.Image]]:
        """Upright sRGB bands from row `first` to `last`, in `mode`, each with its first row; as many rows as a multiple."""
        rows = max(1, BAND_PIXELS // self._decoded[0] // multiple) * multiple
        for upper in range(first, last, rows):
            piece = self._stored_rows(upper, min(upper + rows, last))
            piece = piece.convert("RGB") if self.rgb is None else self.rgb(piece)
            piece = piece if self.turn is None else piece.transpose(self.turn)
            yield upper, piece if piece.mode == mode else piece.convert(mode)

    def _stored_rows(self, upper: int, lower: int) -> Image.Image:
        """What becomes rows `upper` to `lower` of the upright picture."""
        width, height = self.stored.size
        if self.turn in FROM_THE_END:
            end = width if self.turn in SIDEWAYS else height
            upper, lower = end - lower, end - upper
        return self.stored.crop((upper, 0, lower, height) if self.turn in SIDEWAYS else (0, upper, width, lower))
