"""The process that one own model runs in: begun, asked, ended, and why it ended. What runs there: app/own_process.py."""

import contextlib
import json
import logging
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Lock
from typing import Any

import httpx

from ...core.sentence import Sentence
from ...core.settings import Settings
from .deadline import MEMORY
from .imports import OURS

log = logging.getLogger("mixscope")

BEGIN = "import sys; sys.path.insert(0, {ours!r}); from app.own_process import main; main()"
SOCKET, ADDRESS, LAST = "socket", "address", "last.txt"
"""Files in the folder that the two processes share: where it listens, as soon as it does, and its last words."""

SECRET = "x-mixscope-own"
"""The header that every call to it carries."""

GUEST = "own/guest.py"
"""In the stack of a thread that is in somebody's code."""

MOST_LOGGED = 4000
"""Characters of a traceback."""

LAST_SECONDS = 2.0
"""How long a process that is asked to end may take before it is ended."""


class ModelProcess:
    """One run of an own model's process, listening where nobody else on the machine gets in: on a socket in a folder of this
    user's, on Windows on the loopback, and in both cases to those who know the secret."""

    def __init__(self, name: str, where: str, settings: Settings) -> None:
        self.settings = settings
        self.folder = Path(tempfile.mkdtemp(prefix="mixscope-own-"))
        self.secret = secrets.token_urlsafe(32)
        self._why: Sentence | None = None
        self._lock = Lock()
        self._client: httpx.Client | None = None
        told = {
            "name": name, "where": where, "folder": str(self.folder), "secret": self.secret,
            "settings": settings.model_dump(mode="json"),
        }  # fmt: skip
        self._popen = subprocess.Popen(
            [sys.executable, "-c", BEGIN.format(ours=str(OURS))],
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl+C is for the server, which ends it; and it may not end the server's group
        )
        with contextlib.suppress(OSError):  # it may have ended already
            self._write(json.dumps(told).encode() + b"\n")

    def _write(self, data: bytes) -> None:
        assert self._popen.stdin is not None
        self._popen.stdin.write(data)
        self._popen.stdin.flush()

    @property
    def listening(self) -> bool:
        return (self.folder / ADDRESS).is_file()

    @property
    def patience(self) -> httpx.Timeout:
        """It answers within a call's deadline by itself, unless nothing in it runs any more."""
        return httpx.Timeout(self.settings.request_deadline_seconds + self.settings.own_pass_seconds, connect=10)

    def _reached(self) -> dict[str, Any]:
        """How a client gets there: its transport's arguments and its base address."""
        port = (self.folder / ADDRESS).read_text(encoding="ascii")
        return {"uds": str(self.folder / SOCKET), "port": ""} if port == "" else {"uds": None, "port": f":{port}"}

    def _options(self, port: str) -> dict[str, Any]:
        headers = {SECRET: self.secret, "Accept-Encoding": "identity"}
        return {
            "base_url": f"http://127.0.0.1{port}" if port else "http://localhost",
            "headers": headers,
            "timeout": self.patience,
            "trust_env": False,
        }

    @property
    def client(self) -> httpx.Client:
        """For worker threads; one for all."""
        with self._lock:
            if self._client is None:
                reached = self._reached()
                transport = httpx.HTTPTransport(uds=reached["uds"], verify=False)
                self._client = httpx.Client(transport=transport, **self._options(reached["port"]))
            return self._client

    def async_client(self) -> httpx.AsyncClient:
        """For the event loop: one for each call, which closes it."""
        reached = self._reached()
        transport = httpx.AsyncHTTPTransport(uds=reached["uds"], verify=False)
        return httpx.AsyncClient(transport=transport, **self._options(reached["port"]))

    @property
    def running(self) -> bool:
        return self._popen.poll() is None

    def wait(self, seconds: float | None = None) -> bool:
        """Whether it has ended, now or within so many seconds; None: until it has."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(seconds)
        return not self.running

    def end(self, why: Sentence) -> None:
        """At once. `why`: what people are told; the first one counts."""
        with self._lock:
            if self._why is None and self.running:
                self._why = why
        self._popen.kill()

    def close(self) -> None:
        """With a moment for itself, and without traces."""
        assert self._popen.stdin is not None
        with contextlib.suppress(OSError):
            self._popen.stdin.close()  # it sees the end of its input
        if not self.wait(LAST_SECONDS):
            self._popen.kill()
            self._popen.wait()
        self.why()  # as long as its files are there
        with self._lock:
            if self._client is not None:
                self._client.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def why(self) -> Sentence:
        """Why it ended; a traceback of a pass that hung goes to the log, once."""
        with self._lock:
            if self._why is None:
                self._why = self._found()
            return self._why

    def _found(self) -> Sentence:
        last = self.folder / LAST
        trace = last.read_text(errors="replace") if last.is_file() else ""
        if trace == MEMORY:
            return self.memory()
        if trace:
            stuck = [thread for thread in trace.split("\n\n") if GUEST in thread]
            log.error("a pass through an own model hung here:\n%s", "\n".join(stuck or [trace])[:MOST_LOGGED])
            says = "A pass through it took longer than {seconds:g} seconds, so its process was ended."
            return Sentence("own-hung", says, seconds=self.settings.own_pass_seconds)
        return _ended_with(self._popen.returncode)

    def memory(self) -> Sentence:
        says = "It wanted more memory than its process can have (at most {most:.1f} GB), so its process was ended."
        return Sentence("own-out-of-memory", says, most=self.settings.own_memory_bytes / 1e9)


def _ended_with(code: int) -> Sentence:
    if code >= 0:
        return Sentence("own-exited", "Its code ended its process (exit code {code}).", code=code)
    name = signal.Signals(-code).name if -code in {one.value for one in signal.Signals} else str(-code)
    if os.name == "posix" and -code == signal.SIGKILL:
        says = "Its process was ended from outside ({signal}), as a system does that has no memory left."
        return Sentence("own-killed", says, signal=name)
    return Sentence("own-crashed", "Its process crashed ({signal}).", signal=name)
