"""The intake: odd pictures are read correctly, bombs and rubbish are refused with a sentence, and nothing else happens."""

import sys
import types

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PIL import Image, ImageFile

from app.core.errors import Problem
from app.core.settings import Settings
from app.images import decode as decoding
from app.images.decode import SIGNATURES, decode
from app.images.formats import cost
from app.images.original import TURNS
from tests.support.odd_pictures import FOURS, HARMLESS, digit, save
from tests.support.refused_pictures import REFUSED

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


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("tiff_of_six_channels", "This TIFF holds 6 channels of 8 bits"),
        ("jpeg_of_12_bits", r"This kind of JPEG \(12 bits a value"),
        ("jpeg_xl", "JPEG XL files are not read here"),
        ("jpeg_2000", "JPEG 2000 files are not read here"),
        ("film", "This is no picture that can be read here"),
        ("heic", "optional extra “heic” is not installed"),
        ("png_bomb", "5500 x 5500 pixels are too many: of a PNG, at most 25 million"),
        ("png_huge", "2500 million pixels are too many: of a PNG, at most 25 million"),
        ("webp_bomb", "90 million pixels are too many: of a WebP, at most 25 million"),
        ("jpeg_wide", "65500 x 800 pixels are too many: of a JPEG, at most 50 million"),
    ],
)
def test_a_refusal_says_what_is_the_matter(monkeypatch: pytest.MonkeyPatch, name: str, told: str) -> None:
    monkeypatch.setattr(decoding, "reads_heif", lambda: False)
    with pytest.raises(Problem, match=told):
        decode(REFUSED[name][0](), SETTINGS)


@pytest.mark.parametrize("name", ["gif_animated", "webp_animated", "tiff_pages"])
def test_of_several_pictures_the_first_is_read_and_that_is_said(name: str) -> None:
    assert [sentence.key for sentence in decode(FOURS[name](), SETTINGS).notes] == ["picture-first"]


def test_a_second_view_behind_a_photo_is_nothing_to_speak_of() -> None:
    assert decode(FOURS["mpo_stereo"](), SETTINGS).notes == ()


def test_heic_is_read_where_the_extra_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """pillow-heif's place is taken by a module that reads four pixels."""

    class Four(ImageFile.ImageFile):
        format = "HEIF"

        def _open(self) -> None:
            self._size, self._mode = (2, 2), "L"
            self.tile = [ImageFile._Tile("raw", (0, 0, 2, 2), 24, "L")]

    module = types.ModuleType("pillow_heif")
    module.register_heif_opener = lambda: Image.register_open("HEIF", Four)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pillow_heif", module)
    monkeypatch.setattr(decoding, "reads_heif", decoding.reads_heif.__wrapped__)
    picture = read(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes([0, 80, 160, 240]))
    assert np.asarray(picture.convert("L")).tolist() == [[0, 80], [160, 240]]
    assert "HEIC" in decoding.readable()
    del Image.OPEN["HEIF"]
    Image.ID.remove("HEIF")


def test_without_the_extra_heic_is_not_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    monkeypatch.setattr(decoding, "reads_heif", decoding.reads_heif.__wrapped__)
    assert "HEIC" not in decoding.readable()


@pytest.mark.parametrize(
    ("mode", "size", "scale"),
    [("RGB", (1000, 100), 1), ("RGB", (1001, 100), 2), ("L", (4000, 100), 1), ("RGB", (4000, 101), 4)],
)
def test_a_jpeg_that_takes_too_much_memory_is_decoded_at_a_fraction_and_says_so(
    monkeypatch: pytest.MonkeyPatch, mode: str, size: tuple[int, int], scale: int
) -> None:
    monkeypatch.setattr(cost, "MOST_BYTES", 8 * 1000 * 100)  # turned, so two pictures at once
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = decode(save(digit().resize(size).convert(mode), "JPEG", exif=exif), SETTINGS)
    assert picture.size == (size[1], size[0])
    assert picture.image.size == (-(-size[1] // scale), -(-size[0] // scale))
    assert [sentence.key for sentence in picture.notes] == (["picture-fraction"] if scale > 1 else [])
    assert scale == 1 or f"decoded at 1/{scale}" in str(picture.notes[0])


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
