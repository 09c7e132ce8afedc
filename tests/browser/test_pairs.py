"""Left or right: both letters dragged one by one, the answer of the ViT with positions and of the two bags, the properties."""

import json
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.look import hash_has, settle, until

BAG, VIT, PATCHES = "pairs-cnn-7-circular", "pairs-vit", "pairs-vit-bag"
LINK = f"#section=pairs&models={BAG},{PATCHES},{VIT}&sample2=glyph-b&dx2=4"


def told(page: Page, model: str) -> dict[str, str]:
    return page.evaluate("(model) => ({...document.querySelector(`.network[data-model='${model}']`).dataset})", model)


def settled(page: Page) -> None:
    """The answers to the pair of the address and to its swap are there."""
    until(
        page,
        """() => { const state = new URLSearchParams(location.hash.slice(1));
        const home = { dx: 8, dy: 12, dx2: 16, dy2: 12 };
        const at = Object.entries(home).map(([key, from]) => from + Number(state.get(key) ?? 0)).join();
        const networks = [...document.querySelectorAll(".network")];
        return document.querySelector('[data-el="rows"]').dataset.settled === "true"
          && networks.length > 0 && networks.every((one) => one.dataset.at === at); }""",
    )


def drag(page: Page, column: int, row: int, across: int) -> None:
    """Takes the letter in that cell of the 4 px grid by its middle, so many cells to the right."""
    box = page.locator('[data-el="scene"]').bounding_box()
    assert box
    cell = box["width"] / 8
    x, y = box["x"] + (column + 0.5) * cell, box["y"] + (row + 0.5) * cell
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + (across + 0.3) * cell, y, steps=6)
    page.mouse.up()


def test_a_is_dragged_across_b(open_page: Any) -> None:
    """A stands 8 px left of B, then 8 px right of it: the ViT's answer turns, the bags' stays to 1e-6, and it is said why."""
    page: Page = open_page(LINK)
    settled(page)
    before = {model: told(page, model) for model in (BAG, VIT, PATCHES)}
    assert (before[VIT]["answer"], before[VIT]["right"]) == ("A left", "right")
    drag(page, 5, 3, -1)  # B, from column 5 to 4; then A from column 2 over it, to column 7, snapped to the grid
    until(page, "() => !location.hash.includes('dx2=')")
    drag(page, 2, 3, 5)
    hash_has(page, "dx=20")
    settled(page)
    after = {model: told(page, model) for model in (BAG, VIT, PATCHES)}
    assert (after[VIT]["answer"], after[VIT]["right"]) == ("A right", "right")
    assert float(after[VIT]["swap"]) > 1
    for bag, reason in ((BAG, "windows"), (PATCHES, "patches")):
        assert (after[bag]["answer"], after[bag]["provable"]) == (before[bag]["answer"], reason)
        assert float(after[bag]["swap"]) <= 1e-6
        expect(page.locator(f'.network[data-model="{bag}"] .badge')).to_be_visible()
    page.get_by_role("slider", name="Distance").fill("4")  # now a window of 7 px reaches both
    hash_has(page, "dx2=4")
    settled(page)
    expect(page.locator(f'.network[data-model="{BAG}"] .badge')).to_be_hidden()
    expect(page.locator(f'.network[data-model="{PATCHES}"] .badge')).to_be_visible()
    page.get_by_role("button", name="Swap A and B").click()
    hash_has(page, "dx2=12")
    settled(page)
    assert told(page, VIT)["answer"] == "A left"
    page.get_by_role("button", name="Swap A and B").click()
    hash_has(page, "dx2=4")
    page.locator('[data-el="scene"]').focus()
    page.keyboard.press("ArrowDown")  # the letter held last, by a cell of the grid
    hash_has(page, "dy=4")
    settled(page)
    expect(page.locator(".panel-pairs .status-line")).to_contain_text("For any other nothing is claimed")
    assert told(page, VIT)["right"] == ""


def test_a_property_chooses_the_network(open_page: Any) -> None:
    """Opened bare it brings four networks and both letters; a property chosen on one puts another in its place."""
    page: Page = open_page("#section=pairs")
    settled(page)
    assert page.locator(".network").count() == 4
    page.locator(f'.network[data-model="{BAG}"]').get_by_label("Padding").select_option("zeros")
    hash_has(page, "pairs-cnn-7-zero")
    settled(page)
    assert page.locator(f'.network[data-model="{BAG}"]').count() == 0
    asked = json.loads(page.locator(".panel-pairs").get_attribute("data-shown") or "[]")
    assert "pairs-cnn-7-zero" in asked[1]
    page.get_by_role("button", name="Add a network").click()
    until(page, "() => document.querySelectorAll('.network').length === 5")
    page.get_by_label("Snap to the 4 px grid").uncheck()
    page.locator('[data-el="scene"]').focus()
    page.keyboard.press("ArrowRight")
    hash_has(page, "dx=1")
    settled(page)
    expect(page.locator(f'.network[data-model="{PATCHES}"] .badge')).to_be_hidden()


def test_what_is_asked_late_is_asked_of_the_view_that_asked(open_page: Any) -> None:
    """Other views come while the pair and its swap are on their way: nothing is asked of half of one and half of another."""
    page: Page = open_page(LINK)
    settled(page)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    for address in ["#section=granted&dx=2", LINK] * 4:
        page.evaluate("(hash) => { location.hash = hash; }", address)
        settle(page)
    settled(page)
