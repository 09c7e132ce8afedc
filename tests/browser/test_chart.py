"""The charts and the shift map: the lines are the frame's numbers, and a map moves the pattern."""

import json
import re
import struct
from typing import Any

import httpx
import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.look import until, wait_for_position
from tests.browser.stage import DRAWN, trace
from tests.support.thorough import some

pytestmark = pytest.mark.browser

MODELS = ["digits-mlp", "digits-cnn", "digits-vit", "digits-mixer"]


def chart(page: Page, name: str) -> Locator:
    """A chart, drawn and at rest."""
    plot = page.locator(f".chart-{name} [data-drawn], .chart-{name}[data-drawn]").first
    expect(plot).to_have_attribute("data-drawn", DRAWN)
    expect(page.locator(f".chart-{name} .live-canvas:not([hidden])")).to_have_count(0)
    return plot


def frame(url: str, **query: Any) -> dict[str, dict[str, dict[str, float | None]]]:
    """What the server says about a position: model -> stage -> measure -> change."""
    answer = httpx.post(f"{url}/api/frame", params={"sample": "seven", "models": MODELS} | query, timeout=60)
    data = answer.raise_for_status().content
    header = json.loads(data[8 : 8 + struct.unpack("<I", data[4:8])[0]])
    return {model["id"]: {one["name"]: one["change"] for one in model["stages"]} for model in header["models"]}


@pytest.mark.parametrize("measure", some(["equivariance", "invariance", "cosine"]))
def test_the_lines_are_the_frames_numbers(open_page: Any, live_server: Any, measure: str) -> None:
    page = open_page(f"#section=changed&dx=4&dy=-2&measure={measure}")
    wait_for_position(page, 4, -2)
    expected = frame(live_server.url, dx=4, dy=-2)
    plot = chart(page, "depth")
    expect(plot.locator(".ytitle")).to_have_text(
        {"invariance": "invariance error", "equivariance": "equivariance error", "cosine": "corrected cosine"}[measure]
    )
    for at, model in enumerate(MODELS):
        shown = trace(plot, "y", at)
        numbers = np.array([one[measure] for one in expected[model].values()], dtype=float)
        np.testing.assert_allclose(shown, numbers, rtol=1e-5)
        depths = trace(plot, "x", at)
        assert (np.diff(depths) > 0).all()
        assert 0 < depths[0] < depths[-1] < 1


def test_gaps_are_explained(visit: Any) -> None:
    page = visit("#section=changed&dx=1&measure=equivariance")
    wait_for_position(page, 1, 0)
    sentence = page.locator(".chart-depth + .vcaption")
    expect(sentence).to_contain_text("a move of +1, 0 px is no whole number of cells")
    expect(sentence).to_contain_text("MLP (hidden 1, hidden 2)")
    expect(page.locator(".chart-depth")).to_be_visible()


def shift_map(page: Page) -> Locator:
    """The shift map, which nobody has asked for, when it is there."""
    expect(page.locator(".chart-map .map")).to_have_count(4)
    return page.locator(".chart-map")


def lines_of(page: Page, url: str, expected: dict[str, Any], measure: str = "invariance") -> None:
    """Waits until the lines are those of these frames, or fails."""
    plot = page.locator(".chart-depth .js-plotly-plot")
    for at, model in enumerate(MODELS):
        numbers = np.array([one[measure] for one in expected[model].values()], dtype=float)
        while not np.allclose(trace(chart(page, "depth"), "y", at), numbers, rtol=1e-4, atol=1e-5, equal_nan=True):
            expect(plot).not_to_have_attribute("data-drawn", str(plot.get_attribute("data-drawn")))


def test_before_a_move_there_is_an_example_and_after_it_the_move(open_page: Any, live_server: Any) -> None:
    page = open_page("#section=changed")
    sentence = page.locator(".chart-depth + .vcaption")
    expect(sentence).to_contain_text("An example, faint: the picture moved by +4, 0 px.")
    shift_map(page)
    lines_of(page, live_server.url, frame(live_server.url, dx=4))
    page.locator('[data-el="scene"]').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    wait_for_position(page, 1, 1)
    lines_of(page, live_server.url, frame(live_server.url, dx=1, dy=1))
    expect(sentence).not_to_contain_text("example")


