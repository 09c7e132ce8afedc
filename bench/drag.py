"""People who drag, all at once, over real sockets: how old the frames are when they arrive, and how many people it takes."""

import asyncio
import io
import itertools
import json
import math
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import numpy as np
from PIL import Image
from websockets.asyncio.client import connect

from app.core.settings import Settings
from app.main import create_app

from .frame import BATCH, interleaved, passing
from .server import Server, beginning, server
from .table import Row

RATE = 20
"""Positions a second and person."""

OLDEST = 0.25
"""Seconds; static/js/net/late_frames.js has the same."""

PEOPLE = {1: 0, 30: 12, 100: 4, 200: 2}
"""How many drag at once, and how many frames a second each of them is to get at least."""

NUMBERS = itertools.count()
"""Of own pictures: no crowd has one of an earlier crowd, whose frames the server may remember."""

OF_EAGER = 1.8
"""All people's frames a second, over what one thread does by the hooks with batches of 8."""


@dataclass(frozen=True)
class Asked:
    """A position that was sent, and when (time.monotonic)."""

    at: float
    message: str
    place: tuple[int, int]


@dataclass
class Seen:
    """Ages in seconds of painted frames, from a position's sending to its frame's arrival; one that was overtaken has none.

    `late`: frames that the page does not paint (static/js/net/late_frames.js): too old, with a newer one on its way.
    `came`: when each painted frame did (time.monotonic). `wrong`: frames of another place than was asked under their number.
    `bytes`: of all frames, as they came. `kept`: message -> frame, of every `keep`-th one.
    """

    ages: list[float] = field(default_factory=list)
    came: list[float] = field(default_factory=list)
    late: int = 0
    sent: int = 0
    errors: int = 0
    wrong: int = 0
    bytes: int = 0
    keep: int = 0
    kept: dict[str, bytes] = field(default_factory=dict)


def rows(seconds: float) -> list[Row]:
    eager = 1e3 * BATCH / interleaved(passing(create_app(Settings(compiled="off")).state.shared, BATCH), seconds=3)[0]
    found = [Row("one thread by the hooks, batches of 8, passes alone", eager, "/s")]
    with server() as running:
        for people, updates in PEOPLE.items():
            asyncio.run(crowd(running, people, 2, own=True))  # pictures decoded, models called
            found += of_crowd(running, people, updates, seconds, eager)
        ages = sorted(asyncio.run(crowd(running, 30, seconds, own=False)).ages)
        found.append(Row(f"30 people at {RATE}/s, one sample: age p95", 1e3 * quantile(ages, 0.95), "ms", 150))
        ages = sorted(asyncio.run(crowd(running, 30, seconds, own=True, models=["digits-vit"])).ages)
        found += [
            Row(f"30 people at {RATE}/s, own pictures, ViT alone: age p95", 1e3 * quantile(ages, 0.95), "ms", 50),
            Row(f"30 people at {RATE}/s, own pictures, ViT alone: frames a second each", len(ages) / seconds / 30, "/s"),
        ]
    return found


def of_crowd(running: Server, people: int, updates: int, seconds: float, eager: float) -> list[Row]:
    server, clients = running.processor(), time.process_time()
    seen = asyncio.run(crowd(running, people, seconds, own=True))
    server, clients = running.processor() - server, time.process_time() - clients
    name = f"{people} {'person' if people == 1 else 'people'} at {RATE}/s, own pictures"
    ages = sorted(seen.ages)
    total = len(ages) / seconds
    found = [
        Row(f"{name}: age p50", 1e3 * quantile(ages, 0.5), "ms"),
        Row(f"{name}: age p95", 1e3 * quantile(ages, 0.95), "ms", 120 if people == 30 else None),
        Row(f"{name}: oldest", 1e3 * ages[-1], "ms"),
        Row(f"{name}: frames a second each", total / people, "/s"),
        Row(f"{name}: left out as too late", 100 * seen.late / max(1, seen.late + len(ages)), "%"),
        Row(f"{name}: errors", seen.errors, "", 0),
        Row(f"{name}: memory", running.memory() or 0, "MiB"),
        Row(f"{name}: server", 100 * server / seconds, "%", note=f"of one core; the people {100 * clients / seconds:.0f} %"),
    ]
    if people > 1:
        short, times = updates - total / people, total / eager
        found += [
            Row(f"{name}: short of {updates} frames a second each", short, "/s", 0),
            Row(f"{name}: frames a second of all", total, "/s", note=f"{times:.2f} x one thread by the hooks"),
            Row(f"{name}: of {OF_EAGER} x that thread, missing", OF_EAGER - times, "x", 0),
        ]
    return found


