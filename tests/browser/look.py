"""What the tests read off the page, and how they touch it."""

import io
import json
import struct
import time
from typing import Any

import httpx
import numpy as np
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

SECONDS = 60


def until(page: Page, condition: str, arg: Any = None) -> None:
    """Waits until a JavaScript condition holds. Playwright's wait_for_function needs eval, which the page's policy forbids."""
    end = time.monotonic() + SECONDS
    while not page.evaluate(condition, arg):
        assert time.monotonic() < end, f"in {SECONDS} s it did not come true: {condition} {arg or ''}"
        page.wait_for_timeout(15)  # lets the page's events come in between two looks


def saved(page: Page, what: str) -> tuple[str, dict[str, np.ndarray]]:
    """Name and arrays of the file that the button saves which keeps the numbers of `what`; by the keyboard."""
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Save the numbers of {what} as a NumPy archive", exact=False).press("Enter")
    with np.load(download.value.path()) as archive:
        return download.value.suggested_filename, dict(archive)


MAPS = """() => Object.fromEntries([...document.querySelectorAll(".card")].map((card) => {
  const canvas = card.querySelector("canvas");
  const data = canvas.width ? canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data : [];
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum = (sum * 31 + data[i]) | 0;
  return [`${card.dataset.model}/${card.dataset.point}`, sum];
}))"""

CHANGES = """() => Object.fromEntries([...document.querySelectorAll(".card")].map((card) =>
  [`${card.dataset.model}/${card.dataset.point}`, card.querySelector(".change").textContent]))"""


def maps(page: Page) -> dict[str, int]:
    """A checksum of every stage's pixels, "model/point" -> number."""
    return page.evaluate(MAPS)


def wait_for_maps(page: Page, before: dict[str, int], keys: Any = None) -> dict[str, int]:
    """Waits until all of these maps (default: all) look different than `before`; returns how they look then."""
    until(
        page,
        f"([before, keys]) => {{ const now = ({MAPS})(); return keys.every((key) => now[key] !== before[key]); }}",
        [before, list(keys or before)],
    )
    return maps(page)


def changes(page: Page) -> dict[str, float | None]:
    """The number below every map."""
    return {key: None if text == "–" else float(text) for key, text in page.evaluate(CHANGES).items()}


def settle(page: Page) -> None:
    """Waits until the page shows the answer to its last question."""
    until(page, "document.querySelector('[data-el=rows]').dataset.settled === 'true'")


# The page's own listener has been called before this one.
# Where the address is that link already, it may be one that has not followed the page yet: another link first undoes that.
LED = """(hash) => new Promise((done) => {
  const go = () => {
    addEventListener("hashchange", () => done(), { once: true });
    location.hash = hash;
  };
  if (location.hash !== hash) return go();
  addEventListener("hashchange", go, { once: true });
  location.hash = "led";
})"""


def led(page: Page, hash: str) -> None:
    """Leads a page to a link, over the rows if a stage is open: what is opened next is built anew. The mouse is let go."""
    page.mouse.move(0, 0)
    page.keyboard.press("Tab")
    page.evaluate("document.activeElement?.blur()")
    if "stage=" in hash_of(page):
        page.evaluate(LED, "")
        expect(page.locator(".open-stage")).to_have_count(0)
    page.evaluate(LED, hash)
    page.evaluate("scrollTo(0, 0)")
    settle(page)


def text(page: Page, name: str) -> str:
    return page.locator(f'[data-el="{name}"]').inner_text()


def position(page: Page) -> tuple[int, int]:
    dx, dy = (int(text(page, name).replace("−", "-")) for name in ("dx", "dy"))
    return dx, dy


def answers(page: Page) -> dict[str, str]:
    """Model -> the class it says, with its share."""
    return page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".row")].map((row) =>
        [row.dataset.model, row.querySelector(".answer").innerText.replace(/\\s+/g, " ")]))"""
    )


def wait_for_position(page: Page, dx: int, dy: int) -> None:
    until(
        page,
        """([dx, dy]) => [["dx", dx], ["dy", dy]].every(([name, value]) =>
        Number(document.querySelector(`[data-el="${name}"]`).textContent.replace("−", "-")) === value)""",
        [dx, dy],
    )
    settle(page)


def drag(page: Page, dx: int, dy: int, release: bool = True) -> None:
    """Drags the pattern by whole cells with the mouse, cell by cell."""
    box = page.locator('[data-el="scene"]').bounding_box()
    assert box
    cell, x, y = box["width"] / 28, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx * cell, y + dy * cell, steps=max(abs(dx), abs(dy), 1))
    if release:
        page.mouse.up()


def card(page: Page, key: str) -> Any:
    model, _, point = key.partition("/")
    return page.locator(f'.card[data-model="{model}"][data-point="{point}"]')


def open_card(page: Page, key: str) -> None:
    card(page, key).locator(".open").click()
    page.wait_for_selector(".open-stage")


def digit_photo(size: int = 300) -> bytes:
    """A PNG of a 1 in dark ink on paper, off centre."""
    image = Image.new("RGB", (size, size * 3 // 4), (235, 232, 222))
    ImageDraw.Draw(image).line([(size * 0.3, 40), (size * 0.27, size * 0.6)], fill=(30, 30, 60), width=14)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def read_array(data: bytes) -> np.ndarray:
    """An exact frame of the wire (docs/wire.md), read without the page's own decoder."""
    assert data[:4] == b"MXS1"
    (length,) = struct.unpack("<I", data[4:8])
    header = json.loads(data[8 : 8 + length])
    return np.frombuffer(data, np.float32, int(np.prod(header["shape"])), 8 + length + header["at"]).reshape(header["shape"])


def recorded(url: str, **query: Any) -> dict[str, np.ndarray]:
    """POST /api/trace.npz"""
    answer = httpx.post(f"{url}/api/trace.npz", params=query, timeout=30).raise_for_status()
    return dict(np.load(io.BytesIO(answer.content)))


def upload(page: Page, data: bytes, name: str = "photo.png", type: str = "image/png") -> None:
    page.locator('[data-el="file"]').set_input_files({"name": name, "mimeType": type, "buffer": data})


def hash_has(page: Page, part: str) -> None:
    until(page, "(part) => location.hash.includes(part)", part)


def linked(page: Page) -> str:
    """The hash of the link that the page copies: the address follows what changes a quarter of a second later."""
    page.context.grant_permissions(["clipboard-write"])
    button = page.locator('[data-el="link"]')
    button.click()
    expect(button).to_contain_text("Link copied")
    return hash_of(page)


def hash_of(page: Page) -> str:
    return page.evaluate("location.hash")
