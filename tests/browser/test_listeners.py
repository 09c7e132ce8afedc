"""Who listens to whom, in a real browser: one place, four answers, and every number the server's own."""

import contextlib
import io
import re
from typing import Any

import httpx
import numpy as np
import pytest
from playwright.sync_api import Error, expect

from tests.browser.listening import BLOCK_3, MODELS, POSITION, REFUSED, answered, ask, card, fact, matrix, over, panel, value
from tests.browser.look import settle

pytestmark = pytest.mark.browser


def test_nothing_is_asked_before_the_section_is_open(open_page: Any) -> None:
    asked: list[str] = []
    page = open_page(prepare=lambda page: page.on("request", lambda request: asked.append(request.url)))
    settle(page)
    assert [url for url in asked if "/api/mixing" in url] == []
    page.get_by_role("link", name="Who listens").click()
    panel(page)
    assert len([url for url in asked if "/api/mixing" in url]) >= 4


def test_a_click_on_the_picture_asks_all_four_models(visit: Any, live_server: Any) -> None:
    page = visit("#section=listeners")
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


def test_attention_on_the_page_is_that_of_the_archive(visit: Any, live_server: Any) -> None:
    page = visit(f"#section=listeners&{BLOCK_3}&listen=8,18&listenKind=attention")
    section = panel(page)
    vit = card(section, "digits-vit")
    expect(vit).to_have_attribute("data-point", "blocks.2")
    attention = matrix(live_server.url, model="digits-vit", point="blocks.2", kind="attention")
    query = 1 + 2 * 7 + 4
    over(page, vit.locator(".lmap"), 1, 5, 7)
    mean = attention[:, query, 1 + 7 + 5].mean()
    assert value(section.locator(".lreadout").first) == pytest.approx(mean, rel=1e-5)
    assert value(vit.locator(".ltoken")) == pytest.approx(attention[:, query, 0].mean(), rel=1e-5)
    vit.locator(".lstepper input").first.fill("3")
    vit.locator(".lstepper input").first.press("Enter")
    over(page, vit.locator(".lmap"), 6, 0, 7)
    assert value(section.locator(".lreadout").first) == pytest.approx(attention[2, query, 1 + 42], rel=1e-6)
    row = attention[2, query].astype(np.float64)
    sources = np.exp(-(row * np.log(row)).sum())
    assert value(fact(section, "digits-vit", "sources")) == pytest.approx(sources, rel=1e-5)
    expect(section.get_by_text("It is not an explanation of the answer.").first).to_be_visible()


def test_the_class_token_asks_where_there_is_one(visit: Any, live_server: Any) -> None:
    page = visit(f"#section=listeners&{BLOCK_3}")
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
    page = open_page(f"#section=listeners&{POSITION}")
    section = panel(page)
    expect(card(section, "digits-vit")).to_have_attribute("data-state", "refused")
    expect(card(section, "digits-vit").locator(".lmessage")).to_contain_text("Nothing mixes space in")
    for model in ("digits-mlp", "digits-cnn", "digits-mixer"):
        expect(card(section, model)).to_have_attribute("data-state", "answered")
    expect(page.locator('[data-el="banner"]')).to_be_hidden()


def test_a_silent_unit_is_named_not_painted(visit: Any, live_server: Any) -> None:
    trace = httpx.post(f"{live_server.url}/api/trace.npz", params={"sample": "seven", "models": "digits-mlp"}, timeout=30)
    silent = int(np.flatnonzero(np.load(io.BytesIO(trace.content))["digits-mlp/act1"] == 0)[0])
    page = visit(f"#section=listeners&listenDepth=0.333&listenLevel=input&listenUnit={silent}")
    section = panel(page)
    expect(card(section, "digits-mlp")).to_have_attribute("data-state", "dead")
    expect(card(section, "digits-mlp").locator(".lmessage")).to_contain_text("silent at this picture")
    card(section, "digits-mlp").get_by_role("button", name="whole layer").click()
    answered(section)
    expect(card(section, "digits-mlp")).to_have_attribute("data-state", "answered")


def test_the_level_reaches_back_to_the_picture_and_shows_the_receptive_field(visit: Any, live_server: Any) -> None:
    page = visit("#section=listeners&listen=14,14")
    section = panel(page)
    expect(card(section, "digits-cnn")).to_have_attribute("data-point", "act4")
    expect(card(section, "digits-cnn").locator(".lreach")).to_be_hidden()
    section.get_by_role("radio", name="from the picture").click()
    answered(section)
    expect(card(section, "digits-cnn").locator(".lreach")).to_contain_text("14 × 14 px")
    shares = ask(live_server.url, model="digits-cnn", point="act4", level="input", row=7, column=7)
    field = card(section, "digits-cnn").locator(".lmap")
    over(page, field, 12, 16, 28)
    assert value(section.locator(".lreadout").first) == pytest.approx(shares["values"][12][16], rel=1e-5)
    slider = section.get_by_role("slider")
    slider.focus()
    slider.press("ArrowRight")
    answered(section)
    expect(card(section, "digits-vit")).to_have_attribute("data-point", "blocks.2")


