"""What people do to a server: slow and silent connections, pictures made to harm, a stop in the middle of work."""

import asyncio
import contextlib
import json
import os
import signal
import socket as sockets
import time
from collections import Counter
from urllib.parse import urlsplit

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.support.odd_pictures import HARMLESS
from tests.support.refused_pictures import REFUSED

from . import drag
from .drag import quantile
from .server import Server, server
from .table import Row

SILENT, DRIPPING, NOT_READING, STORM = 150, 150, 5, 200
PATIENCE = 60
"""Seconds after which a connection counts as one that is never closed."""


def slow(running: Server) -> list[Row]:
    return asyncio.run(_slow(running))


async def _slow(running: Server) -> list[Row]:
    health: list[float] = []
    async with httpx.AsyncClient(base_url=running.url, timeout=60) as client:
        probing = asyncio.create_task(probe(client, health))
        heads = [silent(running, drips=number >= SILENT) for number in range(SILENT + DRIPPING)]
        closed = await asyncio.gather(*heads, *(not_reading(running, number) for number in range(NOT_READING)))
        probing.cancel()
        await asyncio.gather(probing, return_exceptions=True)
    name = f"slow: {SILENT} silent and {DRIPPING} dripping connections"
    return [
        Row(f"{name}, last closed after", max(closed[:-NOT_READING]), "s", 25),
        Row(
            f"slow: {NOT_READING} sockets that read nothing, last closed after",
            max(closed[-NOT_READING:]),
            "s",
            45,
            "a ping without an answer at the latest",
        ),
        Row("slow: health route p95 meanwhile", 1e3 * quantile(sorted(health), 0.95), "ms", 100),
    ]


async def probe(client: httpx.AsyncClient, took: list[float]) -> None:
    while True:
        began = time.monotonic()
        (await client.get("/livez")).raise_for_status()
        took.append(time.monotonic() - began)
        await asyncio.sleep(0.2)


async def silent(running: Server, drips: bool) -> float:
    """Seconds until the server has closed a connection that says nothing, or a byte of a head a second."""
    began, address = time.monotonic(), urlsplit(running.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    head = iter(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"a" * 1000)
    with contextlib.suppress(ConnectionError):
        while time.monotonic() - began < PATIENCE:
            if drips:
                writer.write(bytes([next(head)]))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    while await reader.read(4096):
                        pass
                    break
    writer.close()
    return time.monotonic() - began


async def not_reading(running: Server, number: int) -> float:
    """Seconds until the server has cut a socket that asks for frames and takes none."""
    began = time.monotonic()
    small, address = sockets.socket(), urlsplit(running.url)
    small.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 16 * 1024)  # or megabytes would wait here, unread
    small.connect((address.hostname, address.port))
    options = {"sock": small, "compression": None, "max_queue": 1, "close_timeout": 0.1, "ping_interval": None}
    with contextlib.suppress(ConnectionClosed, OSError):
        async with connect(running.socket, **options) as socket:
            for seq in range(20 * PATIENCE):
                place = {"dx": seq % 9 - 4, "dy": (seq + number) % 9 - 4, "tiles": 256}
                async with asyncio.timeout(PATIENCE):
                    await socket.send(json.dumps({"seq": seq, "sample": "seven", **place}))
                await asyncio.sleep(0.05)
    return time.monotonic() - began


def storm(running: Server) -> list[Row]:
    """All sockets of a class come back within a second, as after a break of the network."""
    return asyncio.run(_storm(running))


async def _storm(running: Server) -> list[Row]:
    began = time.monotonic()
    served = await asyncio.gather(*(frame_at(running, began, number / STORM, number) for number in range(STORM)))
    return [
        Row(f"storm: {STORM} sockets in a second, all served after", max(served), "s", 5),
        Row("storm: without a frame", served.count(PATIENCE), "", 0),
    ]


