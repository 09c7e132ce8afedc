"""The photo tier on the page: a photograph of any shape goes in, four families answer, and the part that they get is moved."""

import io
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from app.images import samples
from models.registry import MODELS
from tests.browser.look import (
    hash_has,
    hash_of,
    linked,
    maps,
    read_array,
    settle,
    until,
    upload,
    wait_for_maps,
    wait_for_position,
)
from tests.browser.stage import figure, go, trace

pytestmark = pytest.mark.browser

PHOTOS = [name for name, entry in MODELS.items() if entry.tier == "photos"]


def photograph() -> bytes:
    """Three drawn photographs side by side, 900 x 300, as a phone would save it."""
    wide = Image.new("RGB", (900, 300))
    for number, name in enumerate(("cat", "apple", "balloon")):
        wide.paste(samples.picture(name).resize((300, 300)), (300 * number, 0))
    file = io.BytesIO()
    wide.save(file, "JPEG", quality=92)
    return file.getvalue()


def received(page: Page) -> np.ndarray:
    """What the panel says the models receive: row, column, RGB."""
    side, values = page.evaluate("""() => {
      const canvas = document.querySelector('[data-el=received]');
      return [canvas.width, [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]];
    }""")
    return np.array(values, np.float32).reshape(-1, side, 4)[..., :3]


def drawn(name: str) -> np.ndarray:
    return np.asarray(samples.picture(name).resize((64, 64), Image.Resampling.BICUBIC), np.float32)


def nearest(page: Page) -> str:
    image = received(page)
    return min(("cat", "apple", "balloon"), key=lambda name: float(abs(image - drawn(name)).mean()))


def said(row: Any) -> tuple[str, bool]:
    """The class that a row names, and whether it is sure of it."""
    name = row.locator(".answer strong").inner_text()
    if name != "unsure":
        return name, True
    return row.locator(".answer span").inner_text().removeprefix("perhaps ").rpartition(", ")[0], False


def test_a_photograph_is_uploaded_and_four_families_answer(open_page: Any) -> None:
    page = open_page()
    page.get_by_role("radio", name="Photos").click()
    settle(page)
    rows = page.locator(".row")
    assert [row.get_attribute("data-model") for row in rows.all()] == PHOTOS

    before = maps(page)
    upload(page, photograph())
    hash_has(page, "image=")
    settle(page)
    wait_for_maps(page, before)
    for row in rows.all():
        assert said(row)[0] in MODELS["photos-resnet"].labels
        assert row.locator(".card").count() >= 2
    assert nearest(page) == "apple", "the middle is cut out"

    # the frame on the original is dragged to the right end: other pixels go in, and all maps change
    frame = page.locator(".cut")
    box = frame.bounding_box()
    before = maps(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(x + 8 * step, y)
    page.mouse.up()
    hash_has(page, "fit=1,0.5,1")
    settle(page)
    wait_for_maps(page, before)
    assert nearest(page) == "balloon"

    # closer with the wheel, to the left with the keys, and back with the button
    page.mouse.move(box["x"] + box["width"] * 1.8, y)
    page.mouse.wheel(0, -120)
    hash_has(page, ",0.5,0.87")
    frame.focus()
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
    hash_has(page, "fit=0,0.5,0.87")
    settle(page)
    assert "0 % to the right, 50 % down, 87 %" in frame.get_attribute("aria-label")
    assert nearest(page) == "cat"

    # the link brings all of it back, frame included
    other = open_page(linked(page))
    settle(other)
    assert nearest(other) == "cat"
    if "image=~" in hash_of(page):
        assert "0 % to the right" in other.locator(".cut").get_attribute("aria-label")
    page.get_by_role("button", name="Back to the middle").click()
    settle(page)
    assert nearest(page) == "apple"

    # the picture is dragged like any other, and a sample begins with its middle again
    page.locator('[data-el="scene"]').focus()
    page.keyboard.press("Shift+ArrowRight")
    wait_for_position(page, 4, 0)
    frame.focus()
    page.keyboard.press("ArrowLeft")
    hash_has(page, "fit=0.45,0.5,1")
    page.locator('[data-sample="balloon"]').click()
    hash_has(page, "sample=balloon")
    assert "fit=" not in hash_of(page)
    expect(page.locator(".cut")).to_have_attribute("aria-label", frame.get_attribute("aria-label").replace("45 %", "50 %"))
    settle(page)
    assert nearest(page) == "balloon"


def test_digits_have_a_box_and_no_frame(open_page: Any) -> None:
    page = open_page("#sample=four-on-paper")
    settle(page)
    expect(page.locator(".cut")).to_be_hidden()
    expect(page.locator('[data-el="box"]')).to_be_visible()
    page.get_by_role("radio", name="Photos").click()
    settle(page)
    expect(page.locator(".cut")).to_be_visible()
    expect(page.locator('[data-el="box"]')).to_be_hidden()


FIRST_LAYERS = (
    ("photos-resnet/act1", "conv1.weight"),
    ("photos-vit/patch_embed", "patch_embed.proj.weight"),
    ("photos-mlp/act1", "fc1.weight"),
)


def test_first_weights_are_drawn_in_colours(visit: Any, live_server: Any) -> None:
    page = visit(f"#models={','.join(PHOTOS)}")
    settle(page)
    for key, parameter in FIRST_LAYERS:
        go(page, f"#models={','.join(PHOTOS)}&stage={key}&view=weights&channel=5")
        query = {"model": key.partition("/")[0], "parameter": parameter}
        array = read_array(httpx.get(f"{live_server.url}/api/weights", params=query).raise_for_status().content)
        side = array.shape[-1]
        colours = array.reshape(len(array), 3, side, side)
        expected = np.clip(127.5 + 127.5 * colours[5] / abs(colours).max(), 0, 255).transpose(1, 2, 0)
        assert abs(trace(figure(page), "z") - expected).max() <= 0.51, key
        page.get_by_role("radio", name="green").click()
        expect(page.locator(".vfigure .colorbar, .vfigure .cbaxis").first).to_be_visible()
        assert np.array_equal(trace(figure(page), "z").astype(np.float32), colours[5, 1]), key


def test_a_link_opens_a_stage_though_the_first_answer_is_late(open_page: Any) -> None:
    """A stage's code can be there before the first frame is, where the picture is none that the page brings along."""
    held: list[Any] = []
    late = [True]

    def prepare(page: Page) -> None:
        def route(socket: Any) -> None:
            server = socket.connect_to_server()
            socket.on_message(server.send)
            server.on_message(lambda message: held.append((socket, message)) if late[0] else socket.send(message))

        page.route_web_socket("**/api/live*", route)

    page = open_page(f"#models={','.join(PHOTOS)}&sample=apple&stage=photos-resnet/act1", prepare=prepare)
    until(page, "performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/views/stage_view.js'))")
    expect(page.locator(".open-stage")).to_have_count(1)
    while not held:
        page.wait_for_timeout(15)
    late[0] = False
    for socket, message in held:
        socket.send(message)
    expect(page.locator(".stage-view .vmuted code").first).to_have_text("act1")
    expect(page.locator('[data-el="banner"]')).to_be_hidden()
