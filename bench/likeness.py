"""The section "What is alike" in a real Chromium: how long a stage's maps take, and from a move to all models painted."""

from typing import Any

from playwright.sync_api import Page

from .browser import RATE, chromium, drag, opened, share
from .server import server
from .table import Row

PANEL = '[data-el="likeness"]'
REPAINTS = "performance.getEntriesByName('mixscope:likeness').map(({ duration, detail }) => ({ duration, ...detail }))"
STAGE = 4
"""Milliseconds that a stage's repaint may take."""

TIERS = {
    "digits": "",
    "photos": "&models=photos-resnet,photos-vit,photos-mixer",
}


def rows(seconds: float) -> list[Row]:
    found = []
    with server() as running, chromium() as browser:
        for tier, models in TIERS.items():
            page = opened(browser, f"{running.url}/#section=likeness{models}")
            page.locator(f"{PANEL}[data-shown]").wait_for()
            found += [*moves(page, tier, min(seconds, 10)), *pointing(page, tier)]
            page.context.close()
    return found


def moves(page: Page, tier: str, seconds: float) -> list[Row]:
    """The pattern is dragged: each repaint is of colours and likeness, of all models."""
    drag(page, 1)
    page.evaluate("performance.clearMeasures('mixscope:likeness')")
    drag(page, seconds)
    repaints = page.evaluate(REPAINTS)
    return [
        *stages(repaints, tier, "colours"),
        *stages(repaints, tier, "likeness"),
        *(Row(f"{tier}: move to all painted: {name}", share(repaints, "duration", part), "ms") for name, part in PARTS),
        Row(f"{tier}: repaints", len(repaints) / seconds, "/s", note="of all models, while the pattern moves"),
    ]


def pointing(page: Page, tier: str) -> list[Row]:
    """The pointer goes over a map: nothing is asked of the server once the directions are there."""
    box = page.locator(f"{PANEL} .lmap").nth(1).bounding_box()
    assert box
    page.mouse.move(box["x"] + 1, box["y"] + 1)
    page.locator(f'{PANEL}[data-shown*=\'"row":0,"column":0\']').wait_for()
    page.evaluate("performance.clearMeasures('mixscope:likeness'), performance.clearResourceTimings()")
    for step in range(3 * RATE):
        row, column = divmod(step % 196, 14)
        page.mouse.move(box["x"] + (column + 0.5) / 14 * box["width"], box["y"] + (row + 0.5) / 14 * box["height"])
        page.wait_for_timeout(1000 / RATE)
    repaints = page.evaluate(REPAINTS)
    asked = page.evaluate("performance.getEntriesByType('resource').filter(({ name }) => name.includes('/api/')).length")
    return [
        *stages(repaints, tier, "likeness", ", pointing"),
        *(Row(f"{tier}: pointer to all painted: {name}", share(repaints, "duration", part), "ms") for name, part in PARTS),
        Row(f"{tier}: questions while pointing", asked, "", 0, f"{len(repaints)} repaints"),
    ]


PARTS = (("p50", 0.5), ("p95", 0.95))


def stages(repaints: list[dict[str, Any]], tier: str, kind: str, when: str = "") -> list[Row]:
    """Of one stage's repaint."""
    each = [{kind: one} for repaint in repaints for one in repaint[kind]]
    many = f"{len(each) // max(1, len(repaints))} stages"
    return [Row(f"{tier}: a stage's {kind}{when}: {name}", share(each, kind, part), "ms", STAGE, many) for name, part in PARTS]
