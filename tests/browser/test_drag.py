"""Dragging the pattern: every stage answers, and the numbers are those of the arrays."""

from typing import Any

import httpx
import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.look import card, changes, drag, maps, position, recorded, settle, until, wait_for_maps, wait_for_position
from tests.conftest import running

pytestmark = pytest.mark.browser

MODELS = ["digits-mlp", "digits-cnn", "digits-vit", "digits-mixer"]


def test_a_drag_moves_the_pattern_and_repaints_every_stage(open_page: Any) -> None:
    page = open_page()
    before = maps(page)
    expect(page.locator('[data-el="hint"]')).to_be_visible()
    drag(page, 5, -3)
    wait_for_position(page, 5, -3)
    wait_for_maps(page, before)
    assert all(value is not None and value > 0 for value in changes(page).values())
    expect(page.locator('[data-el="changed"]')).to_contain_text("5 px right and 3 px up")  # sentences come ten times a second
    expect(page.locator('[data-el="hint"]')).to_be_hidden()
    until(page, "location.hash.includes('dx=5') && location.hash.includes('dy=-3')")


@pytest.mark.parametrize("how", ["on", "off"])
def test_the_numbers_are_those_of_the_arrays(open_page: Any, how: str) -> None:
    """Compiled and by the hooks; back at the pin nothing has changed."""
    with running(compiled=how) as server:
        assert all((server.shared.catalog.get(name).compiled is not None) == (how == "on") for name in MODELS)
        page = open_page(url=server.url)
        drag(page, 3, 2)
        wait_for_position(page, 3, 2)
        pinned, moved = (recorded(server.url, sample="seven", models=MODELS, dx=dx, dy=dy) for dx, dy in ((0, 0), (3, 2)))
        for key, shown in changes(page).items():
            a, b = pinned[key].astype(np.float64), moved[key].astype(np.float64)
            assert shown == pytest.approx(np.linalg.norm(a - b) / np.linalg.norm(b), abs=0.0051), key
        drag(page, -3, -2)
        wait_for_position(page, 0, 0)
        until(page, "[...document.querySelectorAll('.card .change')].every(({ textContent }) => parseFloat(textContent) === 0)")
        page.context.close()


def test_the_cnn_moves_along_where_the_mlp_changes(visit: Any) -> None:
    page = visit()
    drag(page, 4, 0)
    wait_for_position(page, 4, 0)
    mlp = [value for key, value in changes(page).items() if key.startswith("digits-mlp/")]
    page.get_by_role("radio", name="equivariance error").click()
    until(page, "document.querySelector('.card[data-model=digits-mlp] .change').textContent === '–'")
    shown = changes(page)
    cnn = [shown[f"digits-cnn/{name}"] for name in ("act2", "pool1", "act3", "act4", "pool2", "act5", "act6")]
    assert all(value is not None and value < min(mlp) for value in cnn), (cnn, mlp)
    assert shown["digits-cnn/gap"] is None
    assert "no positions" in card(page, "digits-cnn/gap").locator(".change").get_attribute("aria-description")


def test_a_shift_that_the_stride_does_not_divide_has_no_equivariance_error(visit: Any) -> None:
    page = visit("#dx=1&measure=equivariance")
    wait_for_position(page, 1, 0)
    until(page, "document.querySelector('.card[data-model=digits-cnn][data-point=act1] .change').textContent !== '0.00'")
    shown = changes(page)
    assert shown["digits-cnn/act2"] is not None
    assert shown["digits-cnn/act3"] is None
    assert "whole patches (4 px)" in card(page, "digits-vit/blocks.0").locator(".change").get_attribute("aria-description")


def test_arrow_keys(visit: Any) -> None:
    page = visit()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    wait_for_position(page, 2, -4)
    page.locator('[data-el="scene"]').focus()
    page.keyboard.press("ArrowLeft")
    wait_for_position(page, 1, -4)
    card(page, "digits-cnn/act1").locator(".open").focus()
    page.keyboard.press("ArrowLeft")
    wait_for_position(page, 0, -4)  # a button does nothing with them
    page.locator('[data-el="path"]').focus()
    page.keyboard.press("ArrowDown")
    assert position(page) == (0, -4), "a list needs them itself"


def test_the_scale_is_held_while_dragging_and_refreshed_at_release(visit: Any) -> None:
    page = visit()
    settle(page)
    bars = page.locator(".colourbar").all_inner_texts()
    drag(page, 6, 4, release=False)
    wait_for_position(page, 6, 4)
    expect(page.locator(".held")).to_be_visible()
    assert page.locator(".colourbar").all_inner_texts() == bars
    page.mouse.up()
    expect(page.locator(".held")).to_be_hidden()
    until(page, "(bars) => [...document.querySelectorAll('.colourbar')].some((bar, i) => bar.innerText !== bars[i])", bars)


