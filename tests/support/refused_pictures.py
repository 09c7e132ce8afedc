"""Bombs, broken files and what is no picture, made from code: what must be refused, with the status."""

import struct
import zlib
from collections.abc import Callable
from functools import cache

from PIL import Image

from tests.support.odd_pictures import avif, chunk, digit, png, save


def webp_bomb() -> bytes:
    return one_colour_webp(16_383, 5_500)


def one_colour_webp(width: int, height: int) -> bytes:
    """A valid lossless WebP of any size in 28 bytes: five prefix codes of one symbol each, so a pixel takes no bits."""
    body = b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + b"\x88\x88\x08"
    chunk = b"VP8L" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


@cache
def png_bomb() -> bytes:
    """5,500 x 5,500 RGBA: just over the limit, in a few hundred kB."""
    return png(5_500, 5_500, 8, 6, zlib.compress(bytes((1 + 4 * 5_500) * 5_500), 9))


def png_huge() -> bytes:
    return png(50_000, 50_000, 8, 2, zlib.compress(bytes(1000)))


@cache
def png_text_bomb() -> bytes:
    text = b"zTXt" + b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9)
    return png(8, 8, 8, 0, zlib.compress(bytes(72)), extra=chunk(text))


@cache
def tiff_fax() -> bytes:
    return save(Image.new("1", (20_000, 8_900), 1), "TIFF", compression="group4")


def tiff_endless() -> bytes:
    """A directory whose successor is itself."""
    return b"II*\0" + struct.pack("<IHHHIII", 8, 1, 256, 4, 1, 8, 8)


def tiff_huge_tile() -> bytes:
    """8 x 8 pixels in a tile of 60,000 x 60,000."""
    entries = [(256, 8), (257, 8), (258, 8), (259, 5), (262, 1), (277, 1), (322, 60_000), (323, 60_000), (324, 8), (325, 100)]
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    return b"II*\0" + struct.pack("<I", 8) + directory + bytes(104)


@cache
def jpeg_wide() -> bytes:
    return save(Image.new("L", (65_500, 800), 128), "JPEG")


@cache
def jpeg_scans() -> bytes:
    """The last scan of a progressive JPEG, a thousand times over: each costs a pass over the whole picture."""
    data = save(Image.new("L", (2_000, 2_000), 128), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * 1000 + data[-2:]


def jpeg_cut_off() -> bytes:
    data = save(digit(400), "JPEG")
    return data[: len(data) // 2]


def png_cut_off() -> bytes:
    data = save(digit(400), "PNG")
    return data[: len(data) // 2]


def gif_cut_off() -> bytes:
    return save(digit(), "GIF")[:200]


def signature_only() -> bytes:
    return b"\x89PNG\r\n\x1a\n"


def nothing() -> bytes:
    return b""


def words() -> bytes:
    return b"This is a letter, not a picture."


def svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


def eps_as_png() -> bytes:
    return b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"


def heic() -> bytes:
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"


def tiff_of_six_channels() -> bytes:
    """What a satellite sends."""
    tags = [(256, 4), (257, 4), (258, 8), (259, 1), (262, 1), (273, 200), (277, 6), (278, 4), (279, 96)]
    directory = struct.pack("<H", len(tags))
    directory += b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags) + bytes(4)
    file = b"II*\0" + struct.pack("<I", 8) + directory
    return file + bytes(200 - len(file)) + bytes(96)


@cache
def jpeg_of_12_bits() -> bytes:
    data = bytearray(save(digit(), "JPEG"))
    frame = data.index(b"\xff\xc0")
    data[frame + 1], data[frame + 4] = 0xC1, 12
    return bytes(data)


def bmp(side: int, runs: bytes) -> bytes:
    """A BMP of 256 greys coded in run lengths."""
    start = 54 + 1024
    header = struct.pack("<IiiHHIIiiII", 40, side, side, 1, 8, 1, len(runs), 0, 0, 256, 256)
    greys = b"".join(bytes((tone, tone, tone, 0)) for tone in range(256))
    return b"BM" + struct.pack("<IHHI", start + len(runs), 0, 0, start) + header + greys + runs


def bmp_of_unfilled_runs() -> bytes:
    """Run lengths that leave whole rows out, which means black, and is not read."""
    return bmp(8, (b"\0\0" * 4 + (b"\x08\x07" + b"\0\0") * 4) + b"\0\1")


def jpeg_xl() -> bytes:
    return b"\xff\x0a" + bytes(30)


def jpeg_2000() -> bytes:
    return save(digit(), "JPEG2000")


def film() -> bytes:
    return b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(40)


def png_of_no_width() -> bytes:
    return png(0, 8, 8, 0, zlib.compress(bytes(8)))


def webp_cut_off() -> bytes:
    data = save(digit(400), "WEBP")
    return data[: len(data) // 2]


def avif_cut_off() -> bytes:
    return avif()[:300]


def tiff_cut_off() -> bytes:
    data = save(digit(400), "TIFF")
    return data[: len(data) // 2]


def gif_page() -> bytes:
    """Begins like a GIF and goes on like a page."""
    return b"GIF89a/*\0\0\0\0*/=1;<script>alert(1)</script>"


REFUSED: dict[str, tuple[Callable[[], bytes], int]] = {
    made.__name__: (made, status)
    for status, group in {
        413: (webp_bomb, png_bomb, png_huge, tiff_fax, jpeg_wide, jpeg_scans),
        415: (
            words,
            svg,
            eps_as_png,
            heic,
            tiff_of_six_channels,
            jpeg_of_12_bits,
            bmp_of_unfilled_runs,
            jpeg_xl,
            jpeg_2000,
            film,
        ),
        422: (
            png_text_bomb,
            tiff_endless,
            tiff_huge_tile,
            jpeg_cut_off,
            png_cut_off,
            gif_cut_off,
            signature_only,
            nothing,
            gif_page,
            png_of_no_width,
            webp_cut_off,
            avif_cut_off,
            tiff_cut_off,
        ),
    }.items()
    for made in group
}
