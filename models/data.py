"""MNIST as two tensors, from a folder of parquet files or from the Hugging Face hub."""

import io
import os
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from PIL import Image
from torch import Tensor

HUB_NAME = "ylecun/mnist"


class DataError(RuntimeError):
    """The data set cannot be read; the message says what to do."""


def mnist(split: Literal["train", "test"], limit: int | None = None) -> tuple[Tensor, Tensor]:
    """Pixels (n, 28, 28) uint8 and labels (n,) int64, in the data set's own order.

    From `$MIXSCOPE_DATA/mnist/<split>.parquet` where that variable is set, else from the hub (cached there by `datasets`).
    """
    folder = os.environ.get("MIXSCOPE_DATA")
    pictures, labels = _from_parquet(Path(folder) / "mnist" / f"{split}.parquet") if folder else _from_hub(split)
    if limit is not None:
        pictures, labels = pictures[:limit], labels[:limit]
    pixels = np.stack([np.asarray(Image.open(io.BytesIO(picture["bytes"])).convert("L")) for picture in pictures])
    return torch.from_numpy(pixels), torch.tensor(labels, dtype=torch.int64)


def _from_parquet(path: Path) -> tuple[list[dict[str, Any]], list[int]]:
    import pyarrow.parquet

    if not path.is_file():
        raise DataError(f"There is no {path}: MIXSCOPE_DATA must be a folder with mnist/train.parquet and mnist/test.parquet.")
    columns = pyarrow.parquet.read_table(path, columns=["image", "label"]).to_pydict()
    return columns["image"], columns["label"]


def _from_hub(split: str) -> tuple[list[dict[str, Any]], list[int]]:
    advice = "Set MIXSCOPE_DATA to a folder with mnist/train.parquet and mnist/test.parquet"
    try:
        import datasets
    except ImportError as error:
        raise DataError(f"{advice}, or `pip install datasets` to fetch {HUB_NAME} from the Hugging Face hub.") from error
    try:
        table = datasets.load_dataset(HUB_NAME, split=split).cast_column("image", datasets.Image(decode=False))
    except Exception as error:  # network, hub and cache each fail in their own way, and the advice is the same
        raise DataError(f"{HUB_NAME} could not be fetched from the Hugging Face hub ({error}). {advice}.") from error
    return list(table["image"]), list(table["label"])