def test_invariance_and_equivariance_are_said_with_the_moves_own_numbers(visit: Any, live_server: Any) -> None:
    page = visit("#section=changed&dx=4")
    wait_for_position(page, 4, 0)
    changes = frame(live_server.url, dx=4)["digits-cnn"]
    terms = page.locator(".chart-terms")
    for word in ("Translation invariance", "Translation equivariance"):
        expect(terms.get_by_text(word, exact=True)).to_be_visible()
    said = terms.locator('[data-model="digits-cnn"]')
    still, back = changes["act1"]["invariance"], changes["act1"]["equivariance"]
    assert still is not None
    assert back is not None
    expect(said).to_contain_text(f"conv 1 differs by {still:.2g} where it stands, and by {back:.2f} once")
    before, after = list(changes.values())[-2:]
    expect(said).to_contain_text(f"the difference is {before['invariance']:.2f}, after it {after['invariance']:.2f} (average)")
    expect(terms.locator('[data-model="digits-mlp"]')).to_contain_text("units in place of maps")


def test_the_curves_are_said_in_numbers_and_drawn(open_page: Any, live_server: Any) -> None:
    page = open_page("#section=changed")
    models = {model["id"]: model for model in httpx.get(f"{live_server.url}/api/models").json()["models"]}
    words = page.locator(".chart-words")
    expect(words).to_contain_text(f"CNN {models['digits-cnn']['shift_accuracy']['8']:.0f} %")
    expect(words).to_contain_text(f"Mixer {models['digits-mixer']['shift_accuracy']['8']:.0f} %")
    expect(words).to_contain_text("MNIST’s 10,000 test digits")
    expect(words).to_contain_text("Dashed")
    _accuracy_curves_are_the_cards(page, [*models.values()])


def test_the_curves_of_photographs_are_not_said_to_be_of_digits(visit: Any) -> None:
    page = visit("#section=changed&models=photos-resnet,photos-vit&sample=lighthouse")
    words = page.locator(".chart-words")
    expect(words).to_contain_text("Tiny ImageNet")
    expect(words).not_to_contain_text("MNIST")
    expect(words).not_to_contain_text("Dashed")


def _accuracy_curves_are_the_cards(page: Page, models: list[dict[str, Any]]) -> None:
    plot = chart(page, "accuracy")
    names = plot.evaluate("(plot) => plot.data.map(({name, line, showlegend}) => [name, line.dash, showlegend])")
    forms = {(model["family"], model["parameters"]) for model in models if model["id"] in MODELS}
    carded = [model for model in models if model["shift_accuracy"] and (model["family"], model["parameters"]) in forms]
    assert len(carded) >= 2 * len(MODELS), "each beside its other version"
    assert len(names) == len(carded)
    for model in carded:
        at = next(i for i, (name, _, _) in enumerate(names) if name == model["title"])
        assert trace(plot, "y", at).tolist() == list(model["shift_accuracy"].values())
        assert names[at][1] == ("dash" if model["version"] == "shifted" else "solid")
        assert names[at][2] == (model["id"] in MODELS)


def test_the_shift_map_computes_itself_and_moves_the_picture(open_page: Any, live_server: Any) -> None:
    page = open_page("#section=changed&dx=2")
    wait_for_position(page, 2, 0)
    shift_map(page)
    assert [field.get_attribute("data-model") for field in page.locator(".map").all()] == MODELS
    cnn = page.locator('.map[data-model="digits-cnn"]')
    expect(page.locator(".chart-map").get_by_text("Seven, compared with its place at 0, 0.")).to_be_visible()

    page.get_by_label("Stage", exact=True).select_option(label="first")
    expect(cnn.locator("figcaption")).to_contain_text("conv 1")
    cnn.locator(".map-field").scroll_into_view_if_needed()
    area = cnn.locator(".map-field").bounding_box()
    assert area
    cell = area["width"] / 21
    page.mouse.move(area["x"] + 14.5 * cell, area["y"] + 6.5 * cell)
    readout = page.locator(".chart-map .vreadout")
    expect(readout).to_contain_text("CNN, conv 1, dx +4, dy −4:")
    shown = float(str(readout.get_attribute("data-value")))
    assert shown == pytest.approx(frame(live_server.url, dx=4, dy=-4)["digits-cnn"]["act1"]["invariance"], rel=1e-4)
    assert len(readout.inner_text().rpartition(": ")[2]) <= len("0.00"), "three digits to read"

    page.mouse.click(area["x"] + 14.5 * cell, area["y"] + 6.5 * cell)
    wait_for_position(page, 4, -4)
    dot = cnn.locator(".map-dot").bounding_box()
    area = cnn.locator(".map-field").bounding_box()
    assert dot
    assert area
    assert dot["x"] + dot["width"] / 2 == pytest.approx(area["x"] + 14.5 * cell, abs=1.5)
    assert dot["y"] + dot["height"] / 2 == pytest.approx(area["y"] + 6.5 * cell, abs=1.5)

    cnn.locator(".map-field").focus()
    page.keyboard.press("ArrowLeft")
    wait_for_position(page, 3, -4)

    saw = chart(page, "saw")
    assert trace(saw, "x").tolist() == list(range(-10, 11))
    at = saw.evaluate("(plot) => plot.data.findIndex(({name}) => name === 'CNN')")
    assert trace(saw, "y", at)[12] == pytest.approx(
        frame(live_server.url, dx=2, dy=0)["digits-cnn"]["act1"]["invariance"], rel=1e-4
    )
    page.get_by_label("Show", exact=True).select_option(value="probability")
    expect(cnn.locator("figcaption")).to_contain_text("probability of")


