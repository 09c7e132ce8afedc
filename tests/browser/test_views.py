"""The opened stage: what it shows is what the arrays hold, and everything in it can be reached without a mouse."""

import io
import re
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.look import open_card, recorded, until
from tests.browser.stage import figure, go, point_at, stage, trace

pytestmark = pytest.mark.browser


def test_a_value_on_the_page_is_the_one_in_the_archive(open_page: Any, live_server: Any) -> None:
    page = stage(open_page, "#dx=2&dy=-1&stage=digits-cnn/act2")
    plot = figure(page)
    array = recorded(live_server.url, sample="seven", models="digits-cnn", dx=2, dy=-1)["digits-cnn/act2"]
    channel = int(re.findall(r"\d+", page.locator(".vstepper h4").inner_text())[0])
    assert channel == int(array.reshape(len(array), -1).max(axis=1).argmax()), "it opens on the channel with the largest value"
    row, column = np.unravel_index(array[channel].argmax(), array[channel].shape)
    point_at(plot, int(row), int(column))
    expect(page.locator("output[data-value]")).to_contain_text(f"row {row}, column {column}:")
    assert np.float32(page.locator("output[data-value]").get_attribute("data-value")) == array[channel, row, column]
    assert np.array_equal(trace(plot, "z").astype(np.float32), array[channel])


def test_tokens_lie_on_their_grid(visit: Any, live_server: Any) -> None:
    page = visit()
    arrays = recorded(live_server.url, sample="seven", models=["digits-vit", "digits-mixer"])
    for key, number, prefix in (("digits-vit/blocks.2", 7, 1), ("digits-mixer/blocks.0", 3, 0)):
        go(page, f"#stage={key}&channel={number}")
        shown = trace(figure(page), "z").astype(np.float32)
        assert np.array_equal(shown, arrays[key][prefix:, number].reshape(7, 7))
        page.get_by_role("button", name="All tokens").click()
        expect(page.locator(".vstepper h4")).to_have_text("All tokens")
        expect(page.locator(".vview .xtitle")).to_have_text("channel")
        assert np.array_equal(trace(figure(page), "z").astype(np.float32), arrays[key])


def test_units_are_ranked_and_one_can_be_chosen(visit: Any, live_server: Any) -> None:
    page = stage(visit, "#stage=digits-mlp/act1&channel=5")
    why = "Its numbers are those of units, which have no place in the picture."
    expect(page.locator(".stage-view .no-grid")).to_have_text(why)
    array = recorded(live_server.url, sample="seven", models="digits-mlp")["digits-mlp/act1"]
    assert np.array_equal(trace(figure(page), "y").astype(np.float32), np.sort(array)[::-1])
    shown = re.findall(r"unit 5: ([−\d.]+)", page.locator(".vview .vcaption", has_text="unit 5:").inner_text())
    assert float(shown[0].replace("−", "-")) == pytest.approx(array[5], rel=5e-3)


def test_channels_are_chosen_with_the_keyboard(visit: Any) -> None:
    page = stage(visit, "#stage=digits-cnn/act1&channel=0")
    wall = page.get_by_role("listbox", name="channels of conv 1")
    wall.focus()
    for key, channel in (("ArrowRight", 1), ("ArrowRight", 2), ("End", 31), ("ArrowLeft", 30), ("Home", 0)):
        page.keyboard.press(key)
        expect(page.locator(".vstepper h4")).to_have_text(f"channel {channel}")
    page.keyboard.press("ArrowDown")
    below = int(page.locator(".vstepper h4").inner_text().split()[1])
    assert below > 1
    expect(wall.get_by_role("option")).to_contain_text(f"channel {below}:")
    expect(page).to_have_url(re.compile(f"channel={below}"))
    assert page.locator('[data-el="dx"]').inner_text() == "0", "the arrow keys belong to the wall, not to the pattern"
    page.get_by_role("button", name="Next channel", exact=True).click()
    expect(page.locator(".vstepper h4")).to_have_text(f"channel {below + 1}")


def test_a_tile_is_chosen_with_the_mouse(visit: Any) -> None:
    page = stage(visit, "#stage=digits-cnn/act1&channel=0")
    page.locator(".vwall canvas").click(position={"x": 100, "y": 30})
    expect(page.locator(".vstepper h4")).to_have_text("channel 1")


def test_tabs_are_tabs(visit: Any) -> None:
    page = stage(visit, "#stage=digits-vit/blocks.2")
    names = page.get_by_role("tab").all_inner_texts()
    assert {"Values", "Distribution", "Attention", "Download"} <= set(names)
    page.get_by_role("tab", name="Values").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Inside")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Distribution")).to_be_focused()
    expect(page.locator('.vview[data-view="distribution"]')).to_be_visible()
    expect(page).to_have_url(re.compile("view=distribution"))
    assert page.get_by_role("tabpanel").get_attribute("aria-labelledby") == "tab-distribution"
    page.keyboard.press("End")
    expect(page.get_by_role("tab", name=names[-1])).to_be_focused()


