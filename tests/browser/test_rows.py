"""What a row says: about its model, its stages, its numbers and its answers; on a desktop, a projector and a phone."""

import io
import re
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from models.registry import MODELS
from models.registry import card as facts_of
from tests.browser.look import card, drag, hash_has, led, settle, until, upload, wait_for_position
from tests.support.thorough import some

pytestmark = pytest.mark.browser

PROJECTOR = {"width": 1280, "height": 720}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PHOTOS = "#models=photos-mlp,photos-resnet,photos-vit,photos-mixer"


@pytest.fixture
def photos_open(live_server: Any) -> None:
    """The photo models are loaded: pages do not wait for that, and what a page says of a busy server moves its rows down."""
    for name in ("photos-mlp", "photos-resnet", "photos-vit", "photos-mixer"):
        answer = httpx.post(f"{live_server.url}/api/trace", params={"models": name, "sample": "cat"}, timeout=60)
        answer.raise_for_status()


def row(page: Page, model: str) -> Any:
    return page.locator(f'.row[data-model="{model}"]')


def sheet(colour: tuple[int, int, int]) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (200, 150), colour).save(file, "PNG")
    return file.getvalue()


def test_the_sentence_about_a_model_stands_in_its_row_and_the_rest_behind_a_button(open_page: Any) -> None:
    page = open_page(**PHONE)
    note = row(page, "digits-mlp").locator(".note")
    expect(note).to_have_text(MODELS["digits-mlp"].note)
    expect(note).to_be_visible()
    panel = row(page, "digits-mlp").locator(".about-panel")
    expect(panel).to_be_hidden()
    page.get_by_role("button", name="About MLP").tap()
    for part in ("digits-mlp", "535\u202f818", "trained on centred digits", "no part of its training", "200 pairs"):
        expect(panel).to_contain_text(part)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def test_the_longest_notes_fit_their_place(open_page: Any) -> None:
    longest = sorted((name for name in MODELS if name.startswith("digits")), key=lambda name: -len(MODELS[name].note))
    page = open_page("#models=" + ",".join(longest[:4]), viewport=PROJECTOR)
    cut = page.evaluate("""() => [...document.querySelectorAll(".note")]
      .filter((note) => note.scrollHeight > note.clientHeight + 1).map((note) => note.innerText)""")
    assert cut == []
    assert max(len(entry.note) for entry in MODELS.values()) <= 60


OUT_OF_SIGHT = """() => [...document.querySelectorAll(".row")].flatMap((row) => {
  const box = row.getBoundingClientRect();
  return [...row.querySelectorAll(".title, .shape, .change, .foot .phase, .gauge, .answer, .note, .marks")]
    .filter((part) => part.checkVisibility())
    .filter((part) => { const own = part.getBoundingClientRect();
      return own.right > innerWidth || own.bottom > innerHeight || own.right > box.right || own.bottom > box.bottom; })
    .map((part) => `${row.dataset.model} ${part.className} ${part.innerText}`);
})"""

OVERLAPPING = """() => [...document.querySelectorAll(".row .stages")].flatMap((stages) => {
  const cards = [...stages.querySelectorAll(".card")];
  return cards.slice(1).flatMap((card, i) => {
    const before = cards[i], left = card.getBoundingClientRect().left;
    return [...before.querySelectorAll(".title, .shape, .change, .foot .phase, .colourbar")]
      .filter((part) => part.getBoundingClientRect().right > left).map((part) => `${before.innerText} | ${part.className}`);
  });
})"""


@pytest.mark.parametrize("hash", ["#dx=4", PHOTOS + "&dx=4"])
def test_on_a_projector_every_stage_with_its_number_is_on_the_screen(open_page: Any, photos_open: None, hash: str) -> None:
    page = open_page(hash, viewport=PROJECTOR)
    settle(page)
    assert page.evaluate("document.querySelectorAll('.row').length") == 4
    assert page.evaluate(OUT_OF_SIGHT) == []
    assert page.evaluate(OVERLAPPING) == []
    assert page.evaluate("[...document.querySelectorAll('.row.scrolls')].length") == 0


def test_nothing_in_a_row_is_smaller_than_12_px(visit: Any) -> None:
    page = visit("#dx=3&measure=equivariance")
    settle(page)
    small = page.evaluate("""() => [...document.querySelectorAll(".row *, .stagebar *")]
      .filter((each) => each.checkVisibility() && [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
      .filter((each) => parseFloat(getComputedStyle(each).fontSize) < 12).map((each) => each.className)""")
    assert small == []


