"""A person's own model: a function that returns an nn.Module, or a folder in timm's hub format or transformers'."""

import importlib
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import nn

from models.spec.entry import Entry
from models.spec.errors import WeightsError

from ...core.errors import Problem, ends_program
from ...core.sentence import Sentence
from ..building import building
from ..checkpoint import check_finite
from ..sources import Listing
from ..timm_models import entry_of, open_folder
from .facts import Facts, read_facts
from .guest import Guest, invite
from .image_processor import BlueFirst
from .imports import Project, module_of, project_around, project_of
from .module import EXPORTED, check_visible, exported, in_float32, unwrapped
from .probe import Probed, probe, told_change
from .process_state import no_arguments, own_numbers, put_back
from .transformers_folder import is_transformers, open_transformers

LOCAL = "local-dir:"

EXTRAS = {"transformers": "transformers", "open_clip": "open-clip"}
"""Packages that a person's code may need -> the extra of pyproject.toml that has them."""

Called = tuple[Project, nn.Module, Mapping[Any, Any], list[Sentence]]
"""Where its code comes from, the module, facts beside it, and what was noticed."""


@dataclass(frozen=True)
class Own:
    """`where`, as the setting MIXSCOPE_MODEL has it: "package.module:function", "path/to/file.py:function",
    "local-dir:/folder" or a folder's path.

    The function takes nothing and returns the module, or (module, facts) with any of `input` ({width, height, channels, mean,
    std, …} as models.spec.entry.Input), `labels` (a name per class), `output`, `scores`, `title` and `note` (facts.Facts).
    Without `input` the module must have timm's `pretrained_cfg`; without labels the classes are numbered.
    """

    where: str

    @property
    def function(self) -> tuple[str, str] | None:
        """("package.module" or "path/to/file.py", "function"); None for a folder."""
        found = re.fullmatch(r"([\w.]+|.+\.py):(\w+)", self.where)
        return None if found is None or self.where.startswith(LOCAL) else (found[1], found[2])

    @property
    def has_code(self) -> bool:
        """Whether what opens it is no code of Mixscope's or timm's, and so runs in a process of its own. Quick."""
        return self.function is not None or is_transformers(self.folder)

    @property
    def folder(self) -> Path:
        return Path(self.where.removeprefix(LOCAL)).expanduser()

    def files(self) -> dict[str, int]:
        """Of path/to/file.py, that file and those beside it, of a folder what it holds of a model, each with when it was
        changed (ns); of a package's function, nothing."""
        if self.function is None:
            there = [file for pattern in ("*.json", "*.safetensors") for file in self.folder.glob(pattern)]
        elif self.function[0].endswith(".py"):
            there = list(Path(self.function[0]).expanduser().resolve().parent.glob("*.py"))
        else:
            there = []
        found: dict[str, int] = {}
        for file in there:
            with suppress(OSError):  # gone meanwhile
                found[file.name] = file.stat().st_mtime_ns
        return found

    @property
    def name(self) -> str:
        """What the model is called in addresses: the function's or the folder's name."""
        last = self.function[1] if self.function else self.folder.name
        return "own-" + (re.sub(r"[^A-Za-z0-9_.-]+", "-", last).strip("-.") or "model")

    def listing(self) -> Listing:
        return Listing(self.name.removeprefix("own-"), None, f"Your own model, from {self._told}.", tier="own", version="own")

    @property
    def _told(self) -> str:
        """Without the folders above it: a sentence travels to everybody."""
        if self.function is None:
            return f"the folder {self.folder.name}"
        place, function = self.function
        return f"{Path(place).name if place.endswith('.py') else place}:{function}"

    def absence(self) -> Sentence | None:
        return None

    def fault(self) -> Sentence | None:
        return None

    def entry(self) -> Entry | None:
        return None

    def open(self) -> tuple[Entry, nn.Module]:
        """WeightsError with a sentence for whatever is wrong with it."""
        if why := self.missing():
            raise WeightsError(why)
        return self._opened() if self.has_code else open_folder(self.folder, self.listing())

    def missing(self) -> Sentence | None:
        """A sentence where there is no such file or folder. A package is found by its import only."""
        if self.function is None:
            return None if self.folder.is_dir() else self._nowhere()
        file = Path(self.function[0])
        if file.suffix == ".py" and not file.expanduser().is_file():
            return Sentence("own-no-file", "There is no file {name}.", name=file.name)
        return None

    def _nowhere(self) -> Sentence:
        name = self.folder.name
        if self.folder.is_file():
            says = "{name} is a file. Name a function that builds the model and loads it, or a folder in timm's hub format."
            return Sentence("own-a-file", says, name=name)
        if self.where.startswith(LOCAL) or name != self.where:
            says = "There is no folder {name}. Is the path right, seen from where the server was started?"
            return Sentence("own-no-folder", says, name=name)
        says = "“{name}” is no folder here, and neither package.module:function nor path/to/file.py:function."
        return Sentence("own-nothing", says, name=name)

    def _opened(self) -> tuple[Entry, nn.Module]:
        changed: set[str] = set()
        project, module, given, noticed = self._called(changed) if self.function else self._read(changed)
        with self._care("own-unusable", changed):
            module, findings = unwrapped(module)
            findings = [*noticed, *findings]
            check_visible(module)
            module = module.eval().requires_grad_(False)
            facts = read_facts(module, given, self._told)
            findings += [*facts.findings, *(told_change(name) for name in sorted(changed))]
            if facts.blue_first:
                module.forward = BlueFirst(module.forward)
            guest = invite(module, project)
            brought, probed = self._in_float32(module, guest, facts)
            check_finite(module, {name: one for name, one in module.state_dict().items() if isinstance(one, torch.Tensor)})
            about = self.listing()
            about = replace(about, title=facts.title or about.title, note=facts.note or about.note)
            entry = entry_of(module, facts.input, about, probed.labels or (), numbered=probed.labels is None)
        return replace(entry, scores=probed.scores, findings=(*findings, *brought, *probed.findings)), module

    def _in_float32(self, module: nn.Module, guest: Guest, facts: Facts) -> tuple[list[Sentence], Probed]:
        """The first passes, in float32 where the model's own code lets it."""
        kinds = {tensor.dtype for tensor in module.parameters() if tensor.is_floating_point()}
        brought = in_float32(module)
        try:
            return brought, probe(module, guest, facts, self._told)
        except WeightsError:
            if len(kinds) != 1 or torch.float32 in kinds:
                raise
            kind = kinds.pop()
            guest.take = None
            probed = probe(module.to(kind), guest, facts, self._told)
        says = "Its code asks for {kind} by itself, so it runs in that; what it holds is shown as float32."
        return [Sentence("own-keeps-number-type", says, kind=str(kind).removeprefix("torch."))], probed

    def _read(self, changed: set[str]) -> Called:
        """What a folder in transformers' format holds."""
        with building(), self._care("own-fails", changed), own_numbers():
            return Project(None), *open_transformers(self.folder)

    def _called(self, changed: set[str]) -> Called:
        """What the function returns. `changed` gets the keys of what it changed of the process."""
        assert self.function is not None
        place, function = self.function
        with building(), self._care("own-fails", changed), own_numbers(), no_arguments():
            file = Path(place).expanduser().resolve() if place.endswith(".py") else None
            project = project_around(file) if file else project_of(place)
            with project.entered():
                code = module_of(file, project.root or file.parent) if file else importlib.import_module(place)
                made = getattr(code, function)()
        module, given = made if isinstance(made, tuple) and len(made) == 2 else (made, {})
        if exported(module):
            raise WeightsError(EXPORTED)
        if not isinstance(module, nn.Module) or not isinstance(given, Mapping):
            says = "{where} must return an nn.Module, or (module, facts). It returns {what}."
            raise WeightsError(Sentence("own-no-module", says, where=self._told, what=type(made).__name__))
        return project, module, given, []

    @contextmanager
    def _care(self, key: str, changed: set[str]) -> Iterator[None]:
        """Somebody's code may fail in any way, and change what belongs to the whole process."""
        try:
            with put_back(changed):
                yield
        except (Problem, WeightsError):
            raise
        except BaseException as error:
            if ends_program(error):
                raise
            raise WeightsError(self._failure(key, error)) from error

    def _failure(self, key: str, error: BaseException) -> Sentence:
        kind, message = type(error).__name__, str(error)
        if isinstance(error, ModuleNotFoundError) and (extra := EXTRAS.get(str(error.name))):
            says = (
                '{where} needs {package}, which is not installed: `.venv/bin/python -m pip install ".[{extra}]"`, then start '
                "Mixscope again."
            )
            return Sentence("own-needs-extra", says, where=self._told, package=error.name, extra=extra)
        if key == "own-fails":
            return Sentence("own-fails", "{where} fails: {error}: {message}", where=self._told, error=kind, message=message)
        says = "What {where} returns cannot be looked into: {error}: {message}"
        return Sentence("own-unusable", says, where=self._told, error=kind, message=message)


def own_models(places: Iterable[str]) -> dict[str, Own]:
    """Name -> model, each name once."""
    found: dict[str, Own] = {}
    for place in places:
        one = Own(place)
        number = sum(name == one.name or name.startswith(f"{one.name}-") for name in found)
        found[f"{one.name}-{number + 1}" if one.name in found else one.name] = one
    return found
