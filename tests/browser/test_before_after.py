"""An opened stage while the pattern is moved: pinned, now and difference are the arrays of the state that is shown."""

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.look import hash_has, recorded, settle, until
from tests.browser.stage import stage
from tests.support.thorough import some

pytestmark = pytest.mark.browser

STRIP = ".vside .before-after"


def numbers_at(page: Page, cell: int, columns: int, rows: int, part: str = "difference") -> list[np.float32]:
    """Points at one cell of a picture; what the page says of it: pinned, now, difference."""
    canvas = page.locator(f'{STRIP} canvas[data-part="{part}"]')
    box = canvas.bounding_box()
    assert box
    row, column = divmod(cell, columns)
    page.mouse.move(box["x"] + (column + 0.5) * box["width"] / columns, box["y"] + (row + 0.5) * box["height"] / rows)
    readout = page.locator(f"{STRIP} output")
    expect(readout).to_have_attribute("data-cell", str(cell))
    return [np.float32(readout.get_attribute(f"data-{name}")) for name in ("pinned", "now", "difference")]


def arrives(page: Page) -> None:
    until(page, "(strip) => Boolean(document.querySelector(`${strip} output`)?.dataset.difference)", STRIP)


@pytest.mark.parametrize(
    ("key", "channel", "rows", "columns"),
    some([("digits-vit/blocks.2", 7, 7, 7), ("digits-mlp/act1", 3, 23, 23), ("digits-cnn/act2", 5, 28, 28)], first=2),
)
def test_before_after_and_difference_are_the_arrays(
    visit: Any, live_server: Any, key: str, channel: int, rows: int, columns: int
) -> None:
    page = stage(visit, f"#dx=3&dy=-2&reference=1,1&stage={key}&channel={channel}")
    arrives(page)
    model = key.partition("/")[0]
    before, now = (recorded(live_server.url, sample="seven", models=model, dx=dx, dy=dy)[key] for dx, dy in ((1, 1), (3, -2)))
    if model == "digits-vit":
        before, now = before[1:, channel], now[1:, channel]  # without the class token
    elif model == "digits-cnn":
        before, now = before[channel], now[channel]
    before, now = before.ravel(), now.ravel()
    changed = np.abs(now - before).argsort()[::-1]
    for cell in (int(changed[0]), int(changed[5]), 0):
        wanted = [before[cell], now[cell], now[cell] - before[cell]]
        assert numbers_at(page, cell, columns, rows) == wanted, cell
    # nothing under the pointer: the largest difference; both scales are around it, and pinned and now have one
    page.mouse.move(5, 5)
    readout = page.locator(f"{STRIP} output")
    expect(readout).to_have_attribute("data-cell", str(changed[0]))
    ends = page.locator(f"{STRIP} canvas").evaluate_all("(all) => all.map(({dataset}) => [+dataset.low, +dataset.high])")
    assert ends[0] == ends[1]
    assert ends[2][0] == -ends[2][1]
    assert ends[2][1] >= np.abs(now - before).max()
    assert ends[0][0] <= min(before.min(), now.min())
    assert ends[0][1] >= max(before.max(), now.max()) * (1 - 1e-6)
    expect(page.locator(f'{STRIP} figure[data-part="pinned"] figcaption')).to_contain_text("dx +1, dy +1")
    expect(page.locator(f'{STRIP} figure[data-part="now"] figcaption')).to_contain_text("dx +3, dy −2")


def test_nothing_moved_says_so_and_a_move_is_followed(visit: Any, live_server: Any) -> None:
    page = stage(visit, "#stage=digits-cnn/pool2&channel=4")
    readout = page.locator(f"{STRIP} output")
    expect(readout).to_contain_text("move the picture to see the difference")
    expect(page.locator(f'{STRIP} canvas[data-part="difference"]')).to_have_class("is-empty")
    page.locator('[data-el="scene"]').focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page.locator(f'{STRIP} figure[data-part="now"] figcaption')).to_contain_text("dx +4")
    arrives(page)
    before, now = (
        recorded(live_server.url, sample="seven", models="digits-cnn", dx=dx)["digits-cnn/pool2"][4] for dx in (0, 4)
    )
    cell = int(np.abs(now - before).argmax())
    expect(readout).to_have_attribute("data-cell", str(cell))
    assert np.float32(readout.get_attribute("data-difference")) == (now - before).ravel()[cell]
    # another picture begins where it stands, and has other values at the pin: never the old ones
    page.locator('.sample[data-sample="zero"]').click()
    settle(page)
    expect(readout).to_contain_text("move the picture to see the difference")
    page.locator('[data-el="scene"]').focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    before, now = (recorded(live_server.url, sample="zero", models="digits-cnn", dx=dx)["digits-cnn/pool2"][4] for dx in (0, 4))
    cell = int(np.abs(now - before).argmax())
    same = "([strip, wanted]) => Math.fround(document.querySelector(`${strip} output`).dataset.difference) === wanted"
    until(page, same, [STRIP, float((now - before).ravel()[cell])])


def test_the_attention_of_a_query_before_and_after(visit: Any, live_server: Any) -> None:
    page = stage(visit, "#dx=4&stage=digits-vit/blocks.2&view=attention.25-1")
    readout = page.locator(".vmain .before-after output")
    until(page, "() => Boolean(document.querySelector('.vmain .before-after output')?.dataset.difference)")
    before, now = (
        recorded(live_server.url, sample="seven", models="digits-vit", dx=dx)["digits-vit/blocks.2.attn.softmax"][1, 25, 1:]
        for dx in (0, 4)
    )
    cell = int(np.abs(now - before).argmax())
    assert readout.get_attribute("data-cell") == str(cell)
    for name, value in {"pinned": before, "now": now, "difference": now - before}.items():
        assert np.float32(readout.get_attribute(f"data-{name}")) == value[cell], name


