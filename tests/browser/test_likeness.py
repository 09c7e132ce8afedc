"""What is alike: every number and colour is that of the call, of the place and the scene that the page shows."""

import json
from typing import Any

import httpx
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.look import hash_has, saved, until
from tests.browser.stage import stage
from tests.support.decoding import decode_array, decode_frame

pytestmark = pytest.mark.browser

SECTION = '[data-el="likeness"]'
PIXEL = """(canvas, [row, column, rows, columns]) => [...canvas.getContext("2d").getImageData(
    Math.floor((column + 0.5) * canvas.width / columns), Math.floor((row + 0.5) * canvas.height / rows), 1, 1).data]"""


def figure(page: Page, model: str, point: str) -> Any:
    return page.locator(f'{SECTION} [data-model="{model}"] [data-point="{point}"]')


def shown(page: Page, **asked: int) -> None:
    """Waits until the section shows the answers to what is asked."""
    until(
        page,
        """([section, asked]) => {
        const [numbers, , about] = JSON.parse(document.querySelector(section).dataset.shown ?? "[{},0,{}]");
        return Object.entries(asked).every(([key, value]) => ({...numbers, ...about})[key] === value); }""",
        [SECTION, asked],
    )


def answer(url: str, model: str, point: str, **query: Any) -> tuple[dict[str, Any], np.ndarray]:
    """One stage of the call, its places only."""
    asked = {"sample": "seven", "model": model, **query}
    content = httpx.post(f"{url}/api/likeness", params=asked, timeout=30).raise_for_status().content
    one = next(found for found in decode_frame(content)[0]["stages"] if found["point"] == point)
    first = one["first"] + one["prefix"]
    return one, decode_array(content)[first : first + one["rows"] * one["columns"]]


def near(there: Any, places: np.ndarray) -> None:
    """What the page has computed from directions in half precision."""
    assert float(there.get_attribute("data-mean")) == pytest.approx(float(places[:, 3].mean()), abs=1e-4)


def said(there: Any) -> str:
    """The mean likeness that is read."""
    return there.locator(".said").inner_text().rpartition(" ")[2].replace("−", "-")


def test_colours_and_likeness_follow_the_pattern_and_the_pointer(open_page: Any, live_server: Any) -> None:
    page = stage(open_page, "#stage=digits-vit/blocks.2&dx=2")
    page.get_by_role("button", name="What is alike?").click()
    hash_has(page, "section=likeness")
    shown(page, dx=2, row=14, column=14)
    one, places = answer(live_server.url, "digits-vit", "blocks.2", dx=2, row=14, column=14)
    there = figure(page, "digits-vit", "blocks.2")
    assert float(there.get_attribute("data-mean")) == pytest.approx(float(places[:, 3].mean()), abs=1e-6)
    assert float(there.get_attribute("data-explained")) == pytest.approx(sum(one["explained"]), abs=1e-6)
    cell = [5, 4, one["rows"], one["columns"]]
    colour = there.locator("canvas").first.evaluate(PIXEL, cell)
    assert colour[:3] == [round(255 * float(part)) for part in places[5 * 7 + 4, :3]]

    likeness = there.locator(".lmap").nth(1)
    size = likeness.bounding_box()
    likeness.hover(position={"x": size["width"] * 0.94, "y": size["height"] * 0.51})
    shown(page, dx=2, row=14, column=26)
    expect(page.locator(f"{SECTION} .place")).to_contain_text("row 14, column 26")
    near(there, hovered := answer(live_server.url, "digits-vit", "blocks.2", dx=2, row=14, column=26)[1])
    assert said(there) == f"{hovered[:, 3].mean():.2f}"
    asked = "performance.getEntriesByType('resource').filter(({ name }) => name.includes('/api/')).length"
    before = page.evaluate(asked)
    for x, column in ((0.3, 8), (0.7, 19)):  # nothing further is asked of the server
        likeness.hover(position={"x": size["width"] * x, "y": size["height"] * 0.51})
        shown(page, dx=2, row=14, column=column)
        near(there, answer(live_server.url, "digits-vit", "blocks.2", dx=2, row=14, column=column)[1])
    assert page.evaluate(asked) == before
    page.mouse.move(5, 5)
    shown(page, dx=2, row=14, column=14)

    name, arrays = saved(page, "ViT")
    assert name == "digits-vit_alike_row14_column14_dx2_dy0.npz"
    np.testing.assert_allclose(arrays["blocks.2"][1:], places, atol=1e-6)
    likeness.focus()
    page.keyboard.press("ArrowRight")
    hash_has(page, "like=14,18")
    page.get_by_role("radio", name="each stage its own").click()
    page.get_by_role("radio", name="without their mean").click()
    hash_has(page, "likeMean=without")
    page.evaluate("location.hash = location.hash.replace('dx=2', 'dx=-3')")
    shown(page, dx=-3, row=14, column=18)
    _, moved = answer(live_server.url, "digits-vit", "blocks.2", dx=-3, row=14, column=18, basis="stage")
    assert float(there.get_attribute("data-mean")) == pytest.approx(float(moved[:, 4].mean()), abs=1e-6)
    assert json.loads(page.locator(SECTION).get_attribute("data-shown"))[2]["basis"] == "stage"


