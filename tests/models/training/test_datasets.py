"""The reader, on a tiny data set made here, and the augmentations, each with what it promises."""

import io
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
import torch
from PIL import Image
from torch import Tensor

from models.entries.photos import PHOTO_CLASSES
from models.registry import MODELS
from models.training.augment_digits import Augmentation, erase, move, shift, warp
from models.training.datasets import MNIST, TINY_IMAGENET, DataError, DataSet, Split, read
from models.training.recipes import RECIPES


def encoded(picture: Tensor, form: str = "PNG") -> bytes:
    """C H W uint8, grey or RGB, as a file without loss."""
    buffer = io.BytesIO()
    Image.fromarray(picture.permute(1, 2, 0).squeeze(-1).numpy()).save(buffer, form, lossless=True)
    return buffer.getvalue()


def write_split(folder: Path, name: str, pixels: Tensor, labels: Tensor, data: DataSet = MNIST, form: str = "PNG") -> None:
    """Pictures n C H W uint8 and labels as <name>.parquet, in the column layout of the hub's data sets."""
    rows = [{"bytes": encoded(picture, form), "path": str(number)} for number, picture in enumerate(pixels)]
    (folder / data.folder).mkdir(parents=True, exist_ok=True)
    table = pyarrow.table({"image": rows, "label": labels.tolist()})
    pyarrow.parquet.write_table(table, folder / data.folder / f"{name}.parquet")


# -- the reader


def test_reads_the_pixels_and_labels_that_were_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = torch.randint(256, (7, 1, 28, 28), dtype=torch.uint8)
    labels = torch.randint(10, (7,))
    write_split(tmp_path, "test", pixels, labels)
    monkeypatch.setenv("MIXSCOPE_DATA", str(tmp_path))
    read_pixels, read_labels = read(MNIST, "test")
    assert torch.equal(read_pixels, pixels)
    assert read_pixels.dtype == torch.uint8
    assert torch.equal(read_labels, labels)
    assert read_labels.dtype == torch.int64
    assert torch.equal(read(MNIST, "test", limit=3)[0], pixels[:3])


def test_a_folder_without_the_data_says_what_it_should_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIXSCOPE_DATA", str(tmp_path))
    with pytest.raises(DataError, match="MIXSCOPE_DATA must be a folder with"):
        read(MNIST, "train")


def test_without_folder_and_library_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MIXSCOPE_DATA", raising=False)
    monkeypatch.setitem(sys.modules, "datasets", None)  # makes the import fail
    with pytest.raises(DataError, match="pip install datasets"):
        read(MNIST, "train")


class Table(dict[str, list[Any]]):
    """As much of a data set of the hub's library as the reader uses."""

    def cast_column(self, _column: str, _form: object) -> "Table":
        return self


