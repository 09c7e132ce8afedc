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


def tiff_big() -> bytes:
    return save(digit(), "TIFF", big_tiff=True)


def tiff_premultiplied() -> bytes:
    """Grey that is multiplied with its transparency: Pillow's mode La, which it cannot write."""
    data = bytearray(save(Image.merge("LA", (digit(), Image.new("L", (56, 56), 255))), "TIFF"))
    data[data.index(struct.pack("<HHI", 338, 3, 1)) + 8] = 1
    return bytes(data)


def tiff_palette_opaque() -> bytes:
    return save(digit().convert("P").convert("PA"), "TIFF")


FOURS: dict[str, Callable[[], bytes]] = {
    made.__name__: made
    for made in (
        png_16_bit, jpeg_cmyk, png_palette, gif_animated, webp_animated, png_alpha, png_grey_alpha, png_transparent_colour,
        png_one_bit, tiff_float, tiff_32_bit, tiff_16_bit_big_endian, bmp, jpeg_rotated, avif, avif_rotated,
        mpo_stereo, tiff_pages, png_palette_in_four_bits, jpeg_rotated_with_thumbnail,
        tiff_big, tiff_premultiplied, tiff_palette_opaque,
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
    return png(8, 8, bit_depth=8, colour=0, data=zlib.compress(bytes(50_000_000), 9))


HARMLESS: dict[str, Callable[[], bytes]] = {made.__name__: made for made in (one_pixel, column, strip, png_with_too_much_data)}


def png_of_16_bits(values: np.ndarray) -> bytes:
    """A PNG of 16 bits a colour, which Pillow cannot write: `values` (row, column, colour)."""
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in values)
    return png(values.shape[1], values.shape[0], 16, 2, zlib.compress(rows))


def png(width: int, height: int, bit_depth: int, colour: int, data: bytes, extra: bytes = b"") -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, bit_depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(header) + extra + chunk(b"IDAT" + data) + chunk(b"IEND")


def chunk(content: bytes) -> bytes:
    return struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))