WATCH = """([section, stage]) => {
  const there = document.querySelector(section);
  globalThis.seen = [];
  new MutationObserver(() => seen.push([JSON.parse(there.dataset.shown)[0].dx, document.querySelector(stage).dataset.mean]))
    .observe(there, { attributes: true, attributeFilter: ["data-shown"] });
}"""


def test_while_the_pattern_is_dragged_what_is_shown_is_of_the_place_that_it_says(open_page: Any, live_server: Any) -> None:
    page = open_page("#section=likeness&models=digits-vit")
    shown(page, dx=0, row=14, column=14)
    page.evaluate(WATCH, [SECTION, f'{SECTION} [data-point="blocks.2"]'])
    box = page.locator('[data-el="scene"]').bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 33):
        page.mouse.move(x + step * box["width"] / 112, y)
        page.wait_for_timeout(1000 / 60)
    while_held = page.evaluate("seen.length")
    page.mouse.up()
    shown(page, dx=8)
    seen = {dx: float(mean) for dx, mean in page.evaluate("seen")}
    assert while_held, "it followed only after the pattern was let go"
    assert len(seen) > 1
    for dx, mean in seen.items():
        places = answer(live_server.url, "digits-vit", "blocks.2", dx=dx, row=14, column=14)[1]
        assert mean == pytest.approx(float(places[:, 3].mean()), abs=1e-6)


def test_how_alike_two_layers_are_is_opened_by_a_link(visit: Any, live_server: Any) -> None:
    page = visit("#section=likeness&likeOf=digits-cnn&likeWith=digits-vit")
    table = httpx.get(f"{live_server.url}/api/likeness/layers", params={"model": "digits-cnn", "other": "digits-vit"}).json()
    pair = page.locator(f"{SECTION} .pair")
    expect(pair).to_have_attribute("data-value", str(table["values"][-1][-1]))
    expect(page.locator(f"{SECTION} .layers .note")).to_contain_text("on 1000 test pictures")
    expect(page.locator(f"{SECTION} .layers-map")).to_be_in_viewport()
    page.locator(f"{SECTION} .layers-map .lmap").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    expect(pair).to_have_attribute("data-value", str(table["values"][-2][-2]))
    expect(pair).to_contain_text("conv 6 (CNN) and block 5 (ViT)")
    page.locator(f"{SECTION} .layers").get_by_label("with those of").select_option("digits-mlp")
    hash_has(page, "likeWith=digits-mlp")
    expect(pair).to_contain_text("(MLP)")
    pair.get_by_role("button", name="of CNN").click()
    hash_has(page, "stage=digits-cnn/gap")


def test_a_model_without_places_says_so_and_tokens_are_shown_on_demand(visit: Any, live_server: Any) -> None:
    page = visit("#section=likeness&models=digits-mlp,digits-vit&likeTokens=on&like=3,9")
    shown(page, row=3, column=9)
    expect(page.locator(f'{SECTION} [data-model="digits-mlp"] .refusal')).to_contain_text("sees the whole picture")
    asked = {"sample": "seven", "model": "digits-vit", "row": 3, "column": 9, "points": "blocks.5"}
    whole = decode_array(httpx.post(f"{live_server.url}/api/likeness", params=asked, timeout=30).content)
    said = figure(page, "digits-vit", "blocks.5").locator(".tokens output")
    expect(said).to_have_text(f"likeness {whole[0, 3]:.2f}".replace("-", "−"))
    figure(page, "digits-vit", "blocks.5").get_by_role("button").click()
    hash_has(page, "stage=digits-vit")
