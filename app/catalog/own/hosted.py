"""An own model in a process of its own: begun, begun again when it falls, refused when it cannot begin or falls too often, and
tried once more when its code has changed."""

import logging
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Event, Lock, Thread
from typing import Any

import httpx
import orjson
from torch import nn

from models.spec.entry import Entry, Input
from models.spec.errors import WeightsError

from ...core.errors import Problem
from ...core.sentence import Sentence
from ...core.settings import Settings
from ..building import PATIENCE, taking_long
from ..sources import Listing
from ..status import state_document, unavailable
from .process import ModelProcess
from .source import Own
from .told import input_of_wire, problem_told

log = logging.getLogger("mixscope")

FALLS, WITHIN = 3, 600.0
"""A process that has ended so often within so many seconds is not begun again."""

LOOK = 1.0
"""Seconds between two looks whether the code of a refused model has changed."""

PAUSE = 0.2
"""Seconds between two questions whether it is there yet."""

ENDING = 5.0
"""Seconds in which a process that has broken off a call is seen to have ended."""

ELSEWHERE = Sentence("own-elsewhere", "It runs in a process of its own, which this question does not reach.")


class Hosted:
    """A source of the catalog whose model is never here: its process answers about it. Safe to use from several threads."""

    def __init__(self, name: str, own: Own, settings: Settings) -> None:
        self.name, self.own, self.settings = name, own, settings
        self.process: ModelProcess | None = None
        self.refusal: Sentence | None = None
        """Why there is no process any more."""
        self.on_change: Callable[[], None] = lambda: None
        self._document: dict[str, Any] | None = None
        self._falls: deque[tuple[float, Sentence]] = deque(maxlen=FALLS)
        self._settled, self._closing, self._lock = Event(), Event(), Lock()
        self._keeper: Thread | None = None
        self._files: dict[str, int] | None = None

    def start(self) -> None:
        """Begins the process, once, and returns at once."""
        with self._lock:
            if self._keeper is None and not self._closing.is_set():
                self._keeper = Thread(target=self._keep, name=f"keeper of {self.name}", daemon=True)
                self._keeper.start()

    def close(self) -> None:
        with self._lock:
            self._closing.set()
            process, keeper = self.process, self._keeper
        if process is not None:
            process.close()
        if keeper is not None:
            keeper.join(1)

    def _keep(self) -> None:
        """The life of the model: one process after another."""
        while not self._closing.is_set():
            with self._lock:
                if self._closing.is_set():
                    return
                files = self._files = self.own.files()
                process = self.process = ModelProcess(self.name, self.own.where, self.settings)
            why = self._lived(process)
            if self._closing.is_set():
                return
            process.close()
            if why is not None:
                self._refuse(why)
                while self.own.files() == files and not self._closing.wait(LOOK):
                    pass
                self._begin_anew()

    def _lived(self, process: ModelProcess) -> Sentence | None:
        """Waits for the end of a process. A sentence if there is to be no other."""
        if (why := self._opened(process)) is not None:
            return why
        self._settled.set()
        self.on_change()
        process.wait()
        self._settled.clear()
        return None if self._closing.is_set() else self._fallen(process.why())

    def _opened(self, process: ModelProcess) -> Sentence | None:
        """Waits until the process has opened the model. A sentence where it does not."""
        until = time.monotonic() + self.settings.own_start_seconds
        while time.monotonic() < until and process.running:
            document = self._described(process) if process.listening else None
            if document is not None:
                with self._lock:
                    self._document = document
                return None if document["state"] == "ready" else Sentence.of_told(document["reason"])
            self._closing.wait(PAUSE)
        if process.running:
            says = "It was not opened within {seconds:g} seconds, so its process was ended."
            process.end(Sentence("own-start-late", says, seconds=self.settings.own_start_seconds))
            process.wait(ENDING)
        if not self._closing.is_set():
            log.error("%s: %s", self.name, process.why())
        return process.why()

    def _described(self, process: ModelProcess) -> dict[str, Any] | None:
        """What it says of its model; None while it says nothing yet."""
        try:
            answer = process.client.get(f"/api/models/{self.name}")
        except httpx.TransportError:
            return None
        if answer.status_code == 200:
            found: dict[str, Any] = answer.json()
            return found
        if answer.json().get("reason") == "pool-memory":
            process.end(process.memory())
            process.wait(ENDING)
        return None

    def _fallen(self, why: Sentence) -> Sentence | None:
        """Remembers a fall; a sentence if it was one too many."""
        now = time.monotonic()
        log.error("%s: %s", self.name, why)
        self._falls.append((now, why))
        if len(self._falls) < FALLS or now - self._falls[0][0] > WITHIN:
            return None
        says = "{why} That was {times} times within {minutes:g} minutes, so it is not started again by itself."
        return Sentence("own-given-up", says, why=why, times=FALLS, minutes=WITHIN / 60)

    def _refuse(self, why: Sentence) -> None:
        self.refusal = why
        self._settled.set()
        self.on_change()

    def _begin_anew(self) -> None:
        """As if nothing had been known of it: its code is another one."""
        self._settled.clear()
        with self._lock:
            self._document = None
        self._falls.clear()
        self.refusal = None

    @property
    def changed(self) -> bool:
        """Whether its files are others than those that its process was begun with."""
        return self._files is not None and self.own.files() != self._files

    @property
    def settled(self) -> bool:
        """Whether it can be asked, or has been refused."""
        return self._settled.is_set()

    def wait_settled(self, seconds: float = PATIENCE) -> None:
        """Problem 503 for a model that takes long. Slow."""
        self.start()
        if not self._settled.wait(seconds):
            raise taking_long()

    def ready(self, seconds: float = PATIENCE) -> ModelProcess:
        """The process, once the model is open. Problem 503 for a model that is refused, or takes long. Slow."""
        self.wait_settled(seconds)
        process = self.process
        if self.refusal is not None or process is None:
            raise unavailable(self.name, self.refusal or ELSEWHERE)
        return process

    def elsewhere(self) -> Problem:
        """For a question that only a model in this process can answer."""
        return unavailable(self.name, self.refusal or ELSEWHERE)

    def frame(self, message: Mapping[str, Any], files: Callable[[], list[bytes]]) -> bytes:
        """The frame that a message as on the socket asks for. Problem for whatever is wrong with it. Slow. `files`: of the
        pictures that the message names, which the process may have forgotten."""
        process = self.ready()
        try:
            answer = process.client.post("/own/frame", json=message)
            if self.lacks_picture(answer.status_code, answer.content):
                for file in files():
                    process.client.post("/api/pictures", content=file, headers={"Content-Type": "image/any"})
                answer = process.client.post("/own/frame", json=message)
        except httpx.TransportError as error:
            raise self.broken_off(process, error) from None
        if answer.status_code != 200:
            self.judge(process, answer.status_code, answer.content)
            raise problem_told(answer.json())
        return answer.content

    @staticmethod
    def lacks_picture(status: int, content: bytes) -> bool:
        return status == 404 and orjson.loads(content).get("type") == "picture-unknown"

    def judge(self, process: ModelProcess, status: int, content: bytes) -> None:
        """Ends a process whose refusal says that something in it is stuck, or that it has no memory left."""
        if status not in (422, 503):
            return
        problem = orjson.loads(content)
        if problem["type"] == "model-hangs":
            process.end(self._silent())
        elif problem["reason"] == "pool-memory":
            process.end(process.memory())

    def broken_off(self, process: ModelProcess, error: Exception) -> Problem:
        """What to say of a call that its process did not answer. Waits for its end, so slow."""
        if isinstance(error, httpx.TimeoutException):
            process.end(self._silent())
        process.wait(ENDING)
        why = self._silent() if process.running else process.why()
        says = "{model} gives no answer to this. {why}"
        sentence = Sentence("own-broken-off", says, model=self.listing().title, why=why)
        return Problem(503, "model-ended", "The model's process has ended", sentence)

    def _silent(self) -> Sentence:
        says = "It gave no answer for {seconds:g} seconds, so its process was ended."
        patience = self.settings.request_deadline_seconds + self.settings.own_pass_seconds
        return Sentence("own-silent", says, seconds=patience)

    # What the catalog asks of a source.

    def listing(self) -> Listing:
        """What the process has said of it, once it has."""
        known, document = self.own.listing(), self._document
        if document is None or document["state"] != "ready":
            return known
        family = document["family"] if document["family"] != "unknown" else None
        input = input_of_wire(document["input"])
        return replace(known, title=document["title"], family=family, note=document["note"], input=input)

    def document(self, name: str, default: bool) -> dict[str, Any] | None:
        """What the wire says of it; None while that is not known. `findings` begin with what its process went through."""
        document = self._document
        if document is None:
            return None
        says = "{why} It was started again."
        falls = [] if self.refusal else [Sentence("own-started-again", says, why=why).told() for _, why in list(self._falls)]
        state = {} if self.refusal is None else state_document("unavailable", self.refusal)
        return document | {"id": name, "default": default, "findings": [*falls, *document["findings"]]} | state

    @property
    def input(self) -> Input:
        return self.listing().input

    @property
    def points(self) -> list[dict[str, Any]]:
        """As on the wire."""
        document = self._document
        return [] if document is None else document["points"]

    def absence(self) -> Sentence | None:
        return None

    def fault(self) -> Sentence | None:
        return self.refusal

    def entry(self) -> Entry | None:
        return None

    def open(self) -> tuple[Entry, nn.Module]:
        raise WeightsError(ELSEWHERE)
