"""Where a model comes from: the repository's own weights, or a folder that may or may not be there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from torch import nn

from models import registry
from models.spec.entry import Entry
from models.spec.errors import WeightsError

from .shelf import Listing, Shelf


class Absent(Exception):
    """The model is not here (yet); the message is a sentence for people."""


class Source(Protocol):
    """What the catalog needs of a model before, and in order to, load it."""

    def listing(self) -> Listing:
        """What is known without loading it. Quick."""

    def absence(self) -> str | None:
        """A sentence if it cannot be loaded because it is not here, None if it is. Quick."""

    def fault(self) -> str | None:
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

    def _facts(self) -> Mapping[str, Any]:
        try:
            return registry.card(self.name, self.weights)
        except WeightsError:
            return {}

    def absence(self) -> str | None:
        return None

    def fault(self) -> str | None:
        try:
            registry.card(self.name, self.weights)
        except WeightsError as error:
            return str(error) if self.known is registry.MODELS.get(self.name) else None
        return None

    def entry(self) -> Entry | None:
        return self.known

    def open(self) -> tuple[Entry, nn.Module]:
        if self.known is registry.MODELS.get(self.name):
            return self.known, registry.load(self.name, self.weights)
        return self.known, self.known.build().eval()


@dataclass(frozen=True)
class Shelved:
    """A model whose folder a shelf keeps. `opener`: folder -> entry and model (timm_models.open_folder)."""

    name: str
    about: Listing
    shelf: Shelf
    opener: Callable[[Path, Listing], tuple[Entry, nn.Module]]

    def listing(self) -> Listing:
        return self.about

    def absence(self) -> str | None:
        return None if self.shelf.folder(self.name) is not None else self.shelf.absence(self.name)

    def fault(self) -> str | None:
        return None

    def entry(self) -> Entry | None:
        return None

    def open(self) -> tuple[Entry, nn.Module]:
        folder = self.shelf.folder(self.name)
        if folder is None:
            raise Absent(self.shelf.absence(self.name))
        return self.opener(folder, self.about)
