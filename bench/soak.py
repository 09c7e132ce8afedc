"""An hour of a class at bounded rates: whether memory and open files stay what they were.

30 people come and go: each minute everyone opens the page, sends a picture, drags for six seconds and leaves. Beside them one
asks, once a second, all that the page can ask, a broken picture and questions that are given up among it. What was
seen is written to bench/results/soak-<time>.jsonl while it goes on: python -m bench soak --minutes 60.
"""

import asyncio
import contextlib
import datetime
import itertools
import json
import math
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from websockets.exceptions import WebSocketException

from . import drag
from .drag import quantile
from .server import Server, server
from .table import Row

PEOPLE, VISIT, DRAGS, PAUSE = 30, 60.0, 6.0, 1.0
"""Seconds: from one coming of a person to the next, how long they drag, between the calls of the one who asks everything."""

PARTS = 12
"""Means of so many equal parts carry the slope: samples that follow each other are much alike, these less so."""

STUDENT = 2.228
"""97.5 % of Student's t with PARTS - 2 degrees of freedom."""

SEVEN = {"sample": "seven"}
VIT = SEVEN | {"model": "digits-vit", "point": "blocks.3"}
CNN = SEVEN | {"model": "digits-cnn", "point": "act4"}
PHOTO = {"sample": "cat", "model": "photos-vit", "point": "blocks.7"}
EVERYTHING: tuple[tuple[str, str, dict], ...] = (
    ("GET", "/", {}),
    ("GET", "/api/models", {}),
    ("POST", "/api/trace", {"sample": "three", "inner": "digits-vit/blocks.0.attn.qkv"}),
    ("POST", "/api/trace.npz", SEVEN),
    ("POST", "/api/frame", {"sample": "five", "tiles": 16}),
    ("POST", "/api/frame", SEVEN | {"off": "digits-vit/blocks.1:head.0.zero"}),
    ("POST", "/api/mixing", VIT | {"row": 3, "column": 4}),
    ("POST", "/api/mixing", CNN | {"row": 3, "column": 4, "level": "input"}),
    ("POST", "/api/mixing", PHOTO | {"row": 3, "column": 4, "level": "block"}),
    ("POST", "/api/mixing/attention", VIT),
    ("POST", "/api/mixing/matrix", VIT | {"kind": "rollout"}),
    ("POST", "/api/residual", SEVEN | {"model": "digits-resnet-20"}),
    ("POST", "/api/residual/paths", SEVEN | {"model": "digits-resnet-20"}),
    ("POST", "/api/shift-map", {"sample": "two", "extent": 4}),
    ("POST", "/api/rooms", {}),
    ("GET", "/api/modules", {"model": "digits-mixer"}),
    ("POST", "/api/activation", SEVEN | {"model": "digits-cnn", "point": "act3"}),
    ("GET", "/api/receptive-field/squares", {"model": "digits-cnn"}),
    ("GET", "/api/receptive-field", {"model": "digits-cnn", "point": "act2"}),
    ("POST", "/api/reading/reach", SEVEN | {"model": "digits-lstm"}),
    ("POST", "/api/early-reading", SEVEN | {"model": "digits-resnet-20"}),
    ("POST", "/api/granted", SEVEN | {"models": "digits-vit", "switch": "pixels:1"}),
    ("POST", "/api/symmetries", SEVEN | {"model": "digits-mixer"}),
    ("POST", "/api/together", {"sample": "one", "sample2": "seven", "dx2": 8, "models": "digits-cnn"}),
    ("POST", "/api/likeness", SEVEN | {"model": "digits-vit", "row": 1, "column": 1}),
    ("POST", "/api/likeness/directions", SEVEN | {"model": "digits-mixer"}),
    ("POST", "/api/attribution", SEVEN | {"model": "digits-cnn"}),
    ("POST", "/api/attribution", {"sample": "cat", "model": "photos-resnet", "methods": "input"}),
    ("POST", "/api/deletion", SEVEN | {"model": "digits-vit", "methods": "input"}),
    ("POST", "/api/randomised", SEVEN | {"model": "digits-cnn", "methods": "input"}),
    ("POST", "/api/ablation", VIT | {"part": "head", "index": 1}),
    ("POST", "/api/ablation/sweep", VIT | {"part": "head"}),
    ("POST", "/api/strongest", SEVEN | {"model": "digits-cnn", "point": "act2", "channel": 1}),
    ("GET", "/api/scaling", {"depth": 1.2}),
    ("GET", "/api/studies/data", {}),
    ("GET", "/api/lineage", {}),
    ("GET", "/api/pattern", {"tier": "photos", "sample": "cat"}),
    ("GET", "/static/js/main.js", {}),
    ("GET", "/metrics", {}),
)
"""Every view's question, of digits and of photographs. Room and sweep are refused (503) where there are many."""

