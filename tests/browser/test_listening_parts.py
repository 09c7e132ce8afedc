"""The parts of "Who listens to whom": two pictures, the attention wall, what depends on the picture."""

import statistics
import threading
from typing import Any

import httpx
import numpy as np
import pytest
from playwright.sync_api import expect
from torch import Tensor

from app.interpret import mixing_queries
from app.interpret.mixing_shares import Row
from app.interpret.stage import Between, Stage
from tests.browser.listening import BLOCK_3, MODELS, answered, ask, card, fact, matrix, over, panel, value
from tests.browser.look import until

pytestmark = pytest.mark.browser

OUTLINE = """(canvas) => {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4) if (data[i + 3]) seen.add(data.slice(i, i + 4).join());
  return seen.size;
}"""
"""Colours on a canvas. A convolution's row has two: silence, and what it hears; the outline of a digit adds its own."""

SIDES = """(side) => [...document.querySelectorAll(".lpair .lmap canvas")].every(({ clientWidth }) => clientWidth === side)"""


def test_how_much_listening_depends_on_the_picture_is_there_without_a_click(open_page: Any, live_server: Any) -> None:
    page = open_page(f"#section=listeners&{BLOCK_3}&listen=8,18")
    section = panel(page)
    expect(section.locator("[data-compute]")).to_be_hidden()
    for model in MODELS:
        expect(fact(section, model, "dependence")).not_to_have_text("–")
    names = [
        sample["name"] for sample in httpx.get(f"{live_server.url}/api/samples").json()["samples"] if sample["fit"] == "digits"
    ]
    rows = []
    for name in names:
        answer = ask(live_server.url, model="digits-vit", point="blocks.2", row=2, column=4, sample=name)
        rows.append(np.concatenate([answer["prefix"], np.ravel(answer["values"])]))
    wanted = 1 - (np.mean(rows, 0) ** 2).sum() / np.mean([(row**2).sum() for row in rows])
    shown = {model: value(fact(section, model, "dependence")) for model in MODELS}
    assert shown["digits-vit"] == pytest.approx(wanted, rel=1e-4)
    assert 0 < shown["digits-mixer"] < shown["digits-vit"]
    assert abs(shown["digits-mlp"]) < 1e-9
    expect(fact(section, "digits-mlp", "dependence")).to_have_text("0")


