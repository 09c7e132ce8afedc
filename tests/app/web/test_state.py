"""Pictures that are kept in another place, which may be slow or hang: nobody else waits for it."""

import asyncio
import contextlib
import json
import threading
from collections.abc import Iterator

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.conftest import LiveServer, running
from tests.support.talking import still_serves

NOWHERE = "0" * 64
CALLS = [
    f"GET /api/pattern?tier=digits&picture={NOWHERE}",
    f"GET /api/pictures/{NOWHERE}.png",
    f"POST /api/trace?picture={NOWHERE}",
    f"POST /api/trace?sample=seven&picture2={NOWHERE}",
    f"POST /api/strongest.npz?model=digits-mlp&point=act1&own={NOWHERE}",
]


class Hanging:
    """Keeps pictures, and says nothing until it is let go."""

    def __init__(self) -> None:
        self.asked, self.go = threading.Event(), threading.Event()

    def put(self, name: str, data: bytes) -> None: ...

    def get(self, name: str) -> bytes | None:
        self.asked.set()
        assert self.go.wait(30)
        return None


@pytest.fixture
def server() -> Iterator[LiveServer]:
    with running() as server:
        yield server


@pytest.fixture
def beyond(server: LiveServer) -> Iterator[Hanging]:
    hanging = Hanging()
    server.shared.pictures._beyond = hanging
    yield hanging
    hanging.go.set()


async def others_are_served(server: LiveServer, beyond: Hanging) -> None:
    assert await asyncio.to_thread(beyond.asked.wait, 20)
    async with asyncio.timeout(10):
        await still_serves(server)
        async with httpx.AsyncClient(base_url=server.url) as client:
            assert (await client.get("/livez")).status_code == 200
    beyond.go.set()


@pytest.mark.parametrize("call", CALLS)
def test_a_call_whose_picture_is_elsewhere_holds_up_nobody(server: LiveServer, beyond: Hanging, call: str) -> None:
    async def scenario() -> None:
        method, path = call.split(" ")
        async with httpx.AsyncClient(base_url=server.url, timeout=60) as client:
            asking = asyncio.create_task(client.request(method, path))
            await others_are_served(server, beyond)
            assert (await asking).json()["type"] == "picture-unknown"

    asyncio.run(scenario())


@pytest.mark.parametrize("named", [{"picture": NOWHERE}, {"sample": "seven", "picture2": NOWHERE}])
def test_a_position_whose_picture_is_elsewhere_holds_up_nobody(
    server: LiveServer, beyond: Hanging, named: dict[str, str]
) -> None:
    async def scenario() -> None:
        async with contextlib.AsyncExitStack() as stack:
            socket = await stack.enter_async_context(connect(server.socket))
            await socket.send(json.dumps({"seq": 1, **named}))
            await others_are_served(server, beyond)
            assert json.loads(await socket.recv())["problem"]["type"] == "picture-unknown"

    asyncio.run(scenario())
