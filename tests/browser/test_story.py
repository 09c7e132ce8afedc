"""The story: each step sets its state, points at what can be seen, notices what is done, and gives the person's view back."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.look import hash_of, settle, until
from tests.support.thorough import ALL

pytestmark = pytest.mark.browser

RIGHT = {
    "moving.2": "digits-cnn", "moving.4": "digits-cnn", "moving.5": "digits-cnn",
    "maps.3": "digits-cnn/gap", "maps.4": "changed", "maps.5": "digits-cnn/act1",
    "kernels.2": "five", "kernels.3": "two", "kernels.4": "seven", "kernels.5": "alike",
    "depth.1": "digits-plain-20", "depth.2": "still", "depth.3": "digits-resnet-56", "depth.4": "more",
    "ideas.1": "all", "ideas.2": "gates", "ideas.3": "eighth", "ideas.5": "digits-mobilenet", "ideas.6": "three",
    "reading.2": "digits-lstm", "reading.3": "digits-rnn/steps.3", "reading.4": "digits-rnn", "reading.5": "digits-lstm",
    "listening.2": "seven", "listening.3": "part", "listening.4": "one", "listening.5": "head2",
    "patches.2": "four", "patches.4": "digits-vit/pos_drop", "patches.5": "digits-cnn",
    "order.2": "pairs-cnn-23-circular", "order.3": "pairs-cnn-23-circular", "order.4": "pairs-cnn-7-circular",
    "order.5": "pairs-vit-bag",
    "granted.1": "digits-vit", "granted.4": "digits-mlp", "granted.5": "same", "granted.3": "cnn",
    "space.2": "digits-cnn", "space.3": "digits-mixer/blocks.0", "space.4": "both",
    "after.2": "zero", "after.3": "digits-vit", "after.4": "digits-resmlp", "after.5": "digits-resmlp",
}  # fmt: skip
"""Step -> the choice that the shipped models' numbers bear out."""
KEYS = {
    "moving.1": ["ArrowRight"] * 5, "moving.2": ["ArrowDown"] * 5,
    "maps.1": ["ArrowRight"] * 4, "maps.3": ["ArrowDown"] * 4,
    "ideas.2": ["ArrowRight"] * 4, "reading.3": ["ArrowDown"] * 4,
    "patches.2": ["ArrowRight"] * 4, "space.2": ["ArrowRight"] * 4,
}  # fmt: skip
"""Step -> how the pattern is moved."""
TAB = '.open-stage .vtabs [data-view="{}"]'
SWAP = '[data-el="pairs"] .controls button'
REACHED: dict[str, tuple[str, list[str]]] = {
    "moving.3": ('.card[data-model="digits-mlp"][data-point="act1"] .open', ["Enter"]),
    "maps.2": ('[data-el="measure"] [data-value="equivariance"]', ["Enter"]),
    "kernels.1": (TAB.format("weights"), ["Enter"]),
    "kernels.2": ('[data-el="stack"] .half:first-child [data-add="conv"]', ["Enter"]),
    "kernels.3": ('[data-pair="two-3x3/one-5x5"]', ["Enter"]),
    "depth.1": ('.step[data-step="resnet"] .name', ["Enter"]),
    "depth.2": (".open-stage .off-switch", ["Enter"]),
    "ideas.1": (TAB.format("dense"), ["Enter"]),
    "ideas.3": (TAB.format("separable"), ["Enter"]),
    "ideas.4": ('.open-stage input[name="phi"]', ["ArrowRight"] * 10),
    "reading.1": ('.open-stage input[name="row"]', ["End"]),
    "reading.2": (TAB.format("reading"), ["Enter"]),
    "listening.1": (".open-stage .vpair > :last-child canvas", ["ArrowRight"]),
    "listening.2": (".open-stage .vquery-picture", ["ArrowRight"]),
    "listening.3": ('[data-sample="zero"]', ["Enter"]),
    "patches.1": ('[data-el="grid"]', ["Enter"]),
    "patches.3": ('.card[data-model="digits-vit"][data-point="pos_drop"] .open', ["Enter"]),
    "order.1": (SWAP, ["Enter"]),
    "order.2": ('[data-el="pairs"] .controls input[type="range"]', ["ArrowRight"]),
    "order.3": (SWAP, ["Enter"]),
    "granted.1": ('[data-el="sections"] a[href*="section=granted"]', ["Enter"]),
    "granted.3": ('[data-el="sections"] a[href*="section=data"]', ["Enter"]),
    "granted.2": ('tr[data-switch="pixels:1"] button', ["Enter"]),
    "space.1": ('.card[data-model="digits-mixer"][data-point="blocks.0"] .open', ["Enter"]),
    "after.1": (".open-stage .vquery-picture", ["ArrowRight"]),
    "after.2": (TAB.format("patchmatrix"), ["Enter"]),
    "after.3": ('[data-sample="zero"]', ["Enter"]),
}
"""Step -> what the keyboard goes to, and presses there."""
SIDES = {"moving.1": "right", "listening.2": "left", "reading.1": "left"}
"""Step -> where its card stands at 1440 px: not over the opened stage's view, and else on the right."""
MENU = ["granted.1", "granted.3"]
"""Steps that lead through the menu of a phone."""
WRONG_FIRST = [
    "moving.4",
    "maps.4",
    "kernels.4",
    "depth.4",
    "ideas.5",
    "reading.4",
    "listening.5",
    "order.5",
    "granted.5",
    "after.4",
]
"""Questions that are answered wrongly before they are answered."""
STEPS = {
    "moving": 5, "maps": 5, "kernels": 5, "depth": 4, "ideas": 6, "reading": 5,
    "listening": 5, "patches": 5, "order": 5, "granted": 5, "space": 4, "after": 5,
}  # fmt: skip
SIZES = {"en": {"width": 1440, "height": 900}, "ko": {"width": 390, "height": 844}}
WALKED = [(chapter, language) for at, chapter in enumerate(STEPS) for language in (SIZES if ALL else [[*SIZES][at % 2]])]
"""Each chapter once, one after the other in the two languages and sizes; all of them in both in `make test-all`."""

