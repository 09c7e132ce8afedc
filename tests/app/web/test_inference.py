"""A question whose caller has left is not worked on, whichever family of calls it belongs to."""

import socket
import threading
from typing import Any

import httpx
import pytest

from app.catalog.catalog import Catalog
from app.web.routes import lineage
from tests.conftest import running, wait_until
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


def test_a_body_that_nobody_asked_for_is_refused_while_its_caller_waits() -> None:
    head = f"{CALLS[0][0]} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    with running(threads=1, max_body_bytes=1000) as server, socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(head.encode() + b"800\r\n" + bytes(0x800) + b"\r\n")
        connection.settimeout(20)
        assert connection.recv(65536).startswith(b"HTTP/1.1 413")
