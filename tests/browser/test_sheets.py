"""Sheets to print: one page of A4 in black and white, in both languages: the picture, answers, questions, room to write."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.look import settle, until
from tests.support.thorough import ALL

pytestmark = pytest.mark.browser

A4 = {"width": 688, "height": 1032}  # CSS px between the margins
SOME = ("moving", "ideas", "order")  # two models, four, some of another kind
COUNT = "window.print = () => { window.printed = (window.printed ?? 0) + 1; };"
# Neither coloured nor pale: what a printer without colours prints as it is.
FAINT = """() => [...document.querySelectorAll(".print-sheet *")]
  .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((each) => getComputedStyle(each).color !== "rgb(0, 0, 0)").map((each) => each.outerHTML)"""


def pages(data: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", data))


def printed(page: Page, button: str) -> tuple[str, int]:
    """The words on the sheet that a button prints, and its number of pages."""
    page.locator(button).click()
    until(page, "window.printed === 1")
    page.evaluate("window.printed = 0")
    page.emulate_media(media="print")
    page.set_viewport_size(A4)
    words = page.locator(".print-sheet").inner_text()
    assert page.evaluate(FAINT) == []
    assert page.evaluate("[...document.body.children].filter((each) => each.checkVisibility()).length") == 1
    count = pages(page.pdf(prefer_css_page_size=True))
    page.emulate_media(media="screen")
    return words, count


@pytest.mark.parametrize("language", ["en", "ko"])
def test_each_chapter_and_the_picture_of_now_fit_one_page(open_page: Any, language: str) -> None:
    address = f"#story=contents&lang={language}&dx=3"
    page: Page = open_page(address, color_scheme="dark", prepare=lambda one: one.add_init_script(COUNT))
    settle(page)
    sheets = page.locator(".story-contents button.square")
    expect(sheets.first).to_be_visible()
    chapters = page.locator("[data-chapter]").evaluate_all("(all) => all.map(({ dataset }) => dataset.chapter)")
    assert sheets.count() == len(chapters)
    for chapter in chapters if ALL else SOME:
        said, count = printed(page, f'.story-contents li:has([data-chapter="{chapter}"]) button.square')
        assert count == 1, chapter
        assert chapter == "order" or {"MLP", "CNN", "ViT", "Mixer"} <= set(said.split()), chapter
        assert "{" not in said
        assert "[[" not in said
        assert len(re.findall(r"\d %|\d\.\d\d", said)) >= 8, chapter
        assert {"en": "Questions", "ko": "물음"}[language] in said
    said, count = printed(page, ".story-contents > button")
    assert count == 1
    assert re.search(r"dx 3, dy 0", said)
    assert {"en": "Name", "ko": "이름"}[language] in said


def test_a_chapter_ends_with_a_sheet_of_the_picture_as_it_is(open_page: Any) -> None:
    page: Page = open_page("#story=moving.5", prepare=lambda one: one.add_init_script(COUNT))
    settle(page)
    expect(page.locator('.story[data-step="moving.5"]')).to_be_visible()
    page.locator(".story h2").focus()
    page.keyboard.press("ArrowLeft")
    until(page, "document.querySelector('[data-el=dx]').textContent === '+7'")
    settle(page)
    said, count = printed(page, ".story-ways button >> nth=2")
    assert count == 1
    for part in ("A pattern that moves", "dx 7, dy 0", "Who says now that it is a 7?", "☐ MLP", "☐ Neither"):
        assert part in said
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".print-sheet")).to_have_count(0)
    page.locator(".story-ways button >> nth=1").click()
    page.locator('[data-chapter="maps"]').click()
    expect(page.locator(".story-ways button").nth(2)).to_be_hidden()  # not before the end
