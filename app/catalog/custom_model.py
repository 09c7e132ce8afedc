"""A person's own model: a function that returns an nn.Module, or a folder in timm's hub format."""

import importlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from torch import nn

from models.spec.entry import Entry, Input
from models.spec.errors import WeightsError

from ..core.errors import ends_program
from ..core.sentence import Sentence
from .building import building
from .checkpoint import check_finite, input_of
from .sources import Listing
from .timm_models import entry_of, open_folder

LOCAL = "local-dir:"


@dataclass(frozen=True)
class Own:
    """`where`: "package.module:function", "local-dir:/folder" or a folder's path, as the setting MIXSCOPE_MODEL has it.

    The function takes nothing and returns the module, or (module, facts) with any of `input` ({width, height, channels, mean,
    std, …} as models.spec.entry.Input), `labels` (a name per class), `title` and `note`. Without `input` the module must have
    timm's `pretrained_cfg`; without labels the classes are numbered.
    """

    where: str

    @property
    def folder(self) -> Path | None:
        """None for a function."""
        if self.where.startswith(LOCAL):
            return Path(self.where.removeprefix(LOCAL)).expanduser()
        return None if re.fullmatch(r"[\w.]+:\w+", self.where) else Path(self.where).expanduser()

    @property
    def name(self) -> str:
        """What the model is called in addresses: the function's or the folder's name."""
        last = self.where.rpartition(":")[2] if self.folder is None else self.folder.name
        return "own-" + (re.sub(r"[^A-Za-z0-9_.-]+", "-", last).strip("-.") or "model")

    def listing(self) -> Listing:
        return Listing(self.name.removeprefix("own-"), None, f"Your own model, from {self._told}.", tier="own", version="own")

    @property
    def _told(self) -> str:
        return f"the folder {self.folder.name}" if self.folder is not None else self.where

    def absence(self) -> Sentence | None:
        return None

    def fault(self) -> Sentence | None:
        return None

    def entry(self) -> Entry | None:
        return None

    def open(self) -> tuple[Entry, nn.Module]:
        """WeightsError with a sentence for whatever is wrong with it."""
        if self.folder is not None:
            if not self.folder.is_dir():
                says = "There is no folder {name}: MIXSCOPE_MODEL names one that does not exist."
                raise WeightsError(Sentence("own-no-folder", says, name=self.folder.name))
            return open_folder(self.folder, self.listing())
        module, facts = self._called()
        check_finite(module, module.state_dict())
        module = module.eval().requires_grad_(False)
        about = self.listing()
        about = replace(about, title=str(facts.get("title", about.title)), note=str(facts.get("note", about.note)))
        labels = facts.get("labels", getattr(module, "labels", None))
        entry = entry_of(module, self._input(module, facts), about, tuple(map(str, labels or ())), numbered=labels is None)
        return entry, module

    def _called(self) -> tuple[nn.Module, Mapping[str, Any]]:
        path, _, function = self.where.partition(":")
        with building():
            try:
                made = getattr(importlib.import_module(path), function)()
            except BaseException as error:  # somebody's code may fail in any way
                if ends_program(error):
                    raise
                says = "{where} fails: {error}: {message}"
                kind, message = type(error).__name__, str(error)
                raise WeightsError(Sentence("own-fails", says, where=self.where, error=kind, message=message)) from error
        module, facts = made if isinstance(made, tuple) and len(made) == 2 else (made, {})
        if not isinstance(module, nn.Module) or not isinstance(facts, Mapping):
            says = "{where} must return an nn.Module, or (module, facts). It returns {what}."
            raise WeightsError(Sentence("own-no-module", says, where=self.where, what=type(made).__name__))
        return module, facts

    def _input(self, module: nn.Module, facts: Mapping[str, Any]) -> Input:
        given = facts.get("input", getattr(module, "input", None))
        if isinstance(given, Input):
            return given
        if isinstance(given, Mapping):
            try:
                return Input(**_tuples(given))
            except TypeError as error:
                says = "The input that {where} gives is not complete: {error}."
                raise WeightsError(Sentence("own-half-an-input", says, where=self.where, error=str(error))) from None
        configured = getattr(module, "pretrained_cfg", None)
        if isinstance(configured, Mapping):
            return input_of(dict(configured))
        says = (
            "{where} does not say what pictures its model takes: return (module, {{'input': {{'width': 224, "
            "'height': 224, 'channels': 3, 'mean': (…), 'std': (…)}}}})."
        )
        raise WeightsError(Sentence("own-no-input", says, where=self.where))


def _tuples(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"kind" if key == "fit" else key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}


def own_models(places: Iterable[str]) -> dict[str, Own]:
    """Name -> model, each name once."""
    found: dict[str, Own] = {}
    for place in places:
        one = Own(place)
        number = sum(name == one.name or name.startswith(f"{one.name}-") for name in found)
        found[f"{one.name}-{number + 1}" if one.name in found else one.name] = one
    return found
