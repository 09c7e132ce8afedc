"""Who listens to whom, in a real browser: one place, four answers, and every number the server's own."""

import contextlib
import io
import re
import statistics
from typing import Any

import httpx
import numpy as np
import pytest
from playwright.sync_api import Error, Locator, Page, expect

from tests.browser.look import settle

pytestmark = pytest.mark.browser

MODELS = ["digits-mlp", "digits-cnn", "digits-vit", "digits-mixer"]
REFUSED = "status of 422"  # Chromium reports every refused request on the console
BLOCK_3, POSITION = "listenDepth=0.556", "listenDepth=0.222"


def panel(page: Page) -> Locator:
    """The panel on the screen, every model's answer there."""
    section = page.locator('[data-el="listeners"]')
    expect(section.locator(".lhead")).to_be_attached()
    section.evaluate("(element) => element.scrollIntoView()")
    answered(section)
    return section


def answered(section: Locator) -> None:
    expect(section.locator(".lcard[data-state]")).to_have_count(4)
    expect(section.locator(".lcard[aria-busy]")).to_have_count(0)


def card(section: Locator, model: str) -> Locator:
    return section.locator(f'.lcard[data-model="{model}"]')


def fact(section: Locator, model: str, name: str) -> Locator:
    return section.locator(f'tr[data-model="{model}"] [data-fact="{name}"]')


def over(page: Page, field: Locator, row: float, column: float, of: int, click: bool = False) -> None:
    """The pointer to the middle of a cell of a map with `of` x `of` cells."""
    field.evaluate("(element) => element.scrollIntoView({ block: 'center' })")
    box = field.bounding_box()
    assert box is not None
    place = box["x"] + (column + 0.5) / of * box["width"], box["y"] + (row + 0.5) / of * box["height"]
    page.mouse.move(*place)
    if click:
        page.mouse.click(*place)


