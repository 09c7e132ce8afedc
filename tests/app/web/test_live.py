"""The socket over a real connection: latest wins, nobody disturbs anybody, every violation has its close code."""

import asyncio
import json
import socket as sockets
import weakref
import zlib
from types import SimpleNamespace
from typing import Any

import httpx
from PIL import Image
from websockets.asyncio.client import ClientConnection, connect

from app.core.errors import Problem
from app.core.sentence import Sentence
from app.web.live import frame_of
from app.web.live_queue import Turn
from app.web.responses import png
from tests.conftest import LiveServer, running, wait_until
from tests.support import decoding
from tests.support.colour_profiles import wide_gamut
from tests.support.odd_pictures import save
from tests.support.talking import closing, message, metric, session

AS_PNG = {"Content-Type": "image/png"}


def test_a_frame_answers_each_position(live_server: LiveServer) -> None:
    async def scenario(socket: ClientConnection) -> None:
        for seq, dx in enumerate((0, 3, -28)):
            await socket.send(message(seq, dx=dx, reference=[0, 0], edge="wrap"))
            header, _ = decoding.decode_frame(await socket.recv())
            assert (header["seq"], header["dx"], header["edge"]) == (seq, dx, "wrap")
            assert [model["id"] for model in header["models"]] == ["digits-mlp"]

    session(live_server, scenario)


def test_the_socket_says_what_http_says(live_server: LiveServer) -> None:
    async def scenario(socket: ClientConnection) -> bytes:
        await socket.send(message(5, models=[], dx=4, dy=-4))
        return bytes(await socket.recv())

    header, body = decoding.decode_frame(session(live_server, scenario))
    query = {"sample": "seven", "dx": 4, "dy": -4}
    expected, other = decoding.decode_frame(httpx.post(f"{live_server.url}/api/frame", params=query).content)
    assert len(header["models"]) == 4
    for model, twin in zip(header["models"], expected["models"], strict=True):
        assert model["predictions"] == twin["predictions"]
        assert [stage["change"] for stage in model["stages"]] == [stage["change"] for stage in twin["stages"]]
    assert body == other


def test_a_frame_comes_packed_to_who_can_take_it(live_server: LiveServer) -> None:
    async def scenario(socket: ClientConnection) -> bytes:
        await socket.send(message(5, models=[], dx=4, dy=-4))
        return bytes(await socket.recv())

    plain, small = (session(live_server, scenario, packed=one) for one in (False, True))
    assert small[:4] == b"MXSZ"
    assert zlib.decompress(small[4:]) == plain
    assert len(small) <= 40 * 1024 < len(plain)


def test_a_colour_profile_is_followed_or_left_out(live_server: LiveServer) -> None:
    data = save(Image.new("RGB", (64, 64), (200, 80, 40)), "PNG", icc_profile=wide_gamut())
    kept = httpx.post(f"{live_server.url}/api/pictures", content=data, headers={"Content-Type": "image/png"}).json()["id"]

    async def scenario(socket: ClientConnection) -> list[bytes]:
        seen = []
        for profile in ({}, {"profile": "convert"}, {"profile": "ignore"}):
            await socket.send(json.dumps({"seq": 1, "picture": kept, "models": ["photos-mlp"]} | profile))
            header, body = decoding.decode_frame(await socket.recv())
            at = header["models"][0]["input"]["at"]
            seen.append(bytes(body[at : at + 3 * 64 * 64]))
        return seen

    followed, the_same, left_out = session(live_server, scenario)
    assert followed == the_same
    assert set(left_out) == {200, 80, 40}
    assert 200 not in followed


def test_the_latest_position_wins_and_is_always_answered(live_server: LiveServer) -> None:
    async def scenario(socket: ClientConnection) -> list[int]:
        before = await asyncio.to_thread(metric, live_server, "mixscope_live_skipped_total")
        for seq in range(50):
            await socket.send(message(seq, models=[], dx=seq % 20))
        answered = []
        while 49 not in answered:
            answered.append(decoding.decode_frame(await socket.recv())[0]["seq"])
        after = await asyncio.to_thread(metric, live_server, "mixscope_live_skipped_total")
        assert len(answered) + (after - before) == 50
        return answered

    answered = session(live_server, scenario)
    assert answered == sorted(answered)
    assert len(answered) < 50


def test_a_position_that_was_refused_takes_no_newer_ones_along() -> None:
    """It would never be computed: nobody waits for a turn whose deadline has passed."""

    class Full:
        async def frame(self, turn: Turn) -> bytes:
            raise Problem(503, "busy", "Busy", Sentence("pool-late", "Too late."))

    shared: Any = SimpleNamespace(engine=Full())
    first: Any = SimpleNamespace(seq=1)
    turn = Turn(first)
    assert '"seq":1' in str(asyncio.run(frame_of(turn, shared)))
    assert not turn.replace(first)


def test_a_socket_that_waits_holds_no_picture(live_server: LiveServer) -> None:
    """What the store has let go is gone, with three hundred people looking on, too."""
    shared = live_server.shared
    sent = httpx.post(f"{live_server.url}/api/pictures", content=png(Image.new("RGB", (40, 30), "teal")), headers=AS_PNG)
    id = sent.json()["id"]

    async def scenario(socket: ClientConnection) -> None:
        await socket.send(message(1, sample=None, picture=id))
        await socket.recv()
        held = weakref.ref(shared.pictures.get(id))
        shared.pictures._decoded.clear()
        await asyncio.to_thread(wait_until, lambda: held() is None, 5)

    session(live_server, scenario)


def test_out_of_order_and_repeated_numbers_are_the_clients_own_business(live_server: LiveServer) -> None:
    async def scenario(socket: ClientConnection) -> list[int]:
        found = []
        for seq in (9, 2, 2, 2**53):
            await socket.send(message(seq))
            found.append(decoding.decode_frame(await socket.recv())[0]["seq"])
        return found

    assert session(live_server, scenario) == [9, 2, 2, 2**53]


def test_two_people_get_their_own_frames(live_server: LiveServer) -> None:
    async def person(dx: int) -> None:
        async with connect(live_server.socket, compression=None) as socket:
            expected = None
            for seq in range(15):
                await socket.send(message(seq, dx=dx, models=["digits-cnn"]))
                header, body = decoding.decode_frame(await socket.recv())
                assert (header["seq"], header["dx"]) == (seq, dx)
                pixels = bytes(body[:784])
                assert expected in (None, pixels)
                expected = pixels

    async def all_of_them() -> None:
        async with asyncio.timeout(60):
            await asyncio.gather(*(person(dx) for dx in range(-6, 6)))

    asyncio.run(all_of_them())


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


def test_a_client_whose_network_is_gone_frees_its_place() -> None:
    """No FIN comes, and no answer to a ping."""
    with running(live_ping_seconds=1) as server, sockets.create_connection(("127.0.0.1", server.port)) as raw:
        raw.sendall(
            b"GET /api/live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        wait_until(lambda: metric(server, "mixscope_live_sockets") == 1)
        wait_until(lambda: metric(server, "mixscope_live_sockets") == 0, 30)


def test_a_stopping_server_closes_with_1012() -> None:
    with running() as server:

        async def scenario(socket: ClientConnection) -> None:
            await socket.send(message(1))
            await socket.recv()
            stopping = asyncio.create_task(asyncio.to_thread(server.stop))
            assert (await closing(socket))[0] == 1012
            await stopping

        session(server, scenario)