@pytest.mark.parametrize("key", some(["digits-cnn/act2", "digits-mlp/act1", "digits-vit/blocks.1"], first=2))
def test_the_unit_under_the_pointer_is_the_one_that_opens(open_page: Any, key: str) -> None:
    model, _, point = key.partition("/")
    page = open_page(f"#models={model}")
    settle(page)  # nothing more comes that could move the row under the pointer
    canvas = page.locator(f'.card[data-model="{model}"][data-point="{point}"] canvas')
    tip = page.locator(".tip")
    opened = set()
    for share in (0.3, 0.7):
        page.keyboard.press("Shift")  # the page no more scrolls by itself to what has been opened
        box = canvas.bounding_box()
        assert box
        page.mouse.move(box["x"] + share * box["width"], box["y"] + share * box["height"])
        expect(tip).to_contain_text(re.compile(r"(unit|channel) \d+ of"))
        number = re.findall(r"(?:unit|channel) (\d+)", tip.inner_text())[0]
        page.mouse.down()
        page.mouse.up()
        hash_has(page, f"channel={number}")
        expect(page.locator(".vstepper h4")).to_have_text(re.compile(rf"(unit|channel) {number}$"))
        opened.add(number)
    assert len(opened) == 2, "the second click goes to another one; it does not close the stage"


def test_tabs_keep_their_places(open_page: Any) -> None:
    page = open_page("#models=digits-vit&stage=digits-vit/blocks.2", viewport={"width": 1280, "height": 720})
    tabs = page.locator(".vtabs [role=tab]")
    expect(tabs.first).to_be_visible()
    places = "(all) => all.map((tab) => [tab.offsetLeft, tab.offsetTop])"
    before = tabs.evaluate_all(places)
    assert len(before) >= 7
    assert len({top for _, top in before}) == 1, "all of them stand in one line"
    tabs.last.click()
    expect(tabs.last).to_have_attribute("aria-selected", "true")
    assert tabs.evaluate_all(places) == before


def test_numbers_have_three_digits_and_black_is_black(visit: Any) -> None:
    page = stage(visit, "#stage=digits-mlp/act1&view=number&channel=305")
    sheet = page.locator(".vsheet")
    expect(sheet).to_contain_text("black is −0.42, white is 2.8")
    text = sheet.inner_text()
    assert re.findall(r"\d\.\d{5,}|-\d", text) == []
    corner = sheet.locator("canvas").first.evaluate("(canvas) => [...canvas.getContext('2d').getImageData(1, 1, 1, 1).data]")
    assert corner == [0, 0, 0, 255], "the black background of the digit"


def test_what_fails_says_so_and_can_be_tried_again(visit: Any, watch: Any) -> None:
    watch.allow("Failed to load resource")
    page = stage(visit, "#stage=digits-cnn/act3&view=values")
    page.route("**/api/weights?**", lambda route: route.abort())
    page.get_by_role("tab", name="Weights", exact=True).click()
    waiting = page.locator(".vpanel .waiting")
    expect(waiting).to_contain_text("did not arrive")
    page.unroute("**/api/weights?**")
    waiting.get_by_role("button", name="Try again").click()
    expect(page.locator('.vview[data-view="weights"] .wall')).to_be_visible()
    expect(page.locator(".vpanel .waiting")).to_be_hidden()


def test_what_takes_long_says_what_is_done(open_page: Any) -> None:
    held: list[Any] = []
    waits = [True]
    page = stage(open_page, "#stage=digits-mlp/act1&view=values")
    page.route("**/api/weights?**", lambda route: held.append(route) if waits else route.continue_())
    page.get_by_role("tab", name="One number", exact=True).click()
    waiting = page.locator(".vsheet-side .waiting")
    expect(waiting).to_have_text(re.compile("Adding up the products"))
    until_held(page, held)
    waits.clear()
    for route in held:
        route.continue_()
    expect(page.locator(".vsheet .vchain")).to_be_visible()
    expect(waiting).to_be_hidden()


def until_held(page: Page, held: list[Any]) -> None:
    while not held:
        page.wait_for_timeout(15)


def test_on_a_phone_a_tapped_card_brings_its_stage_and_the_way_back(open_page: Any) -> None:
    page = open_page("#models=digits-cnn", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    card = page.locator('.card[data-point="act1"]')
    card.locator(".open").tap()
    page.wait_for_selector(".stage-view .vview > *")
    top = "document.querySelector('.open-stage').getBoundingClientRect().top"
    until(page, f"{top} > 0 && {top} < innerHeight / 2")
    assert page.evaluate("document.querySelector('.open-stage').contains(document.activeElement)")
    page.get_by_role("button", name="Back to the card").tap()
    expect(card.locator(".open")).to_be_focused()
    expect(card).to_be_in_viewport()


def test_attention_maps_carry_the_outline(visit: Any) -> None:
    """A blank picture has no outline: with the digit, ink is drawn where the attention alone would leave one colour."""
    page = stage(visit, "#theme=light&stage=digits-vit/blocks.0&view=attention.0-0")
    ink = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink')")
    red, green, blue = (int(part) for part in re.findall(r"\d+", ink)[:3])
    count = """(canvas, [r, g, b]) => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let n = 0; for (let i = 0; i < data.length; i += 4)
        if (Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 40) n++; return n; }"""
    found = page.locator(".vhead-map canvas").evaluate_all(
        f"(all, rgb) => all.map((one) => ({count})(one, rgb))", [red, green, blue]
    )
    assert min(found) > 40
