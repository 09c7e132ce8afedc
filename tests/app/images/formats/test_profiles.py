"""A file's colours are brought to sRGB as its profile says, or left as they are stored, and what was done is said."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from app.core.settings import Settings
from app.images.decode import decode
from app.images.formats.profiles import MOST_BYTES, Profile
from app.images.original import Original
from tests.support.colour_profiles import grey, inks, wide_gamut
from tests.support.odd_pictures import save

RAMP = Image.fromarray(np.random.default_rng(0).integers(0, 256, (24, 40, 3), np.uint8))
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def read(
    picture: Image.Image, kind: str = "PNG", profile: Profile = "convert", **options: object
) -> tuple[Original, np.ndarray]:
    found = decode(save(picture, kind, **options), Settings(), profile)
    return found, np.asarray(found.resized(found.size, Image.Resampling.NEAREST), dtype=int)


def converted(picture: Image.Image, profile: bytes) -> np.ndarray:
    result = ImageCms.profileToProfile(picture, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB")
    return np.asarray(result, dtype=int)


def keys(picture: Original) -> list[str]:
    return [sentence.key for sentence in picture.notes]


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "WEBP"])
def test_a_displays_profile_is_followed(kind: str) -> None:
    options = {"lossless": True} if kind == "WEBP" else {}
    picture, values = read(RAMP, kind, icc_profile=wide_gamut(), **options)
    assert (values == converted(RAMP, wide_gamut())).all()
    assert np.abs(values - np.asarray(RAMP, dtype=int)).max() > 20
    assert (keys(picture), picture.profile) == (["picture-profile-matrix"], "Wide test")
    assert "relative colorimetric" in str(picture.notes[0])


def test_a_profile_can_be_left_out() -> None:
    picture, values = read(RAMP, profile="ignore", icc_profile=wide_gamut())
    assert (values == np.asarray(RAMP)).all()
    assert (keys(picture), picture.profile) == (["picture-profile-left-out"], "Wide test")


def test_srgb_by_any_name_changes_nothing() -> None:
    picture, values = read(RAMP, icc_profile=SRGB)
    assert (values == np.asarray(RAMP)).all()
    assert (picture.notes, picture.profile) == ((), None)


@pytest.mark.parametrize("mode", ["P", "RGBA"])
def test_palettes_and_transparent_pictures_have_profiles_too(mode: str) -> None:
    source = RAMP.convert(mode)
    if mode == "RGBA":
        source.putalpha(Image.new("L", RAMP.size, 255))
    picture, values = read(source, icc_profile=wide_gamut())
    assert (values == converted(source.convert("RGB"), wide_gamut())).all()
    assert "picture-profile-matrix" in keys(picture)


@pytest.mark.parametrize("mode", ["L", "LA", "I;16"])
def test_a_grey_profile_is_followed(mode: str) -> None:
    tones = np.arange(256, dtype=np.uint8)[None].repeat(4, 0)
    source = Image.fromarray(tones.astype(np.uint16) * 257) if mode == "I;16" else Image.fromarray(tones).convert(mode)
    picture, values = read(source, "PNG", icc_profile=grey(1.0))
    assert (values == converted(Image.fromarray(tones), grey(1.0))).all()
    assert values[0, 64, 0] > 120  # linear light is darker than it is meant to look
    assert "picture-profile-matrix" in keys(picture)


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_a_printers_profile_says_what_the_inks_look_like(kind: str) -> None:
    source = RAMP.convert("CMYK")
    picture, values = read(source, kind, icc_profile=inks(), **({"quality": 95} if kind == "JPEG" else {}))
    assert np.abs(values - converted(source, inks())).mean() < (3 if kind == "JPEG" else 0.01)
    assert keys(picture) == ["picture-profile-table"]
    without, plain = read(source, kind)
    assert keys(without) == ["picture-inks"]
    assert np.abs(values - plain).mean() > 10


def test_lab_needs_no_profile() -> None:
    to_lab = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    muted = RAMP.point(lambda value: 90 + value // 4)
    picture, values = read(to_lab.apply(muted), "TIFF")
    assert np.abs(values - np.asarray(muted, dtype=int)).max() <= 4
    assert keys(picture) == ["picture-lab"]


@pytest.mark.parametrize(
    ("profile", "key"),
    [(b"this is no profile", "picture-profile-broken"), (wide_gamut()[:300], "picture-profile-broken"),
     (bytes(MOST_BYTES + 1), "picture-profile-broken"), (grey(), "picture-profile-other"), (inks(), "picture-profile-other")],
    ids=["words", "cut off", "huge", "grey", "inks"],
)  # fmt: skip
def test_a_profile_that_cannot_be_followed_is_said_and_ignored(profile: bytes, key: str) -> None:
    picture, values = read(RAMP, "TIFF", icc_profile=profile)
    assert (values == np.asarray(RAMP)).all()
    assert (keys(picture), picture.profile) == ([key], None)


def test_a_hostile_name_stays_short_and_printable() -> None:
    picture, _ = read(RAMP, icc_profile=wide_gamut(name="a\nb\t" + "x" * 500))
    assert picture.profile is not None
    assert picture.profile.isprintable()
    assert len(picture.profile) <= 60


@pytest.mark.parametrize(("gamma", "applied"), [(1.0, True), (0.45455, False), (1 / 1.8, True)])
def test_a_png_s_gamma_is_undone_for_a_screen(gamma: float, applied: bool) -> None:
    data = save(RAMP, "PNG")
    after_header = 8 + 25
    picture = decode(data[:after_header] + chunk(b"gAMA", round(gamma * 100_000)) + data[after_header:], Settings())
    values = np.asarray(picture.resized(picture.size, Image.Resampling.NEAREST), dtype=float)
    expected = 255 * (np.asarray(RAMP) / 255) ** (1 / (2.2 * gamma)) if applied else np.asarray(RAMP)
    assert np.abs(values - expected).max() <= 0.5
    assert keys(picture) == (["picture-gamma"] if applied else [])


def chunk(name: bytes, value: int) -> bytes:
    content = name + struct.pack(">I", value)
    return struct.pack(">I", 4) + content + struct.pack(">I", zlib.crc32(content))
