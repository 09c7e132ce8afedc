"""Why a file is not read, as Problems: each sentence says what to do."""

import io
import re

from PIL import TiffImagePlugin

from ...core.errors import Problem
from ...core.sentence import Sentence

SAMPLES_PER_PIXEL, BITS_PER_SAMPLE = 277, 258
"""Tags of a TIFF."""

COMPRESSION, RUN_LENGTHS = 30, (1, 2)
"""Where a BMP says how its pixels are coded, and two of the ways."""

NAMES = {"WEBP": "WebP", "HEIF": "HEIC"}
"""Formats that people write differently from Pillow."""

PIXELS = re.compile(r"\((\d+) pixels\)")

OTHER_KINDS = (
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"8BPS", "Photoshop"),
    (b"%PDF", "PDF"),
    (b"\0\0\1\0", "ICO"),
)
"""First bytes of what people may take for a picture that can be sent."""


def empty(readable: str) -> Problem:
    detail = Sentence("picture-empty", "The picture has no bytes. Send a {readable} file.", readable=readable)
    return Problem(422, "picture-empty", "Picture empty", detail)


def no_format(data: bytes, readable: str, heif: bool) -> Problem:
    """Bytes without one of the signatures that are read. `heif`: it is an HEIC, and nothing is installed that reads it."""
    other = next((name for signature, name in OTHER_KINDS if data.startswith(signature)), None)
    if heif:
        detail = Sentence(
            "picture-heic-extra",
            "HEIC pictures are not read by this server (its optional extra “heic” is not installed). Export it as JPEG, "
            "or send a {readable} file.",
            readable=readable,
        )
    elif other:
        detail = Sentence(
            "picture-kind", "{kind} files are not read here. Export it as JPEG or PNG, or send a {readable} file.",
            kind=other, readable=readable,
        )  # fmt: skip
    elif data.lstrip()[:5].lower() in (b"<svg ", b"<?xml"):
        detail = Sentence(
            "picture-svg", "SVG drawings are not read here. Export it as PNG, or send a {readable} file.", readable=readable
        )
    else:
        detail = Sentence(
            "picture-format", "This is no picture that can be read here. Send a {readable} file.", readable=readable
        )
    return Problem(415, "picture-format", "Not a picture that can be read", detail)


def broken(kind: str) -> Problem:
    detail = Sentence(
        "picture-broken",
        "This {kind} picture is broken or cut off. Send the whole file, or open it in an image program and save it again.",
        kind=NAMES.get(kind, kind),
    )
    return Problem(422, "picture-broken", "Picture broken", detail)


def rare_tiff(data: bytes) -> Problem | None:
    """Where a TIFF could not be opened, although it says what it holds: that this is not read. None where it does not say."""
    try:
        file = io.BytesIO(data)
        tags = TiffImagePlugin.ImageFileDirectory_v2(file.read(8))
        file.seek(tags.next)
        tags.load(file)
        bands, bits = int(tags[SAMPLES_PER_PIXEL]), max(int(one) for one in tags[BITS_PER_SAMPLE])
    except Exception:  # a hostile file may say anything
        return None
    detail = Sentence(
        "picture-tiff-kind",
        "This TIFF holds {bands} channels of {bits} bits, which is not read here: at most 4 (red, green, blue and "
        "transparency, or CMYK) of 8, or one of up to 32. Save it with fewer, or as PNG.",
        bands=bands, bits=bits,
    )  # fmt: skip
    return Problem(415, "picture-format", "Not a picture that can be read", detail)


def rare_bmp(data: bytes) -> Problem | None:
    """Where a BMP could not be decoded and is coded in run lengths: what is left out of its runs is not filled in here."""
    if int.from_bytes(data[COMPRESSION : COMPRESSION + 4], "little") not in RUN_LENGTHS:
        return None
    detail = Sentence(
        "picture-bmp-kind",
        "This BMP is coded in run lengths in a way that is not read here, or it is cut off. Save it as PNG or as an "
        "uncompressed BMP.",
    )
    return Problem(415, "picture-format", "Not a picture that can be read", detail)


def rare_jpeg(bits: int, components: int) -> Problem:
    detail = Sentence(
        "picture-jpeg-kind",
        "This kind of JPEG ({bits} bits a value, {components} channels, lossless or hierarchical coding) is not read here. "
        "Save it as a usual JPEG or as PNG.",
        bits=bits, components=components,
    )  # fmt: skip
    return Problem(415, "picture-format", "Not a picture that can be read", detail)


def too_many_pixels(size: tuple[int, int], limit: int, kind: str) -> Problem:
    return _too_large(Sentence(
        "picture-pixels",
        "{width} x {height} pixels are too many: of a {kind}, at most {most:g} million are read. Send a smaller version "
        "of the picture.",
        width=size[0], height=size[1], kind=NAMES.get(kind, kind), most=limit / 1e6,
    ))  # fmt: skip


def too_long(size: tuple[int, int], longest: int) -> Problem:
    return _too_large(Sentence(
        "picture-side", "{width} x {height} pixels: a side of more than {most} is not read. Send a part of the picture.",
        width=size[0], height=size[1], most=longest,
    ))  # fmt: skip


def too_costly(size: tuple[int, int], most: int, kind: str) -> Problem:
    return _too_large(Sentence(
        "picture-costly",
        "{width} x {height} pixels are too many for a {kind} of this kind, which takes long to read: at most {most:g} million "
        "are read. Save it as a JPEG, or send a smaller version of the picture.",
        width=size[0], height=size[1], kind=NAMES.get(kind, kind), most=int(most / 1e5) / 10,
    ))  # fmt: skip


def too_many_at_once(kind: str, limit: int, error: BaseException) -> Problem:
    """What Pillow refused while it opened the file; its `error` tells how many pixels there are."""
    told = PIXELS.search(str(error))
    return _too_large(Sentence(
        "picture-pixels-counted",
        "{millions:.0f} million pixels are too many: of a {kind}, at most {most:g} million are read. Send a smaller "
        "version of the picture.",
        millions=int(told[1] if told else 2 * limit) / 1e6, kind=NAMES.get(kind, kind), most=limit / 1e6,
    ))  # fmt: skip


def too_many_passes(size: tuple[int, int], scans: int) -> Problem:
    return _too_large(Sentence(
        "picture-scans",
        "This JPEG goes over its {width} x {height} pixels {scans} times, which would take too long. Save it "
        "again as a baseline JPEG, or send a smaller version.",
        width=size[0], height=size[1], scans=scans,
    ))  # fmt: skip


def _too_large(detail: Sentence) -> Problem:
    return Problem(413, "picture-too-large", "Picture too large", detail)
