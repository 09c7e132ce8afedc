"""The attention wall of a ViT-B/16 at 224 px (144 heads over 197 tokens, random weights) in a real Chromium."""

import os
import shutil
from statistics import median

from playwright.sync_api import Page, sync_playwright
from torch import nn

from .browser import FLAGS, opened
from .server import server
from .table import Row

TIMES = """() => {
  const asked = performance.getEntriesByType("resource").filter(({ name }) => name.includes("/mixing/attention")).at(-1);
  return { begins: asked.responseStart, bytes: asked.decodedBodySize };
}"""
PAINTED = """() => new Promise((done) => {
  const wall = document.querySelector(".lwall");
  if (wall?.dataset.query) return done(performance.now());
  new MutationObserver((_, self) => {
    if (!document.querySelector(".lwall")?.dataset.query) return;
    self.disconnect();
    requestAnimationFrame(() => done(performance.now()));
  }).observe(document.body, { subtree: true, attributes: true, childList: true });
})"""
HOVERS = "performance.getEntriesByName('mixscope:wall').map(({ duration, detail }) => [duration, detail.work])"


def vit_base() -> nn.Module:
    """What the server of this section shows, as its `MIXSCOPE_MODEL`."""
    import timm

    model: nn.Module = timm.create_model("vit_base_patch16_224", pretrained=False)
    return model


def rows(seconds: float) -> list[Row]:
    path = os.environ.get("MIXSCOPE_CHROMIUM") or shutil.which("chromium")
    if not path:
        raise SystemExit("Put the path of a Chromium into MIXSCOPE_CHROMIUM.")
    with server(MIXSCOPE_MODEL="bench.wall:vit_base") as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = opened(browser, f"{running.url}/#models=own-vit_base&section=listeners")
        found = measured(page)
        browser.close()
    return found


def measured(page: Page) -> list[Row]:
    page.locator(".lhead").first.wait_for(timeout=60_000)
    page.locator('.lcard[data-model="own-vit_base"][data-state="answered"]').first.wait_for()
    page.locator('[data-part="wall"]').evaluate("(details) => { details.open = true; details.scrollIntoView(); }")
    painted = page.evaluate(PAINTED)
    times = page.evaluate(TIMES)
    box = page.locator(".lwallpick .lmap").bounding_box()
    assert box
    for step in range(14 * 14):
        row, column = divmod(step, 14)
        page.mouse.move(box["x"] + (column + 0.5) / 14 * box["width"], box["y"] + (row + 0.5) / 14 * box["height"])
    hovers = page.evaluate(HOVERS)
    return [
        Row("144 heads: answer's first byte to first wall", (painted - times["begins"]) / 1000, "s", 1.5),
        Row("144 heads: over the wire", times["bytes"] / 1e6, "MB"),
        Row(
            "144 heads: hover to repainted, median",
            median(duration for duration, _ in hovers),
            "ms",
            16,
            f"{len(hovers)} hovers",
        ),
        Row("144 heads: of which the page's own work", median(work for _, work in hovers), "ms"),
    ]
