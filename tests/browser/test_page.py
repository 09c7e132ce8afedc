"""The page in a real browser: what is there at first, what a person finds and changes."""

from typing import Any

import httpx
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.look import MAPS, card, drag, hash_has, maps, open_card, read_array, settle, until, wait_for_maps

pytestmark = pytest.mark.browser


def test_the_first_maps_need_no_further_request_for_data(open_page: Any) -> None:
    held: list[Any] = []

    def hold(page: Page) -> None:
        page.route("**/api/**", lambda route: held.append(route))
        page.route_web_socket("**/api/live*", lambda socket: None)  # never opens

    page = open_page(ready=False, prepare=hold)
    until(page, "performance.getEntriesByName('mixscope:first-paint').length")
    assert len(maps(page)) == 26
    assert 0 not in maps(page).values()
    assert page.locator(".row .answer strong").all_inner_texts() == ["7", "7", "7", "7"]
    for route in held:
        route.continue_()


def test_before_plotly_the_page_weighs_at_most_400_kb(open_page: Any) -> None:
    page = open_page()
    page.wait_for_load_state("load")
    entries = page.evaluate(
        """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
        .map(({ name, transferSize }) => [name, transferSize])"""
    )
    # What comes from /api later is live data, and how much of it depends on how soon the socket opens.
    first = sum(size for name, size in entries if "plotly" not in name and "/api/" not in name)
    assert 0 < first <= 400_000


def test_the_scale_changes_the_colours_and_says_its_ends(visit: Any) -> None:
    page = visit()
    settle(page)
    looks, ends = [maps(page)], [page.locator(".colourbar").all_inner_texts()]
    for scale in ("model", "all", "unit"):
        page.get_by_role("radio", name=scale, exact=True).click()
        until(page, f"(looks) => !looks.some((look) => JSON.stringify(look) === JSON.stringify(({MAPS})()))", looks)
        looks.append(maps(page))
        ends.append(page.locator(".colourbar").all_inner_texts())
    assert len({tuple(each) for each in ends}) == 4
    assert len({each.split()[-1] for each in ends[2]}) == 1, "one scale for everything"
    assert any("each its own" in each for each in ends[3])


def test_a_position_is_lit_in_the_picture_and_in_every_model(visit: Any, live_server: Any) -> None:
    page = visit()
    settle(page)
    before = maps(page)
    box = card(page, "digits-mixer/blocks.2").locator("canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + 3 * 3 + 1, box["y"] + 2 * 3 + 1)  # tile 0, row 2, column 3: a cell is 3 px wide
    lit = [key for key in before if not key.startswith("digits-mlp/") and key != "digits-cnn/gap"]
    after = wait_for_maps(page, before, lit)
    assert after["digits-mlp/act1"] == before["digits-mlp/act1"]
    assert after["digits-cnn/gap"] == before["digits-cnn/gap"]

    tip = page.locator(".tip")
    expect(tip).to_contain_text("patch row 2, column 3")
    expect(tip).to_contain_text("channel 0 of 64")
    shown = float(tip.locator("b").inner_text().removeprefix("≈").replace("−", "-"))
    data = httpx.post(
        f"{live_server.url}/api/activation", params={"model": "digits-mixer", "point": "blocks.2", "sample": "seven"}
    )
    array = read_array(data.raise_for_status().content)
    channel = array[:, 0]
    assert shown == pytest.approx(channel[2 * 7 + 3], abs=float(np.ptp(channel)) / 250 + 0.005)

    page.locator(".head h2").first.hover()
    expect(tip).to_be_hidden()
    wait_for_maps(page, after, lit)
    assert maps(page) == before


def test_cards_open_and_close_by_keyboard_and_back(open_page: Any) -> None:
    page = open_page()
    opener = card(page, "digits-cnn/act2").locator(".open")
    opener.focus()
    page.keyboard.press("Enter")
    panel = page.locator(".open-stage")
    expect(panel).to_be_visible()
    expect(opener).to_have_attribute("aria-expanded", "true")
    hash_has(page, "stage=digits-cnn/act2")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(opener).to_be_focused()
    page.keyboard.press("Tab")
    expect(card(page, "digits-cnn/pool1").locator(".open")).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel).to_be_visible()
    page.go_back()
    expect(panel).to_have_count(0)


