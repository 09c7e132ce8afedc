"""timm's models out of a folder in its hub format: the only file that imports timm, and it does so late."""

from pathlib import Path

from torch import nn

from models.registry import Entry

from .shelf import Listing


def open_folder(folder: Path, about: Listing) -> tuple[Entry, nn.Module]:
    """The model in `folder` (`config.json`, `model.safetensors`), ready to look at, with its points derived."""
    raise NotImplementedError
