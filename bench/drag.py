"""People who drag, all at once, over real sockets: how old the frames are when they arrive, and how many people it takes."""

import asyncio
import json
import math
import time
from dataclasses import dataclass, field

from websockets.asyncio.client import connect

from app.encode import decode_frame

from .server import Server, server
from .table import Row

RATE = 10
"""Positions a second and person."""

PEOPLE = (1, 30, 60, 100)


@dataclass
class Seen:
    """Ages in seconds, from a position's sending to its frame's arrival; a position that was overtaken has none."""

    ages: list[float] = field(default_factory=list)
    sent: int = 0
    errors: int = 0


def rows(seconds: float) -> list[Row]:
    found: list[Row] = []
    with server() as running:
        before = running.memory()
        for people in PEOPLE:
            seen = asyncio.run(crowd(running, people, seconds))
            promised = people <= 30
            name = f"{people} {'person' if people == 1 else 'people'} at {RATE}/s"
            ages = sorted(seen.ages)
            found += [
                Row(f"{name}: age p50", 1e3 * quantile(ages, 0.5), "ms"),
                Row(f"{name}: age p95", 1e3 * quantile(ages, 0.95), "ms", 150 if promised else None),
                Row(f"{name}: oldest", 1e3 * ages[-1], "ms", 250 if promised else None),
                Row(f"{name}: frames per person", len(ages) / people / seconds, "/s"),
                Row(f"{name}: errors", seen.errors, "", 0),
            ]
            if (memory := running.memory()) is not None and before is not None:
                found.append(Row(f"{name}: memory", memory, "MiB", note=f"{before:.0f} before anybody came"))
            if quantile(ages, 0.95) > 0.25:
                break  # that many are too many; more would only be slower
    return found


def quantile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def crowd(running: Server, people: int, seconds: float) -> Seen:
    """Everybody drags the sample on a circle of their own, four models and the default view, at most two in flight."""
    seen = Seen()
    async with asyncio.TaskGroup() as group:
        for number in range(people):
            group.create_task(person(running, number, people, seconds, seen))
    return seen


async def person(running: Server, number: int, people: int, seconds: float, seen: Seen) -> None:
    await asyncio.sleep(number / people / RATE)  # not all in step
    async with connect(running.socket, compression=None, max_size=None) as socket:
        sent: dict[int, float] = {}
        reader = asyncio.create_task(read(socket, sent, seen))
        end, seq = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            due = time.monotonic() + 1 / RATE
            if len(sent) < 2:
                angle = seq / 7 + number
                place = {"dx": round(6 * math.cos(angle)), "dy": round(6 * math.sin(angle))}
                sent[seq] = time.monotonic()
                seen.sent += 1
                await socket.send(json.dumps({"seq": seq, "sample": "seven", **place}))
                seq += 1
            await asyncio.sleep(max(0, due - time.monotonic()))
        reader.cancel()


async def read(socket, sent: dict[int, float], seen: Seen) -> None:
    async for data in socket:
        if isinstance(data, str):
            seen.errors += 1
            continue
        seq = decode_frame(data)[0]["seq"]
        seen.ages.append(time.monotonic() - sent[seq])
        for old in [one for one in sent if one <= seq]:
            del sent[old]