@pytest.mark.parametrize(
    ("data", "split", "called", "channels"),
    [(MNIST, "train", ("ylecun/mnist", "train"), 1), (TINY_IMAGENET, "test", ("zh-plus/tiny-imagenet", "valid"), 3)],
)
def test_reads_from_the_hub_where_no_folder_is_set(
    data: DataSet, split: Split, called: tuple[str, str], channels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = torch.randint(256, (3, channels, 28, 28), dtype=torch.uint8)
    asked: list[tuple[str, str]] = []

    def load_dataset(name: str, split: str) -> Table:
        asked.append((name, split))
        return Table(image=[{"bytes": encoded(picture), "path": ""} for picture in pixels], label=[7, 2, 1])

    monkeypatch.delenv("MIXSCOPE_DATA", raising=False)
    library = SimpleNamespace(load_dataset=load_dataset, Image=lambda decode: None)
    monkeypatch.setitem(sys.modules, "datasets", library)
    read_pixels, read_labels = read(data, split)
    assert asked == [called]
    assert torch.equal(read_pixels, pixels)
    assert read_labels.tolist() == [7, 2, 1]


def test_a_hub_out_of_reach_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def load_dataset(name: str, split: str) -> None:
        raise ConnectionError("no route to host")

    monkeypatch.delenv("MIXSCOPE_DATA", raising=False)
    monkeypatch.setitem(sys.modules, "datasets", SimpleNamespace(load_dataset=load_dataset))
    with pytest.raises(DataError, match=r"no route to host.*Set MIXSCOPE_DATA to a folder"):
        read(MNIST, "train")


# -- colour photographs, in several files


def test_reads_colour_pictures_from_all_shards_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pixels, labels = torch.randint(256, (6, 3, 64, 64), dtype=torch.uint8), torch.tensor([199, 0, 7, 7, 42, 1])
    for shard in (2, 0, 1):  # not in the order in which they are to be read
        part = slice(2 * shard, 2 * shard + 2)
        write_split(tmp_path, f"train-0000{shard}-of-00003", pixels[part], labels[part], TINY_IMAGENET, "WEBP")
    write_split(tmp_path, "valid", pixels[:1], labels[:1], TINY_IMAGENET, "WEBP")
    monkeypatch.setenv("MIXSCOPE_DATA", str(tmp_path))
    read_pixels, read_labels = read(TINY_IMAGENET, "train")
    assert torch.equal(read_pixels, pixels)
    assert read_pixels.is_contiguous()
    assert torch.equal(read_labels, labels)
    assert [len(part) for part in read(TINY_IMAGENET, "train", limit=3)] == [3, 3]
    assert torch.equal(read(TINY_IMAGENET, "test")[0], pixels[:1]), "what is held out is called valid there"


def test_a_grey_picture_among_colour_ones_gets_three_channels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grey = torch.randint(256, (1, 1, 64, 64), dtype=torch.uint8)
    write_split(tmp_path, "valid", grey, torch.tensor([3]), TINY_IMAGENET)
    monkeypatch.setenv("MIXSCOPE_DATA", str(tmp_path))
    assert torch.equal(read(TINY_IMAGENET, "test")[0], grey.expand(1, 3, 64, 64))


def test_a_folder_without_the_photographs_says_which_file_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_split(
        tmp_path, "train-00000-of-00001", torch.zeros(1, 3, 64, 64, dtype=torch.uint8), torch.tensor([0]), TINY_IMAGENET
    )
    monkeypatch.setenv("MIXSCOPE_DATA", str(tmp_path))
    assert len(read(TINY_IMAGENET, "train")[1]) == 1
    with pytest.raises(DataError, match=r"no tiny-imagenet/valid\*\.parquet .*must be a folder with tiny-imagenet/train\*"):
        read(TINY_IMAGENET, "test")


@pytest.mark.skipif("MIXSCOPE_DATA" not in os.environ, reason="MIXSCOPE_DATA names no folder with tiny-imagenet")
def test_the_classes_are_those_of_the_data_set_in_its_order() -> None:
    path = Path(os.environ["MIXSCOPE_DATA"]) / "tiny-imagenet" / "labels.json"
    assert [one["name"] for one in json.loads(path.read_text(encoding="utf-8"))] == list(PHOTO_CLASSES)


# -- augmentation


def blobs(count: int) -> Tensor:
    """Round blobs with their centre of mass in the middle of the picture, at pixel (13.5, 13.5)."""
    distance = (torch.arange(28) - 13.5) ** 2
    return (-(distance[:, None] + distance) / 20).exp().expand(count, 1, 28, 28).clone()


def centre_of_mass(images: Tensor) -> Tensor:
    """B 2: row and column."""
    mass = images.sum(dim=(1, 2, 3))
    position = torch.arange(28.0)
    return torch.stack([images.sum((1, 3)) @ position, images.sum((1, 2)) @ position], -1) / mass[:, None]


@pytest.mark.parametrize("name", [name for name, entry in MODELS.items() if entry.version == "centred"])
def test_centred_training_moves_no_digit(name: str) -> None:
    torch.manual_seed(0)
    augmentation = RECIPES[name].augmentation
    assert augmentation.shift == 0
    images = warp(blobs(2000), augmentation.rotation, augmentation.scale, augmentation.shear, augmentation.elastic)
    offsets = centre_of_mass(images) - 13.5
    assert offsets.mean(dim=0).abs().max() < 0.05, "no drift on average, pixels"
    assert offsets.std(dim=0).max() < 0.5, "and no shift in disguise"


@pytest.mark.parametrize("amount", [(20, 0, 0, 0), (0, 0.2, 0, 0), (0, 0, 0.2, 0)])
def test_rotation_scale_and_shear_turn_about_the_centre(amount: tuple[float, float, float, float]) -> None:
    torch.manual_seed(0)
    offsets = centre_of_mass(warp(blobs(100), *amount)) - 13.5
    assert offsets.abs().max() < 0.02


def test_augmentation_changes_pictures_and_keeps_their_range() -> None:
    torch.manual_seed(0)
    images = torch.rand(50, 1, 28, 28)
    changed = Augmentation(rotation=10, scale=0.1, shear=0.1, elastic=1, erase=0.5, shift=6)(images)
    assert changed.shape == images.shape
    assert changed.min() >= 0
    assert changed.max() <= 1
    assert not torch.equal(changed, images)
    assert torch.equal(Augmentation()(images), images)


def test_erasing_blackens_a_rectangle() -> None:
    torch.manual_seed(0)
    holes = erase(torch.ones(400, 1, 28, 28), 0.5)[:, 0] == 0
    hit = holes.flatten(1).any(1)
    assert 0.4 < hit.double().mean() < 0.6
    for hole in holes[hit]:
        rows, columns = hole.any(1), hole.any(0)
        assert torch.equal(hole, rows[:, None] & columns), "a rectangle"
        assert 4 <= rows.sum() <= 11
        assert 4 <= columns.sum() <= 11


def test_a_shift_is_exact_and_clipped() -> None:
    images = torch.rand(4, 1, 28, 28)
    moved = move(images, dx=torch.tensor([3, -3, 0, 28]), dy=torch.tensor([0, 2, -5, 0]))
    assert torch.equal(moved[0, 0, :, 3:], images[0, 0, :, :-3])
    assert not moved[0, 0, :, :3].any()
    assert torch.equal(moved[1, 0, 2:, :-3], images[1, 0, :-2, 3:])
    assert torch.equal(moved[2, 0, :-5], images[2, 0, 5:])
    assert not moved[2, 0, -5:].any()
    assert not moved[3].any(), "out of the picture"


def test_random_shifts_are_whole_pixels_up_to_the_most() -> None:
    torch.manual_seed(0)
    point = torch.zeros(5000, 1, 28, 28)
    point[:, :, 14, 14] = 1
    moved = shift(point, 6)
    assert torch.equal(moved.sum((1, 2, 3)), torch.ones(5000))
    assert set(moved.unique().tolist()) == {0.0, 1.0}
    assert (centre_of_mass(moved) - 14).abs().amax(dim=0).tolist() == [6, 6]


def test_the_card_says_what_was_done() -> None:
    assert Augmentation(rotation=10).in_words() == "rotation ±10°, no shifts"
    assert Augmentation(shift=6).in_words() == "shifts by whole pixels up to ±6 px (small ones more often), clipped at the edge"
