"""Bytes from anybody → a picture as large as the file has it, or a Problem. Slow for big ones: call it from a worker thread."""

import importlib
import io
import logging
import warnings
from functools import cache

from PIL import Image

from ..core.errors import Problem
from ..core.sentence import Sentence
from ..core.settings import Settings
from .formats import cost, jpeg, refusals, tiff_lines
from .formats.pixels import numbers_of
from .formats.profiles import Profile, colours_of
from .original import SIDEWAYS, TURNS, Original, upright

log = logging.getLogger("mixscope")

SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
)

AVIF_BRANDS = (b"avif", b"avis")
HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
"""Major brands of files in the ISO base media format; films have others."""

ORIENTATION = 0x0112

warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")  # hostile metadata must not fill the log
tiff_lines.silence()
warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


def decode(data: bytes, settings: Settings, profile: Profile = "convert") -> Original:
    """The first picture of the file `data`, whole. `profile`: whether an embedded colour profile is followed.

    Raises Problem 415 (not a format that is read), 413 (too many pixels, too much work) or 422 (empty, broken, cut off), and
    MemoryError where this machine has no more. No other exception leaves, whatever the bytes.

    It runs in the caller's process: what a file may cost is bounded before anything is decoded (cost.py, jpeg.py), whatever
    else the machine has to do. A decoder that is killed when it is late would refuse what it reads on a quiet machine.
    """
    kind = format_of(data)
    limit = settings.max_jpeg_pixels if kind == "JPEG" else settings.max_pixels
    coefficients = jpeg.check(data, limit) if kind == "JPEG" else 0
    # Pillow's own check, for what it allocates before we see the size; it warns at this figure, and fails at twice that.
    Image.MAX_IMAGE_PIXELS = max(settings.max_pixels, settings.max_jpeg_pixels)
    opened = False
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as picture:
            opened = True
            if picture.width * picture.height > limit:
                raise refusals.too_many_pixels(picture.size, limit, kind)
            return _read(picture, kind, profile, len(data), coefficients)
    except (Problem, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise refusals.too_many_at_once(kind, limit, error) from None
    except Exception as error:  # decoders fail on hostile bytes in every way there is, and it is the bytes' fault every time
        log.info("refused a %s picture of %d bytes: %s", kind, len(data), type(error).__name__)
        rare = refusals.rare_tiff(data) if kind == "TIFF" and not opened else None
        raise rare or (refusals.rare_bmp(data) if kind == "BMP" else None) or refusals.broken(kind) from None


def format_of(data: bytes) -> str:
    """The format that the first bytes say, whatever the client called it."""
    if not data:
        raise refusals.empty(readable())
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    brand = data[8:12] if data[4:8] == b"ftyp" else b""
    others = data[16 : min(int.from_bytes(data[:4], "big"), 512)]
    if brand in AVIF_BRANDS or (brand in (b"mif1", b"msf1") and any(avif in others for avif in AVIF_BRANDS)):
        return "AVIF"
    heif = brand in HEIF_BRANDS
    if heif and reads_heif():
        return "HEIF"
    raise refusals.no_format(data, readable(), heif)


def readable() -> str:
    return f"PNG, JPEG, WebP, AVIF, {'HEIC, ' if reads_heif() else ''}GIF, BMP or TIFF"


@cache
def reads_heif() -> bool:
    """Whether pillow-heif is there, the optional extra `heic`; makes it known to Pillow."""
    try:
        importlib.import_module("pillow_heif").register_heif_opener()
    except ImportError:
        return False
    return True


def _read(picture: Image.Image, kind: str, profile: Profile, size: int, coefficients: int) -> Original:
    """`size`: bytes of the file; `coefficients`: bytes that a JPEG's decoder holds besides the picture."""
    full, several = picture.size, kind != "JPEG" and bool(getattr(picture, "is_animated", False))
    deep = any(";16" in str(tile) for tile in getattr(picture, "tile", ()))
    colours = colours_of(picture.mode, picture.info, profile)
    turned = kind != "PNG" and _turn(picture) is not None  # a PNG may say it behind its pixels
    scale = 1
    if kind == "JPEG":
        scale = cost.fraction(picture, colours, turned, coefficients)
        picture.draft(None, (full[0] // scale, full[1] // scale))
    else:
        cost.check(picture, kind, size, deep, colours, turned)
    picture.load()
    turn = _turn(picture)  # Pillow has turned a TIFF itself
    if turn and kind == "PNG":
        cost.check(picture, kind, size, deep, colours, turned=True)
    numbers = numbers_of(picture, deep, colours)
    stored = picture._new(picture.im)  # the same pixels without their file, decoder and metadata
    stored.info = {}
    notes = (*((FIRST,) if several else ()), *((_fraction(scale),) if scale > 1 else ()), *numbers.notes, *colours.notes)
    rgb = None if numbers.plain else numbers.rgb
    if rgb == colours.rgb and stored.mode == "RGB":
        colours.in_place(stored)
        stored.info, rgb = {}, None
    image = upright(stored, rgb, turn, numbers.mode)
    whole = None if scale == 1 else (full[1], full[0]) if turn in SIDEWAYS else full
    return Original(image, whole, notes, colours.profile)


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """What makes it upright; None if the metadata says nothing or cannot be read, which is no reason to refuse the pixels."""
    try:
        return TURNS.get(int(picture.getexif().get(ORIENTATION, 1)))
    except Exception:
        return None


def _fraction(scale: int) -> Sentence:
    return Sentence(
        "picture-fraction",
        "It is so large that it was decoded at 1/{scale} of its size each way. What the models receive may differ from what "
        "the whole gives: by at most {levels} of 255 levels in the pictures where both were measured.",
        scale=scale, levels=LEVELS,
    )  # fmt: skip


LEVELS = 3
"""Seven pictures of 35 million pixels, noise and one-pixel patterns among them, for four inputs of 64 to 518 pixels."""

FIRST = Sentence("picture-first", "Only the first picture of this file is read.")