def test_a_click_outside_closes_and_controls_stay_alive(visit: Any) -> None:
    page = visit()
    open_card(page, "digits-vit/blocks.1")
    before = maps(page)
    drag(page, 4, 0)
    until(page, "document.querySelector('[data-el=dx]').textContent === '+4'")
    wait_for_maps(page, before, ["digits-vit/blocks.1"])
    expect(page.locator(".open-stage")).to_be_visible()
    page.locator(".page").click(position={"x": 360, "y": 300})  # the gap between the columns
    expect(page.locator(".open-stage")).to_have_count(0)


def test_models_are_chosen_and_stand_by_family(open_page: Any) -> None:
    page = open_page()
    page.locator('[data-el="more"]').click()
    page.locator('[data-el="more-panel"] [data-id="digits-cnn-shifted"]').check()
    until(page, "document.querySelectorAll('.row').length === 5")
    rows = page.locator(".row").evaluate_all("(rows) => rows.map((row) => row.dataset.model)")
    assert rows == ["digits-mlp", "digits-cnn", "digits-cnn-shifted", "digits-vit", "digits-mixer"]
    until(page, "document.querySelector('.row[data-model=digits-cnn-shifted] .answer strong').textContent")
    page.keyboard.press("Escape")
    expect(page.locator('[data-el="more-panel"]')).to_be_hidden()
    page.locator('.chip[data-id="digits-mlp"]').click()
    expect(page.locator('.row[data-model="digits-mlp"]')).to_have_count(0)


def test_a_teacher_hides_controls_by_link(open_page: Any) -> None:
    page = open_page("#hide=models,scale,chart,samples")
    for name in ("chips", "scale", "samples"):
        expect(page.locator(f'[data-el="{name}"]')).to_be_hidden()
    expect(page.get_by_role("link", name="What changed")).to_be_hidden()
    expect(page.locator('[data-el="measure"]')).to_be_visible()
    page.locator('[data-el="class"]').click()
    page.get_by_role("button", name="Show every control").click()
    expect(page.locator('[data-el="scale"]')).to_be_visible()
    expect(page.get_by_role("link", name="What changed")).to_be_visible()


def test_a_phone_shows_one_model_at_a_time_and_nothing_overflows(open_page: Any) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(page.locator(".row:visible")).to_have_count(1)
    page.get_by_role("tab", name="ViT").tap()
    expect(page.locator('.row[data-model="digits-vit"]')).to_be_visible()
    expect(page.locator('.row[data-model="digits-mlp"]')).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_everything_of_the_default_view_fits_the_screen(visit: Any) -> None:
    page = visit()
    bottom = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.row')].map((row) => row.getBoundingClientRect().bottom))"
    )
    assert bottom <= 900
    overlaps = page.evaluate("""() => {
      const boxes = [...document.querySelectorAll(".card")].map((card) => card.getBoundingClientRect());
      const cross = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
      return boxes.some((a, i) => boxes.slice(i + 1).some((b) => cross(a, b)));
    }""")
    assert not overlaps


def test_names_for_people_who_cannot_see_the_maps(visit: Any) -> None:
    page = visit()
    settle(page)
    name = card(page, "digits-cnn/act1").locator("canvas").get_attribute("aria-label")
    assert name is not None
    assert name.startswith("CNN, conv 1: 32 maps of 28 × 28, values from 0 to")
    unnamed = page.evaluate("""() => [...document.querySelectorAll("button, a, select, input")]
      .filter((each) => each.checkVisibility() && !(each.ariaLabel || each.innerText || each.labels?.length))
      .map((each) => each.outerHTML)""")
    assert unnamed == []
    page.keyboard.press("ArrowLeft")
    until(page, "document.querySelector('[data-el=announce]').textContent.includes('MLP says')")


def test_the_dark_page_has_its_own_maps(open_page: Any) -> None:
    light, dark = open_page(), open_page(color_scheme="dark")
    assert maps(light) != maps(dark)
    assert open_page("#theme=light", color_scheme="dark").evaluate(
        "getComputedStyle(document.body).backgroundColor"
    ) == light.evaluate("getComputedStyle(document.body).backgroundColor")
