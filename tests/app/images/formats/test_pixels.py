"""What a file's numbers mean: bits that are not used, ranges that nobody agreed on, transparent parts."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from app.core.settings import Settings
from app.images.decode import decode
from app.images.original import Original
from app.images.preprocess import prepare
from models.spec.entry import DIGIT
from tests.support.odd_pictures import digit, png_of_16_bits, save

FOUR = digit()


def read(data: bytes) -> tuple[Original, np.ndarray]:
    picture = decode(data, Settings())
    return picture, np.asarray(picture.resized(picture.size, Image.Resampling.NEAREST).convert("L"), dtype=int)


def keys(picture: Original) -> list[str]:
    return [sentence.key for sentence in picture.notes]


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
@pytest.mark.parametrize(("bits", "said"), [(8, 8), (10, 10), (12, 12), (16, None)])
def test_bits_that_are_not_used_are_no_darkness(kind: str, bits: int, said: int | None) -> None:
    values = np.rint(np.asarray(FOUR, dtype=float) / 255 * ((1 << bits) - 1)).astype(np.uint16)
    picture, seen = read(save(Image.fromarray(values), kind))
    assert np.abs(seen - np.asarray(FOUR, dtype=int)).max() <= 1
    assert [sentence.values for sentence in picture.notes] == ([{"bits": said}] if said else [])


def test_twelve_bits_in_32_bit_numbers_are_stretched_too() -> None:
    picture, seen = read(save(Image.fromarray(np.asarray(FOUR, dtype=np.int32) * 16), "TIFF"))
    assert np.abs(seen - np.asarray(FOUR, dtype=int)).max() <= 1
    assert keys(picture) == ["picture-range"]


def test_twelve_bits_of_a_colour_are_stretched_and_their_levels_counted() -> None:
    picture, seen = read(png_of_16_bits(np.asarray(FOUR.convert("RGB"), dtype=np.uint16) * 16))
    assert np.abs(seen - np.asarray(FOUR, dtype=int)).max() <= 17
    assert keys(picture) == ["picture-bits", "picture-levels"]
    assert picture.notes[1].values == {"levels": 16}


def test_a_dark_8_bit_picture_stays_dark() -> None:
    dark = FOUR.convert("RGB").point(lambda value: value // 20)
    picture, seen = read(save(dark, "PNG"))
    assert seen.max() <= 13
    assert picture.notes == ()


def ink(mode: str, tone: int, alpha: Image.Image) -> Image.Image:
    """That tone where `alpha` is, on nothing."""
    picture = Image.new("L", alpha.size, tone).convert(mode)
    picture.putalpha(alpha)
    return picture


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
@pytest.mark.parametrize(
    ("tone", "key"), [(255, "picture-on-black"), (230, "picture-on-black"), (0, "picture-on-white"), (150, "picture-on-white")]
)
def test_ink_on_a_transparent_ground_is_seen(mode: str, tone: int, key: str) -> None:
    picture, seen = read(save(ink(mode, tone, FOUR), "PNG"))
    assert keys(picture) == [key]
    assert np.ptp(seen) > 90
    found = prepare(picture, DIGIT, "auto")
    expected = prepare(Original(FOUR.convert("RGB")), DIGIT, "auto")
    assert np.abs(found.image - expected.image).mean() < 0.02


def test_light_ink_of_a_palette_on_a_transparent_ground_is_seen() -> None:
    stroke = Image.new("P", (60, 60), 0)
    stroke.putpalette([0, 0, 0, 250, 250, 250])
    ImageDraw.Draw(stroke).line((20, 10, 40, 50), fill=1, width=6)
    for transparency in (0, bytes([0, 255])):
        picture, seen = read(save(stroke, "PNG", transparency=transparency))
        assert keys(picture) == ["picture-on-black"]
        assert (seen.min(), seen.max()) == (0, 250)


def test_an_opaque_picture_with_an_alpha_channel_is_as_it_is() -> None:
    picture, seen = read(save(ink("RGBA", 240, Image.new("L", (20, 20), 255)), "PNG"))
    assert picture.notes == ()
    assert (seen == 240).all()


def test_nothing_but_transparency_is_said_and_is_empty() -> None:
    picture, _ = read(save(ink("RGBA", 255, Image.new("L", (20, 20), 0)), "PNG"))
    assert keys(picture) == ["picture-transparent"]
    assert not prepare(picture, DIGIT, "auto").image.any()