GIVEN_UP: tuple[tuple[str, str, dict], ...] = (
    ("POST", "/api/mixing", PHOTO | {"row": 2, "column": 2, "level": "input"}),
    ("POST", "/api/ablation/sweep", PHOTO | {"part": "channel"}),
    ("POST", "/api/shift-map", SEVEN),
)
"""What takes long, whose caller leaves after LEAVES seconds."""

LEAVES = 0.3
BROKEN = b"\x89PNG\r\n\x1a\n" + bytes(99)
RIGHT = (200, 201, 503)


@dataclass
class Soak:
    """`memory`: (seconds, MiB) after each sample; `statuses` of the calls, by what was asked where it was not right."""

    seen: drag.Seen = field(default_factory=drag.Seen)
    memory: list[tuple[float, float]] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    calls: int = 0
    visits: int = 0
    wrong: Counter[str] = field(default_factory=Counter)


def rows(seconds: float) -> list[Row]:
    with server() as running:
        return of(running, seconds)


def of(running: Server, seconds: float) -> list[Row]:
    """The soak alone, of a server that runs."""
    before = open_files(running)
    found = asyncio.run(_soak(running, seconds))
    end = time.monotonic() + 30  # connections that were kept alive end by themselves
    while open_files(running) > before + 2 and time.monotonic() < end:
        time.sleep(0.5)
    ages = sorted(found.seen.ages) or [float("inf")]
    late = [one for one in found.memory if one[0] >= seconds / 3]
    climb, give = slope(late)
    gain = growth(late)
    return [
        Row(f"soak: {PEOPLE} people who come and go, age p95", 1e3 * quantile(ages, 0.95), "ms", 150),
        Row("soak: oldest frame", 1e3 * ages[-1], "ms"),
        Row("soak: errors of those who drag", found.seen.errors, "", 0),
        Row("soak: visits, calls beside them", found.visits, "", note=f"{found.calls} calls in {seconds / 60:.1f} minutes"),
        Row("soak: calls with another answer than the right one", found.wrong.total(), "", 0, str(dict(found.wrong))),
        Row("soak: memory at the end", late[-1][1], "MiB", note=f"{found.memory[0][1]:.0f} at the beginning"),
        Row("soak: slope of memory over the last two thirds", climb, "MiB/h", note=f"± {give:.1f}, 95 %"),
        Row(
            "soak: growth of memory over the last two thirds",
            gain,
            "%",
            5,
            "last twelfth over the first",
        ),
        Row("soak: open files more than before", open_files(running) - before, "", 2),
    ]


def slope(samples: list[tuple[float, float]]) -> tuple[float, float]:
    """MiB an hour, and how far off it may be (95 %): a line through the means of PARTS equal parts of (seconds, MiB)."""
    parts = parts_of(samples)
    if not parts:
        return 0.0, math.inf
    hours = [statistics.mean(at for at, _ in part) / 3600 for part in parts]
    values = [statistics.mean(value for _, value in part) for part in parts]
    climb, start = statistics.linear_regression(hours, values)
    rest = sum((value - start - climb * hour) ** 2 for hour, value in zip(hours, values, strict=True))
    middle = statistics.mean(hours)
    spread = sum((hour - middle) ** 2 for hour in hours)
    return climb, STUDENT * math.sqrt(rest / (PARTS - 2) / spread)


