"""The story: each step sets its state, points at what can be seen, notices what is done, and gives the person's view back."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.look import hash_of, settle, until

pytestmark = pytest.mark.browser

RIGHT = {
    "moving.2": "digits-cnn", "moving.4": "digits-cnn", "moving.5": "digits-cnn",
    "maps.3": "digits-cnn/gap", "maps.4": "changed", "maps.5": "digits-cnn/act1",
    "patches.2": "four", "patches.4": "digits-vit/pos_drop", "patches.5": "digits-cnn",
    "space.2": "digits-cnn", "space.3": "digits-mixer/blocks.0", "space.4": "both",
}  # fmt: skip
"""Step -> the choice that the shipped models' numbers bear out."""
KEYS = {
    "moving.1": ["ArrowRight"] * 5, "moving.2": ["ArrowDown"] * 5,
    "maps.1": ["ArrowRight"] * 4, "maps.3": ["ArrowDown"] * 4,
    "patches.2": ["ArrowRight"] * 4, "space.2": ["ArrowRight"] * 4,
}  # fmt: skip
REACHED = {
    "moving.3": '.card[data-model="digits-mlp"][data-point="act1"] .open',
    "maps.2": '[data-el="measure"] [data-value="equivariance"]',
    "patches.1": '[data-el="grid"]', "patches.3": '.card[data-model="digits-vit"][data-point="pos_drop"] .open',
    "space.1": '.card[data-model="digits-mixer"][data-point="blocks.0"] .open',
}  # fmt: skip
"""Step -> what the keyboard goes to and presses."""
STEPS = {"moving": 5, "maps": 5, "patches": 5, "space": 4}
SIZES = {"en": {"width": 1440, "height": 900}, "ko": {"width": 390, "height": 844}}

# Something of what is pointed at lies on top, at a point of the window.
SEEN = """() => {
  const each = document.querySelector("[data-pointed]");
  if (!each) return false;
  const box = each.getBoundingClientRect();
  const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
  const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
  return [0.15, 0.3, 0.5, 0.7].some((part) => {
    const found = document.elementFromPoint((left + right) / 2, top + part * (bottom - top));
    return right > left && bottom > top && (each.contains(found) || found?.closest(".scene-stage")?.contains(each));
  });
}"""


def step(page: Page, name: str) -> None:
    expect(page.locator(f'.story[data-step="{name}"]')).to_be_visible()
    settle(page)
    until(page, f"({SEEN})()")


def press(page: Page, locator: str) -> None:
    page.locator(locator).focus()
    page.keyboard.press("Enter")


def act(page: Page, name: str) -> None:
    """Does what a step asks for, by keys alone."""
    if name in RIGHT:
        press(page, f'.story-choices [data-value="{RIGHT[name]}"]:enabled')
    if name in KEYS:
        page.locator(".story h2").focus()
        for key in KEYS[name]:
            page.keyboard.press(key)
    if name in REACHED:
        press(page, REACHED[name])


@pytest.mark.parametrize("language", SIZES)
@pytest.mark.parametrize("chapter", STEPS)
def test_a_chapter_is_walked_through_by_keys_and_gives_the_view_back(open_page: Any, chapter: str, language: str) -> None:
    phone = language == "ko"
    mine = f"#lang={language}&models=digits-resnet-20&sample=three&dx=-2"
    page: Page = open_page(mine, viewport=SIZES[language], has_touch=phone)
    settle(page)
    before = set(hash_of(page)[1:].split("&"))
    press(page, ".begin")
    expect(page.locator(".story h2")).to_be_focused()
    press(page, f'[data-chapter="{chapter}"]')
    for at in range(1, STEPS[chapter] + 1):
        name = f"{chapter}.{at}"
        step(page, name)
        assert page.locator(".story").get_attribute("data-done") == "false"
        assert {"sample=seven", f"story={name}"} <= set(hash_of(page)[1:].split("&"))
        words = page.locator(".story-text").inner_text()
        assert len(words.split()) <= 60
        if name in ("moving.4", "maps.4"):  # a wrong answer leads on, and may be mended
            press(page, f'.story-choices button:not([data-value="{RIGHT[name]}"]):enabled')
            expect(page.locator(".story-then")).not_to_be_empty()
            assert page.locator(".story").get_attribute("data-done") == "false"
        act(page, name)
        expect(page.locator('.story[data-done="true"]')).to_be_visible()
        said = page.locator(".story-then").inner_text()
        assert "{" not in words + said
        assert len(page.locator(".story-then p").first.inner_text().split()) <= 60
        until(page, f"({SEEN})()")
        if at == 1:
            found = Axe().run(page).response["violations"]
            assert [(one["id"], [node["html"][:160] for node in one["nodes"]][:4]) for one in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
        if at < STEPS[chapter]:
            press(page, ".story-next")
    page.keyboard.press("Escape")
    expect(page.locator(".story")).to_be_hidden()
    until(
        page,
        "(before) => before.every((part) => location.hash.includes(part)) && !location.hash.includes('story')",
        list(before),
    )
    assert set(hash_of(page)[1:].split("&")) == before
    expect(page.locator("[data-pointed]")).to_have_count(0)


def test_a_link_opens_a_step_and_back_and_reload_keep_the_view(open_page: Any) -> None:
    page: Page = open_page("#story=maps.2")
    step(page, "maps.2")
    assert "dx=4" in hash_of(page) or page.locator('[data-el="dx"]').inner_text() == "+4"
    page.get_by_role("button", name="Leave the story").click()
    expect(page.locator(".story")).to_be_hidden()
    expect(page.locator('[data-el="dx"]')).to_have_text("0")
    page.keyboard.press("ArrowUp")
    page.locator('[data-el="story"]').click()
    page.locator('[data-chapter="moving"]').click()
    step(page, "moving.1")
    page.locator(".story-next").click()  # skips
    step(page, "moving.2")
    page.go_back()
    step(page, "moving.1")
    page.get_by_label("Language").select_option("ko")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    step(page, "moving.1")
    page.keyboard.press("Escape")
    until(page, "document.querySelector('[data-el=dy]').textContent === '−1'")
    assert "lang=ko" in hash_of(page)
