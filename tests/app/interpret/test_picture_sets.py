"""Which pictures each kind of model is asked about, and what is said where there are none."""

import io
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
import torch
from PIL import Image

from app.images import samples
from app.images.generated_digits import COUNT
from app.images.original import Original
from app.interpret.picture_sets import TEST_PICTURES, Picture, PictureSets
from models.registry import MODELS
from models.training import pairs

DIGITS, PHOTOS, PAIRS = (MODELS[name] for name in ("digits-cnn", "photos-resnet", "pairs-vit"))


@pytest.fixture
def digits(tmp_path: Path) -> torch.Tensor:
    """Test digits in a folder like that of MIXSCOPE_DATA, more than are asked."""
    pixels = torch.randint(256, (TEST_PICTURES + 3, 28, 28), dtype=torch.uint8)
    rows = []
    for one in pixels:
        file = io.BytesIO()
        Image.fromarray(one.numpy()).save(file, "PNG")
        rows.append({"bytes": file.getvalue(), "path": ""})
    (tmp_path / "mnist").mkdir()
    table = pyarrow.table({"image": rows, "label": [0] * len(pixels)})
    pyarrow.parquet.write_table(table, tmp_path / "mnist" / "test.parquet")
    return pixels


def test_each_kind_has_its_own() -> None:
    sets = PictureSets(None)
    assert [one.name for one in sets.of(DIGITS, (), sets.names(()))[0]] == ["samples", "generated"]
    for entry, offered, counts in (
        (DIGITS, ["samples", "generated"], [13, COUNT]),
        (PHOTOS, ["samples"], [17]),
        (PAIRS, ["samples", "generated"], [2, 176]),
    ):
        found, lacking = sets.of(entry, (), sets.names(()))
        assert [len(one.pictures) for one in found] == counts
        assert sets.offered(entry, ()) == offered == [one.name for one in found]
        assert [str(one.why)[:25] for one in lacking] == (["No pictures are generated"] if entry is PHOTOS else [])
        assert len({one.key for one in found}) == len(found)


def test_the_generated_pairs_are_all_that_there_are() -> None:
    [found] = PictureSets(None).of(PAIRS, (), ["generated"])[0]
    images = torch.stack([picture.image(PAIRS.input) for picture in found.pictures])
    every = [pairs.drawn(pairs.layouts(gap, rows)) for gap in (4, 8) for rows in ("seen", "unseen")]  # type: ignore[arg-type]
    assert torch.equal(images, torch.cat(every) / 255)
    assert len(images.flatten(1).unique(dim=0)) == 176


def test_test_pictures_are_the_first_of_the_data_set_as_they_are(tmp_path: Path, digits: torch.Tensor) -> None:
    sets = PictureSets(tmp_path)
    assert sets.offered(DIGITS, ()) == ["samples", "generated", "test"]
    [found] = sets.of(DIGITS, (), ["test"])[0]
    assert len(found.pictures) == TEST_PICTURES
    for number in (0, TEST_PICTURES - 1):
        assert torch.equal(found.pictures[number].image(DIGITS.input)[0], digits[number] / 255)
    (tmp_path / "mnist" / "test.parquet").unlink()
    assert sets.of(DIGITS, (), ["test"])[0], "what has been read is kept"


@pytest.mark.parametrize(
    ("model", "given", "key"),
    [
        ("digits-cnn", None, "strongest-no-data"),
        ("digits-cnn", "empty", "strongest-data-unread"),
        ("digits-cnn", "damaged", "strongest-data-unread"),
        ("pairs-vit", "empty", "strongest-no-test"),
    ],
)
def test_why_there_are_no_test_pictures(tmp_path: Path, model: str, given: str | None, key: str) -> None:
    if given == "damaged":
        (tmp_path / "mnist").mkdir()
        (tmp_path / "mnist" / "test.parquet").write_bytes(b"no parquet")
    found, [lacking] = PictureSets(tmp_path if given else None).of(MODELS[model], (), ["test"])
    assert not found
    assert (lacking.name, lacking.why.key) == ("test", key)
    assert str(tmp_path) not in str(lacking.why), "a path of the server is nobody's business"


def test_a_callers_pictures_are_asked_as_they_are_brought() -> None:
    seven = Picture(lambda: Original(samples.picture("seven")), "none", "a" * 64)
    sets = PictureSets(None)
    assert sets.names((seven,))[-1] == "own"
    [found] = sets.of(DIGITS, (seven,), ["own"])[0]
    assert torch.equal(found.pictures[0].image(DIGITS.input), seven.image(DIGITS.input))
    assert ("a" * 64, "none") in found.key
    assert sets.of(DIGITS, (), ["own"])[1][0].why.key == "strongest-no-own"
