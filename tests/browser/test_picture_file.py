"""How a picture's file was read is told beside what the models receive, and its colours are those that the browser shows."""

from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.look import hash_has, hash_of, linked, settle, until, upload
from tests.support.colour_profiles import grey, inks, wide_gamut
from tests.support.odd_pictures import save

pytestmark = pytest.mark.browser

COLOUR = (200, 80, 40)


def grained(colour: tuple[int, int, int] = COLOUR) -> Image.Image:
    """One colour with enough grain not to fit into a link."""
    grain = np.random.default_rng(0).integers(-40, 41, (160, 160, 3))
    return Image.fromarray((np.array(colour) + grain).astype(np.uint8))


def received(page: Any) -> list[float]:
    """Mean colour of what the models receive."""
    found: list[float] = page.evaluate(
        """() => {
          const canvas = document.querySelector('[data-el="received"]');
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return [0, 1, 2].map((c) => data.filter((_, i) => i % 4 === c).reduce((a, b) => a + b, 0) / (data.length / 4));
        }"""
    )
    return found


def shown_by_the_browser(page: Any) -> list[float]:
    """Mean colour of the original as the browser draws it."""
    found: list[float] = page.evaluate(
        """async () => {
          const image = document.querySelector('[data-el="original"]');
          await image.decode();
          const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
          const context = canvas.getContext("2d");
          context.drawImage(image, 0, 0);
          const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
          return [0, 1, 2].map((c) => data.filter((_, i) => i % 4 === c).reduce((a, b) => a + b, 0) / (data.length / 4));
        }"""
    )
    return found


def close(page: Any, colour: list[float], by: float = 2) -> bool:
    return max(abs(a - b) for a, b in zip(received(page), colour, strict=True)) <= by


def test_colours_are_those_that_the_browser_shows_and_the_profile_can_be_left_out(open_page: Any) -> None:
    page = open_page("#models=photos-resnet")
    settle(page)
    upload(page, save(grained(), "PNG", icc_profile=wide_gamut()))
    hash_has(page, "image=~")
    settle(page)
    assert close(page, shown_by_the_browser(page))
    assert not close(page, list(COLOUR), 6)
    expect(page.locator(".read")).to_contain_text("Colours converted from its profile “Wide test” to sRGB")
    switch = page.get_by_label("colour profile")
    expect(switch).to_be_checked()
    switch.uncheck()
    hash_has(page, "profile=ignore")
    expect(page.locator(".read")).to_contain_text("Its profile “Wide test” is left out")
    settle(page)
    assert close(page, list(COLOUR))

    there = open_page(linked(page))  # the link has the switch, too
    settle(there)
    expect(there.get_by_label("colour profile")).not_to_be_checked()
    assert close(there, list(COLOUR))
    switch.check()
    expect(page.locator(".read")).to_contain_text("converted")
    until(page, "() => !location.hash.includes('profile=')")
    settle(page)
    switch.uncheck()
    hash_has(page, "profile=ignore")
    page.locator('[data-sample="balloon"]').click()  # another picture begins with its colours as they are meant
    hash_has(page, "sample=balloon")
    assert "profile=" not in hash_of(page)
    expect(page.locator(".read")).to_be_hidden()
    expect(page.get_by_label("colour profile")).to_be_hidden()


@pytest.mark.parametrize("kind", ["gamma", "grey", "inks"])
def test_other_colours_are_those_that_the_browser_shows(open_page: Any, kind: str) -> None:
    if kind == "inks":
        data, type = save(grained().convert("CMYK"), "JPEG", quality=95, icc_profile=inks()), "image/jpeg"
    elif kind == "grey":
        data, type = save(grained().convert("L"), "PNG", icc_profile=grey(1.4)), "image/png"
    else:
        whole = save(grained(), "PNG")
        data, type = whole[:33] + bytes.fromhex("0000000467414d41000186a031e8965f") + whole[33:], "image/png"
    page = open_page("#models=photos-resnet")
    settle(page)
    upload(page, data, "photo", type)
    until(page, "document.querySelector('.read').textContent.length > 10")
    settle(page)
    assert close(page, shown_by_the_browser(page), 4)


@pytest.mark.parametrize("size", [(300, 200), (2400, 1600)])
def test_the_box_lies_where_the_ink_is_in_a_large_picture_too(open_page: Any, size: tuple[int, int]) -> None:
    width, height = size
    picture = Image.new("L", size, 235)
    picture.paste(30, (width // 2, height // 4, width * 11 // 20, height * 3 // 4))
    page = open_page()
    settle(page)
    upload(page, save(picture, "PNG"))
    box = page.locator('[data-el="box"]')
    expect(box).to_be_visible()
    place = box.evaluate("(box) => ['left', 'top', 'width', 'height'].map((name) => parseFloat(box.style[name]))")
    assert place == pytest.approx([50, 25, 5, 50], abs=1)