def quantile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def crowd(running: Server, people: int, seconds: float, own: bool, models: Sequence[str] = (), keep: int = 0) -> Seen:
    """Everybody drags on a circle of their own, these models or the default four, the default view, at most two in flight.

    `own`: each their own picture, so that nothing can be shared; else all the same sample, as a class does. `keep`: Seen's.
    """
    seen = Seen(keep=keep)
    pictures = [{"picture": upload(running, next(NUMBERS))} if own else {"sample": "seven"} for _ in range(people)]
    scenes = [picture | ({"models": list(models)} if models else {}) for picture in pictures]
    async with asyncio.TaskGroup() as group:
        for number in range(people):
            group.create_task(person(running, number, people, seconds, seen, scenes[number]))
    return seen


def digit(number: int) -> bytes:
    """A noisy 7 of this person's own, as a PNG."""
    pixels = np.zeros((28, 28), np.uint8)
    pixels[5:8, 6:21] = pixels[5:24, 17:20] = 255
    pixels[10:20:2, 10:14] = np.random.default_rng(number).integers(0, 60, (5, 4))
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def upload(running: Server, number: int) -> str:
    """The id of this person's picture."""
    answer = httpx.post(f"{running.url}/api/pictures", content=digit(number), headers={"Content-Type": "image/png"})
    return str(answer.raise_for_status().json()["id"])


async def person(running: Server, number: int, people: int, seconds: float, seen: Seen, scene: dict[str, Any]) -> None:
    await asyncio.sleep(number / people / RATE)  # not all in step
    async with connect(running.socket, compression=None, max_size=None) as socket, asyncio.TaskGroup() as group:
        sent: dict[int, Asked] = {}
        reader = group.create_task(read(socket, sent, seen))
        end, seq = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            due = time.monotonic() + 1 / RATE
            if len(sent) < 2:
                angle = seq / 7 + number
                radius = 3 + seq % 9  # a spiral, so that places seldom repeat
                place = {"dx": round(radius * math.cos(angle)), "dy": round(radius * math.sin(angle))}
                sent[seq] = Asked(time.monotonic(), json.dumps({"seq": seq, **scene, **place}), (place["dx"], place["dy"]))
                seen.sent += 1
                await socket.send(sent[seq].message)
                seq += 1
            await asyncio.sleep(max(0, due - time.monotonic()))
        reader.cancel()


async def read(socket, sent: dict[int, Asked], seen: Seen) -> None:
    """What the page does with a frame: paint it, or leave it out by the rule of static/js/net/late_frames.js."""
    usual: float | None = None
    async for data in socket:
        if isinstance(data, str):
            seen.errors += 1
            sent.pop(json.loads(data).get("seq"), None)
            continue
        seq, *place = map(int, re.search(rb'"seq":(\d+),"kind":"frame","dx":(-?\d+),"dy":(-?\d+)', beginning(data)).groups())
        age = time.monotonic() - sent[seq].at
        seen.bytes += len(data)
        seen.wrong += tuple(place) != sent[seq].place
        if seen.keep and seq % seen.keep == 0:
            seen.kept[sent[seq].message] = data
        usual = age if usual is None else usual
        if age > OLDEST and usual < OLDEST / 2 and any(one > seq for one in sent):
            seen.late += 1
        else:
            seen.ages.append(age)
            seen.came.append(time.monotonic())
        usual += 0.1 * (age - usual)
        for old in [one for one in sent if one <= seq]:
            del sent[old]
