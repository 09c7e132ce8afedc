"""Each section opened alone by its link, on a fresh page: its figures have their own colours, whoever was here before."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.look import until

pytestmark = pytest.mark.browser

NO_PAINT = "none"
TRANSPARENT = "rgba(0, 0, 0, 0)"
ATTENTION = "#models=digits-vit&stage=digits-vit/blocks.1&view=attention"

# What a browser gives a shape for which no style sheet says anything: black, without a line.
UNSTYLED = """(section) => [...document.querySelectorAll(`${section} svg :is(rect, polygon, path, circle, text)`)]
  .filter((shape) => !shape.closest(".js-plotly-plot, .icon"))
  .filter((shape) => getComputedStyle(shape).fill === "rgb(0, 0, 0)")
  .map((shape) => shape.outerHTML)"""


def colours(page: Page, selector: str) -> list[str]:
    """The fill and the stroke of the first of these shapes."""
    shape = page.locator(selector).first
    expect(shape).to_be_attached()
    return shape.evaluate("(one) => [getComputedStyle(one).fill, getComputedStyle(one).stroke]")


def named(page: Page, section: str, name: str) -> str:
    """A colour of the style sheet, as a browser writes it."""
    script = """(section, name) => { const probe = document.createElement("i"); probe.style.color = `var(${name})`;
        section.append(probe); const { color } = getComputedStyle(probe); probe.remove(); return color; }"""
    return page.locator(section).first.evaluate(script, name)


def is_styled(page: Page, section: str) -> None:
    assert page.evaluate(UNSTYLED, section) == []


def squares_are_outlines(page: Page, section: str) -> None:
    for kind, name in {"theory": "--chosen", "sigma": "--ink"}.items():
        assert colours(page, f"{section} .square-pane rect.is-{kind}") == [NO_PAINT, named(page, section, name)]


def test_a_stack(open_page: Any) -> None:
    page = open_page("#stack=two-3x3&against=one-5x5")
    section = '[data-el="stack"]'
    expect(page.locator(section)).to_have_attribute("data-shown", "two-3x3,one-5x5")
    expect(page.locator(f"{section} .square-pane rect.is-sigma")).to_have_count(2)
    squares_are_outlines(page, section)
    assert colours(page, f"{section} .square-pane rect.is-before") == [NO_PAINT, named(page, section, "--chosen")]
    cells = page.locator(f"{section} .square-pane canvas").first
    assert cells.evaluate("(canvas) => getComputedStyle(canvas).position") == "absolute"
    assert colours(page, f"{section} .reach")[0] == named(page, section, "--accent")
    assert colours(page, f"{section} .row-of:not(.is-lit) .cell")[0] == named(page, section, "--accent")
    assert colours(page, f"{section} .row-of.is-lit .cell")[0] == named(page, section, "--chosen")
    assert colours(page, f"{section} .hit")[0] == TRANSPARENT
    is_styled(page, section)


def test_a_receptive_field(open_page: Any) -> None:
    page = open_page("#models=digits-circular&stage=digits-circular/blocks.1&view=field")
    section = ".stage-view"
    page.wait_for_selector(f"{section} .square-pane rect.is-sigma", state="attached")
    squares_are_outlines(page, section)
    is_styled(page, section)


def test_the_lineage(open_page: Any) -> None:
    page = open_page("#models=digits-cnn&lineage=norm-resnet")
    section = '[data-el="lineage"]'
    page.wait_for_selector(f"{section} [data-which=after] mark")
    until(page, "(section) => document.querySelectorAll(`${section} .degradation [data-drawn]`).length === 4", section)
    lines = "(plot) => [...plot.querySelectorAll('.scatterlayer path.js-line')].map((line) => getComputedStyle(line).stroke)"
    drawn = page.locator(f"{section} [data-chart=loss]").evaluate(lines)
    assert drawn
    assert not {"rgb(0, 0, 0)", NO_PAINT} & set(drawn)
    note = page.locator(f"{section} [data-when=trained], {section} [role=status]").first
    assert note.evaluate("(one) => getComputedStyle(one).color") == named(page, section, "--muted")
    is_styled(page, section)


@pytest.mark.parametrize(
    ("link", "section"),
    [("#listen=14,14", '[data-el="listeners"]'), ("#section=changed&dx=3", '[data-el="charts"]'), (ATTENTION, ".stage-view")],
)
def test_other_sections(open_page: Any, link: str, section: str) -> None:
    page = open_page(link)
    page.locator(section).scroll_into_view_if_needed()
    page.wait_for_selector(f"{section} :is(canvas:not([hidden]), [data-drawn])")
    is_styled(page, section)
