"""Bombs and oddities, made from code: what comes out of old scanners, phones, and people who mean no good."""

import io
import struct
import zlib
from collections.abc import Callable
from functools import cache

import numpy as np
from PIL import Image

from app.images import samples


def save(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def digit(side: int = 56) -> Image.Image:
    """Mode L, a four that fills most of it, light on dark."""
    return samples.picture("four").convert("L").resize((side, side), Image.Resampling.BICUBIC)


# ---- what must be read correctly: all of these show the same four


def png_16_bit() -> bytes:
    return save(Image.fromarray(np.asarray(digit(), dtype=np.uint16) * 257), "PNG")


def jpeg_cmyk() -> bytes:
    return save(digit().convert("RGB").convert("CMYK"), "JPEG", quality=95)


def png_palette() -> bytes:
    return save(digit().convert("P"), "PNG")


def gif_animated() -> bytes:
    rest = [Image.new("L", (56, 56), tone) for tone in (0, 90, 255)]
    return save(digit(), "GIF", save_all=True, append_images=rest, duration=50)


def webp_animated() -> bytes:
    first, rest = digit().convert("RGB"), [Image.new("RGB", (56, 56), "red")]
    return save(first, "WEBP", save_all=True, append_images=rest, duration=50, lossless=True)


def png_alpha() -> bytes:
    """Black ink on nothing: over white it is dark on light, and everywhere else nothing is seen."""
    picture = Image.new("RGBA", (56, 56), (0, 0, 0, 0))
    picture.putalpha(digit())
    return save(picture, "PNG")


def png_grey_alpha() -> bytes:
    picture = Image.new("LA", (56, 56), (0, 0))
    picture.putalpha(digit())
    return save(picture, "PNG")


def png_transparent_colour() -> bytes:
    return save(digit().point(lambda v: 0 if v < 16 else v).convert("P"), "PNG", transparency=0)


def png_one_bit() -> bytes:
    return save(digit().point(lambda v: 255 * (v > 127)).convert("1"), "PNG")


def tiff_float() -> bytes:
    return save(Image.fromarray(np.asarray(digit(), dtype=np.float32) / 255), "TIFF")


def tiff_32_bit() -> bytes:
    return save(Image.fromarray(np.asarray(digit(), dtype=np.int32) * 257), "TIFF")


def tiff_16_bit_big_endian() -> bytes:
    return save(Image.fromarray(np.asarray(digit(), dtype=">u2") * 257), "TIFF")


def bmp() -> bytes:
    return save(digit().convert("RGB"), "BMP")


def avif() -> bytes:
    return save(digit().convert("RGB"), "AVIF", quality=95)


def avif_rotated() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return save(digit().convert("RGB").transpose(Image.Transpose.ROTATE_90), "AVIF", exif=exif, quality=95)


def mpo_stereo() -> bytes:
    """What phones write with depth or a second view: a JPEG with another behind it."""
    return save(digit().convert("RGB"), "MPO", save_all=True, append_images=[Image.new("RGB", (56, 56), "red")], quality=95)


def tiff_pages() -> bytes:
    return save(digit(), "TIFF", save_all=True, append_images=[Image.new("L", (56, 56), 255)])


def png_palette_in_four_bits() -> bytes:
    return save(digit().quantize(16), "PNG", bits=4)


def jpeg_rotated_with_thumbnail() -> bytes:
    """The thumbnail inside the metadata is a picture of its own, with scans of its own."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x927C] = save(Image.new("L", (40, 40), 255), "JPEG", progressive=True)
    return save(digit().transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=95)


def jpeg_rotated() -> bytes:
    """Stored lying on its side, with the note that it must be turned (orientation 6: a quarter clockwise)."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return save(digit().transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=95)


FOURS: dict[str, Callable[[], bytes]] = {
    made.__name__: made
    for made in (
        png_16_bit, jpeg_cmyk, png_palette, gif_animated, webp_animated, png_alpha, png_grey_alpha, png_transparent_colour,
        png_one_bit, tiff_float, tiff_32_bit, tiff_16_bit_big_endian, bmp, jpeg_rotated, avif, avif_rotated,
        mpo_stereo, tiff_pages, png_palette_in_four_bits, jpeg_rotated_with_thumbnail,
    )
}  # fmt: skip


# ---- what is odd but harmless


def one_pixel() -> bytes:
    return save(Image.new("RGB", (1, 1), "red"), "PNG")


def column() -> bytes:
    return save(Image.new("L", (1, 9_000), 200), "PNG")


def strip() -> bytes:
    return save(Image.new("L", (20_000, 3), 200), "PNG")


@cache
def png_with_too_much_data() -> bytes:
    """8 x 8 pixels that bring 50 MB of pixel data along."""
    return _png(8, 8, bit_depth=8, colour=0, data=zlib.compress(bytes(50_000_000), 9))


HARMLESS: dict[str, Callable[[], bytes]] = {made.__name__: made for made in (one_pixel, column, strip, png_with_too_much_data)}


# ---- what must be refused, with the status


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
    return _png(5_500, 5_500, 8, 6, zlib.compress(bytes((1 + 4 * 5_500) * 5_500), 9))


def png_huge() -> bytes:
    return _png(50_000, 50_000, 8, 2, zlib.compress(bytes(1000)))


@cache
def png_text_bomb() -> bytes:
    text = b"zTXt" + b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9)
    return _png(8, 8, 8, 0, zlib.compress(bytes(72)), extra=_chunk(text))


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


def jpeg_xl() -> bytes:
    return b"\xff\x0a" + bytes(30)


def jpeg_2000() -> bytes:
    return save(digit(), "JPEG2000")


def film() -> bytes:
    return b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(40)


def png_of_no_width() -> bytes:
    return _png(0, 8, 8, 0, zlib.compress(bytes(8)))


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


def png_of_16_bits(values: np.ndarray) -> bytes:
    """A PNG of 16 bits a colour, which Pillow cannot write: `values` (row, column, colour)."""
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    return _png(values.shape[1], values.shape[0], 16, 2, zlib.compress(rows))


def _png(width: int, height: int, bit_depth: int, colour: int, data: bytes, extra: bytes = b"") -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, bit_depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(header) + extra + _chunk(b"IDAT" + data) + _chunk(b"IEND")


def _chunk(content: bytes) -> bytes:
    return struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
