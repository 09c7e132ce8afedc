"""The photographs that come along: whose they are, under which licence, and how much room they take."""

import numpy as np

from app.images.photo_samples.photographs import FOLDER, photographs
from models.entries.photos import PHOTO_CLASSES

FREE = {"CC0", "public domain"}


def test_each_has_its_author_and_a_licence_that_allows_it() -> None:
    known = photographs()
    assert {one.file for one in known.values()} == {path.name for path in FOLDER.glob("*.jpg")}
    for one in known.values():
        assert one.credit.author
        assert one.credit.source
        assert one.credit.link.startswith("https://")
        assert one.credit.licence in FREE
        assert one.shows
        assert set(one.shows) <= set(PHOTO_CLASSES)
        assert np.asarray(one.open()).shape == (320, 320, 3)


def test_they_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 300_000
