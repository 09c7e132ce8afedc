"""Own models that are added while the server runs: each in a process of its own, folders, too; opened anew, and removed."""

from threading import Lock
from typing import Any

from ...core.errors import Problem, quote
from ...core.sentence import Sentence
from ...core.settings import Settings
from ..catalog import Catalog
from .hosted import Hosted
from .source import Own

MOST = 8
"""Models at once: each takes a process."""


class Added:
    """What has been added to `catalog`, until the server stops. Safe to use from several threads."""

    def __init__(self, catalog: Catalog, settings: Settings) -> None:
        self._catalog, self._settings = catalog, settings
        self._hosted: dict[str, Hosted] = {}
        self._lock = Lock()

    def add(self, where: str) -> dict[str, Any]:
        """Begins to open what is at `where` (as in MIXSCOPE_MODEL), and returns at once, as `documents` has it; what came from
        there before is opened anew. Problem 422 where nothing is there, 409 for one too many."""
        own = Own(where)
        try:
            why = own.missing()
        except (OSError, RuntimeError):  # no path at all: too long, or a home that nobody has
            why = Sentence("own-add-no-path", "{where} is no path on this machine.", where=quote(where))
        if why is not None:
            raise Problem(422, "own-missing", "Nothing is there", why)
        with self._lock:
            name = next((name for name, one in self._hosted.items() if one.own == own), None)
            if name is None and len(self._hosted) >= MOST:
                says = "{most} models have been added, and each takes a process: remove one first."
                raise Problem(409, "own-add-full", "Too many models", Sentence("own-add-full", says, most=MOST))
            return self._begin(name or self._free(own.name), own)

    def renew(self, name: str) -> dict[str, Any]:
        """As `add`, for what has that name. Problem 404 for a model that was not added."""
        return self.add(self._known(name).own.where)

    def remove(self, name: str) -> None:
        """Ends its process: slow. Problem 404 for a model that was not added."""
        with self._lock:
            hosted = self._known(name)
            del self._hosted[name]
            self._catalog.remove(name)
        hosted.close()

    def documents(self) -> list[dict[str, Any]]:
        """Of each: the model, how far it is, why it is refused, what was noticed, whether its files have changed since."""
        return [_document(hosted) for hosted in list(self._hosted.values())]

    def _begin(self, name: str, own: Own) -> dict[str, Any]:
        before, hosted = self._hosted.get(name), Hosted(name, own, self._settings)
        self._hosted[name] = hosted
        self._catalog.add(name, hosted)
        if before is not None:
            before.close()
        hosted.start()
        return _document(hosted)

    def _free(self, name: str) -> str:
        """The name, or with a number behind it, that no other model has."""
        names = (name, *(f"{name}-{number}" for number in range(2, 2 + MOST + len(self._settings.model))))
        return next(one for one in names if one not in self._catalog)

    def _known(self, name: str) -> Hosted:
        if hosted := self._hosted.get(name):
            return hosted
        says = "No model {name} has been added here: those that the server was started with stay as they are."
        raise Problem(404, "own-not-added", "Not added", Sentence("own-not-added", says, name=quote(name)))


def _document(hosted: Hosted) -> dict[str, Any]:
    document = hosted.document(hosted.name, False) or {}
    state = "opening" if not hosted.settled else "ready" if hosted.refusal is None else "unavailable"
    return {
        "model": hosted.name, "title": hosted.listing().title, "state": state,
        "reason": hosted.refusal.told() if state == "unavailable" and hosted.refusal else None,
        "findings": document.get("findings", []), "changed": state != "opening" and hosted.changed,
    }  # fmt: skip
