"""Why this answer: the section by its link; its maps are the server's; it follows the class, the drag and the models."""

from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.browser.look import hash_has, until
from tests.conftest import LiveServer
from tests.support.decoding import decode_array, decode_frame

MODELS = ["digits-mlp", "digits-cnn", "digits-vit", "digits-mixer"]
TOTALS = """() => Object.fromEntries([...document.querySelectorAll(".panel-why tr[data-method]")].map((row) =>
  [row.dataset.method, [...row.querySelectorAll("td")].map(({ dataset }) =>
    dataset.behind === "true" ? "behind" : dataset.total)]))"""
DONE = "(about) => document.querySelector('.panel-why')?.dataset.shown?.includes(about)"


def asked(live_server: LiveServer, model: str, **query: Any) -> tuple[dict[str, Any], Any]:
    answer = httpx.post(f"{live_server.url}/api/attribution", params={"sample": "seven", "model": model} | query, timeout=60)
    return decode_frame(answer.raise_for_status().content)[0], decode_array(answer.content)


def test_every_model_is_explained_by_every_method(open_page: Any, live_server: LiveServer) -> None:
    page: Page = open_page("#section=why&dx=2")
    until(page, DONE, '"dx":2')
    totals = page.evaluate(TOTALS)
    assert list(totals) == ["input", "smooth", "integrated", "occlusion", "cam", "attention", "gradient"]
    for at, model in enumerate(MODELS):
        header, _ = asked(live_server, model, dx=2, **{"class": 7})
        said = {one["method"]: "" if one["total"] is None else f"{one['total']:.4f}" for one in header["methods"]}
        shown = {method: row[at] and f"{float(row[at]):.4f}" for method, row in totals.items()}
        assert shown == said | {one["method"]: "" for one in header["lacks"]}
    cells = page.locator('tr[data-method="cam"] td')
    expect(cells.nth(0)).to_contain_text("has none.")
    expect(cells.nth(1)).to_contain_text("; adds up to +")
    expect(cells.nth(2)).to_contain_text("class token alone")
    expect(page.locator('tr[data-method="attention"] td').nth(1)).to_contain_text("has no attention")
    expect(page.locator(".panel-why .status-line")).to_have_text("Explained is the logit of “7”, in every model.")

    page.locator(".panel-why").get_by_label("Class", exact=True).select_option("1")
    until(page, DONE, "1,null")
    hash_has(page, "whyClass=1")
    page.locator(".panel-why").get_by_label("Compared with").select_option("7")
    until(page, DONE, "1,7")
    header, _ = asked(live_server, "digits-vit", dx=2, methods="integrated", **{"class": 1, "against": 7})
    cell = page.locator('tr[data-method="integrated"] td').nth(2)
    assert float(cell.get_attribute("data-total") or "nan") == header["methods"][0]["total"]
    expect(page.locator(".panel-why .status-line")).to_contain_text("minus the logit of “7”")


def test_what_is_there_while_it_moves_is_of_the_new_place_or_marked(open_page: Any) -> None:
    page: Page = open_page("#section=why&models=digits-cnn,digits-mlp")
    until(page, DONE, '"dx":0')
    page.locator('[data-el="scene"]').focus()
    page.keyboard.down("ArrowRight")
    until(page, "() => location.hash.includes('dx=1')")
    totals = page.evaluate(TOTALS)
    assert totals["occlusion"] == ["behind", "behind"]
    page.keyboard.up("ArrowRight")
    until(page, DONE, '"dx":1')
    assert "behind" not in str(page.evaluate(TOTALS))


def test_the_rest_of_a_link_leads_to_the_section(open_page: Any) -> None:
    page: Page = open_page("#whyBaseline=blurred&models=digits-cnn")
    expect(page.locator(".panel-why")).to_be_visible()
    until(page, DONE, "blurred")
    expect(page.locator(".panel-why").get_by_label("Baseline")).to_have_value("blurred")
    label = page.locator('tr[data-method="occlusion"] canvas').get_attribute("aria-label")
    assert label
    assert label.startswith("CNN, Occlusion: strongest at row")
