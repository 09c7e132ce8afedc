"""What a file's numbers mean: how many bits are used, what is black and what white, what shows where it is transparent."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from ...core.sentence import Sentence
from ..original import Mode, bands
from .profiles import Colours

Piece = Callable[[Image.Image], Image.Image]
"""Brings a piece of a picture to sRGB."""

FEW_BITS = (8, 10, 12)
"""What cameras and scanners put into 16 bits without stretching it: a darker picture is taken for one."""

WHITES = (1.0, 255.0, 1023.0, 4095.0, 65535.0)
"""What is white in a picture of 32-bit numbers: the smallest that nothing exceeds."""

SAMPLED = 256
"""Longer side, in pixels, of the sparse copy on which it is decided what is behind transparent parts."""

LIGHT = 0.8
"""Drawn lighter than this on the average (0 black, 1 white), it would hardly be seen on white."""

VISIBLE = 8
"""Of 255: what is more transparent is as good as not there."""


@dataclass(frozen=True)
class Numbers:
    """`rgb` brings a piece to sRGB, or to the greys (`mode` L) that are the same there, transparent parts over a ground.
    `notes`: what was done. `plain`: the values stay."""

    rgb: Piece
    notes: tuple[Sentence, ...] = ()
    plain: bool = False
    mode: Mode = "RGB"


def numbers_of(picture: Image.Image, deep: bool, colours: Colours) -> Numbers:
    """What must be known of the whole `picture` is looked up here, once. `deep`: its file has 16 bits a colour, of which Pillow
    keeps the upper 8."""
    if picture.mode.startswith("I;16"):
        return _grey_of_16_bits(picture, colours)
    if picture.mode in ("I", "F"):
        return _grey_of_32_bits(picture, colours)
    if "A" in picture.mode.upper().replace("LAB", "") or "transparency" in picture.info:
        return _over_ground(picture, colours)
    if deep and picture.mode == "RGB":
        return _rgb_of_16_bits(picture, colours)
    if picture.mode == "1":
        return _greys(lambda piece: piece.convert("L"), colours)
    return Numbers(colours.rgb, plain=colours.plain and picture.mode in ("L", "RGB"))


def _greys(grey: Piece, colours: Colours, notes: tuple[Sentence, ...] = ()) -> Numbers:
    if colours.plain:
        return Numbers(grey, notes, mode="L")
    return Numbers(lambda piece: colours.rgb(grey(piece)), notes)


def _grey_of_16_bits(picture: Image.Image, colours: Colours) -> Numbers:
    top = max(int(np.asarray(piece).max(initial=0)) for _, piece in bands(picture))
    bits = next((bits for bits in FEW_BITS if 0 < top < 1 << bits), 16)
    scale = np.float32(255 / ((1 << bits) - 1))
    notes = () if bits == 16 else (_stretched(bits),)
    return _greys(lambda piece: _grey(np.asarray(piece).astype(np.float32) * scale), colours, notes)


def _grey_of_32_bits(picture: Image.Image, colours: Colours) -> Numbers:
    low, high = _span(picture)
    scale = 255 / (high - low)
    notes = () if (low, high) in ((0.0, 1.0), (0.0, 255.0), (0.0, 65535.0)) else (_spread(low, high),)
    return _greys(lambda piece: _grey((np.nan_to_num(np.asarray(piece, dtype=np.float64)) - low) * scale), colours, notes)


def _span(picture: Image.Image) -> tuple[float, float]:
    """What is black and what white in a 32-bit picture: a usual range if it fits, else its own."""
    least, most = [], []
    for _, piece in bands(picture):
        values = np.asarray(piece)
        finite = values[np.isfinite(values)]
        least += [float(finite.min())] if finite.size else []
        most += [float(finite.max())] if finite.size else []
    low, high = min(least, default=0.0), max(most, default=0.0)
    if low < 0:
        return low, max(high, low + 1)
    return 0.0, next((white for white in WHITES if high <= white), high)


def _rgb_of_16_bits(picture: Image.Image, colours: Colours) -> Numbers:
    top = max(int(high) for _, high in picture.getextrema())  # type: ignore[misc]  # a pair for each colour
    bits = next((bits for bits in FEW_BITS if 0 < top < 1 << bits - 8), 16)
    if bits == 16:
        return Numbers(colours.rgb, plain=colours.plain)
    most = (1 << bits - 8) - 1
    curve = [min(255, round(255 * value / most)) for value in range(256)] * 3
    return Numbers(lambda piece: colours.rgb(piece.point(curve)), (_stretched(bits), _levels(most + 1)))


def _grey(values: np.ndarray) -> Image.Image:
    """Grey values 0–255 of shape (row, column), any number type."""
    return Image.fromarray(np.clip(np.rint(values), 0, 255).astype(np.uint8))


def _over_ground(picture: Image.Image, colours: Colours) -> Numbers:
    """White is behind it, unless what is drawn would vanish there: then black."""
    transparency = picture.info.get("transparency")
    mode: Mode = "L" if colours.plain and picture.mode in ("LA", "La") else "RGB"

    def layers(piece: Image.Image) -> tuple[Image.Image, Image.Image]:
        """What is drawn, and how opaque it is."""
        if transparency is not None:
            piece.info["transparency"] = transparency
        piece = piece.convert("LA") if piece.mode == "La" else piece
        if mode == "L":
            return piece.getchannel("L"), piece.getchannel("A")
        piece = piece.convert("RGBA")
        return colours.rgb(piece.convert("RGB")), piece.getchannel("A")

    share = min(1.0, SAMPLED / max(picture.size))
    size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
    drawn, opaque = layers(picture.resize(size, Image.Resampling.NEAREST))
    alpha = np.asarray(opaque, dtype=np.float32)
    tone = (
        float((np.atleast_3d(np.asarray(drawn, dtype=np.float32)).mean(-1) * alpha).sum() / max(float(alpha.sum()), 1.0)) / 255
    )
    black = alpha.min() < VISIBLE and alpha.max() >= VISIBLE and tone > LIGHT
    ground = "black" if black else "white"

    def flat(piece: Image.Image) -> Image.Image:
        drawn, opaque = layers(piece)
        under = Image.new(mode, piece.size, ground)
        under.paste(drawn, mask=opaque)
        return under

    if alpha.max() < VISIBLE:
        return Numbers(flat, (NOTHING_OPAQUE,), mode=mode)
    return Numbers(flat, () if alpha.min() == 255 else (ON_BLACK if black else ON_WHITE,), mode=mode)


def _stretched(bits: int) -> Sentence:
    return Sentence("picture-bits", "Its 16-bit values use only {bits} bits, and were stretched to white.", bits=bits)


def _levels(levels: int) -> Sentence:
    return Sentence("picture-levels", "Only {levels} levels of each colour are left of it.", levels=levels)


def _spread(low: float, high: float) -> Sentence:
    return Sentence(
        "picture-range", "Its values were spread: {low:g} is black, {high:g} is white.",
        low=float(f"{low:.3g}"), high=float(f"{high:.3g}"),
    )  # fmt: skip


ON_WHITE = Sentence("picture-on-white", "White is put behind its transparent parts.")
ON_BLACK = Sentence(
    "picture-on-black", "Black is put behind its transparent parts: what is drawn is light, and would vanish on white."
)
NOTHING_OPAQUE = Sentence("picture-transparent", "It is transparent everywhere: there is nothing to see in it.")
