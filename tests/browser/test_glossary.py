"""Words and controls explain themselves to mouse, keyboard and finger; "more" opens a chapter; the glossary lists all words."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.look import card, hash_has, hash_of, position, settle, until
from tests.browser.screens import UNREACHED
from tests.browser.stage import stage

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
LISTENS = "document.body.dataset.explains === 'true'"


def bubble(page: Page) -> Locator:
    return page.locator(".explanation:popover-open")


def word(page: Page, term: str) -> Locator:
    return page.locator(f'.legend [data-term="{term}"]')


def tab_to(page: Page, matches: str, most: int = 80) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(matches) => document.activeElement.matches(matches)", matches):
            return
    pytest.fail(f"{most} Tabs do not lead to {matches}")


def hold(page: Page, element: Locator, seconds: float) -> None:
    """A finger that stays on the middle of an element."""
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    assert box
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    page.wait_for_timeout(1000 * seconds)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_word_explains_itself_on_hover_and_leads_to_its_chapter(open_page: Any) -> None:
    page: Page = open_page("#models=digits-resnet-20&dx=2")
    settle(page)
    word(page, "mixing-space").hover()
    expect(bubble(page)).to_contain_text("each channel is carried from place to place")
    bubble(page).get_by_role("link").hover()  # the mouse may go there
    page.wait_for_timeout(600)
    expect(bubble(page)).to_be_visible()
    page.mouse.move(700, 880)
    expect(bubble(page)).to_have_count(0)
    word(page, "mixing-space").click()  # stays, until something else is pressed
    page.mouse.move(700, 880)
    page.wait_for_timeout(600)
    bubble(page).get_by_role("link", name=re.compile("Space and channels")).click()
    expect(page.locator('.story[data-step="space.1"]')).to_be_visible()
    page.keyboard.press("Escape")  # the view of before comes back
    hash_has(page, "models=digits-resnet-20")
    hash_has(page, "dx=2")
    assert "story" not in hash_of(page)


def test_escape_is_not_lost_to_what_a_resting_mouse_explains(open_page: Any) -> None:
    page: Page = open_page("#models=digits-cnn")
    settle(page)
    page.locator('[data-el="more"]').click()
    word(page, "mixing-space").hover()
    expect(bubble(page)).to_be_visible()
    expect(page.locator('[data-el="more-panel"]')).to_be_visible()
    page.keyboard.press("Escape")
    expect(bubble(page)).to_have_count(0)
    expect(page.locator('[data-el="more-panel"]')).to_be_hidden()


def test_a_word_explains_itself_to_the_keyboard(open_page: Any) -> None:
    page: Page = open_page()
    settle(page)
    tab_to(page, '.legend [data-term="embedding"]')
    expect(bubble(page)).to_contain_text("stands for something inside a model")
    assert word(page, "embedding").get_attribute("aria-describedby") == "explanation"
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"]][:4]) for one in found] == []
    page.keyboard.press("Escape")
    expect(bubble(page)).to_have_count(0)
    expect(word(page, "embedding")).to_be_focused()
    page.keyboard.press("Enter")  # shows it, and goes to its link
    expect(bubble(page).get_by_role("link")).to_be_focused()
    page.keyboard.press("Tab")  # no trap: on to the next word
    expect(word(page, "mixing-space")).to_be_focused()
    expect(bubble(page)).to_contain_text("mixing space")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(word(page, "mixing-space")).to_be_focused()
    page.keyboard.press("Enter")
    expect(bubble(page).get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator('.story[data-step="space.1"]')).to_be_visible()


def test_a_card_says_to_the_keyboard_what_its_words_and_numbers_mean(open_page: Any) -> None:
    page: Page = open_page("#models=digits-cnn&dx=2")
    settle(page)
    tab_to(page, '.card[data-point="act1"] .open')
    for part in ("32 maps of 28 × 28", "mixes positions and channels at once", "divided by the size of the stage"):
        expect(bubble(page)).to_contain_text(part)
    page.keyboard.press("ArrowRight")  # is about the picture: what lies over the maps goes
    expect(bubble(page)).to_have_count(0)
    until(page, "document.querySelector('[data-el=dx]').textContent === '+3'")
    page.keyboard.press("Enter")
    expect(page.locator(".open-stage")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".open-stage")).to_have_count(0)
    assert position(page) == (3, 0)


def test_the_numbers_of_a_sum_are_walked_through_by_arrow_keys(open_page: Any) -> None:
    page: Page = stage(open_page, "#models=digits-cnn&stage=digits-cnn/act1&view=number.10-14&channel=9")
    chain = page.locator(".vchain").first
    expect(chain).to_contain_text("agrees")
    page.locator(".open-stage").focus()
    tab_to(page, ".vchain")
    first = bubble(page).inner_text()
    page.keyboard.press("ArrowDown")
    expect(bubble(page)).not_to_have_text(first)
    assert re.fullmatch(r"[−-]?\d+(\.\d+)?(e[−-]?\d+)?", bubble(page).inner_text().strip())
    assert position(page) == (0, 0)
    assert page.evaluate(UNREACHED) == []


def test_a_finger_taps_words_and_holds_controls(open_page: Any) -> None:
    page: Page = open_page("#models=digits-cnn&lang=ko", **PHONE)
    settle(page)
    until(page, LISTENS)
    number = card(page, "digits-cnn/act1").locator(".change")
    number.tap()
    expect(bubble(page)).to_contain_text("불변 오차")
    expect(page.locator(".open-stage")).to_have_count(0)  # the card's own tap is beside its words
    page.locator(".row h2").first.tap()
    expect(bubble(page)).to_have_count(0)
    word(page, "embedding").tap()
    expect(bubble(page)).to_contain_text("임베딩(embedding)")
    box = bubble(page).bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.keyboard.press("Escape")
    expect(bubble(page)).to_have_count(0)
    hold(page, page.locator('[data-el="pin"]'), 0.9)
    expect(bubble(page)).to_contain_text("이제부터")
    hold(page, card(page, "digits-cnn/act2").locator("canvas"), 0.9)
    expect(bubble(page)).to_contain_text("불변 오차")
    expect(page.locator(".open-stage")).to_have_count(0)
    card(page, "digits-cnn/act2").locator(".open").tap()
    expect(page.locator(".open-stage")).to_be_visible()


def test_an_icon_says_its_name_and_a_drag_is_left_alone(open_page: Any) -> None:
    page: Page = open_page()
    page.locator('[data-el="help"]').hover()
    expect(bubble(page)).to_have_text("Keys and help")
    page.mouse.down()
    page.mouse.up()
    expect(bubble(page)).to_have_count(0)
    dialog = page.get_by_role("dialog")
    dialog.locator(".term").first.click()  # above a dialog, too
    expect(bubble(page)).to_contain_text("channel")
    page.keyboard.press("Escape")
    expect(bubble(page)).to_have_count(0)
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize(
    ("language", "asked"), [("en", {"dot": None, "PATCH": "Vision Transformer"}), ("ko", {"어텐션": "헤드(head)"})]
)
def test_the_glossary_is_searched(open_page: Any, language: str, asked: dict[str, str | None]) -> None:
    page: Page = open_page(f"#section=glossary&lang={language}")
    words = page.locator(".panel-glossary dt")
    expect(words.nth(60)).to_be_visible()
    expect(page.get_by_role("link", name={"en": "Glossary", "ko": "용어집"}[language])).to_have_attribute(
        "aria-current", "page"
    )
    shown = words.filter(visible=True)
    for text, found in asked.items():
        page.get_by_role("searchbox").fill(text)
        if found is None:
            expect(shown).to_have_count(0)
            expect(page.locator(".panel-glossary .found")).to_contain_text("No word")
        else:
            expect(shown.filter(has_text=found)).to_have_count(1)
            expect(words.filter(has_text="epoch")).to_be_hidden()


def test_more_in_the_glossary_opens_the_chapter(visit: Any) -> None:
    page: Page = visit("#section=glossary")
    page.locator(".panel-glossary a", has_text="Patches, and their places").first.click()
    expect(page.locator('.story[data-step="patches.1"]')).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".panel-glossary")).to_be_visible()


def test_the_glossary_comes_when_it_is_asked_for(open_page: Any) -> None:
    page: Page = open_page()
    settle(page)
    loaded = (
        "performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => /glossary|explanation/.test(name))"
    )
    assert page.evaluate(loaded) == []
    word(page, "embedding").hover()
    expect(bubble(page)).to_be_visible()
    assert any("en/glossary.js" in name for name in page.evaluate(loaded))
