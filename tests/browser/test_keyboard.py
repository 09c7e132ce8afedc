"""The page by keyboard: few steps to the first card, and arrow keys that move the pattern whatever was clicked before."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.look import card, drag, position, settle, wait_for_position

pytestmark = pytest.mark.browser

MOST = 12  # Tabs to the first card
BUTTONS = [
    '[data-el="pin"]', '[data-el="reset"]', ".chip >> nth=0", '[data-el="link"]',
    '[data-el="theme"]', '[data-el="measure"] button >> nth=1', '[data-el="scale"] button >> nth=2',
    '[data-el="edge"] button >> nth=1', ".card .open >> nth=3", '[data-el="fit"]',
    *(
        f'.rail a[href*="section={name}"]'
        for name in ("changed", "listeners", "likeness", "why", "granted", "lineage", "data", "stack")
    ),
]  # fmt: skip


def test_the_first_card_is_near(open_page: Any) -> None:
    page = open_page()
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.card .open')"):
            return
    pytest.fail(f"after {MOST} Tabs the focus is on {page.evaluate('document.activeElement.outerHTML')}")


def test_a_skip_link_leads_to_the_maps(open_page: Any) -> None:
    page = open_page("#dx=1")
    page.keyboard.press("Tab")
    skip = page.locator('[data-el="skip"]')
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('#main') !== null")
    assert "dx=1" in page.url, "the address carries the state"


def test_arrow_keys_move_the_pattern_after_any_click(open_page: Any) -> None:
    page = open_page("#models=digits-mlp,digits-cnn")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for button in BUTTONS:
        page.locator(button).first.click()
        settle(page)
        dx, dy = position(page)
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
        wait_for_position(page, dx + 1, dy + 1)


def test_a_switch_that_was_reached_by_keyboard_keeps_its_arrow_keys(open_page: Any) -> None:
    page = open_page()
    measure = page.get_by_role("radio", name="invariance error")
    for _ in range(60):
        page.keyboard.press("Tab")
        if measure.evaluate("(one) => one === document.activeElement"):
            break
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="equivariance error")).to_be_checked()
    assert position(page) == (0, 0)


def test_a_list_keeps_letters_and_what_was_chosen_by_mouse(open_page: Any) -> None:
    page = open_page()
    path = page.locator('[data-el="path"]')
    path.focus()
    page.keyboard.press("p")
    assert page.locator('[data-el="pinned"]').inner_text() == ""
    drag(page, 2, 0)
    wait_for_position(page, 2, 0)


def test_escape_closes_a_stage_and_arrows_go_on(open_page: Any) -> None:
    page = open_page("#models=digits-cnn")
    card(page, "digits-cnn/act2").locator(".open").click()
    expect(page.locator(".open-stage")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowLeft")
    wait_for_position(page, -1, 0)
    settle(page)