def test_the_gauges_mark_is_a_picture_of_another_class(visit: Any) -> None:
    page = visit("#dx=4")
    wait_for_position(page, 4, 0)
    gauge = card(page, "digits-cnn/gap").locator(".gauge")
    value, other = 0.14, facts_of("digits-cnn")["between_classes"]["gap"]
    expect(gauge).to_have_attribute("aria-label", re.compile(rf"^{value}, where a picture of another class gives {other:.2f} "))
    measured = gauge.evaluate("""(gauge) => { const box = gauge.getBoundingClientRect();
      return [gauge.querySelector("i").getBoundingClientRect().width / box.width,
              (gauge.querySelector("b").getBoundingClientRect().left - box.left) / box.width]; }""")
    assert measured[0] / measured[1] == pytest.approx(value / other, abs=0.03)
    expect(page.locator('[data-el="changed"]')).to_contain_text("as different as a picture of another class")
    page.get_by_role("radio", name="cosine").click()
    expect(gauge).to_be_hidden()


def test_shapes_are_told_in_words(open_page: Any) -> None:
    page = open_page("#models=digits-mixer&stage=digits-mixer/blocks.0")
    expect(card(page, "digits-mixer/stem").locator(".shape")).to_have_text("49 patches × 64")
    expect(page.locator(".stage-view .vtop")).to_contain_text("49 patches, each described by 64 numbers")
    expect(page.locator(".stage-view .vtop")).to_contain_text("mixes space, then channels")
    led(page, "#stage=digits-vit/blocks.0")
    expect(page.locator(".stage-view .vtop")).to_contain_text("49 patches and the class token, each described by 64 numbers")
    page = open_page("#models=digits-mixer", viewport={"width": 2200, "height": 900})
    expect(card(page, "digits-mixer/blocks.0").locator(".shape")).to_have_text("49 patches · 64 numbers each")


def test_blocks_say_in_which_order_they_mix(open_page: Any) -> None:
    page = open_page("#models=digits-vit,digits-cnn,digits-gmlp")
    halves = card(page, "digits-vit/blocks.1").locator(".phases")
    expect(halves).to_have_attribute("aria-label", "mixes space, then channels")
    assert halves.locator(".phase").evaluate_all("(all) => all.map((one) => one.dataset.phase)") == ["spatial", "channel"]
    three = card(page, "digits-gmlp/blocks.1").locator(".phase")
    assert three.evaluate_all("(all) => all.map((one) => one.dataset.phase)") == ["channel", "spatial", "channel"]
    expect(card(page, "digits-cnn/act1").locator(".foot .phase")).to_have_text("both")
    page.locator('[data-el="help"]').click()
    expect(page.locator(".help")).to_contain_text("A channel is one of the numbers that a stage holds for each position")


def grid_lines(page: Page) -> list[int]:
    """Columns of the overlay, in input pixels, that are light from top to bottom."""
    return page.evaluate("""() => {
      const overlay = document.querySelector("[data-el=overlay]");
      const { width, height } = overlay;
      const { data } = overlay.getContext("2d").getImageData(0, 0, width, height);
      const light = (x, y) => data[(y * width + x) * 4] > 150 && data[(y * width + x) * 4 + 3] > 100;
      const rows = [...Array(height).keys()];
      return [...Array(width).keys()].filter((x) => rows.every((y) => light(x, y))).map((x) => (28 * x) / width); }""")


def test_the_patch_grid_lies_over_the_input_and_not_over_the_pattern(open_page: Any) -> None:
    page = open_page("#grid=on&dx=3", device_scale_factor=2)
    settle(page)
    lines = grid_lines(page)
    assert sorted({round(at) for at in lines}) == [4, 8, 12, 16, 20, 24]
    assert len(lines) == 2 * 6, "one CSS pixel, on two of the screen's"
    page.keyboard.press("ArrowRight")
    wait_for_position(page, 4, 0)
    assert grid_lines(page) == lines
    page.get_by_role("button", name="Grid", exact=True).click()
    assert grid_lines(page) == []
    until(page, "!location.hash.includes('grid')")


def test_a_stage_of_patches_shows_its_grid_while_it_is_pointed_at_or_focused(visit: Any) -> None:
    page = visit()
    settle(page)
    assert grid_lines(page) == []
    card(page, "digits-mixer/blocks.1").locator(".open").hover(position={"x": 8, "y": 8})
    assert sorted({round(at) for at in grid_lines(page)}) == [4, 8, 12, 16, 20, 24]
    page.locator(".row .head h2").first.hover()
    assert grid_lines(page) == []
    card(page, "digits-cnn/pool1").locator(".open").focus()
    assert [round(at) for at in grid_lines(page)] == list(range(2, 28, 2))
    page.get_by_role("button", name="Grid", exact=True).click()
    hash_has(page, "grid=on")


