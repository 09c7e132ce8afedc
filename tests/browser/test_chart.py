"""The charts and the shift map: the lines are the frame's numbers, and a map moves the pattern."""

import json
import re
import struct
from typing import Any

import httpx
import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.look import settle, wait_for_position
from tests.browser.stage import DRAWN, trace

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


@pytest.mark.parametrize("measure", ["invariance", "equivariance", "cosine"])
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


def test_gaps_are_explained(open_page: Any) -> None:
    page = open_page("#section=changed&dx=1&measure=equivariance")
    wait_for_position(page, 1, 0)
    sentence = page.locator(".chart-depth + .vcaption")
    expect(sentence).to_contain_text("a move of +1, 0 px is no whole number of cells")
    expect(sentence).to_contain_text("MLP (hidden 1, hidden 2)")
    expect(page.locator(".chart-depth")).to_be_visible()


def test_the_lines_follow_the_pattern(open_page: Any, live_server: Any) -> None:
    page = open_page("#section=changed")
    plot = chart(page, "depth")
    assert trace(plot, "y", 0).max() == 0
    page.locator('[data-el="scene"]').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    wait_for_position(page, 1, 1)
    expected = [one["invariance"] for one in frame(live_server.url, dx=1, dy=1)["digits-mlp"].values()]
    drawn = plot.get_attribute("data-drawn")
    while not np.allclose(trace(chart(page, "depth"), "y", 0), expected, rtol=1e-5):
        expect(plot).not_to_have_attribute("data-drawn", str(drawn))  # waits for the next drawing, or fails
        drawn = plot.get_attribute("data-drawn")


def test_accuracy_curves_are_the_cards(open_page: Any, live_server: Any) -> None:
    page = open_page("#section=changed")
    plot = chart(page, "accuracy")
    models = httpx.get(f"{live_server.url}/api/models").json()["models"]
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


def test_the_shift_map_is_computed_and_moves_the_pattern(open_page: Any, live_server: Any) -> None:
    page = open_page("#section=changed&dx=2")
    wait_for_position(page, 2, 0)
    expect(page.locator(".chart-saw")).to_be_hidden()
    page.get_by_role("button", name="Compute", exact=True).click()
    expect(page.locator(".map")).to_have_count(4)
    assert [field.get_attribute("data-model") for field in page.locator(".map").all()] == MODELS
    cnn = page.locator('.map[data-model="digits-cnn"]')

    page.get_by_label("Stage", exact=True).select_option(label="first")
    expect(cnn.locator("figcaption")).to_contain_text("conv 1")
    area = cnn.locator(".map-field").bounding_box()
    assert area
    cell = area["width"] / 21
    page.mouse.move(area["x"] + 14.5 * cell, area["y"] + 6.5 * cell)
    readout = page.locator(".chart-map .vreadout")
    expect(readout).to_contain_text("CNN, conv 1, dx +4, dy −4:")
    shown = float(readout.inner_text().rpartition(":")[2])
    assert shown == pytest.approx(frame(live_server.url, dx=4, dy=-4)["digits-cnn"]["act1"]["invariance"], rel=1e-4)

    page.mouse.click(area["x"] + 14.5 * cell, area["y"] + 6.5 * cell)
    wait_for_position(page, 4, -4)
    dot = cnn.locator(".map-dot").bounding_box()
    assert dot
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
    page.get_by_role("button", name="Reset").or_(page.locator('[data-el="reset"]')).first.click()
    settle(page)
    page.get_by_role("radio", name="wrap").click()
    expect(page.locator(".chart-map [role=status]")).to_have_text("The picture has changed since.")


def test_a_shift_map_can_be_cancelled(open_page: Any) -> None:
    page = open_page("#section=changed")
    page.route("**/api/shift-map?*", lambda route: None)  # an answer that never comes
    page.get_by_role("button", name="Compute", exact=True).click()
    expect(page.get_by_role("progressbar", name="Shift map")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".chart-map [role=status]")).to_have_text("Cancelled.")
    expect(page.get_by_role("button", name="Compute", exact=True)).to_be_visible()
    expect(page.get_by_role("progressbar", name="Shift map")).to_be_hidden()


def test_charts_fit_a_phone(open_page: Any) -> None:
    page = open_page("#section=changed&dx=3", viewport={"width": 390, "height": 844}, has_touch=True)
    chart(page, "depth")
    chart(page, "accuracy")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert page.locator(".chart-depth .main-svg").first.bounding_box()["width"] <= 390  # type: ignore[index]
    expect(page.locator(".chart-depth .xtitle")).to_have_text(re.compile("depth"))