def test_pin_and_reset(open_page: Any) -> None:
    page = open_page()
    drag(page, 3, 0)
    wait_for_position(page, 3, 0)
    page.locator('[data-el="pin"]').click()
    until(page, "[...document.querySelectorAll('.change')].every((each) => each.textContent === '0.00')")
    drag(page, 1, 0)
    wait_for_position(page, 4, 0)
    until(page, "document.querySelector('[data-el=\"changed\"]').innerText.includes('1 px right from the pin')")
    page.locator('[data-el="reset"]').click()
    wait_for_position(page, 0, 0)
    until(page, "[...document.querySelectorAll('.change')].every((each) => each.textContent === '0.00')")


def test_wrap_brings_back_what_leaves(visit: Any, live_server: Any) -> None:
    page = visit("#dx=12&edge=wrap")
    wait_for_position(page, 12, 0)
    model_sees = recorded(live_server.url, sample="seven", models=["digits-mlp"], dx=12, edge="wrap")["digits-mlp/input"]
    scene = page.evaluate(
        """() => {
        const canvas = document.querySelector("[data-el=scene]");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        const cell = canvas.width / 28;
        const at = (i) => (Math.floor(i / 28) * cell * canvas.width + (i % 28) * cell) * 4;
        return [...Array(784).keys()].map((i) => data[at(i)]); }"""
    )
    assert np.allclose(np.array(scene).reshape(28, 28) / 255, model_sees[0] * 0.3081 + 0.1307, atol=0.003)


def test_a_sweep_plays_and_stops(open_page: Any) -> None:
    page = open_page()
    page.locator('[data-el="play"]').click()
    until(page, "document.querySelector('[data-el=dx]').textContent === '+3'")
    page.locator('[data-el="play"]').click()
    settle(page)
    dx, dy = position(page)
    assert dx >= 3
    assert dy == 0
    expect(page.locator(".held")).to_be_hidden()


def test_a_finger_drags_without_scrolling(open_page: Any) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    box = page.locator('[data-el="scene"]').bounding_box()
    assert box
    x, y, cell = box["x"] + 70, box["y"] + 70, box["width"] / 28
    session = page.context.new_cdp_session(page)
    for kind, points in (
        ("touchStart", [(x, y)]),
        *(("touchMove", [(x, y + i * cell)]) for i in range(1, 7)),
        ("touchEnd", []),
    ):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": px, "y": py} for px, py in points]})
    wait_for_position(page, 0, 6)
    assert page.evaluate("scrollY") == 0


def test_only_the_stages_on_screen_travel(open_page: Any, live_server: Any) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    settle(page)
    page.evaluate("performance.clearMeasures('mixscope:frame')")
    page.keyboard.press("ArrowRight")
    wait_for_position(page, 1, 0)
    sent = page.evaluate("performance.getEntriesByName('mixscope:frame').at(-1).detail")
    assert 1 <= sent["stages"] <= 9
    assert sent["bytes"] < 64 * 1024


def test_a_default_frame_is_at_most_64_kib(visit: Any) -> None:
    page = visit()
    page.keyboard.press("ArrowRight")
    wait_for_position(page, 1, 0)
    sent = page.evaluate("performance.getEntriesByName('mixscope:frame').at(-1).detail")
    assert sent["stages"] == 26
    assert sent["bytes"] <= 64 * 1024


def test_the_server_says_no_more_than_the_wire_promises(live_server: Any) -> None:
    """The page relies on it: points that are stages come with a depth, in order."""
    models = httpx.get(f"{live_server.url}/api/models").json()["models"]
    for model in (model for model in models if model["points"]):
        depths = [point["depth"] for point in model["points"] if point["stage"]]
        assert depths == sorted(depths)
        assert 0 < depths[0] <= depths[-1] < 1


def test_a_packed_frame_is_unpacked_to_what_comes_plain(visit: Any) -> None:
    """As pages of other machines get it: a page of this one asks for plain frames."""
    page = visit()
    found = page.evaluate(
        """async () => {
          const base = document.querySelector('script[src$="/js/main.js"]').src.replace("main.js", "");
          const { unpacker } = await import(`${base}net/unpacking.js`);
          const one = (search) => new Promise((resolve) => {
            const socket = new WebSocket(`${location.origin.replace("http", "ws")}/api/live${search}`);
            socket.binaryType = "arraybuffer";
            const take = unpacker((data, { bytes }) => { resolve({ data: new Uint8Array(data), bytes }); socket.close(); });
            socket.onmessage = ({ data }) => take(data);
            socket.onopen = () => socket.send(JSON.stringify({ seq: 1, sample: "seven", dx: 3 }));
          });
          const [plain, packed] = [await one(""), await one("?packed=1")];
          const same = plain.data.length === packed.data.length && plain.data.every((byte, i) => byte === packed.data[i]);
          return { same, sizes: [plain.bytes, packed.bytes] };
        }"""
    )
    assert found["same"]
    assert found["sizes"][1] < 40 * 1024 < found["sizes"][0]
