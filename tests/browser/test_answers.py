"""What the page says of answers: unsure before a name, the twenty nearest, the classes, whose pictures the samples are."""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from app.images.samples import chosen
from models.registry import card
from tests.browser.look import hash_has, settle, until
from tests.browser.test_photos import PHOTOS, said

pytestmark = pytest.mark.browser


def predictions(live_server: Any, sample: str) -> dict[str, list[dict[str, Any]]]:
    """Asked one model at a time: the first answer waits until its model is loaded, and a call has a deadline."""
    found = {}
    for name in PHOTOS:
        answer = httpx.post(f"{live_server.url}/api/trace", params={"sample": sample, "models": name}, timeout=60)
        found[name] = answer.raise_for_status().json()["traces"][0]["predictions"]
    return found


def test_it_says_unsure_before_it_says_a_name_and_the_first_samples_are_known(open_page: Any, live_server: Any) -> None:
    predictions(live_server, "cat")
    page = open_page(f"#models={','.join(PHOTOS)}")
    settle(page)
    first = page.locator(".sample").first.get_attribute("data-sample")
    assert first == chosen()["first"][0]
    expect(page.locator(".credit")).to_contain_text("The first 5 samples were chosen among those that ResNet names rightly.")
    for sample in (first, "chelsea"):
        page.locator(f'[data-sample="{sample}"]').click()
        until(page, "(name) => document.querySelector(`[data-sample=${name}]`).ariaPressed === 'true'", sample)
        settle(page)
        for name, told in predictions(live_server, sample).items():
            top, least = told[0], card(name)["calibration"]["unsure_below"]
            row = page.locator(f'.row[data-model="{name}"]')
            sure = least is not None and top["calibrated"] >= least
            assert said(row) == (top["label"], sure), (sample, name)
            expect(row.locator(".predictions")).to_have_attribute(
                "aria-label", re.compile(r" is unsure; " if not sure else " says ")
            )
            assert f"{round(100 * top['calibrated'])} %" in row.locator(".answer").inner_text() or top["calibrated"] > 0.994
            expect(row.locator(".marks")).to_contain_text("guessing: 0.5 %")

    # whose photograph it is, and what is in it
    credit = page.locator(".credit")
    expect(credit).to_contain_text("Photograph: Stéfan van der Walt, CC0. Source It shows: tabby / Egyptian cat.")
    expect(credit.get_by_role("link")).to_have_attribute("href", re.compile("^https://scikit-image.org/"))
    page.locator('[data-sample="honeycomb"]').click()
    expect(credit).to_contain_text("Drawn for this page. None of the 200 classes is in it.")
    page.get_by_role("radio", name="Digits").click()
    settle(page)
    expect(credit).to_be_hidden()


def test_the_twenty_nearest_open_with_the_keyboard_and_by_touch(open_page: Any, live_server: Any) -> None:
    page = open_page("#models=photos-resnet&sample=ladybug", viewport={"width": 390, "height": 844}, has_touch=True)
    settle(page)
    row = page.locator('.row[data-model="photos-resnet"]')
    button, list_ = row.get_by_role("button", name="20 nearest"), row.locator(".nearest")
    expect(list_).to_be_hidden()
    button.tap()
    expect(list_).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    told = predictions(live_server, "ladybug")["photos-resnet"][:20]
    assert list_.locator(".name").all_inner_texts() == [one["label"] for one in told]
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    # what was measured, in sentences, and the way to all classes
    known = card("photos-resnet")["calibration"]
    expect(list_).to_contain_text(f"It names {known['named']:.1f} % of the photographs that it has not seen")
    expect(list_).to_contain_text(f"and {known['right']:.1f} % of these names are right")
    for one in known["foreign"]:
        expect(list_).to_contain_text(f"{one['pictures']} ")
    expect(list_).to_contain_text("The shares are calibrated")
    expect(list_.get_by_role("link")).to_have_attribute("href", "./families#classes")

    # it follows the picture, and closes with the keyboard
    page.locator('[data-sample="coffee"]').click()
    hash_has(page, "sample=coffee")
    settle(page)
    expect(list_.locator(".name").first).to_have_text("espresso")
    button.focus()
    page.keyboard.press("Enter")
    expect(list_).to_be_hidden()


def test_the_page_of_the_families_is_found_at_its_classes(open_page: Any) -> None:
    page = open_page("families#classes", ready=False)
    expect(page.get_by_role("heading", name="What the photo models know: 200 classes")).to_be_in_viewport()
    table = page.locator('[data-sortable="class"]')
    expect(table.locator("tbody tr")).to_have_count(200)
    table.get_by_role("button", name="ResNet").click()
    shares = [float(text) for text in table.locator("tbody td:nth-child(3)").all_inner_texts()]
    assert shares == sorted(shares, reverse=True)
