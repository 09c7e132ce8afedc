"""Twice as many calls as a server can answer, and whether it is as before when they have ended."""

import asyncio
import itertools
import time
from collections import Counter

import httpx

from .drag import quantile
from .server import Server
from .table import Row

CALLERS = 8
"""Who ask one after the other: what is answered to them in a second is what the server can do."""
USUAL = 5
"""Seconds in which that is measured, before and after."""
TIMES = 2
SETTLING = 2.0
"""Seconds from the last call until it has to be as before."""


def rows(running: Server, seconds: float) -> list[Row]:
    return asyncio.run(_rows(running, seconds))


async def _rows(running: Server, seconds: float) -> list[Row]:
    places = itertools.cycle(itertools.product(range(-13, 14), range(-13, 14)))
    limits = httpx.Limits(
        max_connections=200, keepalive_expiry=2
    )  # less than the 5 s after which the server closes an idle one
    async with httpx.AsyncClient(base_url=running.url, timeout=60, limits=limits) as client:
        before = await steadily(client, places)
        answers = await flood(client, places, TIMES * len(before) / USUAL, seconds)
        await asyncio.sleep(SETTLING)
        after = await steadily(client, places)
    kinds, p95 = Counter(status for status, _ in answers), [quantile(sorted(took), 0.95) for took in (before, after)]
    name = f"overload: {TIMES} x {len(before) / USUAL:.0f} calls a second for {seconds:.0f} s"
    return [
        Row(f"{name}, without 200, 429 or 503", sum(n for status, n in kinds.items() if status not in (200, 429, 503)), "", 0,
            str(dict(kinds))),
        Row(f"{name}, 429 or 503 without Retry-After", sum(status != 200 and not later for status, later in answers), "", 0),
        Row("overload: p95 before", 1e3 * p95[0], "ms"),
        Row(f"overload: p95 {SETTLING:g} s after / before", p95[1] / p95[0], "x", 1.5),
    ]  # fmt: skip


async def steadily(client: httpx.AsyncClient, places: itertools.cycle) -> list[float]:
    """Seconds of each call of CALLERS who wait for their answers."""
    took: list[float] = []

    async def caller() -> None:
        end = time.monotonic() + USUAL
        while (begun := time.monotonic()) < end:
            (await ask(client, places)).raise_for_status()
            took.append(time.monotonic() - begun)

    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return took


async def flood(client: httpx.AsyncClient, places: itertools.cycle, rate: float, seconds: float) -> list[tuple[int, bool]]:
    """Status of each call and whether it says when to come again; nobody waits for an answer before the next call is made."""
    answers: list[tuple[int, bool]] = []

    async def caller() -> None:
        answer = await ask(client, places)
        answers.append((answer.status_code, "retry-after" in answer.headers))

    begun = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0, begun + number / rate - time.monotonic()))
            group.create_task(caller())
    return answers


async def ask(client: httpx.AsyncClient, places: itertools.cycle) -> httpx.Response:
    dx, dy = next(places)
    return await client.post("/api/trace", params={"sample": "seven", "dx": dx, "dy": dy})
