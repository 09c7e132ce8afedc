"""Where a model comes from: the repository's own weights, or a folder that may or may not be there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from torch import nn

from models import registry
from models.spec.entry import Entry, Family, Input, Version
from models.spec.errors import WeightsError

from ..core.sentence import Sentence
from .building import building
from .status import unknown

MOST_NAMED = 4
"""Models that are named to somebody who asks for one that there is not."""

IMAGENET = Input(
    width=224, height=224, channels=3, mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225), crop_pct=0.875,
)  # fmt: skip
"""timm's usual input; what a listing has until its folder's config.json says better."""


CARD_KEYS = (
    "parameters", "macs", "top1", "top1_side", "top1_source", "shift_accuracy", "granted", "between_classes", "trained_on",
    "augmentation", "licence", "bytes", "repository", "calibration",
)  # fmt: skip
"""What the wire says of a card, or of what is published about a model (Listing.facts)."""


class Shelf(Protocol):
    """Keeps folders in timm's hub format (`config.json`, `model.safetensors`). Safe to use from several threads, and quick."""

    def folder(self, name: str) -> Path | None:
        """Where the model's complete folder is; None while it is not there (never downloaded, half downloaded, removed)."""

    def absence(self, name: str) -> Sentence:
        """Why the folder is not there, and what to do."""


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

    @property
    def temperature(self) -> float | None:
        """What its shares are calibrated with, where that was measured."""
        known: Mapping[str, float] = self.facts.get("calibration") or {}
        return known.get("temperature")


class Absent(Exception):
    """The model is not here (yet); `sentence` says why, and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


Opener = Callable[[Path, Listing], tuple[Entry, nn.Module]]
"""A folder in timm's hub format, and what is known of it -> the model (timm_models.open_folder)."""


def cannot_open(folder: Path, about: Listing) -> tuple[Entry, nn.Module]:
    """For a catalog of shipped models only."""
    raise WeightsError(Sentence("catalog-opens-none", "This catalog opens no folders."))


class Source(Protocol):
    """What the catalog needs of a model before, and in order to, load it."""

    def listing(self) -> Listing:
        """What is known without loading it. Quick."""

    def absence(self) -> Sentence | None:
        """A sentence if it cannot be loaded because it is not here, None if it is. Quick."""

    def fault(self) -> Sentence | None:
        """A sentence if something is wrong that can be seen without loading it."""

    def entry(self) -> Entry | None:
        """The entry, if it is known without the weights."""

    def open(self) -> tuple[Entry, nn.Module]:
        """The model, in evaluation mode, without gradients. Slow. Absent, WeightsError, or whatever its code raises."""


@dataclass(frozen=True)
class Shipped:
    """One of an entries table: points are written down there. `weights`: another folder for them, for tests."""

    name: str
    known: Entry
    weights: Path | None = None

    def listing(self) -> Listing:
        return Listing(
            self.known.title, self.known.family, self.known.note, self.known.input, self.known.tier, self.known.version,
            self._facts(),
        )  # fmt: skip

    @property
    def _trained(self) -> bool:
        """Whether it is the registry's model, whose weights are kept, and not a test's of the same name."""
        return self.known is registry.MODELS.get(self.name) or self.known is registry.UNLISTED.get(self.name)

    def _facts(self) -> Mapping[str, Any]:
        try:
            return registry.card(self.name, self.weights)
        except WeightsError:
            return {}

    def absence(self) -> Sentence | None:
        return None

    def fault(self) -> Sentence | None:
        try:
            registry.card(self.name, self.weights)
        except WeightsError as error:
            return error.sentence if self._trained else None
        return None

    def entry(self) -> Entry | None:
        return self.known

    def open(self) -> tuple[Entry, nn.Module]:
        with building():
            if self._trained:
                return self.known, registry.load(self.name, self.weights)
            return self.known, self.known.build().eval()


@dataclass(frozen=True)
class Shelved:
    """A model whose folder a shelf keeps. `opener`: folder -> entry and model (timm_models.open_folder)."""

    name: str
    about: Listing
    shelf: Shelf
    opener: Opener

    def listing(self) -> Listing:
        return self.about

    def absence(self) -> Sentence | None:
        return None if self.shelf.folder(self.name) is not None else self.shelf.absence(self.name)

    def fault(self) -> Sentence | None:
        return None

    def entry(self) -> Entry | None:
        return None

    def open(self) -> tuple[Entry, nn.Module]:
        folder = self.shelf.folder(self.name)
        if folder is None:
            raise Absent(self.shelf.absence(self.name))
        return self.opener(folder, self.about)


class Sources(dict[str, Source]):
    """Sources by name, in the order in which models are listed. Those of `unlisted` entries stand in no list: each is found by
    its name as soon as its card is there."""

    def __init__(self, entries: Mapping[str, Entry], unlisted: Mapping[str, Entry], weights: Path | None) -> None:
        super().__init__((name, Shipped(name, entry, weights)) for name, entry in entries.items())
        self._unlisted, self._weights = unlisted, weights

    def knows(self, name: object) -> bool:
        return name in self or (
            isinstance(name, str) and name in self._unlisted and registry.file_of(name, "json", self._weights).is_file()
        )

    def unlisted(self) -> list[str]:
        return [name for name in self._unlisted if self.knows(name)]

    def __missing__(self, name: str) -> Source:
        if name not in self._unlisted:  # removed since its name was checked
            raise unknown(name, list(self), list(self)[:MOST_NAMED])
        return Shipped(name, self._unlisted[name], self._weights)
