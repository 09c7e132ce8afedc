"""Calls end to end over loopback, against the sum of the plain forward passes on this machine at this moment."""

import itertools
import json
import time
from typing import Any

import httpx
import torch

from models.registry import load

from .capture import DEFAULTS, interleaved
from .server import server
from .table import Row


def rows(seconds: float) -> list[Row]:
    torch.set_num_threads(1)
    models, x = [load(name) for name in DEFAULTS], torch.randn(1, 1, 28, 28)

    def plain() -> None:
        with torch.inference_mode():
            for model in models:
                model(x)

    with server() as running, httpx.Client(base_url=running.url) as client:

        def call(path: str) -> httpx.Response:
            answer = client.post(path, params={"sample": "seven", "dx": 3})
            answer.raise_for_status()
            return answer

        forwards, trace, frame = interleaved(plain, lambda: call("/api/trace"), lambda: call("/api/frame"), rounds=200)
        size = len(call("/api/frame").content)
        page = client.get("/", headers={"Accept-Encoding": "gzip"})
        wire = int(page.headers["content-length"]) if "content-length" in page.headers else len(page.content)
        maps = min(shift_map(client) for _ in range(3))
        scenes = two_patterns(client)
    return [
        Row("four plain forward passes", forwards, "ms"),
        Row("POST /api/trace, four models", trace, "ms", 1.5 * forwards + 10, "limit: 1.5 x the passes + 10 ms"),
        Row("POST /api/frame, four models, 16 tiles", frame, "ms", 1.5 * forwards + 10),
        Row("default frame", size / 1024, "KiB", 64),
        Row("page with its first frame, compressed", wire / 1024, "KiB", 400, "without scripts and style"),
        Row("shift map 21x21, four models", maps, "s", 1.0, "best of 3"),
        *scenes,
    ]


def two_patterns(client: httpx.Client) -> list[Row]:
    """A position of a drag with a second pattern, and with the curve of where the two meet, against one of a drag without."""
    one = {"sample": "seven"}
    both = one | {"sample2": "one", "dx2": 8}
    places = itertools.cycle((dx, dy) for dx in range(-9, 0) for dy in range(-9, 10))

    def ask(scene: dict[str, Any], *paths: str) -> None:
        dx, dy = next(places)  # each time another, so that nothing is remembered
        for path in paths:
            client.post(path, params=scene | {"dx": dx, "dy": dy}).raise_for_status()

    alone, pair, curve = interleaved(
        lambda: ask(one, "/api/frame"),
        lambda: ask(both, "/api/frame"),
        lambda: ask(both, "/api/frame", "/api/together"),
        rounds=57,
    )
    return [
        Row("frame of two patterns / of one", pair / alone, "x", 1.1),
        Row("frame of two patterns and the curve of where they meet / frame of one", curve / alone, "x", 2.1),
    ]


def shift_map(client: httpx.Client) -> float:
    start = time.perf_counter()
    answer = client.post("/api/shift-map", params={"sample": "seven"}, timeout=120)
    assert "maps" in json.loads(answer.text.splitlines()[-1])
    return time.perf_counter() - start
