"""Foreign pictures: whose they are, and that they are the same every time."""

import json
from pathlib import Path

import pytest
import torch

from models.spec.entry import PHOTO
from models.training.calibration.foreign import PATTERNS, PHOTOGRAPHS, foreign, patterns, photographs
from models.training.datasets import MNIST
from tests.models.training.test_datasets import write_split

FREE = {"CC0", "public domain", "CC BY 2.0", "no known copyright restrictions"}


def test_every_photograph_has_its_author_and_licence() -> None:
    credits = json.loads((PHOTOGRAPHS / "credits.json").read_text(encoding="utf-8"))
    assert {one["file"] for one in credits} == {path.name for path in PHOTOGRAPHS.glob("*.jpg")}
    for one in credits:
        assert one["title"]
        assert one["author"]
        assert one["source"]
        assert one["licence"] in FREE


def test_they_are_pictures_for_the_models_and_no_two_are_alike() -> None:
    for made, count in ((photographs(PHOTO), 12), (patterns(PHOTO), PATTERNS)):
        assert made.shape == (count, 3, 64, 64)
        assert made.dtype == torch.float32
        assert made.min() >= 0
        assert made.max() <= 1
        assert len(made.flatten(1).unique(dim=0)) == count
    torch.testing.assert_close(patterns(PHOTO), patterns(PHOTO), rtol=0, atol=0)


def test_digits_come_in_colour_where_there_are_digits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIXSCOPE_DATA", str(tmp_path))
    assert set(foreign(PHOTO)) == {"photographs", "patterns"}
    pixels = torch.zeros(4, 1, 28, 28, dtype=torch.uint8)
    pixels[:, :, 10:18, 10:18] = 255
    write_split(tmp_path, "test", pixels, torch.arange(4), MNIST)
    digits = foreign(PHOTO)["digits"]
    assert digits.shape == (4, 3, 64, 64)
    assert (digits[:, :, 0, 0] - digits[:, :, 32, 32]).abs().sum(1).min() > 0.1, "ink and ground differ"
