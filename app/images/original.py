"""A picture as large as its file has it, upright and in sRGB, to be scaled by Pillow's own filters in one step."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from PIL import Image

from ..core.sentence import Sentence

Mode = Literal["RGB", "L"]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the upright picture, from its left top corner."""

BAND_PIXELS = 1 << 18
"""Of a picture brought to sRGB at a time, so that steps in between take little memory."""

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
"""Turns that make columns of rows."""

TO_THE_END = {
    Image.Transpose.ROTATE_180,
    Image.Transpose.FLIP_TOP_BOTTOM,
    Image.Transpose.TRANSVERSE,
    Image.Transpose.ROTATE_270,
}
"""Turns that put the stored picture's first row last."""


@dataclass(frozen=True, eq=False)
class Original:
    """`image`: RGB or grey (L), which nobody may change. `full`: width and height of the file's picture, where `image` was
    decoded at a fraction of them. `notes`: what was done to it, as sentences; `profile`: the colour profile that can be left
    out."""

    image: Image.Image
    full: tuple[int, int] | None = None
    notes: tuple[Sentence, ...] = ()
    profile: str | None = None

    @property
    def size(self) -> tuple[int, int]:
        return self.full or self.image.size

    @property
    def nbytes(self) -> int:
        """Memory: Pillow keeps an RGB pixel in four bytes, and a pointer to each row."""
        return self.image.height * (self.image.width * (1 if self.image.mode == "L" else 4) + 8)

    def resized(
        self, size: tuple[int, int], filter: Image.Resampling, mode: Mode = "RGB", box: Box | None = None
    ) -> Image.Image:
        """`box` of it, by default all, scaled to `size`, in `mode`."""
        source = self.image if self.image.mode in ("L", mode) else self.image.convert(mode)
        small = source.resize(size, filter, self._within(box) if box else None)
        return small if small.mode == mode else small.convert(mode)

    def reduced(self, side: int) -> tuple[Image.Image, float]:
        """In grey, its longer side at most `side`: means of as many pixels as it takes, fewer at the right and lower edge. Also
        how many pixels of the whole picture one of these is wide and high."""
        factor = -(-max(self.image.size) // side)
        grey = self.image if self.image.mode == "L" else self.image.convert("L")
        return grey.reduce(factor), factor * self.size[0] / self.image.width

    def _within(self, box: Box) -> Box:
        """A box of the whole picture in pixels of what was decoded."""
        across, down = (there / whole for there, whole in zip(self.image.size, self.size, strict=True))
        left, top, right, bottom = box
        return left * across, top * down, right * across, bottom * down


def bands(picture: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    """Pieces of it, each as wide as the picture, and the row where each begins."""
    rows = max(1, BAND_PIXELS // picture.width)
    for upper in range(0, picture.height, rows):
        yield upper, picture.crop((0, upper, picture.width, min(upper + rows, picture.height)))


def upright(
    stored: Image.Image, rgb: Callable[[Image.Image], Image.Image] | None, turn: Image.Transpose | None, mode: Mode = "RGB"
) -> Image.Image:
    """`stored` with its colours as `rgb` makes them of a piece, in `mode`, and turned; itself where nothing is to be done."""
    if rgb is None and turn is None:
        return stored
    width, height = stored.size
    turned = Image.new(stored.mode if rgb is None else mode, (height, width) if turn in SIDEWAYS else (width, height))
    for upper, piece in bands(stored):
        place = height - upper - piece.height if turn in TO_THE_END else upper
        piece = piece if rgb is None else rgb(piece)
        piece = piece if turn is None else piece.transpose(turn)
        turned.paste(piece, (place, 0) if turn in SIDEWAYS else (0, place))
    return turned