def test_an_answer_that_takes_long_tells_how_far_it_is(open_page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(f"#section=listeners&{BLOCK_3}&listen=8,18")
    section = panel(page)
    bar = section.get_by_role("progressbar", name="How much of the answer has been computed, ViT")
    expect(bar).to_be_hidden()
    answer, goes_on = mixing_queries.LEVELS["input"], threading.Event()

    def slow(stage: Stage, x: Tensor, query: int | None, between: Between) -> Row:
        if any("attn" in point.name for point in stage.points):
            between(3, 8)
            between(4, 8)  # the page takes a line for progress once it knows that it is not the last one
            assert goes_on.wait(20)
        return answer(stage, x, query, between)

    monkeypatch.setitem(mixing_queries.LEVELS, "input", slow)
    section.get_by_text("from the picture", exact=True).click()
    expect(bar).to_be_visible()
    expect(bar).to_have_js_property("value", 3)
    expect(bar).to_have_js_property("max", 8)
    goes_on.set()
    answered(section)
    expect(bar).to_be_hidden()
    expect(card(section, "digits-vit")).to_have_attribute("data-state", "answered")


def test_dependence_is_of_the_question_shown_and_can_be_cancelled(open_page: Any) -> None:
    page = open_page(f"#section=listeners&{BLOCK_3}&listen=8,18")
    section = panel(page)
    expect(fact(section, "digits-vit", "dependence")).not_to_have_text("–")
    page.route("**/api/mixing?*sample=zero*", lambda route: None)  # an answer that never comes
    card(section, "digits-vit").locator(".lmap").press("ArrowRight")
    answered(section)
    expect(fact(section, "digits-vit", "dependence")).to_have_text("–")
    expect(section.get_by_role("progressbar", name="depends on the picture")).to_be_visible()
    section.get_by_role("button", name="Cancel").click()
    expect(section.get_by_text("Cancelled.")).to_be_visible()
    expect(section.locator("[data-compute]")).to_be_visible()
    card(section, "digits-vit").locator(".lmap").press("ArrowLeft")
    answered(section)
    expect(fact(section, "digits-vit", "dependence")).not_to_have_text("–")  # kept


def test_two_pictures_move_what_is_chosen_and_not_what_is_fixed(open_page: Any) -> None:
    page = open_page("#section=listeners&listenDepth=0.5&listen=8,18")
    section = panel(page)
    section.locator('[data-part="fixed"]').scroll_into_view_if_needed()
    pairs = section.locator(".lpair")
    expect(pairs).to_have_count(5)
    moved = {}
    for pair in pairs.all():
        key = (pair.get_attribute("data-model"), pair.get_attribute("data-weights"))
        moved[key] = value(pair.locator(".lmoved"), "moved")
    assert moved["digits-mlp", "no"] == moved["digits-cnn", "no"] == moved["digits-mixer", "yes"] == 0
    assert 0 < moved["digits-mixer", "no"] < 1
    assert 0 < moved["digits-vit", "no"] < 1


def test_two_pictures_of_another_place_are_pale_until_theirs_are_there(open_page: Any) -> None:
    page = open_page("#section=listeners&listenDepth=0.5&listen=8,18")
    grid = panel(page).locator(".lpairs")
    expect(grid.locator(".lpair")).to_have_count(5)
    expect(grid).to_have_attribute("data-behind", "false")
    held, holds = [], [True]
    page.route("**/api/mixing*", lambda route: held.append(route) if holds else route.continue_())
    page.evaluate("location.hash = location.hash.replace('8,18', '20,4')")
    expect(grid).to_have_attribute("data-behind", "true")
    expect(grid.locator(".lmoved").first).to_be_hidden()
    holds.clear()
    for route in held:
        route.continue_()
    expect(grid).to_have_attribute("data-behind", "false")
    expect(grid.locator(".lmoved").first).to_be_visible()


def test_two_pictures_take_the_room_of_a_window_that_becomes_another(open_page: Any) -> None:
    page = open_page("#section=listeners")
    expect(panel(page).locator(".lpair .lmap").first).to_be_visible()
    for width, side in ((800, 112), (1440, 84)):  # whole pixels per pixel of a 28 x 28 input
        page.set_viewport_size({"width": width, "height": 900})
        until(page, SIDES, side)


def test_the_wall_repaints_while_the_pointer_moves_and_lights_both_patches(open_page: Any, live_server: Any) -> None:
    page = open_page("#section=listeners&listen=0,0")
    section = panel(page)
    section.locator('[data-part="wall"]').scroll_into_view_if_needed()
    wall = section.locator(".lwall")
    expect(wall).to_have_attribute("data-query", "1")
    expect(section.locator(".lplot[data-drawn]")).to_be_attached()
    assert value(section.locator(".lplot"), "even") == pytest.approx(14.44, abs=0.005)
    picker = section.locator(".lwallpick .lmap")
    for step in range(49):
        over(page, picker, step // 7, step % 7, 7)
        expect(wall).to_have_attribute("data-query", str(1 + step))
    # The page's own work; from the pointer's move on, the browser's queue counts too, and a busy machine fills it.
    times = page.evaluate("() => performance.getEntriesByName('mixscope:wall').map(({ detail }) => detail.work)")
    assert len(times) >= 40
    assert statistics.median(times) <= 16
    over(page, picker, 3, 3, 7)
    cells = section.locator(".lwall-cells").bounding_box()
    assert cells is not None
    page.mouse.move(
        cells["x"] + 2 * 88 + 5.5 * 11, cells["y"] + 1.5 * 11
    )  # block 3, head 1, patch 1, 5; the pointer left the picture
    expect(wall).to_have_attribute("data-query", "1")
    attention = matrix(live_server.url, model="digits-vit", point="blocks.2", kind="attention")
    readout = section.locator(".lwallpick .lreadout")
    expect(readout).to_contain_text("block 3, head 1: patch 1, 1 listens to patch 2, 6")
    assert value(readout) == pytest.approx(attention[0, 1, 1 + 7 + 5], rel=1e-6)


def test_the_wall_of_another_model_is_pale_and_goes_when_its_own_does_not_come(open_page: Any, watch: Any) -> None:
    watch.allow("ERR_FAILED")
    page = open_page("#section=listeners&models=digits-vit,digits-vit-shifted")
    wall = page.locator('[data-part="wall"]')
    wall.scroll_into_view_if_needed()
    body = wall.locator(".lwallgrid")
    expect(body).to_have_attribute("data-behind", "false")
    held: list[Any] = []
    page.route("**/api/mixing/attention*model=digits-vit-shifted*", lambda route: held.append(route))
    wall.get_by_role("combobox").select_option("digits-vit-shifted")
    expect(body).to_have_attribute("data-behind", "true")
    held[0].abort()
    expect(body).to_be_hidden()  # no wall of the other model below this one's name


def test_hidden_units_of_another_block_are_pale_and_go_when_theirs_do_not_come(open_page: Any, watch: Any) -> None:
    watch.allow("ERR_FAILED")
    page = open_page("#section=listeners&models=digits-mixer&listenDepth=0.2&listen=8,18")
    page.locator('[data-part="units"] > summary').click()
    units = page.locator(".lunits")
    expect(units).to_have_attribute("data-behind", "false")
    expect(units.locator("figure")).to_have_count(12)
    held: list[Any] = []
    page.route("**/api/mixing/matrix*", lambda route: held.append(route))
    page.evaluate("location.hash = location.hash.replace('listenDepth=0.2', 'listenDepth=1')")
    units.scroll_into_view_if_needed()  # what is far from the screen is renewed when it comes near
    expect(units).to_have_attribute("data-behind", "true")
    for one in held:
        one.abort()
    expect(units.locator("figure")).to_have_count(0)  # no units of the other block below this one's name


def test_both_pictures_have_their_outline(visit: Any) -> None:
    page = visit("#section=listeners&listenDepth=0.5&listen=27,0")
    section = panel(page)
    section.locator('[data-part="fixed"]').scroll_into_view_if_needed()
    both = section.locator('.lpair[data-model="digits-cnn"] .lmap canvas:first-child')
    expect(both).to_have_count(2)
    here, there = (canvas.evaluate(OUTLINE) for canvas in both.all())
    assert min(here, there) > 15


def test_the_wall_has_the_outline_in_every_tile(visit: Any) -> None:
    page = visit("#section=listeners&listen=0,0")
    section = panel(page)
    section.locator('[data-part="wall"]').scroll_into_view_if_needed()
    expect(section.locator(".lwall")).to_have_attribute("data-query", "1")
    # The middle of a tile has neither names nor marks over it when the first patch asks: what is painted there is the outline.
    painted = section.locator(".lwall-lines").evaluate(
        """(canvas) => {
          const context = canvas.getContext("2d");
          const ratio = canvas.width / canvas.clientWidth;
          const middle = (block) => [52 + block * 88 + 22, 18 + 22, 44, 44].map((part) => part * ratio);
          return [0, 5].map((block) =>
            context.getImageData(...middle(block)).data.filter((value, i) => i % 4 === 3 && value).length);
        }"""
    )
    assert min(painted) > 20
