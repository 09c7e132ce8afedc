"""Pictures of one's own in a real browser: uploads, drawings, links, and a server that goes away."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.look import (
    answers,
    card,
    changes,
    digit_photo,
    drag,
    hash_has,
    maps,
    position,
    recorded,
    settle,
    text,
    until,
    upload,
    wait_for_maps,
)
from tests.conftest import running
from tests.support.thorough import some

pytestmark = pytest.mark.browser


def test_an_uploaded_picture_goes_through_all_models_and_the_fit_can_be_switched_off(open_page: Any) -> None:
    page = open_page()
    before = maps(page)
    upload(page, digit_photo())
    fitted = wait_for_maps(page, before)
    hash_has(page, "image=")
    settle(page)
    assert answers(page)["digits-mlp"].startswith("1 ")
    expect(page.locator('[data-el="box"]')).to_be_visible()
    assert "inverted" in text(page, "steps")
    page.locator('[data-el="fit"]').uncheck()
    wait_for_maps(page, fitted, ["digits-cnn/act1", "digits-vit/patch_embed"])
    hash_has(page, "fit=none")
    expect(page.locator('[data-el="box"]')).to_be_hidden()


@pytest.mark.parametrize("data", some([b"these bytes are no picture", b""]))
def test_a_refused_upload_keeps_the_old_picture_and_says_why(open_page: Any, watch: Any, data: bytes) -> None:
    watch.allow("the server responded with a status of 4")
    page = open_page()
    settle(page)
    before = maps(page), page.evaluate("location.hash"), answers(page)
    upload(page, data)
    banner = page.locator('[data-el="banner"]')
    expect(banner).to_be_visible()
    assert len(banner.inner_text()) > 30
    assert "stays" in banner.inner_text()
    assert (maps(page), page.evaluate("location.hash"), answers(page)) == before
    upload(page, digit_photo())
    expect(banner).to_be_hidden()


def test_a_file_that_is_no_picture_is_not_even_sent(open_page: Any) -> None:
    page = open_page()
    upload(page, b"a,b\n1,2\n", "table.csv", "text/csv")
    expect(page.locator('[data-el="banner"]')).to_contain_text("not a picture")


def test_a_dropped_picture(open_page: Any) -> None:
    page = open_page()
    before = maps(page)
    transfer = page.evaluate_handle(
        """(bytes) => { const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], "one.png", { type: "image/png" })); return data; }""",
        list(digit_photo()),
    )
    page.dispatch_event("body", "dragenter", {"dataTransfer": transfer})
    expect(page.locator('[data-el="drop"]')).to_be_visible()
    page.dispatch_event("body", "drop", {"dataTransfer": transfer})
    expect(page.locator('[data-el="drop"]')).to_be_hidden()
    wait_for_maps(page, before)


def test_a_drawn_digit_is_answered_and_kept(open_page: Any) -> None:
    page = open_page()
    before = maps(page)
    page.locator('[data-el="draw"]').click()
    box = page.locator('[data-el="board"]').bounding_box()
    assert box
    page.mouse.move(box["x"] + 115, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 105, box["y"] + 180, steps=12)
    page.mouse.up()
    wait_for_maps(page, before)
    hash_has(page, "image=")
    settle(page)
    assert answers(page)["digits-mlp"].startswith("1 ")
    page.locator('[data-el="done"]').click()
    expect(page.locator('[data-el="board"]')).to_be_hidden()
    expect(page.locator('[data-el="draw"]')).to_be_focused()


@pytest.mark.parametrize("uploaded", [False, True], ids=["sample", "upload"])
def test_a_link_opens_the_same_view_elsewhere(open_page: Any, uploaded: bool) -> None:
    page = open_page()
    if uploaded:
        before = maps(page)
        upload(page, digit_photo())
        wait_for_maps(page, before)
    page.get_by_role("radio", name="model", exact=True).click()
    page.get_by_role("radio", name="wrap", exact=True).click()
    page.locator('[data-el="pin"]').click()
    drag(page, 5, -3)
    page.get_by_role("radio", name="corrected cosine", exact=True).click()
    page.locator('[data-el="theme"]').click()
    page.mouse.move(0, 0)
    settle(page)
    hash_has(page, "theme=dark")
    hash_has(page, "dx=5")
    there = open_page(page.evaluate("location.hash"))
    until(there, "document.querySelector('[data-el=dx]').textContent === '+5'")
    settle(there)
    assert position(there) == (5, -3)
    assert answers(there) == answers(page)
    for name in ("model", "wrap", "corrected cosine"):
        expect(there.get_by_role("radio", name=name, exact=True)).to_be_checked()
    if uploaded:  # the link carries the fitted picture in 8 bits, so the last digit may differ
        assert changes(there) == pytest.approx(changes(page), abs=0.0101)
    else:
        assert changes(there) == changes(page)
        assert maps(there) == maps(page)


def test_a_killed_and_restarted_server_is_picked_up_without_a_reload(open_page: Any, watch: Any) -> None:
    watch.allow("status of 503", "explanation.js")  # a server that stops, and one that is gone
    watch.allow("WebSocket connection", "ERR_CONNECTION_REFUSED", "ERR_SOCKET", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET")
    with running() as server:
        page = open_page(url=server.url)
        before = maps(page)
        upload(page, digit_photo())
        wait_for_maps(page, before)
        hash_has(page, "image=")
        page.evaluate("window.same = true")
        server.stop()
        page.wait_for_selector('[data-status="reconnecting"]')
        page.keyboard.press("ArrowRight")  # the scene answers, the maps stay
        watch.allow("status of 404")  # the new server does not know the picture; it is sent again
        with running(port=server.port):
            page.wait_for_selector('[data-status="connected"]')
            settle(page)
            expected = recorded(server.url, sample="seven", models="digits-mlp")  # the server works
            assert "digits-mlp/act1" in expected
            now = maps(page)
            page.keyboard.press("ArrowRight")
            wait_for_maps(page, now, ["digits-mlp/act1", "digits-cnn/act1"])
            settle(page)
            assert position(page) == (2, 0)
            assert page.evaluate("window.same") is True
            expect(page.locator('[data-el="banner"]')).to_be_hidden()


def test_values_of_another_state_are_grey_and_say_whose_they_are(open_page: Any, watch: Any) -> None:
    watch.allow("status of 503", "explanation.js")  # a server that stops, and one that is gone
    watch.allow("WebSocket connection", "ERR_CONNECTION_REFUSED", "ERR_SOCKET", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION_RESET")
    with running() as server:
        page = open_page("#dx=1&dy=2", url=server.url)
        settle(page)
        behind = page.locator('[data-el="behind"]')
        expect(behind).to_be_hidden()
        server.stop()
        page.wait_for_selector('[data-status="reconnecting"]')
        page.keyboard.press("ArrowRight")
        expect(behind).to_have_text("These values belong to dx +1, dy +2. The server does not answer.")
        for name in ("rows", "changed", "listeners"):
            expect(page.locator(f'[data-el="{name}"]')).to_have_class(re.compile("is-behind"))
        card(page, "digits-cnn/act3").locator(".open").click()  # its scripts were never fetched
        expect(page.locator('[data-el="banner"]')).to_contain_text("The server does not answer")
        with running(port=server.port):
            page.wait_for_selector('[data-status="connected"]')
            settle(page)
            expect(behind).to_be_hidden()
            assert page.locator(".is-behind").count() == 0
            assert position(page) == (2, 2)


def test_a_slow_answer_is_said_to_be_on_its_way(open_page: Any) -> None:
    page = open_page(prepare=slow_frames)
    settle(page)
    page.keyboard.press("ArrowRight")
    expect(page.locator('[data-el="behind"]')).to_contain_text(
        "These values belong to dx 0, dy 0. The new ones are on their way."
    )
    page.evaluate("letFramesThrough()")
    settle(page)
    expect(page.locator('[data-el="behind"]')).to_be_hidden()
    assert position(page) == (1, 0)


def slow_frames(page: Any) -> None:
    """Frames that are asked for after the first arrive when the test lets them through."""
    page.add_init_script(
        """{
          const Real = WebSocket, held = [];
          let free = false, frames = 0;
          globalThis.letFramesThrough = () => { free = true; for (const pass of held.splice(0)) pass(); };
          globalThis.WebSocket = class extends Real {
            set onmessage(listener) {
              super.onmessage = (event) => {
                if (free || typeof event.data === "string" || frames++ === 0) listener(event);
                else held.push(() => listener(event));
              };
            }
          };
        }"""
    )


def test_a_picture_pasted_from_the_clipboard(open_page: Any) -> None:
    page = open_page()
    before = maps(page)
    page.evaluate(
        """(bytes) => { const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], "one.png", { type: "image/png" }));
        dispatchEvent(new ClipboardEvent("paste", { clipboardData: data })); }""",
        list(digit_photo()),
    )
    wait_for_maps(page, before)
