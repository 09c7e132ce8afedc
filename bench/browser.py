"""A real Chromium on the real server: from a move of the pointer to the last of four models painted, and the first page."""

import math
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from .server import server
from .table import Row

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
VIEW = {"width": 1440, "height": 900}
RATE = 60
"""Moves a second: what a mouse gives per screen frame."""

STEPS = {
    "queue": "page: move to request",
    "answer": "server and wire: request to answer",
    "models": "of which the models' forward passes",
    "decode": "page: decode",
    "wait": "page: wait for a screen frame",
    "paint": "page: paint all stages",
}


FRAMES = "performance.getEntriesByName('mixscope:frame').map(({ duration, detail }) => ({ duration, ...detail }))"


def rows(seconds: float) -> list[Row]:
    with server() as running, chromium() as browser:
        return [*first_page(browser, running.url), *moves(browser, running.url, min(seconds, 10))]


@contextmanager
def chromium() -> Iterator[Browser]:
    path = os.environ.get("MIXSCOPE_CHROMIUM") or shutil.which("chromium")
    if not path:
        raise SystemExit("Put the path of a Chromium into MIXSCOPE_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def first_page(browser: Browser, url: str) -> list[Row]:
    """The second of two loads in fresh contexts: the server is warm, the browser's cache is not."""
    for _ in range(2):
        page = opened(browser, url)
        times = page.evaluate(
            """() => ({ maps: performance.getEntriesByName("mixscope:first-paint")[0].startTime,
            bytes: [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
              .filter(({ name }) => !name.includes("plotly") && !name.includes("/api/"))
              .reduce((sum, { transferSize }) => sum + transferSize, 0) })"""
        )
        page.context.close()
    return [
        Row("first page: first maps painted", times["maps"], "ms", 1000, "since the address was asked for, empty cache"),
        Row("first page: over the wire before Plotly", times["bytes"] / 1000, "kB", 400),
    ]


def moves(browser: Browser, url: str, seconds: float) -> list[Row]:
    page = opened(browser, url)
    drag(page, 1)  # everything compiled, every model called
    page.evaluate("performance.clearMeasures('mixscope:frame')")
    began = time.monotonic()
    sent = drag(page, seconds)
    took = time.monotonic() - began
    frames = page.evaluate(FRAMES)
    page.context.close()
    found = [
        Row("move to all painted: p50", share(frames, "duration", 0.5), "ms", 16, f"{len(frames)} frames for {sent} moves"),
        Row("move to all painted: p95", share(frames, "duration", 0.95), "ms", 33),
        Row("frames painted", len(frames) / took, "/s", note=f"of {sent / took:.0f} moves; within a cell nothing changes"),
        Row("frame over the wire", share(frames, "bytes", 0.5) / 1024, "KiB", 64),
    ]
    for key, what in STEPS.items():
        found += [Row(f"{what}: {name}", share(frames, key, part), "ms") for name, part in (("p50", 0.5), ("p95", 0.95))]
    return found


def opened(browser: Browser, url: str) -> Page:
    page = browser.new_context(viewport=VIEW).new_page()  # type: ignore[arg-type]
    page.goto(url)
    page.wait_for_selector('[data-status="connected"]')
    page.wait_for_load_state("networkidle")
    return page


def drag(page: Page, seconds: float) -> int:
    """The pattern on a slow figure of eight; returns how many moves there were."""
    box = page.locator('[data-el="scene"]').bounding_box()
    assert box
    x, y, reach = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, box["width"] / 3
    page.mouse.move(x, y)
    page.mouse.down()
    count = int(seconds * RATE)
    for i in range(count):
        angle = 2 * math.pi * i / (3 * RATE)
        page.mouse.move(x + reach * math.sin(angle), y + reach / 2 * math.sin(2 * angle))
        page.wait_for_timeout(1000 / RATE)
    page.mouse.up()
    return count


def share(frames: list[dict[str, Any]], key: str, part: float) -> float:
    ordered = sorted(frame[key] for frame in frames)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else math.nan