def test_the_distribution_counts_every_value(visit: Any, live_server: Any) -> None:
    page = stage(visit, "#stage=digits-cnn/act2&view=distribution&channel=3")
    array = recorded(live_server.url, sample="seven", models="digits-cnn")["digits-cnn/act2"]
    shares, zeros = trace(figure(page), "y"), np.mean(array == 0)
    assert shares.sum() + zeros == pytest.approx(1)
    expect(page.locator('[data-fact="zeros"]')).to_have_text(f"{100 * zeros:.1f} %")
    expect(page.locator('[data-fact="count"]')).to_have_text(re.compile(r"25.088"))
    std = page.locator('[data-fact="std"]')
    assert float(std.get_attribute("data-value")) == pytest.approx(array.std(), rel=1e-3)
    assert float(std.inner_text()) == pytest.approx(array.std(), rel=5e-3)


def test_downloads_hold_the_same_numbers(visit: Any, live_server: Any) -> None:
    page = stage(visit, "#stage=digits-cnn/pool1&view=download&dx=3")
    expected = recorded(
        live_server.url, sample="seven", models=["digits-mlp", "digits-cnn", "digits-vit", "digits-mixer"], dx=3
    )
    with page.expect_download() as download:
        page.locator('[data-download="npy"]').click()
    assert np.array_equal(np.load(download.value.path()), expected["digits-cnn/pool1"])
    assert download.value.suggested_filename == "digits-cnn_pool1_dx3_dy0.npy"
    with page.expect_download() as download:
        page.locator('[data-download="npz"]').click()
    with np.load(download.value.path()) as archive:
        assert set(archive) == set(expected)
        assert all(np.array_equal(archive[key], expected[key]) for key in archive)
    with page.expect_download() as download:
        page.locator('[data-download="wall"]').click()
    assert download.value.path().read_bytes()[:4] == b"\x89PNG"


def test_the_python_on_the_page_returns_the_array(visit: Any, live_server: Any) -> None:
    page = stage(visit, "#stage=digits-vit/blocks.0&view=download&dx=-2&dy=1&edge=wrap")
    names: dict[str, Any] = {}
    code = page.locator(".vcode", has_text="Python").locator("code")
    expect(code).to_contain_text("wrap")  # of the link's place, a moment after its values
    exec(code.inner_text(), names)
    expected = recorded(live_server.url, sample="seven", models="digits-vit", dx=-2, dy=1, edge="wrap")
    assert np.array_equal(names["a"], expected["digits-vit/blocks.0"])


def test_the_link_that_a_stage_copies_is_that_of_what_it_shows(open_page: Any) -> None:
    page = stage(open_page, "#stage=digits-vit/blocks.0&view=download")
    page.evaluate("navigator.clipboard.writeText = async (link) => { document.body.dataset.copied = link; }")
    page.keyboard.press("ArrowRight")
    page.locator(".vdownload", has_text="Open this view again").get_by_role("button").evaluate("(copy) => copy.click()")
    assert "dx=1" in page.locator("body").get_attribute("data-copied")  # before the address has followed by itself


def test_charts_are_saved_as_png_and_svg(visit: Any) -> None:
    page = stage(visit, "#stage=digits-cnn/pool2&channel=4")
    figure(page)
    saved = {}
    for kind in ("png", "svg"):
        with page.expect_download() as download:
            page.locator(f'.vview [data-save="{kind}"]').click()
        saved[kind] = download.value.path().read_bytes()
        assert download.value.suggested_filename == f"digits-cnn_pool2_channel-4.{kind}"
    assert Image.open(io.BytesIO(saved["png"])).width > 500
    assert saved["svg"].startswith(b"<svg")


def test_the_opened_stage_follows_the_pattern(visit: Any, live_server: Any) -> None:
    page = stage(visit, "#stage=digits-cnn/act1&channel=2")
    before = trace(figure(page), "z")
    page.locator('[data-el="scene"]').focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    array = recorded(live_server.url, sample="seven", models="digits-cnn", dx=3)["digits-cnn/act1"][2]
    plot = page.locator(".vview [data-drawn]").first
    expect(page.locator('[data-el="dx"]')).to_have_text("+3")
    drawn = int(plot.get_attribute("data-drawn"))
    while not np.array_equal(trace(figure(page), "z").astype(np.float32), array):
        expect(plot).not_to_have_attribute("data-drawn", str(drawn))  # waits for the next drawing, or fails
        drawn = int(plot.get_attribute("data-drawn"))
    assert not np.array_equal(before.astype(np.float32), array)


