"""A picture is made upright and brought to sRGB band by band, and scaled as Pillow scales it."""

import numpy as np
import pytest
from PIL import Image

from app.images import original
from app.images.original import TURNS, Original, upright


def noise(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3), np.uint8)).convert(mode)


def alike(one: Image.Image, other: Image.Image) -> bool:
    return one.mode == other.mode and one.size == other.size and one.tobytes() == other.tobytes()


@pytest.mark.parametrize("turn", [None, *TURNS.values()])
@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "RGB"])
def test_many_bands_are_one_picture(monkeypatch: pytest.MonkeyPatch, turn: Image.Transpose | None, mode: str) -> None:
    monkeypatch.setattr(original, "BAND_PIXELS", 2000)
    stored = noise((211, 130), mode)
    expected = stored.convert("RGB")
    expected = expected if turn is None else expected.transpose(turn)
    assert alike(upright(stored, lambda piece: piece.convert("RGB"), turn), expected)
    if mode in ("L", "RGB"):
        assert alike(upright(stored, None, turn).convert("RGB"), expected)


def test_where_nothing_is_to_be_done_nothing_is_copied() -> None:
    stored = noise((20, 10))
    assert upright(stored, None, None) is stored


@pytest.mark.parametrize("stored", ["L", "RGB"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("box", [None, (10.25, 3.5, 77.75, 111.1)])
def test_it_is_scaled_in_any_mode_as_pillow_does(stored: str, mode: str, box: original.Box | None) -> None:
    picture = noise((211, 130), stored)
    for size in ((64, 64), (400, 31), (211, 130), (1, 1)):
        scaled = Original(picture).resized(size, Image.Resampling.BICUBIC, mode, box)  # type: ignore[arg-type]
        assert alike(scaled, picture.convert(mode).resize(size, Image.Resampling.BICUBIC, box))


@pytest.mark.parametrize("side", [8, 50, 211, 500])
def test_means_of_squares_say_how_large_the_squares_are(side: int) -> None:
    small, factor = Original(noise((211, 130))).reduced(side)
    assert max(small.size) <= side
    assert alike(small, noise((211, 130), "L").reduce(int(factor)))


def test_a_picture_decoded_at_a_half_is_measured_in_the_pixels_of_the_whole() -> None:
    half = Image.new("RGB", (100, 50), "white")
    half.paste("red", (25, 10, 50, 20))
    picture = Original(half, full=(200, 100))
    assert picture.size == (200, 100)
    assert picture.resized((1, 1), Image.Resampling.BOX, box=(50, 20, 100, 40)).getpixel((0, 0)) == (255, 0, 0)
    assert picture.reduced(50)[1] == 4


def test_it_tells_the_memory_that_it_takes() -> None:
    """Pixels, and eight bytes for each row."""
    assert [Original(Image.new(mode, (10, 10))).nbytes for mode in ("L", "RGB")] == [180, 480]
