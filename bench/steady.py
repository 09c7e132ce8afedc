"""What must bring nothing down: load and overload, heavy calls beside a drag, many sockets at once, slow clients, bombs, hours,
a stop, lost packets, no memory.

Of all of `seconds` the crowds take at most a minute each and the last part what is left: python -m bench steady --minutes 60.
"""

import asyncio

import httpx

from . import drag, soak, steady_faults, steady_kernel, steady_overload
from .drag import quantile
from .server import Server, server
from .table import Row

PEOPLE: dict[int, float | None] = {30: 150, 100: None, 200: None}
"""How many drag at once, and what 95 % of their frames may be old, in milliseconds."""
PHOTO = {"sample": "cat", "model": "photos-vit", "point": "blocks.7", "level": "input"}
HEAVY = (
    ("POST", "/api/mixing", PHOTO | {"row": 1, "column": 2}),
    ("POST", "/api/mixing", PHOTO | {"row": 5, "column": 3}),
    ("GET", "/api/scaling", {"depth": 4, "width": 4, "resolution": 4}),
    ("POST", "/api/attribution", {"sample": "cat", "model": "photos-resnet"}),
)
"""Calls that hold a worker for seconds."""
BUSY = (200, 201, 503)
"""Right answers of a server that has much to do."""


def rows(seconds: float) -> list[Row]:
    crowd = min(60.0, seconds / 6)
    with server() as running:
        found = load(running, crowd) + heavy(running, crowd) + steady_overload.rows(running, crowd)
        found += steady_faults.storm(running) + steady_faults.slow(running) + steady_faults.bombs(running)
        found += soak.of(running, max(crowd, seconds - 3 * crowd))
    return found + steady_faults.stop() + steady_kernel.rows()


def load(running: Server, seconds: float) -> list[Row]:
    found: list[Row] = []
    for people, oldest in PEOPLE.items():
        seen, health = asyncio.run(beside(running, seconds / len(PEOPLE), (), people))[:2]
        what = f"load: {people} people at {drag.RATE}/s"
        found += [*ages(what, seen, oldest), Row(f"{what}: health route p95", 1e3 * quantile(sorted(health), 0.95), "ms", 100)]
    return found


def heavy(running: Server, seconds: float) -> list[Row]:
    """One person drags while four others ask what takes long, again and again."""
    alone = asyncio.run(drag.crowd(running, 1, seconds / 2, own=True))
    seen, _, statuses = asyncio.run(beside(running, seconds, HEAVY, 1))
    return [
        Row("heavy: p95 of a drag alone", 1e3 * quantile(sorted(alone.ages), 0.95), "ms"),
        *ages("heavy: a drag beside four heavy calls", seen),
        Row("heavy: calls answered", sum(status == 200 for status in statuses), ""),
        Row("heavy: calls with another answer than 200 or 503", sum(one not in BUSY for one in statuses), "", 0),
    ]


def ages(name: str, seen: drag.Seen, oldest: float | None = 150) -> list[Row]:
    ordered = sorted(seen.ages) or [float("inf")]
    return [
        Row(f"{name}: age p95", 1e3 * quantile(ordered, 0.95), "ms", oldest),
        Row(f"{name}: oldest", 1e3 * ordered[-1], "ms"),
        Row(f"{name}: errors", seen.errors, "", 0),
    ]


async def beside(
    running: Server, seconds: float, calls: tuple[tuple[str, str, dict], ...], people: int
) -> tuple[drag.Seen, list[float], list[int]]:
    """A crowd that drags; seconds of the health route meanwhile, and statuses of `calls`, each made without a pause."""
    health: list[float] = []
    statuses: list[int] = []
    async with httpx.AsyncClient(base_url=running.url, timeout=60) as client:
        tasks = [asyncio.create_task(steady_faults.probe(client, health))]
        tasks += [asyncio.create_task(again(client, call, statuses)) for call in calls]
        seen = await drag.crowd(running, people, seconds, own=True)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return seen, health or [0.0], statuses


async def again(client: httpx.AsyncClient, call: tuple[str, str, dict], statuses: list[int]) -> None:
    method, path, params = call
    while True:
        try:
            answer = await client.request(method, path, params=params)
        except httpx.HTTPError:
            statuses.append(0)
            continue
        statuses.append(answer.status_code)
        if answer.status_code == 503:
            await asyncio.sleep(1)