# Something of what is pointed at lies on top, at a point of the window; of several rows a phone shows one at a time.
SEEN = """() => {
  const each = [...document.querySelectorAll("[data-pointed]")].find((one) => one.checkVisibility());
  if (!each) return false;
  const box = each.getBoundingClientRect();
  const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
  const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
  return [0.15, 0.3, 0.5, 0.7].some((part) => {
    const found = document.elementFromPoint((left + right) / 2, top + part * (bottom - top));
    return right > left && bottom > top && (each.contains(found) || found?.closest(".scene-stage")?.contains(each));
  });
}"""


def test_a_step_opened_by_a_link_says_nothing_of_a_move(open_page: Any) -> None:
    """No step has left the pattern elsewhere, and where this one puts it is seen."""
    page = open_page("#story=after.5")
    expect(page.locator('.story[data-step="after.5"]')).to_be_visible()
    settle(page)
    expect(page.locator(".story-set")).to_be_hidden()


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
    if name in MENU and page.locator('[data-el="menu"]').is_visible():
        press(page, '[data-el="menu"]')
    if name in REACHED:
        where, keys = REACHED[name]
        page.locator(where).focus()
        for key in keys:
            page.keyboard.press(key)


@pytest.mark.timeout(300)  # up to six steps, each with its section, its questions and its answers
@pytest.mark.parametrize(("chapter", "language"), WALKED)
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
        assert f"story={name}" in hash_of(page)[1:].split("&")
        words = page.locator(".story-text").inner_text()
        assert len(words.split()) <= 60
        if name in WRONG_FIRST:  # a wrong answer leads on, and may be mended
            press(page, f'.story-choices button:not([data-value="{RIGHT[name]}"]):enabled >> nth=0')
            expect(page.locator(".story-then")).not_to_be_empty()
            assert page.locator(".story").get_attribute("data-done") == "false"
            expect(page.locator(".story-mark")).to_contain_text("✗")
        act(page, name)
        expect(page.locator('.story[data-done="true"]')).to_be_visible()
        expect(page.locator('.story-mark[data-mark="right"]')).to_have_count(1 if name in RIGHT else 0)
        said = page.locator(".story-then").inner_text()
        assert "{" not in words + said
        assert len(page.locator(".story-then p:not(.story-mark)").first.inner_text().split()) <= 60
        until(page, f"({SEEN})()")
        if name in SIDES and not phone:
            expect(page.locator(".story")).to_have_attribute("data-side", SIDES[name])
        closing = {"en": "last of the 12 chapters", "ko": "마지막 장이었습니다"}[language]
        assert (closing in said) == (name == "after.5")
        if at == 1:
            settle(page)  # what is old is grey until the answer is there
            expect(page.locator(".is-stale")).to_have_count(0)
            found = Axe().run(page).response["violations"]
            assert [(one["id"], [node["html"][:160] for node in one["nodes"]][:4]) for one in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
        if at < STEPS[chapter]:
            press(page, ".story-next")
    press(page, ".story-ways button:nth-of-type(2)")
    read = page.locator("[data-chapter]").filter(has=page.locator(".story-read", has_text="✓"))
    assert [one.get_attribute("data-chapter") for one in read.all()] == [chapter]
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


def test_the_last_chapter_tells_the_shares_that_stand_on_the_page(open_page: Any) -> None:
    """Whatever was listened to and looked at in the step before: the pair below is the seven and the zero again."""
    page: Page = open_page("#story=after.3&listen=1,1")
    step(page, "after.3")
    act(page, "after.3")
    expect(page.locator('.story[data-done="true"]')).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    step(page, "after.4")
    act(page, "after.4")
    expect(page.locator('.story[data-done="true"]')).to_be_visible()
    expect(page.locator(".lpairs")).to_contain_text("Zero")
    shown = re.findall(r"([\d.]+ %) moved", page.locator(".lpairs").inner_text())
    told = page.locator(".story-then").inner_text()
    for share in re.findall(r"(?:ViT|Mixer|ResMLP) ([\d.]+ %)", told):
        assert share in shown, (share, shown)
