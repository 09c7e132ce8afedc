"""The claim on the page: the first samples are among those that the ResNet names rightly, with the weights of today."""

import pytest

from app.images.photo_samples.choose import CHOOSER, MOST, Answer, answers, chosen, right, table
from app.images.samples import SAMPLES, samples_document
from app.images.samples import chosen as written
from models.entries.photos import PHOTO_CLASSES


@pytest.fixture(scope="module")
def said() -> dict[str, Answer]:
    return answers(CHOOSER)


def test_the_file_is_what_the_models_say_today(said: dict[str, Answer]) -> None:
    first = chosen(said)
    assert written() == {"model": CHOOSER, "first": first}, "python -m app.images.photo_samples.choose --write"
    assert len(first) == MOST


def test_the_first_five_samples_are_named_rightly(said: dict[str, Answer]) -> None:
    """Three of five would do; these were chosen for it, and the page says so."""
    photos = [name for name, sample in SAMPLES.items() if sample.kind == "crop"]
    assert photos[:MOST] == written()["first"]
    assert all(right(SAMPLES[name], said[name]) for name in photos[:MOST])
    by = {one["name"]: one["chosen_by"] for one in samples_document()["samples"]}
    assert [name for name in photos if by[name]] == photos[:MOST]


def test_what_a_sample_shows_is_one_of_the_classes() -> None:
    for sample in SAMPLES.values():
        assert set(sample.shows) <= set(PHOTO_CLASSES)
    assert sum(bool(sample.shows) for sample in SAMPLES.values()) >= 10


def test_a_name_below_the_threshold_is_not_right() -> None:
    ladybug = SAMPLES["ladybug"]
    assert right(ladybug, ("ladybug", 0.9, True))
    assert not right(ladybug, ("ladybug", 0.3, False))
    assert not right(ladybug, ("fly", 0.9, True))
    told = table({"photos-vit": {"ladybug": ("fly", 0.3, False)}})
    assert told == "ladybug (ladybug)\n    photos-vit: unsure, perhaps fly 30 %"
