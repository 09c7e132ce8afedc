"""How the tests open a stage, and read its figures."""

import json
import re
from typing import Any

import numpy as np
import torch
from playwright.sync_api import Locator, Page, expect

from tests.browser.look import recorded

DRAWN = re.compile(r"\d")


def seven(url: str) -> torch.Tensor:
    """What digits-resnet-20 receives of the page's first picture: 1 x 1 x 28 x 28."""
    return torch.from_numpy(recorded(url, sample="seven", models="digits-resnet-20")["digits-resnet-20/input"])[None]


def stage(open_page: Any, hash: str) -> Page:
    """A page with a stage opened by its link, and its view drawn."""
    page = open_page(hash)
    page.wait_for_selector(".stage-view .vview > *")
    at_its_place(page, hash)
    return page


def go(page: Page, hash: str) -> None:
    """Follows a link to a stage on a page that is open already."""
    page.evaluate("(hash) => { location.hash = hash; }", hash)
    point = re.search(r"stage=[\w-]+/([\w.]+)", hash)
    assert point
    expect(page.locator(".stage-view .vmuted code").first).to_have_text(point[1])
    page.wait_for_selector(".stage-view .vview > *")
    at_its_place(page, hash)


def at_its_place(page: Page, hash: str) -> None:
    """Waits for the values of the link's place: a page begins with the maps of the place that it was served with."""
    dx, dy = (found[1] if (found := re.search(rf"\b{key}=(-?\d+)", hash)) else "0" for key in ("dx", "dy"))
    page.wait_for_selector(f'.open-stage[data-place="{dx} {dy}"]')


def figure(page: Page, view: str = ".vview") -> Locator:
    """The Plotly figure of the view, drawn and at rest."""
    plot = page.locator(f"{view} [data-drawn]").first
    expect(plot).to_have_attribute("data-drawn", DRAWN)
    expect(page.locator(f"{view} .live-canvas:not([hidden])")).to_have_count(0)
    return plot


def trace(plot: Locator, key: str, at: int = 0) -> np.ndarray:
    """One array of a Plotly trace, as numbers."""
    script = "(plot, [at, key]) => JSON.stringify(plot.data[at][key], (_, v) => ArrayBuffer.isView(v) ? [...v] : v)"
    return np.array(json.loads(plot.evaluate(script, [at, key])), dtype=np.float64)


def point_at(plot: Locator, row: int, column: int) -> None:
    """Moves the mouse to the middle of a heatmap's cell."""
    area = plot.evaluate(
        """(plot, [row, column]) => { const box = plot.getBoundingClientRect(), {xaxis, yaxis} = plot._fullLayout;
        return [box.x + xaxis._offset + xaxis.c2p(column), box.y + yaxis._offset + yaxis.c2p(row)]; }""",
        [row, column],
    )
    plot.page.mouse.move(area[0] - 2, area[1] - 2)
    plot.page.mouse.move(*area)


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    expect(page.get_by_role("tab", name=name, exact=True)).to_have_attribute("aria-selected", "true")
