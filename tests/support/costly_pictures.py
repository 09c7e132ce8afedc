"""The worst that may be sent: of each kind of file as many pixels as are read, with the content that takes longest."""

import struct
import zlib
from collections.abc import Callable

import numpy as np
from PIL import Image

from tests.support.colour_profiles import inks, wide_gamut
from tests.support.odd_pictures import chunk, png, save
from tests.support.refused_pictures import bmp, one_colour_webp

SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""PNG's colour type -> samples of a pixel."""


def filtered(pixels: int, bits: int, colour: int, *chunks: bytes) -> bytes:
    """A PNG whose every row asks for the Paeth predictor."""
    side = int(pixels**0.5)
    row = b"\4" + bytes((side * bits * SAMPLES[colour] + 7) // 8)
    return png(side, side, bits, colour, zlib.compress(row * side, 6), extra=b"".join(chunks))


def gamma() -> bytes:
    return chunk(b"gAMA" + struct.pack(">I", 20_000))


def profile() -> bytes:
    return chunk(b"iCCP" + b"test\0\0" + zlib.compress(wide_gamut()))


def tiff(mode: str, pixels: int, compression: str = "tiff_adobe_deflate", **options: object) -> bytes:
    side = int(pixels**0.5)
    return save(Image.new(mode, (side, side)), "TIFF", compression=compression, **options)


def plain(pixels: int, mode: str) -> Image.Image:
    return Image.new(mode, (int(pixels**0.5), int(pixels**0.5)), (9, 9, 9, 99) if mode == "RGBA" else 0)


def turned() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def smooth(pixels: int, mode: str = "RGB") -> Image.Image:
    """Shapes and edges that compress to some hundred kB."""
    side = int(pixels**0.5)
    coarse = np.random.default_rng(1).integers(0, 256, (side // 40 + 1, side // 40 + 1, 3), np.uint8)
    return Image.fromarray(coarse).resize((side, side), Image.Resampling.BILINEAR).convert(mode)


def noise(pixels: int) -> Image.Image:
    side = int(pixels**0.5)
    return Image.fromarray(np.random.default_rng(1).integers(0, 256, (side, side, 3), np.uint8))


def rle_bmp(pixels: int) -> bytes:
    side = int(pixels**0.5)
    row = b"".join(bytes((min(255, side - x), 7)) for x in range(0, side, 255)) + b"\0\0"
    return bmp(side, row * side + b"\0\1")


def repeated_scan(pixels: int, times: int) -> bytes:
    data = save(smooth(pixels, "L"), "JPEG", progressive=True, quality=70)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * times + data[-2:]


COSTLY: dict[str, tuple[Callable[[int], bytes], int]] = {
    "png, 8 bits grey": (lambda n: filtered(n, 8, 0), 25_000_000),
    "png, 1 bit": (lambda n: filtered(n, 1, 0), 25_000_000),
    "png, 8 bits": (lambda n: filtered(n, 8, 2), 16_360_000),
    "png, 8 bits and a gamma": (lambda n: filtered(n, 8, 2, gamma()), 12_490_000),
    "png, 8 bits and a profile": (lambda n: filtered(n, 8, 2, profile()), 8_900_000),
    "png, transparent": (lambda n: filtered(n, 8, 6), 11_000_000),
    "png, transparent, a profile": (lambda n: filtered(n, 8, 6, profile()), 7_000_000),
    "png, transparent grey": (lambda n: filtered(n, 8, 4), 15_700_000),
    "png, palette": (
        lambda n: filtered(n, 8, 3, chunk(b"PLTE" + bytes(768)), chunk(b"tRNS" + bytes(256))), 18_000_000,
    ),
    "png, 16 bits": (lambda n: filtered(n, 16, 2), 8_600_000),
    "png, 16 bits, transparent": (lambda n: filtered(n, 16, 6), 6_800_000),
    "png, 16 bits grey": (lambda n: filtered(n, 16, 0), 16_500_000),
    "png, 16 bits grey, transparent": (lambda n: filtered(n, 16, 4), 6_800_000),
    "tiff, float": (lambda n: tiff("F", n), 9_500_000),
    "tiff, lzw float": (lambda n: tiff("F", n, "tiff_lzw"), 9_500_000),
    "tiff, 16 bits": (lambda n: tiff("I;16", n), 17_000_000),
    "tiff, lzma": (lambda n: tiff("RGB", n, "lzma"), 17_000_000),
    "tiff, inks by a profile": (lambda n: tiff("CMYK", n, icc_profile=inks()), 4_300_000),
    "tiff, Lab": (lambda n: tiff("LAB", n), 6_400_000),
    "tiff, turned": (lambda n: tiff("RGB", n, exif=turned()), 12_000_000),
    "tiff, JPEG inside": (lambda n: save(smooth(n), "TIFF", compression="jpeg"), 16_000_000),
    "webp, one colour": (lambda n: one_colour_webp(int(n**0.5), int(n**0.5)), 5_880_000),
    "webp, lossy, transparent": (lambda n: save(plain(n, "RGBA"), "WEBP", method=0), 5_880_000),
    "webp, noise": (lambda n: save(noise(n), "WEBP", lossless=True, method=0), 2_900_000),
    "avif": (lambda n: save(smooth(n), "AVIF", quality=30, speed=10), 11_000_000),
    "avif, noise": (lambda n: save(noise(n), "AVIF", quality=80, speed=10), 5_500_000),
    "avif, noise without loss": (lambda n: save(noise(n), "AVIF", quality=100, speed=10), 2_800_000),
    "gif": (lambda n: save(plain(n, "P"), "GIF", transparency=0), 16_000_000),
    "bmp, run lengths": (rle_bmp, 17_000_000),
    "jpeg": (lambda n: save(smooth(n), "JPEG", quality=60), 20_000_000),
    "jpeg, noise": (lambda n: save(noise(n), "JPEG", quality=90, subsampling=0), 4_400_000),
    "jpeg at a half": (lambda n: save(smooth(n), "JPEG", quality=50, subsampling=0), 49_900_000),
    "jpeg, grey": (lambda n: save(smooth(n, "L"), "JPEG", quality=50), 49_900_000),
    "jpeg, turned": (lambda n: save(smooth(n), "JPEG", quality=60, exif=turned()), 12_400_000),
    "jpeg, a profile": (lambda n: save(smooth(n), "JPEG", quality=60, icc_profile=wide_gamut()), 12_400_000),
    "jpeg, inks by a profile": (lambda n: save(smooth(n).convert("CMYK"), "JPEG", quality=60, icc_profile=inks()), 4_990_000),
    "jpeg, progressive": (lambda n: save(smooth(n), "JPEG", quality=60, progressive=True), 18_000_000),
    "jpeg, scans repeated": (lambda n: repeated_scan(n, 28), 4_000_000),
}  # fmt: skip
"""How it is made of so many pixels, and about as many as are read of it."""
