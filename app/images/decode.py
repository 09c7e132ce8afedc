"""Bytes from anybody → an upright RGB picture, or a Problem. Slow for big pictures: call it from a worker thread."""

import io
import logging
import warnings
from collections.abc import Callable

import numpy as np
from PIL import Image

from ..core.errors import Problem
from ..core.sentence import Sentence
from ..core.settings import Settings

log = logging.getLogger("mixscope")

READABLE = "PNG, JPEG, WebP, GIF, BMP or TIFF"

SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
)

MOST_SCANS = 200
"""Progressive JPEGs have about 10 scans. Each costs a pass over the whole picture for a few bytes of file, so a 10 MiB file
could ask for hours; thumbnails inside metadata count here too, hence the margin."""

ORIENTATION = 0x0112
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

BAND_ROWS = 256
"""Rows converted at a time while a big picture is reduced, so that no second full-size copy exists."""

warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")  # hostile metadata must not fill the log
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


def decode(data: bytes, settings: Settings) -> Image.Image:
    """The first frame of the picture file `data`: upright, RGB, alpha over white, its longer side at most `settings.max_side`.

    Colour profiles are ignored and metadata is dropped. Raises Problem 415 (not a format we read), 413 (too many pixels)
    or 422 (empty, broken, cut off). No other exception leaves, whatever the bytes.

    It runs in the caller's process: the formats are allow-listed and their pixels capped before decoding, which bounds memory
    (about 400 MB for the worst WebP, 200 MB for the others), and a decoder process costs about 6 ms a
    picture besides its own memory.
    """
    kind = _format(data)
    if kind == "JPEG" and data.count(b"\xff\xda") > MOST_SCANS:
        raise _too_large(TOO_MANY_SCANS)
    # Pillow's own check, for what it allocates before we see the size; it warns at this figure, and fails at twice that.
    Image.MAX_IMAGE_PIXELS = max(settings.max_pixels, settings.max_jpeg_pixels)
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as picture:
            _check_size(picture, kind, settings)
            if kind == "JPEG":  # decodes 1/2, 1/4 or 1/8 of the picture, never less than what is kept
                picture.draft(None, (settings.max_side, settings.max_side))
            picture.load()
            decoded = _upright(_reduced_rgb(picture, settings.max_side), _orientation(picture))
            decoded.info = {}
            return decoded
    except Problem:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise _too_many_pixels(settings.max_pixels) from None
    except Exception as error:  # decoders fail on hostile bytes in every way there is, and it is the bytes' fault every time
        log.info("refused a %s picture of %d bytes: %s", kind, len(data), type(error).__name__)
        detail = Sentence(
            "picture-broken",
            "This {kind} picture is broken or cut off. Send the whole file, or open it in an image program and save it again.",
            kind=kind,
        )
        raise Problem(422, "picture-broken", "Picture broken", detail) from None


def _format(data: bytes) -> str:
    """The format that the first bytes say, whatever the client called it."""
    if not data:
        raise Problem(
            422,
            "picture-empty",
            "Picture empty",
            Sentence("picture-empty", "The picture has no bytes. Send a {readable} file.", readable=READABLE),
        )
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    raise Problem(415, "picture-format", "Not a picture that can be read", _unreadable(data))


def _unreadable(data: bytes) -> Sentence:
    """Why bytes without one of the signatures are not read."""
    if data[4:8] == b"ftyp":
        return Sentence(
            "picture-heic", "HEIC and AVIF pictures are not read here. Export it as JPEG, or send a {readable} file.",
            readable=READABLE,
        )  # fmt: skip
    if data.lstrip()[:5].lower() in (b"<svg ", b"<?xml"):
        return Sentence(
            "picture-svg", "SVG drawings are not read here. Export it as PNG, or send a {readable} file.", readable=READABLE
        )
    return Sentence("picture-format", "This is no picture that can be read here. Send a {readable} file.", readable=READABLE)