async def frame_at(running: Server, began: float, delay: float, number: int) -> float:
    """Seconds after `began` at which somebody who comes after `delay` has a frame; PATIENCE where none came."""
    await asyncio.sleep(delay)
    with contextlib.suppress(ConnectionClosed, OSError, TimeoutError):
        async with asyncio.timeout(PATIENCE), connect(running.socket, compression=None, max_size=None) as socket:
            await socket.send(json.dumps({"seq": 1, "sample": "seven", "dx": number % 9 - 4, "dy": number // 9 % 9 - 4}))
            if not isinstance(await socket.recv(), str):
                return time.monotonic() - began
    return PATIENCE


def bombs(running: Server) -> list[Row]:
    """All that the tests refuse, and what is odd but harmless, while ten people drag."""
    before = running.memory() or 0
    seen, answers, took = asyncio.run(all_bombs(running))
    wrong = [name for name, status in answers.items() if status != (REFUSED[name][1] if name in REFUSED else 200)]
    return [
        Row("bombs: pictures sent", len(answers), ""),
        Row("bombs: answers of 500 or more", sum(status >= 500 for status in answers.values()), "", 0),
        Row("bombs: other answers than the right one", len(wrong), "", 0, ", ".join(wrong)),
        Row("bombs: slowest answer", max(took), "s", 1.0),
        Row("bombs: memory", running.memory() or 0, "MiB", 1024, f"{before:.0f} before"),
        Row("bombs: p95 of ten who drag meanwhile", 1e3 * quantile(sorted(seen.ages) or [0.0], 0.95), "ms", 150),
    ]


async def all_bombs(running: Server) -> tuple[drag.Seen, dict[str, int], list[float]]:
    files = {name: made() for name, (made, _) in REFUSED.items()} | {name: made() for name, made in HARMLESS.items()}
    answers: dict[str, int] = {}
    took: list[float] = []
    dragging = asyncio.create_task(drag.crowd(running, 10, 10, own=True))
    async with httpx.AsyncClient(base_url=running.url, timeout=60) as client:
        for name, data in files.items():
            began = time.monotonic()
            answers[name] = (await client.post("/api/pictures", content=data, headers={"Content-Type": "image/x"})).status_code
            took.append(time.monotonic() - began)
    return await dragging, answers, took


def stop() -> list[Row]:
    """SIGTERM while people drag and long calls run."""
    with server() as running:
        return asyncio.run(_stop(running))


async def _stop(running: Server) -> list[Row]:
    people = [asyncio.create_task(until_closed(running, number)) for number in range(10)]
    calls = [asyncio.create_task(long_call(running, row)) for row in range(4)]
    await asyncio.sleep(2)
    began = time.monotonic()
    os.kill(running.process, signal.SIGTERM)
    gone = asyncio.create_task(asyncio.to_thread(os.waitpid, running.process, 0))
    codes, answers = Counter(await asyncio.gather(*people)), Counter(await asyncio.gather(*calls))
    await gone
    return [
        Row("stop: SIGTERM under load, gone after", time.monotonic() - began, "s", 8),
        Row("stop: sockets closed without 1012", sum(codes.values()) - codes[1012], "", 0, str(dict(codes))),
        Row("stop: calls without 200 or 503", sum(answers.values()) - answers[200] - answers[503], "", 0, str(dict(answers))),
    ]


async def until_closed(running: Server, number: int) -> int | None:
    """The close code of somebody who drags."""
    async with connect(running.socket, compression=None, max_size=None) as socket:
        with contextlib.suppress(ConnectionClosed):
            for seq in range(10_000):
                await socket.send(json.dumps({"seq": seq, "sample": "seven", "dx": seq % 9 - 4, "dy": number % 9 - 4}))
                await socket.recv()
                await asyncio.sleep(0.1)
    return socket.close_code


async def long_call(running: Server, row: int) -> int:
    """Its status; 0 where the connection broke."""
    params = {"sample": "cat", "model": "photos-vit", "point": "blocks.7", "level": "input", "row": row, "column": 2}
    async with httpx.AsyncClient(base_url=running.url, timeout=60) as client:
        try:
            return (await client.post("/api/mixing", params=params)).status_code
        except httpx.HTTPError:
            return 0
