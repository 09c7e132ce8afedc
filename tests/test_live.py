"""The socket over a real connection: latest wins, nobody disturbs anybody, every violation has its close code."""

import asyncio
import contextlib
import json
import socket as sockets
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from conftest import LiveServer, running, wait_until
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app import encode
from app.live import Slot
from app.turn import Turn


def message(seq: int, **more: Any) -> str:
    return json.dumps({"seq": seq, "sample": "seven", "models": ["digits-mlp"]} | more)


def session(server: LiveServer, scenario: Callable[[ClientConnection], Awaitable[Any]], **options: Any) -> Any:
    """Runs `scenario` with an open socket, for a minute at most."""

    async def run() -> Any:
        async with asyncio.timeout(60), connect(server.socket, compression=None, **options) as socket:
            return await scenario(socket)

    return asyncio.run(run())


async def closing(socket: ClientConnection) -> tuple[int, str]:
    """Reads on until the server closes: code and reason."""
    with pytest.raises(ConnectionClosed) as caught:
        while True:
            await socket.recv()
    assert caught.value.rcvd is not None
    return caught.value.rcvd.code, caught.value.rcvd.reason


async def still_serves(server: LiveServer) -> None:
    async with connect(server.socket, compression=None) as other:
        await other.send(message(1))
        assert encode.decode_frame(await other.recv())[0]["seq"] == 1


def metric(server: LiveServer, name: str) -> float:
    lines = httpx.get(f"{server.url}/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))


def test_a_frame_answers_each_position(live_server: LiveServer) -> None:
    async def scenario(socket: ClientConnection) -> None:
        for seq, dx in enumerate((0, 3, -28)):
            await socket.send(message(seq, dx=dx, reference=[0, 0], edge="wrap"))
            header, _ = encode.decode_frame(await socket.recv())
            assert (header["seq"], header["dx"], header["edge"]) == (seq, dx, "wrap")
            assert [model["id"] for model in header["models"]] == ["digits-mlp"]

    session(live_server, scenario)


def test_the_socket_says_what_http_says(live_server: LiveServer) -> None:
    async def scenario(socket: ClientConnection) -> bytes:
        await socket.send(message(5, models=[], dx=4, dy=-4))
        return bytes(await socket.recv())

    header, body = encode.decode_frame(session(live_server, scenario))
    query = {"sample": "seven", "dx": 4, "dy": -4}
    expected, other = encode.decode_frame(httpx.post(f"{live_server.url}/api/frame", params=query).content)
    assert len(header["models"]) == 4
    for model, twin in zip(header["models"], expected["models"], strict=True):
        assert model["predictions"] == twin["predictions"]
        assert [stage["change"] for stage in model["stages"]] == [stage["change"] for stage in twin["stages"]]
    assert body == other


def test_the_latest_position_wins_and_is_always_answered(live_server: LiveServer) -> None:
    async def scenario(socket: ClientConnection) -> list[int]:
        before = await asyncio.to_thread(metric, live_server, "mixscope_live_skipped_total")
        for seq in range(50):
            await socket.send(message(seq, models=[], dx=seq % 20))
        answered = []
        while 49 not in answered:
            answered.append(encode.decode_frame(await socket.recv())[0]["seq"])
        after = await asyncio.to_thread(metric, live_server, "mixscope_live_skipped_total")
        assert len(answered) + (after - before) == 50
        return answered

    answered = session(live_server, scenario)
    assert answered == sorted(answered)
    assert len(answered) < 50


def test_a_position_joins_the_turn_that_has_not_begun() -> None:
    def wanted(seq: int) -> Any:
        return seq  # a turn does not look at what it holds

    slot = Slot()
    first = Turn(wanted(1))
    slot.put(first)
    assert asyncio.run(slot.take()) is first
    slot.put(Turn(wanted(2)))
    slot.put(Turn(wanted(3)))
    assert first.begin() == 3
    late = Turn(wanted(4))
    slot.put(late)  # it has begun: this one waits for its own turn
    slot.put("a problem with the fifth")
    assert first.begin() == 3
    assert asyncio.run(slot.take()) == "a problem with the fifth"


def test_out_of_order_and_repeated_numbers_are_the_clients_own_business(live_server: LiveServer) -> None:
    async def scenario(socket: ClientConnection) -> list[int]:
        found = []
        for seq in (9, 2, 2, 2**53):
            await socket.send(message(seq))
            found.append(encode.decode_frame(await socket.recv())[0]["seq"])
        return found

    assert session(live_server, scenario) == [9, 2, 2, 2**53]


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
        assert encode.decode_frame(await socket.recv())[0]["seq"] == 4

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


def test_two_people_get_their_own_frames(live_server: LiveServer) -> None:
    async def person(dx: int) -> None:
        async with connect(live_server.socket, compression=None) as socket:
            expected = None
            for seq in range(15):
                await socket.send(message(seq, dx=dx, models=["digits-cnn"]))
                header, body = encode.decode_frame(await socket.recv())
                assert (header["seq"], header["dx"]) == (seq, dx)
                pixels = bytes(body[:784])
                assert expected in (None, pixels)
                expected = pixels

    async def all_of_them() -> None:
        async with asyncio.timeout(60):
            await asyncio.gather(*(person(dx) for dx in range(-6, 6)))

    asyncio.run(all_of_them())


def test_the_cap_on_sockets_closes_with_1013() -> None:
    with running(live_sockets=1) as server:

        async def scenario(socket: ClientConnection) -> None:
            await socket.send(message(1))
            await socket.recv()
            async with connect(server.socket, compression=None) as other:
                assert (await closing(other))[0] == 1013
            await socket.send(message(2))
            assert encode.decode_frame(await socket.recv())[0]["seq"] == 2

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


def test_a_client_that_vanishes_frees_its_place(live_server: LiveServer) -> None:
    raw = sockets.create_connection(("127.0.0.1", live_server.port))
    before = metric(live_server, "mixscope_live_sockets")
    raw.sendall(
        b"GET /api/live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    wait_until(lambda: metric(live_server, "mixscope_live_sockets") > before)
    raw.close()
    wait_until(lambda: metric(live_server, "mixscope_live_sockets") <= before)


def test_a_stopping_server_closes_with_1012() -> None:
    with running() as server:

        async def scenario(socket: ClientConnection) -> None:
            await socket.send(message(1))
            await socket.recv()
            stopping = asyncio.create_task(asyncio.to_thread(server.stop))
            assert (await closing(socket))[0] == 1012
            await stopping

        session(server, scenario)
