"""A room: one leads at 20 positions a second, 30 to 200 follow. How old is a follower's frame, and how many reach it?"""

import asyncio
import json
import math
import re
import time
from dataclasses import dataclass, field

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from .drag import quantile
from .server import Server, beginning, server
from .table import Row

FOLLOWERS = (30, 100, 200)
RATE = 20
"""Positions a second of the leader."""
UPDATES = 15
"""Frames a second that each follower is to get at least."""


@dataclass
class Seen:
    """`sent`: position -> when the leader sent it. `ages`: seconds from there to a frame. `closed`: lost connections."""

    sent: dict[tuple[int, int], float] = field(default_factory=dict)
    ages: list[float] = field(default_factory=list)
    frames: list[int] = field(default_factory=list)
    closed: int = 0


def rows(seconds: float) -> list[Row]:
    found: list[Row] = []
    for people in FOLLOWERS:
        with server() as running:
            before = running.processor()
            seen = asyncio.run(room(running, people, seconds))
            used = running.processor() - before
            name, ages = f"{people} followers", sorted(seen.ages)
            found += [
                Row(f"{name}: age p50", 1e3 * quantile(ages, 0.5), "ms"),
                Row(f"{name}: age p95", 1e3 * quantile(ages, 0.95), "ms", 150),
                Row(f"{name}: oldest", 1e3 * ages[-1], "ms"),
                Row(
                    f"{name}: frames short of {UPDATES} a second, of the slowest", UPDATES - min(seen.frames) / seconds, "/s", 0
                ),
                Row(f"{name}: connections closed", seen.closed, "", 0),
                Row(f"{name}: processor", 100 * used / seconds, "%", note="of one core, by the server, joining included"),
                Row(f"{name}: memory", running.memory() or 0, "MiB"),
            ]
    return found


async def room(running: Server, people: int, seconds: float) -> Seen:
    opened = httpx.post(f"{running.url}/api/rooms").raise_for_status().json()
    address = running.socket.replace("/live", f"/rooms/{opened['code']}/live")
    seen, begun = Seen(), asyncio.Event()
    async with asyncio.TaskGroup() as group, connect(address, compression=None, max_size=None) as leader:
        await leader.send(json.dumps({"member": "the-leader", "lead": opened["lead"]}))
        for number in range(people):
            group.create_task(follower(address, number, seconds, seen, begun))
        while people_of(await leader.recv()) != people:
            pass
        begun.set()
        reading = group.create_task(drain(leader))
        end, step = time.monotonic() + seconds, 0
        while (now := time.monotonic()) < end:
            angle, radius = step / 7, 3 + step % 9
            at = {"dx": round(radius * math.cos(angle)), "dy": round(radius * math.sin(angle))}
            seen.sent[at["dx"], at["dy"]] = now
            view = f"dx={at['dx']}&dy={at['dy']}"
            await leader.send(json.dumps({"do": "show", "view": view, "frame": {"sample": "seven", **at}}))
            step += 1
            await asyncio.sleep(max(0, now + 1 / RATE - time.monotonic()))
        reading.cancel()
    return seen


def people_of(data: str | bytes) -> int | None:
    """How many follow, if the message says so."""
    return json.loads(data).get("people") if isinstance(data, str) else None


def place_of(frame: bytes) -> tuple[int, int]:
    dx, dy = re.search(rb'"dx":(-?\d+),"dy":(-?\d+)', beginning(frame)).groups()
    return int(dx), int(dy)


async def drain(socket) -> None:
    async for _ in socket:
        pass


async def follower(address: str, number: int, seconds: float, seen: Seen, begun: asyncio.Event) -> None:
    frames = 0
    try:
        async with connect(address, compression=None, max_size=None) as socket:
            await socket.send(json.dumps({"member": f"person-{number:05}"}))
            while not begun.is_set():  # what comes before is not counted
                try:
                    await asyncio.wait_for(socket.recv(), 0.2)
                except TimeoutError:
                    continue
            end = time.monotonic() + seconds
            while (left := end - time.monotonic()) > 0:
                try:
                    data = await asyncio.wait_for(socket.recv(), left)
                except TimeoutError:
                    break
                if not isinstance(data, str):
                    seen.ages.append(time.monotonic() - seen.sent[place_of(data)])
                    frames += 1
    except ConnectionClosed:
        seen.closed += 1
    seen.frames.append(frames)
