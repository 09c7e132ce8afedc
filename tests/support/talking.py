"""Helpers for tests over a real socket."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.conftest import LiveServer
from tests.support import decoding


def message(seq: int, **more: Any) -> str:
    return json.dumps({"seq": seq, "sample": "seven", "models": ["digits-mlp"]} | more)


def session(
    server: LiveServer, scenario: Callable[[ClientConnection], Awaitable[Any]], packed: bool = False, **options: Any
) -> Any:
    """Runs `scenario` with an open socket, for a minute at most. `packed`: it says that it takes packed frames."""
    address = f"{server.socket}?packed=1" if packed else server.socket

    async def run() -> Any:
        async with asyncio.timeout(60), connect(address, compression=None, **options) as socket:
            return await scenario(socket)

    return asyncio.run(run())


async def closing(socket: ClientConnection) -> tuple[int, str]:
    """Reads on until the server closes: code and reason."""
    with contextlib.suppress(ConnectionClosed):
        async for _ in socket:
            pass
    await socket.wait_closed()
    return socket.close_code or 0, socket.close_reason or ""


async def still_serves(server: LiveServer) -> None:
    async with connect(server.socket, compression=None) as other:
        await other.send(message(1))
        assert decoding.decode_frame(await other.recv())[0]["seq"] == 1


def metric(server: LiveServer, name: str) -> float:
    lines = httpx.get(f"{server.url}/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(name))
