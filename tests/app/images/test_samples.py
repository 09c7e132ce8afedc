"""The drawn samples: in the form they claim, beautiful enough to be read, and the same every time."""

import numpy as np
import pytest
import torch

from app.catalog.sources import IMAGENET
from app.core.errors import Problem
from app.images import samples
from app.images.original import Original
from app.images.preprocess import prepare
from app.images.sample_digits import DIGITS, STROKES, _curve
from app.images.samples import SAMPLES, sample_images
from models.entries.pairs import PAIR
from models.registry import MODELS, load
from models.spec.entry import DIGIT

PHOTOS = [name for name, sample in SAMPLES.items() if sample.kind == "crop"]


def test_the_page_opens_on_a_seven() -> None:
    assert next(iter(SAMPLES)) == "seven"
    assert set(DIGITS) <= set(SAMPLES)
    assert all(sample.name == name and sample.title for name, sample in SAMPLES.items())


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_the_same_every_time(name: str) -> None:
    picture = samples.picture(name)
    assert picture.mode == "RGB"
    assert samples.picture(name) is picture
    assert SAMPLES[name].draw().tobytes() == picture.tobytes()


@pytest.mark.parametrize("name", PHOTOS)
def test_a_photo_is_large_and_colourful_and_its_middle_holds_what_it_shows(name: str) -> None:
    assert SAMPLES[name].kind == "crop"
    pixels = np.asarray(samples.picture(name), float) / 255
    assert pixels.shape == (320, 320, 3), "224 of 256 pixels without enlarging anything"
    assert pixels.std((0, 1)).min() > 0.08
    assert (pixels.max(2) - pixels.min(2)).mean() > 0.05
    image = prepare(Original(samples.picture(name)), IMAGENET, "auto").image
    assert (image.shape, image.dtype) == ((3, 224, 224), np.float32)
    assert image.std() > 0.08


def test_each_kind_of_input_has_samples_of_its_own() -> None:
    kinds = {name: sample.kind for name, sample in SAMPLES.items()}
    assert {kinds[name] for name in (*DIGITS, "spiral")} == {DIGIT.kind} == {"digits"}
    assert len(PHOTOS) == 17
    assert {name for name, kind in kinds.items() if kind == PAIR.kind} == {"glyph-a", "glyph-b"}
    assert [len(sample_images("imagenet", IMAGENET)), sample_images("digits", DIGIT)[0].shape] == [7, (1, 28, 28)]


@pytest.mark.parametrize("name", DIGITS)
def test_a_digit_is_in_mnist_form(name: str) -> None:
    pixels = np.asarray(samples.picture(name).convert("L"), float)
    rows, columns = np.flatnonzero(pixels.any(1)), np.flatnonzero(pixels.any(0))
    assert pixels.shape == (28, 28)
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    assert (rows[0] > 0, rows[-1] < 27, columns[0] > 0, columns[-1] < 27) == (True,) * 4
    centre = [float(pixels.sum(axis) @ (np.arange(28) + 0.5)) / pixels.sum() for axis in (0, 1)]
    assert centre == pytest.approx([14.5, 14.5], abs=0.51)
    assert pixels.max() == 255


@pytest.mark.parametrize("name", DIGITS)
def test_fitting_leaves_a_digit_as_it_is(name: str) -> None:
    picture = samples.picture(name)
    drawn, fitted = prepare(Original(picture), DIGIT, "none").image, prepare(Original(picture), DIGIT, "auto").image
    assert float(np.abs(drawn - fitted).max()) < 0.02


@pytest.mark.parametrize("model", [name for name, entry in MODELS.items() if entry.tier == "digits"])
def test_every_model_reads_the_samples(model: str) -> None:
    read = load(model)
    names = [*DIGITS, "four-on-paper"]
    images = np.stack([prepare(Original(samples.picture(name)), DIGIT, "auto").image for name in names])
    probabilities = read((torch.from_numpy(images) - DIGIT.mean[0]) / DIGIT.std[0]).softmax(1)
    truth = [*range(10), 4]
    assert float(probabilities[7, 7]) > 0.9
    assert sum(int(p.argmax()) == t for p, t in zip(probabilities, truth, strict=True)) >= 10


def test_an_unknown_sample_is_refused_with_the_names() -> None:
    with pytest.raises(Problem, match="seven") as refused:
        samples.picture("eleven")
    assert refused.value.status == 404


@pytest.mark.parametrize("name", STROKES)
def test_a_curve_passes_its_points_in_small_steps(name: str) -> None:
    for stroke in STROKES[name]:
        curve = _curve(np.array(stroke))
        for point in stroke:
            assert np.linalg.norm(curve - point, axis=1).min() < 1e-9
        assert np.linalg.norm(np.diff(curve, axis=0), axis=1).max() < 0.03