def ask(url: str, **query: Any) -> dict[str, Any]:
    answer = httpx.post(f"{url}/api/mixing", params={"sample": "seven"} | query, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()


def matrix(url: str, **query: Any) -> np.ndarray:
    answer = httpx.post(f"{url}/api/mixing.npz", params={"sample": "seven"} | query, timeout=30)
    assert answer.status_code == 200, answer.text
    return np.load(io.BytesIO(answer.content))["matrix"]


def value(locator: Locator, name: str = "value") -> float:
    """A number that an element keeps in full beside its rounded words."""
    return float(locator.get_attribute(f"data-{name}") or "nan")


def number(text: str) -> float:
    """The exact value in a readout: "… : 0.0123 = 1.23 %"."""
    found = re.search(r": (-?[\d.]+(?:e-?\d+)?)", text)
    assert found, text
    return float(found[1])


def test_nothing_is_asked_before_the_section_is_open(open_page: Any) -> None:
    asked: list[str] = []
    page = open_page(prepare=lambda page: page.on("request", lambda request: asked.append(request.url)))
    settle(page)
    assert [url for url in asked if "/api/mixing" in url] == []
    page.get_by_role("link", name="Who listens").click()
    panel(page)
    assert len([url for url in asked if "/api/mixing" in url]) == 4


def test_a_click_on_the_picture_asks_all_four_models(open_page: Any, live_server: Any) -> None:
    page = open_page("#section=listeners")
    section = panel(page)
    over(page, section.locator(".lpicker"), 9, 18, 28, click=True)
    answered(section)
    expect(section.locator(".lask strong")).to_have_text("row 10, column 19")
    for model in MODELS:
        expect(card(section, model)).to_have_attribute("data-state", "answered")
    page.wait_for_url(re.compile("listen=9,18"))
    wanted = ask(live_server.url, model="digits-mixer", point="blocks.2", row=2, column=4)["summary"]
    for name, key in [("self", "self"), ("sources", "effective_sources"), ("distance", "mean_distance")]:
        found = value(fact(section, "digits-mixer", name))
        assert found == pytest.approx(wanted[key], rel=1e-5)


def test_attention_on_the_page_is_that_of_the_archive(open_page: Any, live_server: Any) -> None:
    page = open_page(f"#{BLOCK_3}&listen=8,18&listenKind=attention")
    section = panel(page)
    vit = card(section, "digits-vit")
    expect(vit).to_have_attribute("data-point", "blocks.2")
    attention = matrix(live_server.url, model="digits-vit", point="blocks.2", kind="attention")
    query = 1 + 2 * 7 + 4
    over(page, vit.locator(".lmap"), 1, 5, 7)
    mean = attention[:, query, 1 + 7 + 5].mean()
    assert number(section.locator(".lreadout").first.inner_text()) == pytest.approx(mean, rel=1e-5)
    assert value(vit.locator(".ltoken")) == pytest.approx(attention[:, query, 0].mean(), rel=1e-5)
    vit.locator(".lstepper input").first.fill("3")
    vit.locator(".lstepper input").first.press("Enter")
    over(page, vit.locator(".lmap"), 6, 0, 7)
    assert number(section.locator(".lreadout").first.inner_text()) == pytest.approx(attention[2, query, 1 + 42], rel=1e-6)
    row = attention[2, query].astype(np.float64)
    sources = np.exp(-(row * np.log(row)).sum())
    assert value(fact(section, "digits-vit", "sources")) == pytest.approx(sources, rel=1e-5)
    expect(section.get_by_text("It is not an explanation of the answer.").first).to_be_visible()


def test_the_class_token_asks_where_there_is_one(open_page: Any, live_server: Any) -> None:
    page = open_page(f"#{BLOCK_3}")
    section = panel(page)
    section.get_by_role("button", name="Ask the class token").click()
    answered(section)
    shares = ask(live_server.url, model="digits-vit", point="blocks.2", token=0)
    token = card(section, "digits-vit").locator(".ltoken")
    expect(token).to_have_class(re.compile("is-asking"))
    assert value(token) == pytest.approx(shares["prefix"][0], rel=1e-5)
    expect(card(section, "digits-cnn")).to_have_attribute("data-state", "refused")
    expect(card(section, "digits-cnn").locator(".lmessage")).to_contain_text("choose a place")
    expect(card(section, "digits-mlp")).to_have_attribute("data-state", "answered")


def test_a_refusal_is_a_sentence_inside_its_card(open_page: Any, watch: Any) -> None:
    watch.allow(REFUSED)
    page = open_page(f"#{POSITION}")
    section = panel(page)
    expect(card(section, "digits-vit")).to_have_attribute("data-state", "refused")
    expect(card(section, "digits-vit").locator(".lmessage")).to_contain_text("Nothing mixes space in")
    for model in ("digits-mlp", "digits-cnn", "digits-mixer"):
        expect(card(section, model)).to_have_attribute("data-state", "answered")
    expect(page.locator('[data-el="banner"]')).to_be_hidden()


def test_a_silent_unit_is_named_not_painted(open_page: Any, live_server: Any) -> None:
    trace = httpx.post(f"{live_server.url}/api/trace.npz", params={"sample": "seven", "models": "digits-mlp"}, timeout=30)
    silent = int(np.flatnonzero(np.load(io.BytesIO(trace.content))["digits-mlp/act1"] == 0)[0])
    page = open_page(f"#listenDepth=0.333&listenLevel=input&listenUnit={silent}")
    section = panel(page)
    expect(card(section, "digits-mlp")).to_have_attribute("data-state", "dead")
    expect(card(section, "digits-mlp").locator(".lmessage")).to_contain_text("silent at this picture")
    card(section, "digits-mlp").get_by_role("button", name="whole layer").click()
    answered(section)
    expect(card(section, "digits-mlp")).to_have_attribute("data-state", "answered")


def test_the_level_reaches_back_to_the_picture_and_shows_the_receptive_field(open_page: Any, live_server: Any) -> None:
    page = open_page("#listen=14,14")
    section = panel(page)
    expect(card(section, "digits-cnn")).to_have_attribute("data-point", "act4")
    expect(card(section, "digits-cnn").locator(".lreach")).to_be_hidden()
    section.get_by_role("radio", name="from the picture").click()
    answered(section)
    expect(card(section, "digits-cnn").locator(".lreach")).to_contain_text("14 × 14 px")
    shares = ask(live_server.url, model="digits-cnn", point="act4", level="input", row=7, column=7)
    field = card(section, "digits-cnn").locator(".lmap")
    over(page, field, 12, 16, 28)
    assert number(section.locator(".lreadout").first.inner_text()) == pytest.approx(shares["values"][12][16], rel=1e-5)
    slider = section.get_by_role("slider")
    slider.focus()
    slider.press("ArrowRight")
    answered(section)
    expect(card(section, "digits-vit")).to_have_attribute("data-point", "blocks.2")


def test_arrow_keys_move_the_place_and_not_the_pattern(open_page: Any) -> None:
    page = open_page("#listen=14,14")
    section = panel(page)
    card(section, "digits-vit").locator(".lmap").focus()
    page.keyboard.press("ArrowRight")
    answered(section)
    expect(section.locator(".lask strong")).to_have_text("row 15, column 19")
    expect(page.locator('[data-el="dx"]')).to_have_text("0")


def test_a_new_question_gives_up_the_old_one(open_page: Any, live_server: Any) -> None:
    page = open_page("#section=listeners&listenDepth=0.5")
    section = panel(page)
    held: list[Any] = []
    page.route(re.compile("point=blocks.*row=0"), lambda route: held.append(route))
    picker = section.locator(".lpicker")
    over(page, picker, 2, 2, 28, click=True)
    expect(section.locator(".lcard[aria-busy]")).to_have_count(2)
    over(page, picker, 20, 20, 28, click=True)
    answered(section)
    assert len(held) == 2
    late = ask(live_server.url, model="digits-mixer", point="blocks.2", row=0, column=0)
    for route in held:
        with contextlib.suppress(Error):  # given up by the page: there is nobody to answer
            route.fulfill(json=late)
    asked = ask(live_server.url, model="digits-mixer", point="blocks.2", row=5, column=5)
    field = card(section, "digits-mixer").locator(".lmap")
    over(page, field, 5, 5, 7)
    assert number(section.locator(".lreadout").first.inner_text()) == pytest.approx(asked["values"][5][5], rel=1e-5)


def test_how_much_listening_depends_on_the_picture(open_page: Any, live_server: Any) -> None:
    page = open_page(f"#{BLOCK_3}&listen=8,18")
    section = panel(page)
    section.locator("[data-compute]").click()
    expect(fact(section, "digits-mixer", "dependence")).not_to_have_text("–", timeout=60_000)
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
    assert 0 < shown["digits-mixer"] < 1
    section.locator("[data-compute]").click()
    section.get_by_role("button", name="Cancel").click()
    expect(section.get_by_text("Cancelled.")).to_be_visible()


def test_two_pictures_move_what_is_chosen_and_not_what_is_fixed(open_page: Any) -> None:
    page = open_page("#section=listeners&listenDepth=0.5&listen=8,18")
    section = panel(page)
    section.locator('[data-part="fixed"] summary').click()
    pairs = section.locator(".lpair")
    expect(pairs).to_have_count(5)
    moved = {}
    for pair in pairs.all():
        key = (pair.get_attribute("data-model"), pair.get_attribute("data-weights"))
        moved[key] = value(pair.locator(".lmoved"), "moved")
    assert moved["digits-mlp", "no"] == moved["digits-cnn", "no"] == moved["digits-mixer", "yes"] == 0
    assert 0 < moved["digits-mixer", "no"] < 1
    assert 0 < moved["digits-vit", "no"] < 1


def test_the_wall_repaints_while_the_pointer_moves_and_lights_both_patches(open_page: Any, live_server: Any) -> None:
    page = open_page("#listen=0,0")
    section = panel(page)
    section.locator('[data-part="wall"] summary').click()
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
    readout = section.locator(".lwallpick .lreadout").inner_text()
    assert "block 3, head 1: patch 1, 1 listens to patch 2, 6" in readout
    assert number(readout.split("patch 2, 6")[1]) == pytest.approx(attention[0, 1, 1 + 7 + 5], rel=1e-6)


def test_a_card_opens_its_stage(open_page: Any) -> None:
    page = open_page("#section=listeners&listenDepth=0.5")
    section = panel(page)
    section.get_by_role("button", name="Open Mixer, block 3").click()
    page.wait_for_url(re.compile("stage=digits-mixer"))


def test_the_panel_fits_a_phone(open_page: Any) -> None:
    page = open_page("#section=listeners", viewport={"width": 390, "height": 844})
    section = panel(page)
    for part in ("wall", "fixed", "units"):
        section.locator(f'[data-part="{part}"] summary').click()
    expect(section.locator(".lwall")).to_be_visible()
    expect(section.locator(".lunits figure").first).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