def test_a_row_without_values_says_which_moves_can_be_undone(visit: Any) -> None:
    page = visit("#dx=3&measure=equivariance")
    wait_for_position(page, 3, 0)
    expect(row(page, "digits-mlp").locator(".note")).to_have_text("MLP has no positions, so there is nothing to move back.")
    for model in ("digits-vit", "digits-mixer"):
        expect(row(page, model).locator(".note")).to_have_text("Only moves of whole patches (4 px) can be undone.")
    expect(page.locator('[data-el="changed"]')).to_contain_text(
        "only moves of whole patches (4 px) can be undone: still says 7"
    )
    drag(page, 1, 0)
    wait_for_position(page, 4, 0)
    expect(row(page, "digits-vit").locator(".note")).to_have_text(MODELS["digits-vit"].note)
    page.get_by_role("radio", name="invariance error").click()
    expect(row(page, "digits-vit").locator(".note")).to_contain_text("see the equivariance error")


def expect_nothing_to_see(page: Page) -> None:
    expect(page.locator(".row .nothing:visible")).to_have_count(4)
    expect(page.locator(".row .answer strong")).to_have_count(4)  # greyed, not taken away
    expect(page.locator('[data-el="changed"]')).to_contain_text("nothing to see in this picture")


@pytest.mark.parametrize("colour", some([(255, 255, 255), (0, 0, 0), (120, 120, 120)]))
def test_a_sheet_of_one_colour_is_nothing_to_see(open_page: Any, colour: tuple[int, int, int]) -> None:
    page = open_page()
    settle(page)
    expect(page.locator(".row .nothing:visible")).to_have_count(0)
    upload(page, sheet(colour))
    hash_has(page, "image=")
    expect_nothing_to_see(page)


def test_a_photograph_of_one_colour_is_nothing_to_see(open_page: Any, photos_open: None) -> None:
    page = open_page(PHOTOS)
    settle(page)
    upload(page, sheet((180, 40, 90)))
    expect_nothing_to_see(page)


def test_a_pattern_moved_out_is_nothing_to_see_until_it_comes_back(visit: Any) -> None:
    page = visit("#dx=28")
    wait_for_position(page, 28, 0)
    expect_nothing_to_see(page)
    page.locator('[data-el="reset"]').click()
    wait_for_position(page, 0, 0)
    expect(page.locator(".row .nothing:visible")).to_have_count(0)


def test_a_cleared_drawing_is_nothing_to_see(open_page: Any) -> None:
    page = open_page()
    page.locator('[data-el="draw"]').click()
    box = page.locator('[data-el="board"]').bounding_box()
    assert box
    page.mouse.move(box["x"] + 110, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 100, box["y"] + 180, steps=6)
    page.mouse.up()
    hash_has(page, "image=")
    settle(page)
    expect(page.locator(".row .nothing:visible")).to_have_count(0)
    page.locator('[data-el="clear"]').click()
    expect_nothing_to_see(page)


CUT = """() => [...document.querySelectorAll(".predictions .name, .predictions .answer strong")]
  .filter((each) => each.checkVisibility())
  .filter((each) => each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 2)
  .map((each) => each.innerText)"""


def test_answers_are_not_cut_and_rows_keep_their_height(open_page: Any, photos_open: None) -> None:
    page = open_page(PHOTOS)
    settle(page)
    heights = "[...document.querySelectorAll('.row')].map((row) => row.offsetHeight)"
    before = page.evaluate(heights)
    for sample in page.locator(".sample").all()[1:5]:
        sample.click()
        expect(sample).to_have_attribute("aria-pressed", "true")
        settle(page)
        assert page.evaluate(heights) == before
        assert page.evaluate(CUT) == []


def test_a_row_whose_model_is_still_opening_says_so(open_page: Any) -> None:
    page = open_page()
    settle(page)
    held: list[Any] = []
    page.route("**/api/pattern**", lambda route: held.append(route))
    page.get_by_role("radio", name="Photos").click()
    expect(page.locator(".row .opening:visible")).to_have_count(4)
    expect(page.locator(".row .answer:visible")).to_have_count(0)
    for route in held:
        route.continue_()
    page.unroute("**/api/pattern**")
    settle(page)
    expect(page.locator(".row .opening:visible")).to_have_count(0)
