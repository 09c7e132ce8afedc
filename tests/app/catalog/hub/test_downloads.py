"""Downloads from a hub on loopback: whole and checked, or not at all."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from app.catalog.checkpoint import LARGEST_CONFIG, read_config
from app.catalog.hub.store import Store
from app.core.errors import Problem
from app.core.settings import Settings
from tests.app.catalog.hub.conftest import OFFER, OTHER
from tests.conftest import wait_until
from tests.support.stub_hub import StubHub, config, weights


def test_a_model_comes_whole_and_in_one_move(kit: Any, hub: StubHub) -> None:
    it = kit()
    assert it.downloads.of(OFFER).state == "absent"
    job = it.get()
    folder = it.store.folder("resnet18")
    assert (job.state, it.ready) == ("ready", ["resnet18"])
    assert (folder / "model.safetensors").read_bytes() == hub.files[OFFER.repo]["model.safetensors"]
    assert json.loads((folder / "config.json").read_text())["architecture"] == "resnet18"
    assert it.leftovers() == [f"resnet18/{name}" for name in ("config.json", "model.safetensors", "source.json")]
    assert job.bytes == job.of == sum(len(data) for data in hub.files[OFFER.repo].values())
    assert [call for call in hub.asked if "/main/" in call] == [hub.asked[0]], "all the rest is asked of one commit"
    calls = len(hub.asked)
    assert it.get().state == "ready"
    assert len(hub.asked) == calls, "what is there is not fetched again"


def test_progress_and_speed_are_told_while_it_comes(kit: Any, hub: StubHub) -> None:
    hub.gate.clear()
    hub.before_gate = 5 * (1 << 14)
    it = kit()
    job = it.downloads.start(OFFER)
    wait_until(lambda: job.bytes >= hub.before_gate)
    told = it.downloads.of(OFFER).wire()
    assert told["state"] == "downloading"
    assert hub.before_gate <= told["bytes"] < told["of"]
    assert told["speed"] > 0
    assert it.store.folder("resnet18") is None
    hub.gate.set()
    wait_until(lambda: not job.active)
    assert job.wire() | {"speed": None} == {
        "model": "resnet18", "state": "ready", "bytes": job.of, "of": job.of, "speed": None, "error": None,
        "reason": None, "values": {},
    }  # fmt: skip


def test_two_people_share_one_download(kit: Any, hub: StubHub) -> None:
    hub.gate.clear()
    it = kit()
    first, second = it.downloads.start(OFFER), it.downloads.start(OFFER)
    assert first is second
    hub.gate.set()
    wait_until(lambda: not first.active)
    assert len(hub.gets()) == 1


def test_only_so_many_at_once(kit: Any, hub: StubHub) -> None:
    hub.gate.clear()
    it = kit(downloads_at_once=1)
    first, second = it.downloads.start(OFFER), it.downloads.start(OTHER)
    wait_until(lambda: first.bytes > 1000)
    assert (first.state, second.state) == ("downloading", "waiting")
    hub.gate.set()
    wait_until(lambda: not second.active)
    assert (first.state, second.state) == ("ready", "ready")


def test_a_cut_connection_is_taken_up_where_it_broke(kit: Any, hub: StubHub) -> None:
    hub.cut = 2
    it = kit()
    assert it.get().state == "ready"
    starts = [int(call.split("bytes=")[1].split("-")[0]) for call in hub.gets() if "bytes=" in call]
    assert len(hub.gets()) == 3
    assert 0 < starts[0] < starts[1]


def test_a_stopped_server_goes_on_where_it_was(kit: Any, hub: StubHub) -> None:
    hub.gate.clear()
    hub.before_gate = 4 * (1 << 14)
    it = kit()
    job = it.downloads.start(OFFER)
    wait_until(lambda: job.bytes >= hub.before_gate)
    it.downloads.close()
    assert job.state == "failed"
    have = (it.store.unfinished("resnet18") / "model.safetensors").stat().st_size
    assert have >= hub.before_gate
    hub.gate.set()
    assert kit().get().state == "ready"
    assert f"bytes={have}-" in hub.gets()[-1]


def test_what_was_there_of_another_version_is_not_continued(kit: Any, hub: StubHub) -> None:
    it = kit()
    folder = it.store.unfinished("resnet18")
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"old" * 100)
    (folder / "source.json").write_text("{}")
    assert it.get().state == "ready"
    assert "bytes=" not in hub.gets()[0]


def test_a_server_without_ranges_sends_it_again(kit: Any, hub: StubHub) -> None:
    hub.cut = 1
    data = hub.files[OFFER.repo]["model.safetensors"]

    def whole(stub: StubHub, request: Request) -> Response | None:
        return Response(data) if "range" in request.headers else None

    hub.answer = whole
    assert kit().get().state == "ready"


def test_cancel_stops_at_once_and_leaves_nothing(kit: Any, hub: StubHub) -> None:
    hub.gate.clear()
    it = kit()
    job = it.downloads.start(OFFER)
    wait_until(lambda: job.bytes > 1000)
    assert it.downloads.cancel(OFFER).state == "cancelled"
    wait_until(lambda: it.leftovers() == [], 3)
    assert it.downloads.of(OFFER).state == "cancelled"
    hub.gate.set()
    assert it.get().state == "ready", "and it can be started anew"
    assert it.downloads.cancel(OFFER).state == "ready"


def test_cancel_while_it_waits_for_its_turn(kit: Any, hub: StubHub) -> None:
    hub.gate.clear()
    it = kit(downloads_at_once=1)
    first, second = it.downloads.start(OFFER), it.downloads.start(OTHER)
    wait_until(lambda: first.bytes > 1000)
    it.downloads.cancel(OTHER)
    assert second.state == "cancelled"
    hub.gate.set()
    wait_until(lambda: not first.active)
    assert first.state == "ready"
    assert hub.gets() == hub.gets()[:1]


BAD = {
    "pickle": b"\x80\x02}q\x00." + bytes(5000),
    "truncated": weights()[:-500],
    "huge header": (1 << 40).to_bytes(8, "little") + bytes(5000),
    "no json": (16).to_bytes(8, "little") + b"x" * 16 + bytes(4000),
    "empty": (8).to_bytes(8, "little") + b"{}      ",
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_safetensors_is_not_accepted(kit: Any, hub: StubHub, name: str) -> None:
    hub.offer(OFFER.repo, BAD[name], config("resnet18"))
    it = kit()
    assert "cannot be this model" in it.failure()
    assert it.leftovers() == []


@pytest.mark.parametrize(("size", "state"), [(LARGEST_CONFIG, "ready"), (LARGEST_CONFIG + 1, "failed")])
def test_a_config_is_fetched_that_may_be_read_and_no_larger(kit: Any, hub: StubHub, size: int, state: str) -> None:
    hub.offer(OFFER.repo, weights(), config("resnet18").ljust(size))
    it = kit()
    assert it.get().state == state
    if state == "ready":
        assert read_config(it.store.folder("resnet18")).architecture == "resnet18"


@pytest.mark.parametrize("data", [b"not json", b"[]", b"{}", config("vgg11")])
def test_a_config_of_something_else_is_not_accepted(kit: Any, hub: StubHub, data: bytes) -> None:
    hub.offer(OFFER.repo, weights(), data)
    assert "cannot be this model" in kit().failure()


@pytest.mark.parametrize(
    ("settings", "type"), [({"hub_offline": True}, "hub-offline"), ({"downloads": "off"}, "downloads-off")]
)
def test_where_nothing_is_fetched(kit: Any, hub: StubHub, settings: dict[str, Any], type: str) -> None:
    it = kit(**settings)
    with pytest.raises(Problem) as refused:
        it.downloads.start(OFFER)
    assert refused.value.type == type
    assert "make fetch" in refused.value.detail
    assert hub.asked == []


def test_the_usual_switches_of_the_hub_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_ENDPOINT", "http://mirror.test")
    assert (Settings().hub_offline, Settings().hub) == (True, "http://mirror.test")


@pytest.mark.parametrize("name", ["../resnet18", "a/b", "a\\b", "", ".", "..", ".partial", "a..b", "Ä", "a b", "c:d", "a\n"])
def test_names_that_are_no_plain_folder_are_refused(tmp_path: Path, name: str) -> None:
    for act in (Store(tmp_path).folder, Store(tmp_path).unfinished, Store(tmp_path).remove):
        with pytest.raises(ValueError, match="plain name"):
            act(name)


def test_what_goes_while_it_is_counted_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").write_bytes(bytes(3))
    walked = [(str(tmp_path), [], ["here", "gone"])]
    monkeypatch.setattr("app.catalog.hub.store.os.walk", lambda root: walked)
    assert Store(tmp_path).used() == 3


def test_two_who_remove_a_model_at_once_remove_it_once(kit: Any, hub: StubHub, monkeypatch: pytest.MonkeyPatch) -> None:
    it = kit()
    it.get()
    discard = it.store.discard

    def slowly(name: str) -> None:
        time.sleep(0.1)
        discard(name)

    monkeypatch.setattr(it.store, "discard", slowly)
    with ThreadPoolExecutor(4) as pool:
        for removal in [pool.submit(it.downloads.remove, OFFER) for _ in range(4)]:
            removal.result()
    assert it.ready == ["resnet18", "resnet18"], "it came, and it went"
    assert it.leftovers() == []


def test_a_model_is_removed_whole(kit: Any, hub: StubHub) -> None:
    it = kit()
    it.get()
    assert it.store.used() > 160_000
    assert it.store.remove("resnet18")
    assert it.leftovers() == []
    assert not it.store.remove("resnet18")
