"""Bringing a picture to the model's input: MNIST stays what it is, photos become what MNIST would have made of them."""

import io
import os

import numpy as np
import pytest
import torch
from PIL import Image, ImageFilter

from app.images import samples
from app.images.foreground import find_ink, label
from app.images.original import Original
from app.images.preprocess import BOX, prepare
from app.images.sample_digits import DIGITS, STROKES, Pen, ink
from models.registry import MODELS, load
from models.spec.entry import DIGIT, Input
from tests.support.thorough import some

RGB = Input(width=32, height=24, channels=3, mean=(0.5,) * 3, std=(0.5,) * 3)


def auto(picture: Image.Image) -> np.ndarray:
    image = prepare(Original(picture.convert("RGB")), DIGIT, "auto").image
    assert image.dtype == np.float32
    assert image.shape == (1, 28, 28)
    assert 0 <= float(image.min()) <= float(image.max()) <= 1
    return image[0]


def photo(digit: np.ndarray, random: np.random.Generator, light_ink: bool = False, ruled: bool = False) -> Image.Image:
    """A phone's picture of `digit` (28, 28; 0–255): large, off centre, dark on paper, uneven light, noise, JPEG."""
    zoom = int(random.integers(5, 15))
    large = Image.fromarray(digit).resize((28 * zoom, 28 * zoom), Image.Resampling.BICUBIC)
    rows, columns = (int(28 * zoom * random.uniform(1.1, 2.2)) for _ in range(2))
    canvas = Image.new("L", (columns, rows))
    canvas.paste(large, tuple(int(random.integers(0, free + 1)) for free in (columns - large.width, rows - large.height)))
    y, x = np.mgrid[-0.5 : 0.5 : rows * 1j, -0.5 : 0.5 : columns * 1j]
    light = random.uniform(0.6, 0.85) * (1 + x * random.uniform(-0.35, 0.35) + y * random.uniform(-0.35, 0.35))
    paper = np.ones((rows, columns))
    if ruled:
        every = int(random.integers(3 * zoom, 8 * zoom))
        paper[int(random.integers(every)) :: every] = 0.8
    values = light * paper * (1 - np.asarray(canvas, float) / 255 * random.uniform(0.6, 0.9))
    values += random.normal(0, random.uniform(0.005, 0.03), values.shape)
    values = np.clip(1 - values if light_ink else values, 0, 1)
    file = io.BytesIO()
    Image.fromarray((values * 255).astype(np.uint8)).save(file, "JPEG", quality=int(random.integers(60, 92)))
    return Image.open(file).convert("RGB")


# ---- auto


@pytest.mark.parametrize("name", DIGITS)
@pytest.mark.parametrize("style", some(["paper", "chalk", "ruled"]))
def test_a_photo_of_a_digit_becomes_the_digit(name: str, style: str) -> None:
    digit = np.asarray(samples.picture(name).convert("L"))
    random = np.random.default_rng(DIGITS.index(name))
    picture = photo(digit, random, light_ink=style == "chalk", ruled=style == "ruled")
    found = prepare(Original(picture), DIGIT, "auto")
    steps = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]  # the centre of mass is rounded to a pixel
    differences = [np.abs(np.roll(found.image[0], step, (0, 1)) - digit / 255).mean() for step in steps]
    assert min(differences) < 0.06  # the digit itself has a mean of 0.1 to 0.15
    assert found.steps is not None
    assert found.steps["inverted"] == (style != "chalk")


def test_the_steps_say_where_the_ink_was() -> None:
    picture = Image.new("L", (300, 200), 255)
    picture.paste(0, (200, 40, 240, 140))
    steps = prepare(Original(picture.convert("RGB")), DIGIT, "auto").steps
    assert steps == {
        "inverted": True, "box": [200, 40, 240, 140], "width": 300, "height": 200, "scale": 0.2, "offset": [10, 4],
    }  # fmt: skip


def test_a_large_picture_is_measured_in_its_own_pixels() -> None:
    picture = Image.new("L", (1024, 700), 255)
    picture.paste(0, (600, 100, 700, 500))
    found = prepare(Original(picture.convert("RGB")), DIGIT, "auto")
    assert found.steps is not None
    assert found.steps["box"] == pytest.approx([600, 100, 700, 500], abs=4)
    assert found.steps["scale"] == pytest.approx(BOX / 400, rel=0.02)


@pytest.mark.parametrize("pen", [0.004, 0.01, 0.03])
def test_a_thin_pen_does_not_vanish(pen: float) -> None:
    drawn = ink(STROKES["five"], (1000, 1000), scale=800, at=(100, 100), pen=Pen(pen, 0))
    image = auto(Image.fromarray((255 - 255 * drawn).astype(np.uint8)))
    assert image.max() == 1
    assert 0.07 < image.mean() < 0.2  # MNIST's digits have 0.05 to 0.25


def test_grain_and_specks_are_no_ink() -> None:
    random = np.random.default_rng(0)
    values = np.full((300, 400), 0.8) + random.normal(0, 0.02, (300, 400))
    values[100:200, 150:170] = 0.2
    values[20:23, 380:383] = 0.1
    values[280:282, 10:14] = 0.1
    steps = prepare(Original(Image.fromarray((np.clip(values, 0, 1) * 255).astype(np.uint8))), DIGIT, "auto").steps
    assert steps is not None
    assert steps["box"] == pytest.approx([150, 100, 170, 200], abs=2)


