"""The intake: odd pictures are read correctly, bombs and rubbish are refused with a sentence, and nothing else happens."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PIL import Image

from app.core.errors import Problem
from app.core.settings import Settings
from app.images.decode import SIGNATURES, decode
from app.images.original import TURNS
from tests.support import odd_pictures
from tests.support.odd_pictures import FOURS, HARMLESS, REFUSED, digit, save

SETTINGS = Settings()


def read(data: bytes, settings: Settings = SETTINGS) -> Image.Image:
    """The picture in the file, upright sRGB, as large as it is."""
    picture = decode(data, settings)
    return picture.resized(picture.size, Image.Resampling.NEAREST)


def difference(picture: Image.Image, expected: Image.Image) -> float:
    """Mean absolute difference of the grey values, 0–255."""
    return float(np.abs(np.asarray(picture.convert("L"), float) - np.asarray(expected, float)).mean())


@pytest.mark.parametrize("name", FOURS)
def test_odd_pictures_show_what_they_show(name: str) -> None:
    picture = read(FOURS[name]())
    expected = digit().point(lambda v: 255 - v) if "alpha" in name else digit()
    if name == "png_one_bit":
        expected = digit().point(lambda v: 255 * (v > 127))
    if name == "png_transparent_colour":
        expected = digit().point(lambda v: 255 if v < 16 else v)
    assert picture.mode == "RGB"
    assert picture.size == (56, 56)
    assert difference(picture, expected) < 3


@pytest.mark.parametrize("name", HARMLESS)
def test_harmless_oddities_are_read(name: str) -> None:
    assert read(HARMLESS[name]()).mode == "RGB"


@pytest.mark.parametrize("name", REFUSED)
def test_bombs_and_rubbish_are_refused_with_advice(name: str) -> None:
    made, status = REFUSED[name]
    with pytest.raises(Problem) as refused:
        decode(made(), SETTINGS)
    assert refused.value.status == status
    assert refused.value.detail.endswith(".")
    assert any(verb in refused.value.detail for verb in ("Send", "Save", "Export"))


@pytest.mark.parametrize("orientation", [1, *TURNS])
def test_every_exif_orientation_comes_out_upright(orientation: int) -> None:
    back = {5: TURNS[5], 6: TURNS[8], 7: TURNS[7], 8: TURNS[6]}.get(orientation, TURNS.get(orientation))
    stored = digit() if back is None else digit().transpose(back)
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert difference(read(save(stored, "PNG", exif=exif)), digit()) == 0


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_broken_metadata_is_no_reason_to_refuse() -> None:
    data = save(digit(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    assert decode(data, SETTINGS).size == (56, 56)


def test_metadata_is_dropped() -> None:
    exif = Image.Exif()
    exif[0x010E] = "where I live"
    picture = decode(save(digit(), "JPEG", exif=exif, comment=b"secret"), SETTINGS).image
    assert "where I live" not in str(picture.info)
    assert "exif" not in picture.info
    assert "comment" not in picture.info


def test_exactly_the_limit_is_read_and_one_row_more_is_not() -> None:
    small = Settings(max_pixels=100 * 80, max_jpeg_pixels=100 * 90)
    assert decode(save(Image.new("L", (100, 80)), "PNG"), small).size == (100, 80)
    assert decode(save(Image.new("L", (100, 90)), "JPEG"), small).size == (100, 90)
    for picture, kind in ((Image.new("L", (100, 81)), "PNG"), (Image.new("L", (100, 91)), "JPEG")):
        with pytest.raises(Problem, match="at most"):
            decode(save(picture, kind), small)


def test_values_of_no_agreed_range_are_spread() -> None:
    values = np.array([[-3.0, 7.0], [np.nan, 2.0]], np.float32)
    picture = np.asarray(read(save(Image.fromarray(values), "TIFF")).convert("L"))
    assert picture[0].tolist() == [0, 255]
    assert picture[1, 1] == 128


@examples(max_examples=60)
@given(st.binary(max_size=200), st.sampled_from([b"", *(signature for signature, _ in SIGNATURES)]))
def test_random_bytes_are_never_more_than_a_problem(rest: bytes, start: bytes) -> None:
    only_a_picture_or_a_problem(start + rest)


@examples(max_examples=120)
@given(
    st.sampled_from(["png_palette", "jpeg_rotated", "gif_animated", "webp_animated", "bmp", "tiff_float", "png_16_bit"]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12),
    st.floats(0.2, 1),
)
def test_damaged_files_are_never_more_than_a_problem(name: str, flips: list[tuple[float, int]], kept: float) -> None:
    data = bytearray(FOURS[name]())
    for place, value in flips:
        data[int(place * len(data))] = value
    only_a_picture_or_a_problem(bytes(data[: int(kept * len(data))]))


def only_a_picture_or_a_problem(data: bytes) -> None:
    try:
        mode, status = read(data).mode, None
    except Problem as problem:
        mode, status = None, problem.status
    assert mode == "RGB" or status in (413, 415, 422)


MEASURE = """
import resource, sys
from app.images.decode import decode
from app.core.errors import Problem
from app.core.settings import Settings
from tests.support.odd_pictures import HARMLESS, REFUSED
name = sys.argv[1]
data = (REFUSED[name][0] if name in REFUSED else HARMLESS[name])()
open("/proc/self/clear_refs", "w").write("5")
peak = lambda: int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
before = peak()
try:
    decode(data, Settings())
except Problem:
    pass
print((peak() - before) / 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads the high-water mark from /proc")
@pytest.mark.parametrize("name", ["webp_bomb", "png_bomb", "tiff_fax", "jpeg_wide", "tiff_huge_tile", "png_with_too_much_data"])
def test_a_bomb_takes_little_memory(name: str) -> None:
    run = subprocess.run([sys.executable, "-c", MEASURE, name], capture_output=True, text=True, check=True)
    assert float(run.stdout) < 100  # MiB more than before


def test_the_bomb_would_be_valid_if_it_were_smaller() -> None:
    data = odd_pictures.one_colour_webp(1_000, 500)
    assert len(data) == len(odd_pictures.webp_bomb()) == 28
    assert decode(data, SETTINGS).size == (1_000, 500)
