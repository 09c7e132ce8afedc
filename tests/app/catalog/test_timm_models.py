"""Photos reach a model as timm's own evaluation transform would bring them."""

import io

import numpy as np
import pytest
import torch
from PIL import Image, ImageCms, ImageOps
from timm.data import create_transform

from app.catalog.loaded_model import normalise
from app.core.settings import Settings
from app.images.decode import decode
from app.images.original import Original
from app.images.preprocess import prepare
from models.spec.entry import Input
from tests.support.colour_profiles import wide_gamut
from tests.support.odd_pictures import save
from tests.support.thorough import across

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
random = np.random.default_rng(3)
PICTURES = [Image.fromarray(random.integers(0, 256, (rows, columns, 3), np.uint8)) for rows, columns in
            ((224, 224), (300, 461), (97, 64), (1024, 640), (256, 256))]  # fmt: skip


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: f"{picture.width}x{picture.height}")
@pytest.mark.parametrize("mode", ["center", "squash", "border"])
@pytest.mark.parametrize(("share", "interpolation"), [(0.875, "bicubic"), (0.9, "bilinear"), (1.0, "bicubic")])
@pytest.mark.parametrize("size", [(224, 224), (96, 160)])
def test_a_photo_is_cut_as_timm_cuts_it(
    picture: Image.Image, mode: str, share: float, interpolation: str, size: tuple[int, int]
) -> None:
    input = Input(size[1], size[0], 3, MEAN, STD, "crop", share, mode, interpolation)  # type: ignore[arg-type]
    transform = create_transform((3, *size), interpolation=interpolation, mean=MEAN, std=STD, crop_pct=share, crop_mode=mode)
    ours = normalise(torch.from_numpy(prepare(Original(picture), input, "auto").image), input)[0]
    assert torch.allclose(ours, transform(picture), atol=1e-5)


SIZES = (
    (300, 300), (300, 463), (512, 384), (640, 427), (702, 1094), (999, 1000), (1024, 768), (1025, 1024), (1200, 800),
    (1333, 2000), (1500, 150), (1920, 1080), (2048, 2048), (2500, 611), (3000, 300), (3024, 4032), (4000, 3000), (400, 4000),
    (4200, 2800), (8000, 800),
)  # fmt: skip
"""Width and height, from 300 to 8,000, up to ten times as long as wide."""


@pytest.mark.parametrize("size", across(SIZES, 8), ids=lambda size: f"{size[0]}x{size[1]}")
def test_what_a_model_receives_is_bit_for_bit_what_its_transform_makes_of_the_file(size: tuple[int, int]) -> None:
    number = SIZES.index(size)
    coarse = random.integers(0, 256, (max(2, size[1] // 9), max(2, size[0] // 9), 3), np.uint8)
    picture, exif = Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC), Image.Exif()
    exif[0x0112] = number % 8 + 1
    data = save(picture, "JPEG", quality=90, exif=exif, icc_profile=wide_gamut() if number % 3 == 0 else None)
    opened = Image.open(io.BytesIO(data))
    profile = opened.info.get("icc_profile")
    upright = ImageOps.exif_transpose(opened)
    if profile:
        upright = ImageCms.profileToProfile(upright, io.BytesIO(profile), ImageCms.createProfile("sRGB"))
    for mode, share, interpolation, side in (
        ("center", 0.875, "bicubic", 224), ("center", 0.95, "bilinear", 256), ("squash", 1.0, "bicubic", 224),
        ("border", 1.0, "bicubic", 224),
    ):  # fmt: skip
        input = Input(side, side, 3, MEAN, STD, "crop", share, mode, interpolation)  # type: ignore[arg-type]
        transform = create_transform(
            (3, side, side), interpolation=interpolation, crop_pct=share, crop_mode=mode, normalize=False
        )
        ours = np.rint(prepare(decode(data, Settings()), input, "auto").image * 255).astype(np.uint8)
        assert (ours == transform(upright).numpy()).all()


def test_a_long_strip_takes_no_memory() -> None:
    strip = Image.new("RGB", (4000, 2), "red")
    image = prepare(Original(strip), Input(224, 224, 3, MEAN, STD), "auto").image
    assert image.shape == (3, 224, 224)
    assert image[0].min() == 1
