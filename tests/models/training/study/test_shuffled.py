"""The study on shuffled digits, on a tiny one: one permutation for all pictures, undone by its inverse; what is written."""

import json
import runpy
import sys
from pathlib import Path

import pytest
import torch

from models.measure.transforms import transform
from models.training.study import grid, shuffled
from models.training.study.grid import EPOCH, Plan
from models.training.study.run import Pictures


@pytest.fixture
def pictures() -> Pictures:
    """400 pictures of which class c has a bar in row 2c + 4; the first 50 are the test's."""
    labels = torch.arange(400) % 10
    pixels = torch.randint(60, (400, 1, 28, 28), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))
    pixels[torch.arange(400), 0, 2 * labels + 4, 4:24] = 255
    return Pictures(pixels, labels, pixels[:50], labels[:50])


@pytest.mark.parametrize(("way", "inverse"), [("patches", "patches:4:-1"), ("pixels", "pixels:-1")])
def test_every_picture_is_shuffled_as_the_page_shuffles_it(pictures: Pictures, way: str, inverse: str) -> None:
    mixed = shuffled.shuffled(pictures.train, way)
    for before, after in zip(pictures.train[:20].float(), mixed[:20].float(), strict=True):
        assert torch.equal(transform(shuffled.WAYS[way])(before), after)
        assert torch.equal(transform(inverse)(after), before)
        assert not torch.equal(before, after)
    assert torch.equal(shuffled.shuffled(pictures.train, "plain"), pictures.train)


def test_the_study_goes_on_where_it_was_and_writes_what_there_is(
    pictures: Pictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid, "STEPS", dict.fromkeys(grid.STEPS, EPOCH))
    monkeypatch.setattr(shuffled, "SHUFFLED", ("mlp",))
    monkeypatch.setattr(grid, "RATES", (1e-3,))
    plan, runs, weights = Plan(epoch=30), tmp_path / "runs", tmp_path / "weights"
    shuffled.study(plan, pictures, runs, weights, seeds=1)
    found = shuffled.collect(plan, runs, weights, seeds=1)
    assert found == json.loads((weights / "study" / "shuffled.json").read_text())
    assert [(one["form"], one["way"]) for one in found["results"]] == [("mlp", way) for way in shuffled.WAYS]
    assert all(one["test"] > 50 for one in found["results"]), "it has learned its bars in each order"

    lost = shuffled.done_file(runs, shuffled.Shuffle("mlp", "pixels", 0))
    before = json.loads(lost.read_text())
    lost.unlink()
    assert shuffled.collect(plan, runs, weights, seeds=1) == found, "what was written stays, wherever it goes on"
    (weights / "study" / "shuffled.json").unlink()
    assert shuffled.collect(plan, runs, weights, seeds=1)["done"] == 2
    shuffled.study(plan, pictures, runs, weights, seeds=1)
    assert json.loads(lost.read_text()) | {"seconds": 0} == before | {"seconds": 0}


def test_the_table_has_a_column_for_each_way() -> None:
    one = {"form": "mlp", "way": "plain", "seed": 0, "test": 98.0}
    assert shuffled.table([one, one | {"way": "pixels", "test": 97.0}, one | {"way": "pixels", "test": 98.0}]).split("\n")[
        2:
    ] == [
        "| MLP | 2.00 % | – | 2.50 % (2.00–3.00) |",
        *(f"| {form} | – | – | – |" for form in ("CNN", "ViT", "Mixer")),
    ]


def test_a_study_that_is_none_is_asked_for_by_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["study", "dat"])
    with pytest.raises(SystemExit, match=r"^Say which study: python -m models.training.study data, shuffled, depth or blank$"):
        runpy.run_module("models.training.study", run_name="__main__")
