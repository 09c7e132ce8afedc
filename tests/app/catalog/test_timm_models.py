"""Photos reach a model as timm's own evaluation transform would bring them."""

import numpy as np
import pytest
import torch
from PIL import Image
from timm.data import create_transform

from app.catalog.loaded_model import normalise
from app.images.preprocess import prepare
from models.spec.entry import Input

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
    ours = normalise(torch.from_numpy(prepare(picture, input, "auto").image), input)[0]
    assert torch.allclose(ours, transform(picture), atol=1e-5)


def test_a_long_strip_takes_no_memory() -> None:
    strip = Image.new("RGB", (4000, 2), "red")
    image = prepare(strip, Input(224, 224, 3, MEAN, STD), "auto").image
    assert image.shape == (3, 224, 224)
    assert image[0].min() == 1