def test_a_map_of_another_state_is_grey_says_whose_it_is_and_is_computed_anew(open_page: Any) -> None:
    page = open_page("#section=changed")
    shift_map(page)
    asked: list[str] = []
    held: list[Any] = []
    page.route("**/api/shift-map?*", lambda route: (asked.append(route.request.url), held.append(route)))
    page.get_by_role("radio", name="wrap").click()
    about = page.locator(".chart-map").get_by_text("Grey: these maps belong to Seven")
    expect(about).to_be_visible()
    expect(page.locator(".maps")).to_have_class(re.compile("is-behind"))
    expect(page.locator(".chart-saw")).to_have_class(re.compile("is-behind"))
    until(page, "document.querySelector('.chart-map progress').hidden === false")
    page.get_by_role("radio", name="clip").click()  # the question is given up, and the answer to the first one is still here
    expect(about).to_be_hidden()
    expect(page.get_by_role("progressbar", name="Shift map")).to_be_hidden()
    assert len(asked) == 1
    page.unroute("**/api/shift-map?*")
    page.get_by_role("radio", name="wrap").click()
    expect(about).to_be_hidden()
    expect(page.locator(".maps")).not_to_have_class(re.compile("is-behind"))
    assert len(asked) == 1


def test_a_map_is_given_up_when_its_section_is_left_and_asked_for_again(open_page: Any, watch: Any) -> None:
    page = open_page("#section=changed", prepare=lambda page: page.route("**/api/shift-map?*", lambda route: None))
    expect(page.get_by_role("progressbar", name="Shift map")).to_be_visible()
    with page.expect_event("requestfailed", lambda request: "/api/shift-map" in request.url):
        page.evaluate("location.hash = '#section=stack'")
    expect(page.locator('[data-el="charts"]')).to_be_hidden()
    until(page, "document.querySelector('.chart-map progress').hidden")
    page.unroute("**/api/shift-map?*")
    page.evaluate("location.hash = '#section=changed'")
    shift_map(page)


def test_a_shift_map_can_be_cancelled_and_until_there_is_an_example_a_sentence_says_what_to_do(open_page: Any) -> None:
    page = open_page("#section=changed", prepare=lambda page: page.route("**/api/shift-map?*", lambda route: None))
    expect(page.get_by_text("Drag the picture, or press an arrow key")).to_be_visible()
    expect(page.locator(".chart-depth")).to_be_hidden()
    expect(page.get_by_role("progressbar", name="Shift map")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".chart-map [role=status]")).to_have_text("Cancelled.")
    expect(page.get_by_role("progressbar", name="Shift map")).to_be_hidden()
    page.unroute("**/api/shift-map?*")
    page.get_by_role("button", name="Compute", exact=True).click()
    shift_map(page)
    expect(page.get_by_role("button", name="Compute")).to_be_hidden()


def test_charts_fit_a_phone(open_page: Any) -> None:
    page = open_page("#section=changed&dx=3", viewport={"width": 390, "height": 844}, has_touch=True)
    chart(page, "depth")
    chart(page, "accuracy")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert page.locator(".chart-depth .main-svg").first.bounding_box()["width"] <= 390  # type: ignore[index]
    expect(page.locator(".chart-depth .xtitle")).to_have_text(re.compile("depth"))
