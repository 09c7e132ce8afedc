"""How the tests ask who listens to whom, and read the answers."""

import io
from typing import Any

import httpx
import numpy as np
from playwright.sync_api import Locator, Page, expect

MODELS = ["digits-mlp", "digits-cnn", "digits-vit", "digits-mixer"]
REFUSED = "status of 422"  # Chromium reports every refused request on the console
BLOCK_3, POSITION = "listenDepth=0.556", "listenDepth=0.222"


def panel(page: Page) -> Locator:
    """The panel on the screen, every model's answer there."""
    section = page.locator('[data-el="listeners"]')
    expect(section.locator(".lhead")).to_be_attached()
    section.evaluate("(element) => element.scrollIntoView()")
    answered(section)
    return section


def answered(section: Locator) -> None:
    expect(section.locator(".lcard[data-state]")).to_have_count(4)
    expect(section.locator(".lcard[aria-busy]")).to_have_count(0)


def card(section: Locator, model: str) -> Locator:
    return section.locator(f'.lcard[data-model="{model}"]')


def fact(section: Locator, model: str, name: str) -> Locator:
    return section.locator(f'tr[data-model="{model}"] [data-fact="{name}"]')


def over(page: Page, field: Locator, row: float, column: float, of: int, click: bool = False) -> None:
    """The pointer to the middle of a cell of a map with `of` x `of` cells."""
    field.evaluate("(element) => element.scrollIntoView({ block: 'center' })")
    box = field.bounding_box()
    assert box is not None
    place = box["x"] + (column + 0.5) / of * box["width"], box["y"] + (row + 0.5) / of * box["height"]
    page.mouse.move(*place)
    if click:
        page.mouse.click(*place)


def ask(url: str, **query: Any) -> dict[str, Any]:
    answer = httpx.post(f"{url}/api/mixing", params={"sample": "seven"} | query, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()


def matrix(url: str, **query: Any) -> np.ndarray:
    answer = httpx.post(f"{url}/api/mixing.npz", params={"sample": "seven"} | query, timeout=30)
    assert answer.status_code == 200, answer.text
    return np.load(io.BytesIO(answer.content))["matrix"]


def value(locator: Locator, name: str = "value") -> float:
    """A number that an element keeps in full beside its rounded words."""
    return float(locator.get_attribute(f"data-{name}") or "nan")
