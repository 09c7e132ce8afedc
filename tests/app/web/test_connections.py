"""What a connection may cost where no route is asked: over real connections, on a server of its own."""

import contextlib
import json
import resource
import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from app.core.settings import Settings
from app.web.assets import plotly_url
from app.web.connections import FILES, SPARE, most_connections
from tests.conftest import LiveServer, running, wait_until

HEAD = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n"
HANDSHAKE = (
    b"GET /api/live HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)


@pytest.fixture(scope="module")
def hasty() -> Iterator[LiveServer]:
    with running(head_deadline_seconds=0.6, unread_deadline_seconds=0.6, live_send_deadline_seconds=0.5, threads=1) as server:
        yield server


@contextlib.contextmanager
def connected(server: LiveServer, receive_bytes: int | None = None) -> Iterator[socket.socket]:
    with socket.socket() as connection:
        if receive_bytes:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        connection.settimeout(20)
        connection.connect(("127.0.0.1", server.port))
        yield connection


def rest(connection: socket.socket) -> bytes:
    """Everything until the server closes."""
    found = b""
    with contextlib.suppress(ConnectionResetError):
        while data := connection.recv(65536):
            found += data
    return found


def problem(answer: bytes) -> dict[str, object]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"x-content-type-options: nosniff" in head
    assert b"content-type: application/problem+json" in head
    assert b"connection: close" in head.lower()
    found: dict[str, object] = json.loads(body)
    assert found["status"] == int(head.split()[1])
    return found


def opened(server: LiveServer) -> int:
    return len(server.server.server_state.connections)


@pytest.mark.parametrize(("start", "more"), [
    (HEAD, b"a: b\r\n" * 1000), (HEAD + b"a: ", b"b" * 6000), (b"GET /", b"x" * 6000), (b"", b"\r\n" * 3000),
], ids=["lines", "value", "address", "nothing"])  # fmt: skip
def test_a_head_without_an_end_is_refused_while_it_comes(live_server: LiveServer, start: bytes, more: bytes) -> None:
    with connected(live_server) as connection:
        connection.sendall(start)
        with contextlib.suppress(ConnectionError):
            for _ in range(1000):  # 6 MB: an endless one would cost all of it
                connection.sendall(more)
            pytest.fail("nobody stopped it")


def test_the_refusal_of_a_long_head_is_a_sentence(live_server: LiveServer) -> None:
    with connected(live_server) as connection:
        connection.sendall(HEAD + b"a: b\r\n" * 11_000)  # a little above the limit, so that nothing is left to send
        assert problem(rest(connection))["type"] == "headers-too-long"


@pytest.mark.parametrize("sent", [b"", b"G", HEAD, HANDSHAKE[:60], HEAD + b"\r\n" + HEAD], ids=range(5))
def test_who_says_nothing_or_does_not_end_is_not_waited_for(hasty: LiveServer, sent: bytes) -> None:
    with connected(hasty) as connection:
        connection.sendall(sent)
        answer = rest(connection)
    if sent:
        assert problem(answer[answer.rindex(b"HTTP/1.1 ") :])["type"] == "head-timeout"
    else:
        assert answer == b""
    wait_until(lambda: opened(hasty) == 0)


def test_a_byte_now_and_then_does_not_help(hasty: LiveServer) -> None:
    with connected(hasty) as connection:
        connection.settimeout(0.05)
        answer = b""
        for letter in HEAD * 10:
            with contextlib.suppress(ConnectionError):
                connection.sendall(bytes([letter]))
            with contextlib.suppress(TimeoutError, ConnectionError):
                answer = connection.recv(65536)
                break
    assert b" 408 " in answer


def test_what_is_no_http_gets_a_sentence_with_the_headers_of_all_answers(live_server: LiveServer) -> None:
    with connected(live_server) as connection:
        connection.sendall(b"\x16\x03\x01\x02\x00 is how TLS begins\r\n\r\n")
        assert problem(rest(connection))["type"] == "http-invalid"


def test_who_reads_nothing_of_an_answer_is_cut(hasty: LiveServer) -> None:
    with connected(hasty, receive_bytes=4096) as connection:
        connection.sendall(b"GET /" + plotly_url().encode() + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")  # 4 MB, not compressed
        wait_until(lambda: opened(hasty) == 1)
        wait_until(lambda: opened(hasty) == 0)


def test_who_reads_slowly_gets_all_of_it(hasty: LiveServer) -> None:
    """Several deadlines long, a little at a time."""
    pace, got, begun = threading.Event(), 0, time.monotonic()
    with connected(hasty, receive_bytes=4096) as connection:
        connection.sendall(b"GET /" + plotly_url().encode() + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        while data := connection.recv(100_000):
            got += len(data)
            if time.monotonic() - begun < 2.5:
                pace.wait(0.02)
    assert got > 4_000_000


def test_a_socket_that_never_reads_ends_with_its_handler(hasty: LiveServer) -> None:
    asking = json.dumps({"seq": 1, "sample": "seven", "models": ["digits-cnn", "digits-vit"]}).encode()
    frame = bytes([0x81, 0x80 | len(asking)]) + bytes(4) + asking  # masked with zeros
    with connected(hasty, receive_bytes=4096) as connection:
        connection.sendall(HANDSHAKE)
        assert b" 101 " in connection.recv(1000)
        wait_until(lambda: opened(hasty) == 1)
        with contextlib.suppress(ConnectionError, TimeoutError):
            connection.settimeout(1)
            for _ in range(200):
                connection.sendall(frame.replace(b'"seq": 1', b'"seq": 2'))
        wait_until(lambda: opened(hasty) == 0)


def test_beyond_the_most_connections_only_health_is_answered() -> None:
    with running(max_connections=250, threads=1) as server, contextlib.ExitStack() as stack:
        for _ in range(250):
            stack.enter_context(connected(server))
        wait_until(lambda: opened(server) >= 250)
        refused = httpx.get(f"{server.url}/api/samples")
        assert (refused.status_code, refused.json()["type"]) == (503, "busy")
        assert refused.headers["retry-after"] == "1"
        assert refused.headers["x-content-type-options"] == "nosniff"
        assert httpx.get(f"{server.url}/livez").status_code == 200
        assert httpx.get(f"{server.url}/readyz").status_code == 200
        with connected(server) as upgrade:
            upgrade.sendall(HANDSHAKE)
            assert problem(rest(upgrade))["type"] == "busy"
        stack.close()
        wait_until(lambda: opened(server) == 0)
        assert httpx.get(f"{server.url}/api/samples").status_code == 200


def test_few_descriptors_mean_few_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda which, both: given.append(both))
    monkeypatch.setattr(resource, "getrlimit", lambda which: (256, 512))
    assert most_connections(Settings(max_connections=1000)) == 512 - SPARE - FILES
    assert given == [(512, 512)]
    monkeypatch.setattr(resource, "getrlimit", lambda which: (1_000_000, resource.RLIM_INFINITY))
    assert most_connections(Settings(max_connections=1000)) == 1000