def _check_size(picture: Image.Image, kind: str, settings: Settings) -> None:
    limit = settings.max_jpeg_pixels if kind == "JPEG" else settings.max_pixels
    if picture.width * picture.height > limit:
        raise _too_many_pixels(limit, picture.size)


def _too_many_pixels(limit: int, size: tuple[int, int] | None = None) -> Problem:
    most = limit / 1e6
    if size is None:
        return _too_large(Sentence(
            "picture-pixels-unknown",
            "This is too many: at most {most:g} million are read. Send a smaller version of the picture.", most=most,
        ))  # fmt: skip
    width, height = size
    return _too_large(Sentence(
        "picture-pixels",
        "{width} x {height} pixels are too many: at most {most:g} million are read. Send a smaller version of the picture.",
        width=width, height=height, most=most,
    ))  # fmt: skip


TOO_MANY_SCANS = Sentence("picture-scans", "This JPEG has too many scans. Save it again as a baseline JPEG or as PNG.")


def _too_large(detail: Sentence) -> Problem:
    return Problem(413, "picture-too-large", "Picture too large", detail)


def _orientation(picture: Image.Image) -> int:
    """EXIF orientation 1–8; 1 if the metadata has none or cannot be read, which is no reason to refuse the pixels."""
    try:
        return int(picture.getexif().get(ORIENTATION, 1))
    except Exception:
        return 1


def _upright(picture: Image.Image, orientation: int) -> Image.Image:
    turn = TURNS.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def _reduced_rgb(picture: Image.Image, max_side: int) -> Image.Image:
    """`picture` as RGB with its longer side at most `max_side`, averaged, not sampled."""
    to_rgb = _converter(picture)
    if max(picture.size) <= max_side:
        return to_rgb(picture)
    factor = max(1, max(picture.size) // (2 * max_side))  # the rest, by 2 to 4, is left to the better filter
    small = Image.new("RGB", (-(-picture.width // factor), -(-picture.height // factor)))
    rows = BAND_ROWS * factor
    for top in range(0, picture.height, rows):
        band = to_rgb(picture.crop((0, top, picture.width, min(top + rows, picture.height))))
        small.paste(band.reduce(factor), (0, top // factor))
    scale = max_side / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return small.resize(size, Image.Resampling.LANCZOS)


def _converter(picture: Image.Image) -> Callable[[Image.Image], Image.Image]:
    """The function that brings a piece of `picture` to RGB; what must be known of the whole picture is looked up once."""
    if picture.mode.startswith("I;16"):
        return lambda piece: _from_grey(np.asarray(piece).astype(np.float32) / 257)
    if picture.mode in ("I", "F"):
        low, high = _span(picture)
        return lambda piece: _from_grey((np.nan_to_num(np.asarray(piece, dtype=np.float64)) - low) * (255 / (high - low)))
    if "A" in picture.mode or "a" in picture.mode or "transparency" in picture.info:
        return lambda piece: _over_white(piece, picture.info.get("transparency"))
    return lambda piece: piece.convert("RGB")


def _span(picture: Image.Image) -> tuple[float, float]:
    """What is black and what white in a 32-bit picture: the usual 0–1, 0–255 or 0–65535 if it fits, else its own range."""
    values = np.asarray(picture)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    if low < 0:
        return low, max(high, low + 1)
    return 0.0, next((white for white in (1.0, 255.0, 65535.0) if high <= white), high)


def _from_grey(values: np.ndarray) -> Image.Image:
    """Grey values 0–255 of shape (row, column), any number type."""
    return Image.fromarray(np.clip(np.rint(values), 0, 255).astype(np.uint8), "L").convert("RGB")


def _over_white(piece: Image.Image, transparency: object) -> Image.Image:
    if transparency is not None:
        piece.info["transparency"] = transparency
    piece = piece.convert("RGBA")
    white = Image.new("RGBA", piece.size, "white")
    return Image.alpha_composite(white, piece).convert("RGB")
