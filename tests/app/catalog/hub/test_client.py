"""Hubs, networks and disks that misbehave: a sentence, and nothing half-installed."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from app.catalog.hub import client as hub_module
from app.catalog.hub.store import Store
from tests.app.catalog.hub.conftest import OFFER
from tests.support.stub_hub import StubHub, config

STATUSES = {
    401: "private", 403: "gated", 404: "has no", 500: "problem of its own", 503: "problem of its own", 418: "do not understand",
}  # fmt: skip


@pytest.mark.parametrize("status", STATUSES)
def test_a_refusing_hub(kit: Any, hub: StubHub, status: int) -> None:
    hub.answer = lambda stub, request: PlainTextResponse("no", status)
    it = kit()
    assert STATUSES[status] in it.failure()
    assert it.leftovers() == []


def test_a_busy_hub_says_when(kit: Any, hub: StubHub) -> None:
    hub.answer = lambda stub, request: PlainTextResponse("slow down", 429, {"Retry-After": "77"})
    assert "in 77 seconds" in kit().failure()
    assert len(hub.asked) == 1, "and is left alone"


def test_a_hub_that_recovers(kit: Any, hub: StubHub) -> None:
    answers = iter([503, 502])
    hub.answer = lambda stub, request: PlainTextResponse("wait", status) if (status := next(answers, 0)) else None
    assert kit().get().state == "ready"


def on_get(make: Any) -> Any:
    """An answer to GET only: the description was right, the file is not."""
    return lambda stub, request: make() if request.method == "GET" else None


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_a_web_page_in_place_of_a_file(kit: Any, hub: StubHub, method: str) -> None:
    page = HTMLResponse("<title>Please log in</title>" * 40)
    hub.answer = lambda stub, request: page if request.method == method else None
    sentence = kit().failure()
    assert "web page" in sentence or "answering in the hub's place" in sentence


def test_a_wrong_hash_is_thrown_away(kit: Any, hub: StubHub) -> None:
    hub.hashes[OFFER.repo] = "0" * 64
    it = kit()
    assert "damaged" in it.failure()
    assert it.leftovers() == []


def test_a_changed_config_is_thrown_away(kit: Any, hub: StubHub) -> None:
    other = config("resnet18").replace(b"1000", b"1001")
    hub.answer = lambda stub, request: (
        Response(other) if request.method == "GET" and request.url.path.endswith("config.json") else None
    )
    assert "damaged" in kit().failure()


@pytest.mark.parametrize("difference", [-1000, 1000])
def test_a_wrong_size(kit: Any, hub: StubHub, difference: int) -> None:
    hub.sizes[OFFER.repo] = len(hub.files[OFFER.repo]["model.safetensors"]) + difference
    sentence = kit().failure()
    assert ("more of" in sentence) if difference < 0 else ("broke" in sentence)


def test_a_silent_hub_is_given_up(kit: Any, hub: StubHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "INTERRUPTIONS", 1)
    hub.gate.clear()
    it = kit(hub_patience_seconds=0.3)
    assert "too slow" in it.failure()


def test_a_trickling_hub_is_given_up(kit: Any, hub: StubHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "INTERRUPTIONS", 0)
    monkeypatch.setattr(hub_module, "SLOWEST", 1e9)  # what the stub sends is a trickle then
    hub.gate.clear()
    hub.before_gate = 3 * (1 << 14)
    it = kit(hub_patience_seconds=0.3)
    assert "too slow" in it.failure()
    assert "resnet18/model.safetensors" in " ".join(it.leftovers()), "what came stays for the next time"


def test_nobody_there(kit: Any, hub: StubHub) -> None:
    it = kit(hub="http://127.0.0.1:9")  # the discard port: nobody listens
    assert "cannot be reached" in it.failure()
    assert "make fetch" in it.failure()


@pytest.mark.parametrize("target", ["/elsewhere", "http://[not-an-address", "ftp://localhost/file"])
def test_senseless_redirects(kit: Any, hub: StubHub, target: str) -> None:
    def around(stub: StubHub, request: Request) -> Response:
        return RedirectResponse(str(request.url) if target == "/elsewhere" else target)

    hub.answer = around
    assert "hub" in kit().failure().lower()


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "disk of the server is full"), (errno.EDQUOT, "cannot be written"), (errno.EIO, "cannot be written")],
)
def test_a_disk_that_takes_no_more(kit: Any, hub: StubHub, monkeypatch: pytest.MonkeyPatch, code: int, words: str) -> None:
    written = 0

    def write(file: Any, piece: bytes) -> None:
        nonlocal written
        written += file.write(piece)
        if written > 60_000:
            raise OSError(code, os.strerror(code))

    monkeypatch.setattr(hub_module, "_write", write)
    it = kit()
    failure = it.failure()
    assert words in failure
    assert ("is full" in failure) == (code == errno.ENOSPC)
    assert it.leftovers() == []


def test_a_disk_without_room_is_noticed_before(kit: Any, hub: StubHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "free", lambda self: 1_000_000)
    it = kit()
    assert "disk" in it.failure()
    assert hub.gets() == []


def test_a_folder_that_cannot_be_written(kit: Any, hub: StubHub, tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where the folder should be")
    assert "MIXSCOPE_MODELS_DIR" in kit().failure()


@pytest.mark.parametrize(("setting", "words"), [("model_bytes", "larger than"), ("models_bytes", "as many models")])
def test_limits_of_size(kit: Any, hub: StubHub, setting: str, words: str) -> None:
    assert words in kit(**{setting: 100_000}).failure()
    assert hub.gets() == []