def test_the_edge_of_the_table_is_no_ink() -> None:
    values = np.full((300, 400), 200, np.uint8)
    values[:, :40] = 40
    values[100:200, 150:165] = 60
    steps = prepare(Original(Image.fromarray(values).convert("RGB")), DIGIT, "auto").steps
    assert steps is not None
    assert steps["box"] == pytest.approx([150, 100, 165, 200], abs=2)


@pytest.mark.parametrize("tone", [0, 128, 255])
@pytest.mark.parametrize("size", [(1, 1), (28, 28), (3, 500), (640, 480)])
def test_an_empty_picture_is_empty(tone: int, size: tuple[int, int]) -> None:
    found = prepare(Original(Image.new("RGB", size, (tone,) * 3)), DIGIT, "auto")
    assert not found.image.any()
    assert found.steps is None


def test_empty_paper_with_grain_is_empty() -> None:
    values = np.random.default_rng(1).normal(200, 4, (200, 300)) + np.linspace(-30, 30, 300)
    assert not auto(Image.fromarray(values.astype(np.uint8))).any()


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 900), (5, 5), (27, 29), (1024, 1)])
@pytest.mark.parametrize("seed", range(3))
def test_noise_of_any_size_gives_some_image(size: tuple[int, int], seed: int) -> None:
    values = np.random.default_rng(seed).integers(0, 256, size, dtype=np.uint8)
    picture = Image.fromarray(values)
    auto(picture)
    assert prepare(Original(picture.convert("RGB")), DIGIT, "none").image.shape == (1, 28, 28)


# ---- none, and other tiers


def test_none_passes_a_picture_of_the_right_size_exactly() -> None:
    values = np.random.default_rng(0).integers(0, 256, (28, 28), dtype=np.uint8)
    found = prepare(Original(Image.fromarray(values).convert("RGB")), DIGIT, "none")
    assert np.array_equal(found.image[0], values.astype(np.float32) / 255)
    assert found.steps is None


def test_none_scales_and_fills_up_with_the_border() -> None:
    picture = Image.new("L", (560, 280), 200)
    picture.paste(20, (200, 100, 360, 180))
    image = prepare(Original(picture.convert("RGB")), DIGIT, "none").image[0]
    assert np.allclose(image[[0, 6, 21, 27]], 200 / 255)
    assert image[14, 14] == pytest.approx(20 / 255, abs=0.01)


def test_photo_models_get_the_middle_in_colour() -> None:
    picture = Image.new("RGB", (640, 240), "red")
    picture.paste((0, 0, 255), (160, 0, 480, 240))
    found = prepare(Original(picture), RGB, "auto")
    assert found.image.shape == (3, 24, 32)
    assert found.image.dtype == np.float32
    assert found.image[:, 12, 16].tolist() == [0, 0, 1]
    assert found.steps is None


# ---- finding ink


def test_blots_are_told_apart_as_a_flood_would() -> None:
    random = np.random.default_rng(0)
    for density in (0.2, 0.4, 0.6):
        mask = random.random((23, 31)) < density
        labels, count = label(mask)
        assert np.array_equal(labels > 0, mask)
        flooded = mask.copy()
        for number in range(1, count + 1):
            seed = np.argwhere(labels == number)[0]
            blot = np.zeros_like(mask)
            blot[tuple(seed)] = True
            while True:
                wide = np.asarray(Image.fromarray(blot.astype(np.uint8) * 255).filter(ImageFilter.MaxFilter(3))) > 0
                if np.array_equal(wide & mask, blot):
                    break
                blot = wide & mask
            assert np.array_equal(blot, labels == number)
            flooded &= ~blot
        assert not flooded.any()


def test_stroke_width_is_measured_in_any_direction() -> None:
    for stroke in (((0.1, 0.5), (0.9, 0.5)), ((0.1, 0.1), (0.9, 0.9)), ((0.5, 0.1), (0.5, 0.9))):
        found = find_ink(ink((stroke,), (200, 200), scale=200, at=(0, 0), pen=Pen(0.06, 0)))
        assert found is not None
        assert found.width == pytest.approx(12, rel=0.35)


# ---- with the real MNIST, where it is at hand


@pytest.fixture(scope="module")
def mnist() -> tuple[np.ndarray, torch.Tensor]:
    if not os.environ.get("MIXSCOPE_DATA"):
        pytest.skip("MIXSCOPE_DATA is not set")
    from models.training.datasets import MNIST, read

    pixels, labels = read(MNIST, "test", 120)
    return pixels[:, 0].numpy(), labels


def test_mnist_stays_what_it_is(mnist: tuple[np.ndarray, torch.Tensor]) -> None:
    differences = [np.abs(auto(Image.fromarray(pixels)) - pixels / 255).max() for pixels in mnist[0]]
    assert np.mean(np.array(differences) < 0.02) > 0.97
    assert np.mean(differences) < 0.01


@pytest.mark.parametrize("style", some(["paper", "chalk", "ruled"]))
def test_photos_of_mnist_are_read_nearly_as_well_as_mnist(mnist: tuple[np.ndarray, torch.Tensor], style: str) -> None:
    pixels, labels = mnist
    random = np.random.default_rng(1)
    images = [auto(photo(digit, random, style == "chalk", style == "ruled")) for digit in pixels]
    for name in (name for name, entry in MODELS.items() if entry.tier == "digits" and entry.version == "centred"):
        model = load(name)
        raw, fitted = (
            float((model((torch.from_numpy(batch)[:, None] - 0.1307) / 0.3081).argmax(1) == labels).float().mean())
            for batch in (pixels.astype(np.float32) / 255, np.stack(images))
        )
        assert fitted >= (0.93 if style == "ruled" else 0.97) * raw
