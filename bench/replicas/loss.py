"""kill -9 of one of two replicas of the models while people drag: for how long their frames are older, and is one wrong?

Needs the extra (make cluster), and leaves the section out without it.
"""

import asyncio
import itertools
import os
import signal
import time
from collections.abc import Iterable
from typing import Any

from websockets.asyncio.client import connect

from app.frames.codec import opened
from app.frames.packed import unpacked
from tests.support.cluster import REPLICA, descendants, title

from .. import drag
from ..drag import quantile
from ..server import Server, server
from ..table import Row
from .cluster import WARM, Setup, service, started, there
from .waiting import WAITS

PEOPLE = {False: 30, True: 60}
"""Where replicas compute, and where they wait."""

BEFORE, AFTER = 8.0, 32.0
"""Seconds of the drag before the loss, and after it."""

WINDOW, STEADY = 0.5, 6
"""Seconds of which one p95 is taken; so many windows in a row are as young as before when the age is back."""

PAUSE = 1 / 40
"""Seconds between two messages on one socket, which a server closes where there are more than 60 a second."""

KEEP = 40
"""One of so many frames is held against the one of a single process."""

NEAR = 1e-5
"""By how much their probabilities and measures may differ: a batch rounds otherwise than a single position."""

Ages = list[tuple[float, float]]
"""(when a frame came, its age), in seconds."""


def rows(seconds: float) -> list[Row]:
    return [*lost(waits=False), *lost(waits=True)] if there() else []


def lost(waits: bool) -> list[Row]:
    setup, people = Setup(ray=True, count=2, waits=waits), PEOPLE[waits]
    with started(setup, **{WAITS: ",".join(f"{one:.3f}" for one in service(4))} if waits else {}) as running:
        asyncio.run(drag.crowd(running, people, WARM, own=True))
        first = next(drag.NUMBERS) + 1
        seen, killed = asyncio.run(_lost(running, people))
    name = f"{setup.name}, {people} at {drag.RATE}/s, one killed"
    ages = list(zip(seen.came, seen.ages, strict=True))
    before = [age for came, age in ages if came < killed]
    found = [
        Row(f"{name}: age p95 before", 1e3 * quantile(sorted(before), 0.95), "ms"),
        Row(f"{name}: oldest frame after", 1e3 * max(age for came, age in ages if came >= killed), "ms"),
        Row(f"{name}: longest time without any frame", 1e3 * longest_pause(ages, killed), "ms"),
        Row(f"{name}: age back after", back(ages, killed), "s", 10),
        Row(f"{name}: problems", seen.errors, "", 0),
        Row(f"{name}: wrong frames", seen.wrong, "", 0, f"of {len(ages)}, by place"),
    ]
    if not waits:
        other = others(seen, first, people)
        found.append(Row(f"{name}: frames other than one process's", other, "", 0, f"of {len(seen.kept)} held against it"))
    return found


async def _lost(running: Server, people: int) -> tuple[drag.Seen, float]:
    dragging = asyncio.create_task(drag.crowd(running, people, BEFORE + AFTER, own=True, keep=KEEP))
    await asyncio.sleep(BEFORE)
    victim = min(one for one in descendants(running.process) if title(one).startswith(REPLICA))
    os.kill(victim, signal.SIGKILL)
    killed = time.monotonic()
    return await dragging, killed


def windows(ages: Ages, start: float, end: float) -> list[float]:
    """p95 of each WINDOW from `start` on, whole ones only; infinite where no frame came."""
    count = int((end - start) / WINDOW + 1e-9)
    parts: list[list[float]] = [[] for _ in range(count)]
    for came, age in ages:
        if start <= came < start + count * WINDOW:
            parts[int((came - start) / WINDOW)].append(age)
    return [quantile(sorted(part), 0.95) if part else float("inf") for part in parts]


def back(ages: Ages, killed: float) -> float:
    """Seconds from the loss until STEADY windows in a row are no older than the oldest of those before; infinite: never."""
    first, last = min(came for came, _ in ages), max(came for came, _ in ages)
    worst = max(windows(ages, killed - WINDOW * int((killed - first) / WINDOW), killed))
    young = [one <= worst for one in windows(ages, killed, last)]
    for start in range(len(young) - STEADY + 1):
        if all(young[start : start + STEADY]):
            return start * WINDOW
    return float("inf")


def longest_pause(ages: Ages, killed: float) -> float:
    """Seconds."""
    times = [killed, *sorted(came for came, _ in ages if came > killed)]
    return max((later - one for one, later in itertools.pairwise(times)), default=float("inf"))


def others(seen: drag.Seen, first: int, people: int) -> int:
    """How many of the kept frames are not those of a server without Ray. `first`: number of the first picture."""
    with server() as alone:
        for number in range(people):
            drag.upload(alone, first + number)
        answers = asyncio.run(frames(alone, seen.kept))
    return sum(not same(one, other, NEAR) for one, other in zip(answers, seen.kept.values(), strict=True))


async def frames(running: Server, messages: Iterable[str]) -> list[bytes | str]:
    """Answers to these messages, each asked alone."""
    found: list[bytes | str] = []
    async with connect(running.socket, compression=None, max_size=None) as socket:
        for message in messages:
            await asyncio.sleep(PAUSE)
            await socket.send(message)
            found.append(await socket.recv())
    return found


def same(one: bytes | str, other: bytes | str, most: float = 0.0) -> bool:
    """Whether two frames are equal but for the times that their passes took: the body bit for bit, numbers of the header within
    `most`. A problem is no frame."""
    if isinstance(one, str) or isinstance(other, str):
        return False
    (header, body), (header2, body2) = opened(unpacked(one)), opened(unpacked(other))
    return body == body2 and near(header, header2, most)


def near(one: Any, other: Any, most: float) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(near(one[key], other[key], most) for key in one if key != "milliseconds")
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(near(*both, most) for both in zip(one, other, strict=True))
    return abs(one - other) <= most if isinstance(one, float) and isinstance(other, float) else one == other
