"""What several test modules share: the app in-process, and the real server on a port of its own."""

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import tempfile

# No test asks the real hub, and none depends on the models that a person has downloaded.
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["MIXSCOPE_MODELS_DIR"] = os.path.join(tempfile.gettempdir(), "mixscope-tests-have-no-models")
# All test processes share one folder of compiled forms, as two servers on a machine do.
os.environ["MIXSCOPE_COMPILED_DIR"] = os.path.join(tempfile.gettempdir(), f"mixscope-tests-compiled-{os.getuid()}")

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi.testclient import TestClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from app.__main__ import Server, configuration
from app.catalog.catalog import Catalog
from app.catalog.loaded_model import Anatomy
from app.catalog.precision import Choice
from app.core.settings import Settings
from app.web.engine import Here
from app.web.state import AppState
from models.registry import MODELS
from models.spec.entry import Entry
from tests.support import cluster
from tests.support.at_port import AtPort

# Two cores that others use too: how long an example takes says nothing.
hypothesis_settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("shared")

PATIENCE = 120
"""Seconds of a call's deadline in tests: on a machine that others use too, a call may well take the usual 15, and gets 503."""

Condition = Callable[[], bool]


def wait_until(condition: Condition, seconds: float = 20) -> None:
    """Returns as soon as `condition` holds; fails the test if it does not within `seconds`."""
    pause, end = threading.Event(), time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the condition did not come true in time"
        pause.wait(0.01)


@dataclass
class LiveServer(AtPort):
    """A running server. `stop` ends it as a signal would."""

    server: uvicorn.Server
    thread: threading.Thread

    @property
    def shared(self) -> AppState:
        app: Any = self.server.config.app
        found: AppState = app.state.shared
        return found

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=20)
        assert not self.thread.is_alive()


@contextlib.contextmanager
def running(catalog: Catalog | None = None, **overrides: object) -> Iterator[LiveServer]:
    """The server as `python -m app` runs it, with other settings or models."""
    usual: dict[str, object] = {"port": 0, "host": "127.0.0.1", "threads": 2, "request_deadline_seconds": PATIENCE}
    settings = Settings(**usual | overrides)  # type: ignore[arg-type]
    server = Server(configuration(settings, catalog, Here if catalog else cluster.engine()))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started or not thread.is_alive())
    assert server.started
    live = LiveServer(server.servers[0].sockets[0].getsockname()[1], server, thread)
    try:
        with httpx.Client() as client:
            wait_until(lambda: client.get(f"{live.url}/readyz").status_code == 200, 60)
        yield live
    finally:
        if thread.is_alive():
            live.stop()


@pytest.fixture(scope="session", autouse=True)
def _known_anatomies() -> Iterator[None]:
    """What a server lists of the shipped models before it loads them is worked out once, not by each server of the tests."""
    work_out, known, shipped = Anatomy.before_loading, {}, {id(entry) for entry in MODELS.values()}

    def once(entry: Entry, choice: Choice) -> Anatomy:
        if id(entry) not in shipped:
            return work_out(entry, choice)
        key = id(entry), choice
        if key not in known:
            known[key] = work_out(entry, choice)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Anatomy, "before_loading", once)
        yield


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer | cluster.Cluster]:
    if cluster.ON_RAY:
        yield cluster.shared()
        return
    with running() as live:
        yield live


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """The app with its default models loaded, without a network."""
    from app.main import create_app

    settings = Settings(threads=2, request_deadline_seconds=PATIENCE)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        wait_until(lambda: client.get("/readyz").status_code == 200, 60)
        yield client


@pytest.fixture(scope="session")
def digit() -> bytes:
    """A PNG of the sample `seven`."""
    import io

    from app.images import samples

    file = io.BytesIO()
    samples.picture("seven").save(file, "PNG")
    return file.getvalue()
