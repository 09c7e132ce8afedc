"""A data set's pictures as tensors, from a folder of parquet files or from the Hugging Face hub."""

import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from PIL import Image
from torch import Tensor

Split = Literal["train", "test"]


class DataError(RuntimeError):
    """The data set cannot be read; the message says what to do."""


@dataclass(frozen=True)
class DataSet:
    """`folder`: below `$MIXSCOPE_DATA`, with train*.parquet and <held_out>.parquet. `hub`: its name there. `held_out`: what the
    split is called that no training sees. `mode`: Pillow's, of the pictures."""

    title: str
    folder: str
    hub: str
    held_out: str
    pictures: str
    mode: Literal["L", "RGB"]
    licence: str


MNIST = DataSet(
    "MNIST", "mnist", "ylecun/mnist", "test", "test digits", "L",
    "MNIST (LeCun, Cortes, Burges): CC BY-SA 3.0; no picture of it is in the weights' repository",
)  # fmt: skip
TINY_IMAGENET = DataSet(
    "Tiny ImageNet", "tiny-imagenet", "zh-plus/tiny-imagenet", "valid", "validation pictures", "RGB",
    "Tiny ImageNet (Stanford CS231n, from ImageNet): ImageNet's terms, for research and education; no picture of it is in the "
    "weights' repository",
)  # fmt: skip

DATA_SETS = {"digits": MNIST, "photos": TINY_IMAGENET}
"""Tier -> what its models were trained on."""


def read(data: DataSet, split: Split, limit: int | None = None) -> tuple[Tensor, Tensor]:
    """Pixels (n, channel, row, column) uint8 and labels (n,) int64, in the data set's own order. `test` is what is held out.

    From `$MIXSCOPE_DATA/<folder>` where that variable is set, else from the hub (cached there by `datasets`).
    """
    folder, name = os.environ.get("MIXSCOPE_DATA"), split if split == "train" else data.held_out
    pictures, labels = _from_parquet(data, Path(folder), name) if folder else _from_hub(data, name)
    if limit is not None:
        pictures, labels = pictures[:limit], labels[:limit]
    pixels = np.stack([np.asarray(Image.open(io.BytesIO(picture["bytes"])).convert(data.mode)) for picture in pictures])
    channels_first = torch.from_numpy(pixels.reshape(*pixels.shape[:3], -1)).permute(0, 3, 1, 2).contiguous()
    return channels_first, torch.tensor(labels, dtype=torch.int64)


def _needed(data: DataSet) -> str:
    return f"a folder with {data.folder}/train*.parquet and {data.folder}/{data.held_out}.parquet"


def _from_parquet(data: DataSet, folder: Path, name: str) -> tuple[list[dict[str, Any]], list[int]]:
    import pyarrow.parquet

    paths = sorted((folder / data.folder).glob(f"{name}*.parquet"))
    if not paths:
        raise DataError(f"There is no {data.folder}/{name}*.parquet in {folder}: MIXSCOPE_DATA must be {_needed(data)}.")
    columns = pyarrow.parquet.read_table(paths, columns=["image", "label"]).to_pydict()
    return columns["image"], columns["label"]


def _from_hub(data: DataSet, name: str) -> tuple[list[dict[str, Any]], list[int]]:
    advice = f"Set MIXSCOPE_DATA to {_needed(data)}"
    try:
        import datasets
    except ImportError as error:
        raise DataError(f"{advice}, or `pip install datasets` to fetch {data.hub} from the Hugging Face hub.") from error
    try:
        table = datasets.load_dataset(data.hub, split=name).cast_column("image", datasets.Image(decode=False))
    except Exception as error:  # network, hub and cache each fail in their own way, and the advice is the same
        raise DataError(f"{data.hub} could not be fetched from the Hugging Face hub ({error}). {advice}.") from error
    return list(table["image"]), list(table["label"])
