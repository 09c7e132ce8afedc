"""Two objects: the section by its link, both patterns dragged one by one, and what it says against the server's own answer."""

from typing import Any

import httpx
from playwright.sync_api import Page

from tests.browser.look import hash_has, hash_of, text, until
from tests.conftest import LiveServer

MEET = """() => Object.fromEntries([...document.querySelectorAll(".meetings li")].map((line) =>
  [line.dataset.model, [line.dataset.meet, line.querySelectorAll('[data-met="true"]').length]]))"""


def settled(page: Page) -> dict[str, list[Any]]:
    """The answer to the scene of the address is shown: model -> its first meeting, and stages that have met."""
    until(
        page,
        """() => { const shown = JSON.parse(document.querySelector(".panel-two").dataset.shown ?? "[{}]")[0];
        const state = new URLSearchParams(location.hash.slice(1));
        return ["dx", "dx2", "dy2"].every((key) => Number(state.get(key) ?? 0) === shown[key]); }""",
    )
    return page.evaluate(MEET)


def grab(page: Page, column: float, across: int) -> None:
    """Drags what stands in that column, in the middle row, by so many pixels of the model's input."""
    box = page.locator('[data-el="scene"]').bounding_box()
    assert box
    cell = box["width"] / 28
    x, y = box["x"] + column * cell, box["y"] + 14.5 * cell
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across * cell, y, steps=abs(across))
    page.mouse.up()


def test_two_patterns_are_dragged_one_by_one(open_page: Any, live_server: LiveServer) -> None:
    """It opens with two patterns; dragged apart they meet deeper in the CNN, and where they did in the ViT; overlapping has no
    value; taken away, a sentence asks for another one."""
    page: Page = open_page("#section=two&models=digits-cnn,digits-vit")
    until(page, "() => location.hash.includes('sample2=one')")
    begun = settled(page)
    said = httpx.post(
        f"{live_server.url}/api/together",
        params={"sample": "seven", "dx": -7, "sample2": "one", "dx2": 7, "models": list(begun)},
    ).json()["models"]
    assert begun == {one["model"]: [one["meet"], sum(stage["interaction"] > 1e-4 for stage in one["stages"])] for one in said}
    grab(page, 21.5, -4)  # B
    hash_has(page, "dx2=3")
    near = settled(page)
    grab(page, 6, -2)  # A
    hash_has(page, "dx=-9")
    grab(page, 17.5, 7)
    hash_has(page, "dx2=10")
    far = settled(page)
    order = [stage["name"] for stage in said[0]["stages"]]
    assert order.index(near["digits-cnn"][0]) < order.index(far["digits-cnn"][0])
    assert near["digits-vit"][0] == far["digits-vit"][0] == "blocks.0"
    page.keyboard.press("Shift+ArrowLeft")  # the one that was held last
    hash_has(page, "dx2=6")
    assert (text(page, "dx"), "dx=-9" in hash_of(page)) == ("+6", True)
    page.locator('.scene-more [role="radio"]').first.click()
    assert text(page, "dx") == "−9"
    grab(page, 4.5, 12)
    settled(page)
    assert page.locator(".panel-two .status-line").inner_text().startswith("A and B overlap in ")
    assert set(page.locator(".meetings .said").all_inner_texts()) == {"no value: they overlap"}
    page.locator(".panel-two select").select_option("")
    assert page.locator(".panel-two .invitation").is_visible()
    until(page, "() => !location.hash.includes('sample2')")
    page.locator(".panel-two select").select_option("part")
    hash_has(page, "cut2=14,0,14,28")
    assert settled(page)["digits-vit"][0] == "blocks.0"
