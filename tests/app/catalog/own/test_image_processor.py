"""Pictures reach a model of transformers or open_clip as its own processor would bring them."""

from typing import Any

import numpy as np
import pytest
import torch
import transformers
from open_clip.transform import PreprocessCfg, image_transform_v2
from PIL import Image
from torch import Tensor, nn

from app.catalog.loaded_model import normalise
from app.catalog.own.facts import read_facts
from app.catalog.own.image_processor import BlueFirst, Taken, is_processor, of_open_clip, taken_by
from app.images.original import Original
from app.images.preprocess import prepare
from models.spec.errors import WeightsError
from tests.support.thorough import some

SIZES = ((224, 224), (300, 461), (97, 64), (640, 410), (257, 311))
"""Width and height; odd differences, which fall between two pixels, among them."""

PROCESSORS: list[tuple[str, dict[str, Any]]] = [
    ("ViT", {}), ("DeiT", {}), ("ConvNext", {"size": {"shortest_edge": 224}}), ("ConvNext", {}), ("Beit", {}),
    ("MobileViT", {}), ("Bit", {"size": {"shortest_edge": 256}}), ("CLIP", {}), ("Siglip", {}), ("MobileNetV1", {}),
    ("MobileNetV2", {}), ("Pvt", {}), ("Segformer", {}), ("PoolFormer", {}), ("Levit", {}), ("EfficientNet", {}),
    ("EfficientNet", {"include_top": False}), ("EfficientNet", {"rescale_offset": True, "rescale_factor": 1 / 127.5}),
    ("ViT", {"do_normalize": False}), ("ViT", {"do_rescale": False}), ("ViT", {"rescale_factor": 1 / 127.5}),
    ("CLIP", {"resample": 0}), ("CLIP", {"resample": 1}), ("CLIP", {"crop_size": {"height": 256, "width": 256}}),
    ("DeiT", {"size": {"height": 250, "width": 250}}),
]  # fmt: skip


class Config:
    image_size, num_channels = 64, 3


def photo(size: tuple[int, int]) -> Image.Image:
    width, height = size
    coarse = np.random.default_rng(width).integers(0, 256, (height // 9, width // 9, 3), np.uint8)
    return Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)


def made(name: str, arguments: dict[str, Any], pillow: bool) -> Any:
    return getattr(transformers, f"{name}ImageProcessor{'Pil' if pillow else ''}")(**arguments)


def ours(picture: Image.Image, taken: Taken) -> Tensor:
    """(1, channel, row, column), as the model gets it."""
    x = normalise(torch.from_numpy(prepare(Original(picture), taken.input, "auto").image), taken.input)
    return x.flip(1) if taken.blue_first else x


def levels(theirs: Tensor, mine: Tensor, taken: Taken) -> Tensor:
    """Differences in steps of a pixel's 0 to 255."""
    return (theirs - mine).abs() * torch.tensor(taken.input.std)[:, None, None] * 255


@pytest.mark.parametrize(("name", "arguments"), PROCESSORS, ids=lambda value: str(value)[:40])
@pytest.mark.parametrize("size", some(SIZES, 2), ids=lambda size: f"{size[0]}x{size[1]}")
def test_pictures_are_what_the_processor_makes_of_them(name: str, arguments: dict[str, Any], size: tuple[int, int]) -> None:
    """With Pillow, the same. With torch's filters, which round otherwise: 2 of 255 at most, 0.5 on average."""
    for pillow in (True, False):
        processor = made(name, arguments, pillow)
        taken = taken_by(processor, Config)
        theirs = processor(photo(size), return_tensors="pt")["pixel_values"].float()
        far = levels(theirs, ours(photo(size), taken), taken)
        assert float(far.max()) < (0.01 if pillow else 2.01)
        assert float(far.mean()) < 0.5
        assert [found.key for found in taken.findings] == (["own-blue-first"] if name == "MobileViT" else [])


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("Perceiver", {}), ("ViT", {"do_resize": False}), ("Swin2SR", {}), ("CLIP", {"do_center_crop": False}),
     ("CLIP", {"crop_size": {"height": 224, "width": 160}}), ("ViT", {"size": {"longest_edge": 224}})],
)  # fmt: skip
def test_what_cannot_be_followed_is_said(name: str, arguments: dict[str, Any]) -> None:
    taken = taken_by(made(name, arguments, False), Config)
    assert [found.key for found in taken.findings] == ["own-processor-unfollowed"]
    assert (taken.input.width, taken.input.height) == (64, 64)


def test_a_processor_with_another_step_of_its_own_is_not_followed() -> None:
    class Odd(transformers.ViTImageProcessor):
        def rescale_and_normalize(self, images: Tensor, *arguments: Any, **named: Any) -> Tensor:
            return super().rescale_and_normalize(images.flip(-1), *arguments, **named)

    assert [found.key for found in taken_by(Odd(), Config).findings] == ["own-processor-unfollowed"]


def test_what_makes_no_picture_is_refused() -> None:
    class Nothing:
        num_channels = 3

    with pytest.raises(WeightsError, match="does not say to what size"):
        taken_by(made("ViT", {"size": {"longest_edge": 224}}, False), Nothing)
    with pytest.raises(WeightsError, match="2 numbers for mean or std; 3 channels"):
        taken_by(made("ViT", {"image_mean": [0.5, 0.5]}, False), Config)


def test_a_function_may_give_its_processor_as_the_input() -> None:
    processor = made("CLIP", {}, False)
    assert is_processor(processor)
    facts = read_facts(nn.Identity(), {"input": processor}, "net")
    assert (facts.input.width, facts.input.interpolation, facts.input.corner) == (224, "bicubic", "down")


def test_blue_first_turns_the_channels_round() -> None:
    x = torch.randn(2, 3, 4, 4)
    assert torch.equal(BlueFirst(lambda given, times: given * times)(x, times=2), x[:, [2, 1, 0]] * 2)


@pytest.mark.parametrize("way", ["shortest", "squash"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_open_clips_towers_say_what_they_take(way: str, size: tuple[int, int]) -> None:
    """Bit for bit but for the order of two roundings."""
    cfg = PreprocessCfg(size=64, resize_mode=way)
    module = nn.Identity()
    module.preprocess_cfg = vars(cfg)  # type: ignore[assignment]
    taken = of_open_clip(module)
    assert taken is not None
    theirs = image_transform_v2(cfg, is_train=False)(photo(size))
    torch.testing.assert_close(ours(photo(size), taken)[0], theirs, atol=1e-5, rtol=0)
    assert not taken.findings
    assert read_facts(module, {}, "tower").labels == ()  # it answers with features


def test_what_is_not_followed_of_open_clip_is_said() -> None:
    module = nn.Identity()
    module.preprocess_cfg = vars(PreprocessCfg(size=64, resize_mode="longest"))  # type: ignore[assignment]
    taken = of_open_clip(module)
    assert taken is not None
    assert [found.key for found in taken.findings] == ["own-processor-unfollowed"]
    assert of_open_clip(nn.Identity()) is None
