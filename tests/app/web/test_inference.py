"""A question whose caller has left is not worked on, whichever family of calls it belongs to."""

import asyncio
import contextlib
import json
import socket
import threading
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect

from app.catalog.catalog import Catalog
from app.web.routes import lineage
from tests.conftest import LiveServer, running, wait_until
from tests.support.talking import metric

CALLS = [
    ("GET /api/dense?model=digits-densenet&point=blocks.0.0", "dense_block.dense_block"),
    ("POST /api/gates/entry?sample=seven&model=digits-se-resnet-20&point=gate&channel=0", "gates.gate_entry"),
    ("POST /api/mixing/row?sample=seven&model=digits-vit&point=blocks.0&row=0&column=0", "mixing_queries.row"),
    ("POST /api/residual?sample=seven&model=digits-resnet-20", "residual_stream.stream"),
]


@pytest.mark.parametrize(("call", "answer"), CALLS, ids=[answer for _, answer in CALLS])
def test_who_leaves_while_waiting_is_not_answered(monkeypatch: pytest.MonkeyPatch, call: str, answer: str) -> None:
    held, free, answered = threading.Event(), threading.Event(), threading.Event()

    def hold(catalog: Catalog) -> dict[str, Any]:
        held.set()
        assert free.wait(20)
        return {}

    def note(*arguments: Any) -> dict[str, Any]:
        answered.set()
        return {}

    monkeypatch.setattr(f"app.interpret.{answer}", note)
    monkeypatch.setattr(lineage, "document", hold)  # no job but this call takes it
    with running(threads=1) as server:
        first = threading.Thread(target=httpx.get, args=(f"{server.url}/api/lineage",), kwargs={"timeout": 60})
        first.start()
        assert held.wait(20)
        refused = metric(server, 'mixscope_refusals_total{type="client-gone"}')
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(f"{call} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n".encode())
            wait_until(lambda: metric(server, "mixscope_queue_depth") == 1)
        wait_until(lambda: metric(server, 'mixscope_refusals_total{type="client-gone"}') > refused)
        free.set()
        first.join(20)
        assert httpx.post(f"{server.url}/api/trace?sample=seven").status_code == 200
    assert not answered.is_set()


SEVERAL = "models=digits-cnn&models=digits-mixer"
LOADING = [
    "GET /api/receptive-field?model=digits-mixer&point=blocks.0",
    "GET /api/weights?model=digits-mixer&parameter=head.weight",
    "POST /api/activation?sample=seven&model=digits-mixer&point=blocks.0",
    f"POST /api/frame?sample=seven&{SEVERAL}",
    f"POST /api/shift-map?sample=seven&extent=1&{SEVERAL}",
    f"POST /api/trace?sample=seven&{SEVERAL}",
    f"POST /api/trace.npz?sample=seven&{SEVERAL}",
]


Loading = tuple[threading.Event, threading.Event]
"""Set when loading has begun; to be set for it to go on."""


@pytest.fixture
def slow_mixer(monkeypatch: pytest.MonkeyPatch) -> Loading:
    held, free = threading.Event(), threading.Event()
    load = Catalog._load

    def slowly(self: Catalog, name: str, version: int) -> Any:
        if name == "digits-mixer":
            held.set()
            assert free.wait(20)
        return load(self, name, version)

    monkeypatch.setattr(Catalog, "_load", slowly)
    return held, free


@pytest.mark.parametrize("call", LOADING)
def test_a_model_that_is_to_be_loaded_first_leaves_a_worker_to_the_others(slow_mixer: Loading, call: str) -> None:
    held, free = slow_mixer
    method, path = call.split(" ")
    with running(threads=2, default_models=("digits-mlp",)) as server:
        wait_until(lambda: httpx.get(f"{server.url}/readyz").status_code == 200, 60)  # nothing else is loaded any more
        answers: list[int] = []

        def ask() -> None:
            answers.append(httpx.request(method, server.url + path, timeout=60).status_code)

        asking = [threading.Thread(target=ask) for _ in range(2)]
        for one in asking:
            one.start()
        assert held.wait(20)
        assert httpx.post(f"{server.url}/api/trace?sample=seven&models=digits-mlp", timeout=10).status_code == 200
        free.set()
        for one in asking:
            one.join(30)
        assert answers == [200, 200]


def test_live_frames_of_a_model_that_is_to_be_loaded_leave_a_worker_to_the_others(slow_mixer: Loading) -> None:
    held, free = slow_mixer

    async def scenario(server: LiveServer) -> None:
        async with contextlib.AsyncExitStack() as stack:
            one, two, normal = [await stack.enter_async_context(connect(server.socket)) for _ in range(3)]
            for dx, waiting in enumerate((one, two)):
                await waiting.send(json.dumps({"seq": 1, "sample": "seven", "models": ["digits-mixer"], "dx": dx}))
            assert await asyncio.to_thread(held.wait, 20)
            await normal.send(json.dumps({"seq": 1, "sample": "seven"}))
            async with asyncio.timeout(10):
                assert isinstance(await normal.recv(), bytes)
            free.set()
            for waiting in (one, two):
                assert isinstance(await waiting.recv(), bytes)

    with running(threads=2, default_models=("digits-mlp",)) as server:
        asyncio.run(scenario(server))


def test_a_body_that_nobody_asked_for_is_refused_while_its_caller_waits() -> None:
    head = f"{CALLS[0][0]} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    with running(threads=1, max_body_bytes=1000) as server, socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(head.encode() + b"800\r\n" + bytes(0x800) + b"\r\n")
        connection.settimeout(20)
        assert connection.recv(65536).startswith(b"HTTP/1.1 413")