def growth(samples: list[tuple[float, float]]) -> float:
    """Percent by which the last of the equal parts is above the first, a step in full; NaN where there are too few samples."""
    parts = parts_of(samples)
    first, last = (statistics.mean(value for _, value in parts[k]) if parts else math.nan for k in (0, -1))
    return 100 * (last / first - 1)


def parts_of(samples: list[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """PARTS of one size, the last samples left out that make no whole part each; none where there are too few."""
    size = len(samples) // PARTS
    return [samples[k * size : (k + 1) * size] for k in range(PARTS)] if size else []


async def _soak(running: Server, seconds: float) -> Soak:
    found, end = Soak(), time.monotonic() + seconds
    async with httpx.AsyncClient(base_url=running.url, timeout=120) as client, asyncio.TaskGroup() as group:
        watching = group.create_task(watch(running, seconds, found))
        people = [group.create_task(visitor(running, number, end, found)) for number in range(PEOPLE)]
        asking = group.create_task(everything(client, end, found))
        await asyncio.gather(*people, asking)
        watching.cancel()
    return found


async def watch(running: Server, seconds: float, found: Soak) -> None:
    """Samples memory, and writes down what is known so far: a run that is broken off has told so much."""
    folder = Path(__file__).parent / "results"
    folder.mkdir(exist_ok=True)
    began = time.monotonic()
    with (folder / f"soak-{datetime.datetime.now():%Y-%m-%d-%H%M%S}.jsonl").open("w", encoding="utf-8") as file:
        while True:
            at = time.monotonic() - began
            found.memory.append((at, running.memory() or 0))
            found.files.append(open_files(running))
            line = {"at": round(at, 1), "files": found.files[-1], "calls": found.calls, "visits": found.visits}
            print(json.dumps(line | running.memory_kinds() | {"wrong": dict(found.wrong)}), file=file, flush=True)
            await asyncio.sleep(max(0.5, min(5, seconds / 400)))


async def visitor(running: Server, number: int, end: float, found: Soak) -> None:
    """Comes once in VISIT seconds, each time with another picture."""
    await asyncio.sleep(number / PEOPLE * VISIT)
    for visit in itertools.count():
        begins = time.monotonic()
        if begins + DRAGS > end:
            return
        try:
            picture = await asyncio.to_thread(drag.upload, running, number + PEOPLE * visit)
            await drag.person(running, number, PEOPLE, DRAGS, found.seen, {"picture": picture})
        except (httpx.HTTPError, WebSocketException, OSError):
            found.seen.errors += 1
        found.visits += 1
        await asyncio.sleep(max(0, min(begins + VISIT, end) - time.monotonic()))


async def everything(client: httpx.AsyncClient, end: float, found: Soak) -> None:
    """One call after the other with a pause, each time somewhere else."""
    for number, (method, path, params) in enumerate(itertools.cycle((*EVERYTHING, *GIVEN_UP))):
        if time.monotonic() > end:
            return
        moved = {"dx": number % 9 - 4, "dy": number // 9 % 9 - 4} if "sample" in params and method == "POST" else {}
        patience = LEAVES if (method, path, params) in GIVEN_UP else 120
        with contextlib.suppress(httpx.ReadTimeout if patience == LEAVES else ()):
            answer = await client.request(method, path, params=params | moved, timeout=patience)
            if answer.status_code not in RIGHT:
                found.wrong[f"{answer.status_code} {path} {answer.text[:200]}"] += 1
        if number % 20 == 0:
            broken = await client.post("/api/pictures", content=BROKEN, headers={"Content-Type": "image/png"})
            found.wrong["no refusal"] += not 400 <= broken.status_code < 500
        found.calls += 1
        await asyncio.sleep(PAUSE)


def open_files(running: Server) -> int:
    """0 where the system does not tell."""
    folder = Path(f"/proc/{running.process}/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0
