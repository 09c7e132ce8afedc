"""A picture is scaled as Pillow scales its upright sRGB copy, whatever its turn, its mode and the part that is asked for."""

import numpy as np
import pytest
from PIL import Image

from app.images import original
from app.images.original import TURNS, Original

FILTERS = [Image.Resampling.NEAREST, Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS]


@pytest.fixture(autouse=True)
def small_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a small picture has many."""
    monkeypatch.setattr(original, "BAND_PIXELS", 2000)


def noise(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (size[1], size[0], 3), np.uint8)).convert(mode)


def alike(one: Image.Image, other: Image.Image) -> bool:
    return one.mode == other.mode and one.size == other.size and one.tobytes() == other.tobytes()


@pytest.mark.parametrize("turn", [None, *TURNS.values()])
@pytest.mark.parametrize("filter", FILTERS)
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_it_is_scaled_as_its_upright_copy_would_be(turn: Image.Transpose | None, filter: Image.Resampling, mode: str) -> None:
    stored = noise((211, 130))
    upright = (stored if turn is None else stored.transpose(turn)).convert(mode)
    for rgb in (None, lambda piece: piece.convert("RGB")):
        picture = Original(stored, turn, rgb)
        assert picture.size == upright.size
        width, height = upright.size
        for size in ((64, 64), (400, 31), upright.size, (1, 1)):
            for box in (None, (0.0, 0.0, float(width), float(height)), (10.25, 3.5, 77.75, 111.1)):
                assert alike(picture.resized(size, filter, mode, box), upright.resize(size, filter, box))  # type: ignore[arg-type]


@pytest.mark.parametrize("stored", ["1", "L", "P", "CMYK", "YCbCr"])
def test_any_mode_is_scaled_as_rgb(stored: str) -> None:
    picture = noise((90, 71), stored)
    whole = Original(picture, rgb=lambda piece: piece.convert("RGB"))
    expected = picture.convert("RGB").resize((33, 40), Image.Resampling.BICUBIC)
    assert alike(whole.resized((33, 40), Image.Resampling.BICUBIC), expected)


@pytest.mark.parametrize("turn", [None, *TURNS.values()])
def test_means_of_squares_are_those_of_the_upright_copy(turn: Image.Transpose | None) -> None:
    stored = noise((211, 130))
    upright = stored if turn is None else stored.transpose(turn)
    for side in (8, 50, 211, 500):
        small, factor = Original(stored, turn).reduced(side, "L")
        assert max(small.size) <= side
        assert alike(small, upright.convert("L").reduce(int(factor)))


def test_a_picture_decoded_at_a_half_is_measured_in_the_pixels_of_the_whole() -> None:
    half = Image.new("RGB", (100, 50), "white")
    half.paste("red", (25, 10, 50, 20))
    picture = Original(half, full=(200, 100))
    assert picture.size == (200, 100)
    assert picture.resized((1, 1), Image.Resampling.BOX, box=(50, 20, 100, 40)).getpixel((0, 0)) == (255, 0, 0)
    assert picture.reduced(50)[1] == 4


def test_it_tells_the_memory_that_it_takes() -> None:
    assert [Original(Image.new(mode, (10, 10))).nbytes for mode in ("L", "RGB", "CMYK", "I;16")] == [100, 400, 400, 200]
