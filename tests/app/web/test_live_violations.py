"""Every violation on the socket has its close code and reason, and nobody else notices."""

import asyncio
import contextlib
import json
import socket as sockets
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from tests.conftest import LiveServer, running, wait_until
from tests.support import decoding
from tests.support.talking import closing, message, metric, session, still_serves

BAD_VALUES: list[tuple[dict[str, Any], str]] = [
    ({"sample": "nobody"}, "sample-unknown"),
    ({"sample": None, "picture": "0" * 64}, "picture-unknown"),
    ({"sample": None}, "picture-missing"),
    ({"picture": "x"}, "picture-missing"),
    ({"models": ["nobody"]}, "model-unknown"),
    ({"models": ["digits-mlp"] * 17}, "invalid-parameter"),
    ({"stages": ["digits-mlp/nowhere"]}, "stage-unknown"),
    ({"dx": 29}, "invalid-parameter"),
    ({"dx": 10**30}, "invalid-parameter"),
    ({"dy": 1.5}, "invalid-parameter"),
    ({"dy": "3"}, "invalid-parameter"),
    ({"dx": None}, "invalid-parameter"),
    ({"reference": [1]}, "invalid-parameter"),
    ({"reference": [0, 99]}, "invalid-parameter"),
    ({"edge": "mirror"}, "invalid-parameter"),
    ({"fit": 3}, "invalid-parameter"),
    ({"tiles": 0}, "invalid-parameter"),
    ({"tiles": 10**9}, "invalid-parameter"),
    ({"seq": -1}, "invalid-parameter"),
    ({"seq": "a"}, "invalid-parameter"),
    ({"seq": {"x": []}}, "invalid-parameter"),
]


@pytest.mark.parametrize(("change", "type"), BAD_VALUES)
def test_bad_values_get_a_problem_and_the_socket_lives_on(live_server: LiveServer, change: dict[str, Any], type: str) -> None:
    async def scenario(socket: ClientConnection) -> None:
        await socket.send(json.dumps({"seq": 3, "sample": "seven", "models": ["digits-mlp"]} | change))
        answer = json.loads(await socket.recv())
        assert answer["problem"]["type"] == type
        assert answer["problem"]["detail"].endswith(".")
        assert answer["seq"] == change.get("seq", 3) or answer["seq"] is None
        await socket.send(message(4))
        assert decoding.decode_frame(await socket.recv())[0]["seq"] == 4

    session(live_server, scenario)


@pytest.mark.parametrize(
    "text",
    ["", "{", "NaN", '{"seq": NaN}', '{"seq": 1, "dx": Infinity}', '{"seq": 1, "dx": 1e999}', "[]", "3", "null", "[" * 30_000],
)
def test_what_is_no_json_object_closes_with_1008(live_server: LiveServer, text: str) -> None:
    async def scenario(socket: ClientConnection) -> None:
        await socket.send(text)
        code, reason = await closing(socket)
        assert code == 1008
        assert "JSON" in reason

    session(live_server, scenario)
    asyncio.run(still_serves(live_server))


def test_binary_closes_with_1008(live_server: LiveServer) -> None:
    async def scenario(socket: ClientConnection) -> None:
        await socket.send(b"\x00" * 10)
        assert await closing(socket) == (1008, "Send text messages, not binary ones.")

    session(live_server, scenario)


def test_too_big_closes_with_1009(live_server: LiveServer) -> None:
    async def scenario(socket: ClientConnection) -> None:
        await socket.send(message(1, note="x" * 70_000))
        assert (await closing(socket))[0] == 1009

    session(live_server, scenario)
    asyncio.run(still_serves(live_server))


def test_a_flood_closes_with_1008_and_others_are_served(live_server: LiveServer) -> None:
    async def scenario(socket: ClientConnection) -> None:
        async def flood() -> None:
            for seq in range(5000):
                await socket.send(message(seq))

        task = asyncio.create_task(flood())
        await still_serves(live_server)
        code, reason = await closing(socket)
        assert code == 1008
        assert "Too many messages" in reason
        await asyncio.gather(task, return_exceptions=True)

    session(live_server, scenario)


@pytest.mark.parametrize("origin", ["https://example.org", "null", "http://127.0.0.1:1"])
def test_a_foreign_origin_is_refused(live_server: LiveServer, origin: str) -> None:
    async def scenario(socket: ClientConnection) -> None:
        raise AssertionError("it opened")

    with pytest.raises(InvalidStatus) as caught:
        session(live_server, scenario, origin=origin)
    assert caught.value.response.status_code == 403


def test_the_own_origin_may(live_server: LiveServer) -> None:
    async def scenario(socket: ClientConnection) -> None:
        await socket.send(message(1))
        assert isinstance(await socket.recv(), bytes)

    session(live_server, scenario, origin=live_server.url)


def test_the_cap_on_sockets_closes_with_1013() -> None:
    with running(live_sockets=1) as server:

        async def scenario(socket: ClientConnection) -> None:
            await socket.send(message(1))
            await socket.recv()
            async with connect(server.socket, compression=None) as other:
                assert (await closing(other))[0] == 1013
            await socket.send(message(2))
            assert decoding.decode_frame(await socket.recv())[0]["seq"] == 2

        session(server, scenario)


def test_a_client_that_never_reads_is_let_go() -> None:
    """It asks for frames until every buffer is full, and then stays silent."""
    with running(live_send_deadline_seconds=0.5, live_ping_seconds=0.5, live_messages_per_second=100_000) as server:
        raw = sockets.create_connection(("127.0.0.1", server.port))
        raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
        raw.sendall(
            b"GET /api/live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        assert b"101" in raw.recv(4096)
        text = message(1, models=[]).encode()
        masked = bytes([0x81, 0x80 | len(text)]) + b"\0\0\0\0" + text  # a zero mask changes nothing
        assert len(text) < 126
        raw.settimeout(0.05)

        def gone() -> bool:
            with contextlib.suppress(OSError):  # full, or closed by the server: that is what is waited for
                raw.sendall(masked)
            return metric(server, "mixscope_live_sockets") == 0

        wait_until(gone, 60)
        asyncio.run(still_serves(server))
        raw.close()
