"""Each section by its address, in `make test-all` on a fresh page: nothing is too wide, too small to read, or out of reach."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.look import settle, until
from tests.browser.screens import SECTIONS, Look, faults, looks
from tests.support.thorough import some

pytestmark = pytest.mark.browser

# The section that is open has arrived: its scripts come after the page's.
THERE = "[...document.querySelectorAll('main > section')].every((each) => each.hidden || each.childElementCount)"
# What is pale on purpose, until its answer comes, is not to be judged by its contrast.
ANSWERED = "[...document.querySelectorAll('main [data-behind=true]')].every((each) => !each.getClientRects().length)"


def opened(visit: Any, section: str, look: Look) -> Page:
    page = visit(SECTIONS[section], **look.options())
    settle(page)
    until(page, THERE)
    until(page, ANSWERED)
    return page


@pytest.mark.parametrize("look", looks(), ids=str)
@pytest.mark.parametrize("section", SECTIONS)
def test_everything_fits_can_be_read_and_reached(visit: Any, section: str, look: Look) -> None:
    page = opened(visit, section, look)
    assert faults(page) == []


def test_the_rail_leads_to_each_section_and_back_undoes_it(open_page: Any) -> None:
    page = open_page("#dx=2")
    rail = page.get_by_role("navigation")
    for name, place in {
        "What changed": "charts",
        "Who listens": "listeners",
        "Lineage": "lineage",
        "How far it sees": "stack",
    }.items():
        rail.get_by_role("link", name=name).click()
        expect(page.locator(f'[data-el="{place}"]')).to_be_visible()
        expect(page.locator('[data-el="rows"]')).to_be_hidden()
        expect(rail.get_by_role("link", name=name)).to_have_attribute("aria-current", "page")
        expect(page.locator('[data-el="strip"]')).to_contain_text("CNN")
        expect(page).to_have_title(f"{name} · Mixscope")
    page.go_back()
    expect(page.locator('[data-el="lineage"]')).to_be_visible()
    rail.get_by_role("link", name="Rows").click()
    expect(page.locator('[data-el="rows"]')).to_be_visible()
    expect(page.locator('[data-el="strip"]')).to_be_hidden()
    assert "dx=2" in page.url


@pytest.mark.parametrize(
    ("link", "place"),
    some([
        ("#stack=two-3x3", "stack"), ("#section=stack&hide=stack", "rows"), ("#against=one-5x5", "stack"),
        ("#lineage=norm-resnet", "lineage"), ("#listen=3,4", "listeners"), ("#listenDepth=0.8", "listeners"),
        ("#dx=4&measure=cosine", "rows"), ("#stage=digits-cnn/act1&lineage=norm-resnet", "rows"),
    ], first=2),  # the others' sections are told in tests/js/lib/url_state.test.mjs
)  # fmt: skip
def test_links_of_before_lead_to_their_section(visit: Any, link: str, place: str) -> None:
    page = visit(link)
    for name in ("rows", "charts", "listeners", "lineage", "stack"):
        expect(page.locator(f'[data-el="{name}"]')).to_be_visible(visible=name == place)


def test_what_is_not_open_costs_nothing(open_page: Any) -> None:
    asked: list[str] = []
    page = open_page(prepare=lambda page: page.on("request", lambda request: asked.append(request.url)))
    settle(page)
    page.keyboard.press("ArrowRight")
    settle(page)
    assert [url for url in asked if "/panels/" in url or "plotly" in url] == []
    page.get_by_role("link", name="How far it sees").click()
    expect(page.locator('[data-el="stack"]')).to_have_attribute("data-shown", "two-3x3,one-5x5")
    assert [url for url in asked if "/panels/mixing" in url] == []


def test_while_a_section_is_open_the_rows_get_no_maps(open_page: Any) -> None:
    page = open_page("#section=stack")
    settle(page)
    page.evaluate("performance.clearMeasures('mixscope:frame')")
    page.keyboard.press("ArrowRight")
    settle(page)
    stages = "performance.getEntriesByName('mixscope:frame').map(({ detail }) => detail.stages)"
    assert set(page.evaluate(stages)) == {0}
    expect(page.locator('[data-el="strip"] .change').first).not_to_have_text("0.00")
    page.get_by_role("link", name="Rows").click()
    settle(page)
    assert page.evaluate(stages)[-1] > 20


def test_a_stage_that_a_section_opens_is_among_the_rows(visit: Any) -> None:
    page = visit("#section=lineage&lineage=norm-resnet")
    page.get_by_role("link", name="See it").first.click()
    expect(page.locator(".open-stage")).to_be_visible()
    expect(page.locator('[data-el="lineage"]')).to_be_hidden()


def test_on_a_narrow_screen_the_rail_is_a_menu(open_page: Any) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    expect(page.get_by_role("navigation")).to_be_hidden()
    page.locator('[data-el="menu"]').tap()
    page.get_by_role("link", name="Lineage").tap()
    expect(page.locator('[data-el="lineage"]')).to_be_visible()
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.locator('[data-el="menu"]')).to_have_text("Lineage")


@pytest.mark.parametrize("look", some([Look(1280, 720), Look(1920, 1080)]), ids=str)
def test_a_projector_shows_four_rows_with_large_answers(open_page: Any, look: Look) -> None:
    page = open_page("#dx=3", **look.options())
    page.locator('[data-el="display"]').click()
    expect(page.locator("html")).to_have_attribute("data-display", "projector")
    settle(page)
    for row in page.locator(".row").all():
        for part in (row.locator(".answer strong"), row.locator(".change").last):
            expect(part).to_be_in_viewport(ratio=1)
            size = "(one) => parseFloat(getComputedStyle(one).fontSize)"
            assert part.evaluate(size) >= 20
    assert page.evaluate("document.documentElement.scrollWidth") <= look.width
    page.locator('[data-el="display"]').click()
    expect(page.get_by_role("navigation")).to_be_visible()


def test_the_list_of_models_scrolls_inside_itself(open_page: Any) -> None:
    page = open_page(viewport={"width": 1280, "height": 720})
    page.locator('[data-el="more"]').click()
    last = page.locator('[data-el="more-panel"] input:visible').last
    last.scroll_into_view_if_needed()
    box = last.bounding_box()
    assert box
    assert box["y"] + box["height"] < 720
    assert page.evaluate("scrollY") == 0
