"""What can be had besides the shipped models: described before it is here, found in a folder once it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from models.spec.entry import Family, Input, Version

IMAGENET = Input(
    width=224, height=224, channels=3, mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225), crop_pct=0.875,
)  # fmt: skip
"""timm's usual input; what a listing has until its folder's config.json says better."""


class Shelf(Protocol):
    """Keeps folders in timm's hub format (`config.json`, `model.safetensors`). Safe to use from several threads, and quick."""

    def folder(self, name: str) -> Path | None:
        """Where the model's complete folder is; None while it is not there (never downloaded, half downloaded, removed)."""

    def absence(self, name: str) -> str:
        """A sentence for people: why the folder is not there, and what to do."""


@dataclass(frozen=True)
class Listing:
    """What is published about a model, without loading anything.

    `facts`: what the cards of shipped models have (parameters, macs, top1, trained_on, licence …), and whatever else the page
    should know of it. `family` None: what mixes space in it is not known before it is opened. `input`: pictures are prepared
    by it until the folder's own config.json is read.
    """

    title: str
    family: Family | None
    note: str = ""
    input: Input = IMAGENET
    tier: str = "imagenet"
    version: Version = "pretrained"
    facts: Mapping[str, Any] = field(default_factory=dict)
