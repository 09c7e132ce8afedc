"""Names to loaded models: checked, with their points, in a cache that is bounded in bytes."""

import logging
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from torch import Tensor

from models import registry
from models.spec.entry import Entry, Input
from models.spec.errors import WeightsError

from ..core.errors import Problem, ends_program, no_memory
from ..core.patient_lock import PatientLock
from ..core.sentence import Sentence
from ..core.settings import GIB
from .building import PATIENCE, building, taking_long
from .compiling import Compiling
from .description import model_document, state_of
from .devices import Placing
from .loaded_model import Anatomy, LoadedModel
from .own.hosted import Hosted
from .precision import Choice
from .sources import Absent, Listing, Opener, Shelf, Shelved, Source, Sources, cannot_open
from .status import NoRoom, check_room, parameter_unknown, reason_of, unavailable, unknown

log = logging.getLogger("mixscope")

Samples = Callable[[str, Input], Iterable[Tensor]]
"""(tier, input) -> sample pictures as images, float 0–1 (channel, row, column)."""


class Catalog:
    """The models of `entries` and what is offered besides, loaded on demand. Safe to use from several threads.

    Models that are not in use are forgotten, the least recently used first, when all together take more than `memory` bytes
    (parameters and buffers); the defaults stay.
    """

    def __init__(
        self,
        defaults: Iterable[str],
        samples: Samples = lambda tier, input: (),
        entries: Mapping[str, Entry] = registry.MODELS,
        unlisted: Mapping[str, Entry] = registry.UNLISTED,
        weights: Path | None = None,
        memory: int = 2 * GIB,
        precision: Choice = "float32",
        open_folder: Opener = cannot_open,
        compiling: Compiling | Placing | None = None,
    ) -> None:
        """`unlisted`: those that stand in no list, and are loaded where they are named, as far as their cards are there.
        `samples`: for the baselines of the cosine. `precision`: of large models (app/catalog/precision.py).
        `open_folder`: how a folder that a shelf keeps becomes a model (timm_models). `compiling`: None = the hooks alone."""
        self._precision, self._open_folder, self._compiling = precision, open_folder, compiling
        self.defaults, self.weights = tuple(defaults), weights
        self._sources = Sources(entries, unlisted, weights)
        self._samples, self._memory = samples, memory
        self._loaded: OrderedDict[str, LoadedModel] = OrderedDict()
        self._failed: dict[str, Sentence] = {}
        self._anatomies: dict[str, Anatomy] = {}
        self._lock = Lock()
        self._loading: dict[str, PatientLock] = {}
        self._versions: Counter[str] = Counter()
        self.on_models_changed: list[Callable[[], None]] = []
        """Called when a model became another one, so that what is remembered of its pictures can be forgotten."""

    def add(self, name: str, source: Source) -> None:
        """One more model, or the same name from another source."""
        self._sources[name] = source
        if isinstance(source, Hosted):
            source.on_change = lambda: self.models_changed(name)
        self.models_changed(name)

    def remove(self, name: str) -> None:
        """From now on there is no such model. Quick: the process of one that has its own is its owner's to end."""
        self._sources.pop(name, None)
        self.models_changed(name)

    def offer(self, name: str, listing: Listing, shelf: Shelf) -> None:
        """Lists a model whose folder `shelf` keeps, or will keep."""
        self.add(name, Shelved(name, listing, shelf, self._open_folder))

    def models_changed(self, name: str) -> None:
        """The model's folder came, went or holds something else: whatever was known of it is forgotten. Quick."""
        with self._lock:
            self._versions[name] += 1
            for known in (self._loaded, self._failed, self._anatomies):
                known.pop(name, None)
        for tell in self.on_models_changed:
            tell()

    @property
    def ready(self) -> bool:
        """Each default model is loaded and its hash was right."""
        return all(hosted.settled if (hosted := self.hosted(name)) else name in self._loaded for name in self.defaults)

    def images(self, entry: Entry) -> list[Tensor]:
        """The samples for an entry's kind of input as its images, float 0–1 (channel, row, column)."""
        return list(self._samples(entry.tier, entry.input))

    def load_defaults(self) -> None:
        """The defaults, what the page lists, and people's own models: what is wrong with one is said at the start."""
        self._open([name for name in self.defaults if self.hosted(name) is None])
        self.document()  # the first page waits for it; and while a person's function builds, nothing else can be built
        own = [name for name, source in list(self._sources.items()) if source.listing().tier == "own"]
        for hosted in filter(None, map(self.hosted, own)):
            hosted.start()
        self._open([name for name in own if self.hosted(name) is None])

    def close(self) -> None:
        """Ends the processes of own models."""
        for hosted in filter(None, map(self.hosted, list(self._sources))):
            hosted.close()

    def hosted(self, name: str) -> Hosted | None:
        """The model, if it is in a process of its own: then nothing here can open it. Quick."""
        source = self._sources.get(name)
        return source if isinstance(source, Hosted) else None

    def _open(self, names: Iterable[str]) -> None:
        for name in names:
            try:
                self.get(name)
            except Problem as problem:
                log.error("%s", problem.detail)

    def names(self, asked: Iterable[str]) -> tuple[str, ...]:
        """The models asked for, without repetitions; none = the defaults that work. Problem 404 if one does not exist."""
        names = tuple(dict.fromkeys(asked))
        for name in names:
            if not self._sources.knows(name):
                raise unknown(name, list(self._sources), self.defaults)
        return names or tuple(name for name in self.defaults if not self._refused(name)) or self.defaults

    def _refused(self, name: str) -> bool:
        return name in self._failed or ((hosted := self.hosted(name)) is not None and hosted.refusal is not None)

    def __contains__(self, name: object) -> bool:
        return self._sources.knows(name)

    @property
    def entries(self) -> dict[str, Entry]:
        """The models whose entry is written down, by name: those that are shipped."""
        known = {name: source.entry() for name, source in list(self._sources.items())}
        return {name: entry for name, entry in known.items() if entry is not None}

    def listing(self, name: str) -> Listing:
        """What is known of a model without loading it."""
        return self._sources[name].listing()

    def input(self, name: str) -> Input:
        """What the model gets: its own, or until it was opened once, its listing's."""
        anatomy = self._anatomies.get(name)
        return anatomy.entry.input if anatomy else self._kind(name).input

    def inputs(self, tier: str) -> list[Input]:
        """The inputs of the models of a tier, in order; empty if there is no such tier."""
        return [self.input(name) for name in list(self._sources) if self._kind(name).tier == tier]

    @property
    def tiers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._kind(name).tier for name in list(self._sources)))

    def _kind(self, name: str) -> Entry | Listing:
        """Tier and input of a model not opened yet, without reading what is written beside its weights: quick."""
        source = self._sources[name]
        return source.entry() or source.listing()

    def loaded(self, name: str) -> bool:
        """Whether `get` would find it in memory. Quick."""
        return name in self._loaded

    def get(self, name: str) -> LoadedModel:
        """The model, loaded if need be (slow: call it from a worker). Problem 404 unknown, 409 not here, 503 does not load."""
        self.names([name])
        if hosted := self.hosted(name):
            raise hosted.elsewhere()
        with self._lock:
            if name in self._loaded:
                self._loaded.move_to_end(name)
                return self._loaded[name]
            loading = self._loading.setdefault(name, PatientLock(PATIENCE, taking_long))
        with loading:  # two requests for a new model load it once
            with self._lock:
                if name in self._loaded:
                    return self._loaded[name]
                version = self._versions[name]
            self._check_refused(name)
            loaded, anatomy = self._load(name, version)
            self._keep(name, loaded, anatomy, version)
            return loaded

    def _keep(self, name: str, loaded: LoadedModel, anatomy: Anatomy, version: int) -> None:
        """Unless the folder has become another one (`version`) since loading began: the next call loads that one."""
        with self._lock:
            if self._versions[name] != version:
                return
            self._loaded[name], self._anatomies[name] = loaded, anatomy
            held = sum(one.bytes for one in self._loaded.values())
            for old in [one for one in self._loaded if one not in self.defaults and one != name]:
                if held <= self._memory:
                    break
                held -= self._loaded.pop(old).bytes

    def _check_refused(self, name: str) -> None:
        """A person's own code that has failed is not called again, until it is another one."""
        if (failure := self._failed.get(name)) and self._sources[name].listing().tier == "own":
            raise unavailable(name, failure)

    def _load(self, name: str, version: int) -> tuple[LoadedModel, Anatomy]:
        try:
            entry, model = self._sources[name].open()
            samples, temperature = self._samples(entry.tier, entry.input), self._sources[name].listing().temperature
            loaded = LoadedModel.of(name, entry, model, samples, self._precision, temperature)
            check_room(loaded.bytes, self._memory)
            loaded = self._compiling.onto(loaded) if self._compiling else loaded
            anatomy = Anatomy.of(loaded.entry, loaded.model, loaded.points, loaded.runs)
        except Absent as absent:
            detail = Sentence("model-absent", "The model {name} is not here: {why}", name=name, why=absent.sentence)
            raise Problem(409, "model-absent", "Model not here", detail) from None
        except Problem:  # it is not the model's fault
            raise
        except BaseException as error:  # one bad model must not take the others with it, nor the server
            if ends_program(error) or no_memory(error):
                raise
            failure = reason_of(error)
            with self._lock:
                if self._versions[name] == version:
                    self._failed[name] = failure
            if not isinstance(error, (WeightsError, NoRoom)) or error.__cause__:  # a sentence says it all, but for their code
                log.error("%s cannot be loaded", name, exc_info=error)
            raise unavailable(name, failure) from None
        self._failed.pop(name, None)
        return loaded, anatomy

    def has_card(self, model: str, point: str) -> bool:
        """Whether a frame can show it: every stage, and a detail such as attention. One not opened yet may have any. Quick."""
        anatomy = self._anatomies.get(model)
        return anatomy is None or point in anatomy.cards

    def parameter(self, model: str, name: str) -> tuple[Tensor, dict[str, Any] | None]:
        """A parameter or buffer, and the picture that it reads as, if it is one. Problem 404 if there is no such parameter."""
        values = self.get(model).model.state_dict().get(name)
        anatomy = self._anatomies.get(model)  # None if the model has been removed since it was loaded
        pictures = anatomy.pictures if anatomy else []
        if values is None:
            raise parameter_unknown(model, name, [one["parameter"] for one in pictures])
        return values, next((one for one in pictures if one["parameter"] == name), None)

    def document(self) -> dict[str, Any]:
        """What `GET /api/models` answers: everything that is known without opening a folder."""
        models = [self._describe(name, source) for name, source in list(self._sources.items())]
        return {"models": models, "unlisted": self._sources.unlisted()}

    def describe(self, name: str) -> dict[str, Any]:
        """What `GET /api/models/<name>` answers: the model opened (slow), if it can be. Problem 404, 503 while one is built."""
        self.names([name])
        if hosted := self.hosted(name):
            hosted.wait_settled()
        elif self._sources[name].absence() is None and name not in self._anatomies and name not in self._failed:
            try:
                self.get(name)
            except Problem as problem:
                if problem.type == "busy":  # not opened yet is not the same as without stages
                    raise
                log.debug("%s is described as it is", name)
        return self._describe(name, self._sources[name])

    def _describe(self, name: str, source: Source) -> dict[str, Any]:
        default = name in self.defaults
        if isinstance(source, Hosted) and (document := source.document(name, default)) is not None:
            return document
        place = {
            "id": name, "default": default, "listed": name in self._sources,
            "note_key": None if source.entry() is None else f"note-{name}",
            **state_of(source, self._failed.get(name), self._loaded.get(name)),
        }  # fmt: skip
        return model_document(source, self._anatomy_of(name, source), place)

    def card(self, name: str) -> dict[str, Any]:
        """What is written beside a shipped model's weights; empty where nothing is."""
        return dict(self._sources[name].listing().facts)

    def _anatomy_of(self, name: str, source: Source) -> Anatomy | None:
        """Also of a model never loaded, where its entry has the points: they do not depend on the values of the weights."""
        entry = source.entry()
        if name not in self._anatomies and entry is not None:
            try:
                with building():  # one at a time, so that each is built once
                    if name not in self._anatomies:
                        self._anatomies[name] = Anatomy.before_loading(entry, self._precision)
            except Problem:
                log.debug("%s is listed without its points: another model is being built", name)
            except Exception as error:
                self._failed[name] = reason_of(error)
        return self._anatomies.get(name)