def test_escape_and_the_cross_close_it(visit: Any) -> None:
    page = visit()
    open_card(page, "digits-cnn/act2")
    page.wait_for_selector(".vview > *")
    page.keyboard.press("Escape")
    expect(page.locator(".stage-view")).to_have_count(0)
    open_card(page, "digits-cnn/act2")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator(".stage-view")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("stage="))


def test_every_stage_opens_with_every_view(visit: Any) -> None:
    page = visit()
    seen = set()
    for key in page.locator(".card").evaluate_all("(cards) => cards.map((c) => `${c.dataset.model}/${c.dataset.point}`)"):
        go(page, f"#stage={key}")
        views = page.locator(".vtabs [data-view]").evaluate_all("(tabs) => tabs.map((tab) => tab.dataset.view)")
        for view in views if (key.partition("/")[0], *views) not in seen else []:
            page.locator(f'.vtabs [data-view="{view}"]').click()
            expect(page.locator(f'.vview[data-view="{view}"] > *').first).to_be_attached()
        seen.add((key.partition("/")[0], *views))
    assert {view for _, *views in seen for view in views} == {
        "values",
        "distribution",
        "weights",
        "patchmatrix",
        "attention",
        "entry",
        "residual",
        "ablation",
        "strongest",
        "early",
        "field",
        "number",
        "inside",
        "download",
    }


def test_a_phone_needs_no_sideways_scroll(open_page: Any) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True)
    for key, view in (
        ("digits-cnn/act1", "values"),
        ("digits-cnn/act1", "distribution"),
        ("digits-cnn/act1", "download"),
        ("digits-cnn/act3", "number"),
        ("digits-mlp/act1", "weights"),
        ("digits-vit/blocks.2", "attention"),
        ("digits-vit/blocks.2", "entry"),
        ("digits-cnn/act3", "field"),
        ("digits-vit/blocks.2", "early"),
        ("digits-cnn/act3", "strongest"),
    ):
        go(page, f"#stage={key}&view={view}")
        expect(page.locator(f'.vview[data-view="{view}"] > *').first).to_be_attached()
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390, key
        box = page.locator(".stage-view").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390, key


def test_dark_pages_have_dark_charts(open_page: Any) -> None:
    page = stage(open_page, "#stage=digits-cnn/act1&theme=dark")
    ink = figure(page).evaluate("(plot) => plot._fullLayout.font.color")
    assert ink == page.evaluate("() => getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()")


def test_a_reading_stops_after_any_row_and_ends_as_the_row_says(open_page: Any, live_server: Any) -> None:
    page = stage(open_page, "#models=digits-lstm&stage=digits-lstm/steps.13&view=reading")
    view = page.locator(".vview[data-view=reading]")
    steps = httpx.post(f"{live_server.url}/api/reading", params={"model": "digits-lstm", "sample": "seven"}).json()["steps"]

    def leads(row: int) -> str:
        shares = steps[row - 1]["shares"]
        return f"After row {row} the state says {shares.index(max(shares))},"

    believed = view.locator(".reading-believed")
    expect(believed).to_contain_text(leads(14))
    slider = view.get_by_role("slider", name="rows read")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    expect(believed).to_contain_text(leads(11))
    until(page, "location.hash.endsWith('view=reading.11')")
    page.keyboard.press("End")
    expect(believed).to_contain_text("After row 28 the state says 7, 99.9 %.")

    query = {"model": "digits-lstm", "sample": "seven"}
    reach = httpx.post(f"{live_server.url}/api/reading/reach", params=query, timeout=60).json()["steps"]
    told = view.locator(".reading-reach")
    shares = reach[-1]["shares"]
    expect(told).to_contain_text(f"row {shares.index(max(shares)) + 1} has the largest share, {100 * max(shares):.1f} %")
    rows = next(n for n in range(1, 29) if sum(shares[28 - n :]) >= 0.5)
    expect(told).to_contain_text(f"The {rows} rows read last have half of it together.")
    norms = "() => document.querySelector('[data-chart=gradient-back]').data?.[0].y.length === 28"
    until(page, norms)
    drawn = page.evaluate("document.querySelector('[data-chart=gradient-back]').data[0].y")
    assert drawn == pytest.approx([step["norm"] for step in reach], rel=1e-4)

    # Another picture is another reading, stopped after the same row.
    page.locator("[data-sample=three]").click()
    expect(believed).to_contain_text("After row 28 the state says 3,")