def test_arrow_keys_move_the_place_and_not_the_pattern(visit: Any) -> None:
    page = visit("#section=listeners&listen=14,14")
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
    assert len(held) >= 2  # the two cards', and where they are in sight, those of the two pictures below
    late = ask(live_server.url, model="digits-mixer", point="blocks.2", row=0, column=0)
    for route in held:
        with contextlib.suppress(Error):  # given up by the page: there is nobody to answer
            route.fulfill(json=late)
    asked = ask(live_server.url, model="digits-mixer", point="blocks.2", row=5, column=5)
    field = card(section, "digits-mixer").locator(".lmap")
    over(page, field, 5, 5, 7)
    assert value(section.locator(".lreadout").first) == pytest.approx(asked["values"][5][5], rel=1e-5)


def test_an_answer_of_another_level_is_pale_and_without_words_until_the_new_one_comes(open_page: Any) -> None:
    page = open_page(f"#section=listeners&{BLOCK_3}")
    section = panel(page)
    cnn, row = card(section, "digits-cnn"), section.locator('tr[data-model="digits-cnn"]')
    expect(cnn).to_have_attribute("data-behind", "false")
    held: list[Any] = []
    page.route("**/api/mixing/row?*level=input*", lambda route: held.append(route))
    section.get_by_role("radio", name="from the picture").click()
    for one in (cnn, row):
        expect(one).to_have_attribute("data-behind", "true")
    expect(cnn.locator(".lmeans")).to_be_hidden()
    expect(cnn.locator(".lreach")).to_have_text("")  # it speaks of how far an answer from the picture reaches
    over(page, cnn.locator(".lmap"), 13, 13, 28)
    expect(section.locator(".lreadout").first).to_have_text("")
    for route in held:
        route.continue_()
    answered(section)
    for one in (cnn, row):
        expect(one).to_have_attribute("data-behind", "false")
    expect(cnn.locator(".lreach")).not_to_have_text("")


def test_a_card_opens_its_stage(visit: Any) -> None:
    page = visit("#section=listeners&listenDepth=0.5")
    section = panel(page)
    section.get_by_role("button", name="Open Mixer, block 3").click()
    page.wait_for_url(re.compile("stage=digits-mixer"))


def test_the_panel_fits_a_phone(open_page: Any) -> None:
    page = open_page("#section=listeners", viewport={"width": 390, "height": 844})
    section = panel(page)
    section.locator('[data-part="wall"]').scroll_into_view_if_needed()
    expect(section.locator(".lwall")).to_be_visible()
    section.locator('[data-part="units"] > summary').click()
    expect(section.locator(".lunits figure").first).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_sentences_are_plain_and_the_formula_is_there_on_demand(open_page: Any) -> None:
    page = open_page("#section=listeners&listenDepth=0.5", has_touch=True)
    section = panel(page)
    cnn = card(section, "digits-cnn")
    expect(cnn.locator(".lmeans > p")).to_have_text(
        "How strongly each source enters here: the weights of the layer, so it is the same for every picture."
    )
    expect(cnn.get_by_text("Jacobian").first).to_be_hidden()
    cnn.get_by_text("As a formula").tap()
    expect(cnn.get_by_text("For a linear layer the Jacobian is its weights.")).to_be_visible()
    expect(fact(section, "digits-cnn", "sources")).to_have_text("9 of 196")
    section.get_by_text("The words of this section").tap()
    for word in ("query, key, value", "head", "softmax", "class token", "hears, effective number"):
        expect(section.get_by_role("term").filter(has_text=word).first).to_be_visible()


def test_units_are_counted_once_and_in_one_line(visit: Any) -> None:
    page = visit("#section=listeners&listenDepth=0.333")
    section = panel(page)
    stepper = card(section, "digits-mlp").locator(".lstepper").last
    expect(stepper).to_contain_text("of 512")
    expect(stepper.locator("input")).to_have_attribute("placeholder", "all")
    assert stepper.locator(".lcounter").evaluate("(element) => element.getClientRects().length") == 1
    field, total = (stepper.locator(part).bounding_box() for part in ("input", ".lcounter > span"))
    assert field
    assert total
    assert abs((field["y"] + field["height"] / 2) - (total["y"] + total["height"] / 2)) < 8
