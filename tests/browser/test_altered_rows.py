"""Rows whose models have parts switched off: their numbers by a link, after a drag and a reload, against passes of the tests'
own; ended by the row's button and by Escape; told wherever the models are as they are; followed in a room."""

import re
from typing import Any

import pytest
import torch
from playwright.sync_api import Locator, Page, expect

from models.registry import load
from tests.browser.conftest import Watch
from tests.browser.look import changes, drag, hash_has, maps, recorded, settle, until, wait_for_position
from tests.browser.stage import stage
from tests.browser.test_room import bar, opened
from tests.conftest import LiveServer

pytestmark = pytest.mark.browser

BRANCH = "digits-vit/blocks.0:branch.1.zero"
LINK = f"#models=digits-vit,digits-cnn&off={BRANCH}"


def row(page: Page, model: str = "digits-vit") -> Locator:
    return page.locator(f'.row[data-model="{model}"]')


def altered(page: Page) -> None:
    """The pass with parts off is painted."""
    expect(row(page)).to_have_class(re.compile(r"\bis-altered\b"))
    settle(page)


def says(page: Page) -> tuple[str, float]:
    """The row's answer, and its share in percent."""
    answer = row(page).locator(".answer")
    return answer.locator("strong").inner_text(), float(answer.locator("span").inner_text().removesuffix(" %"))


@torch.no_grad()
def passed(live_server: LiveServer, off: bool, **at: int) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Shares of the ViT and its states after each block, with the MLP of block 1 silent or as it is."""
    arrays = recorded(live_server.url, sample="seven", models="digits-vit", **at)
    model, states = load("digits-vit"), []
    if off:
        model.blocks[0].mlp.register_forward_hook(lambda *call: torch.zeros_like(call[-1]))
    for block in model.blocks:
        block.register_forward_hook(lambda *call: states.append(call[-1].clone()))
    return model(torch.from_numpy(arrays["digits-vit/input"])[None])[0].softmax(0), states


def check_row(page: Page, live_server: LiveServer, **at: int) -> None:
    """Answer, what it is with nothing off, and the number under each block, against the pin with nothing off."""
    (after, states), (before, _), (_, pinned) = (
        passed(live_server, True, **at),
        passed(live_server, False, **at),
        passed(live_server, False),
    )
    label, share = says(page)
    assert (label, share) == (str(int(after.argmax())), pytest.approx(100 * float(after.max()), abs=0.51))
    was = row(page).locator(".before").inner_text()
    assert was.startswith(f"with nothing off: {int(before.argmax())}, ")
    assert float(was.split(", ")[1].removesuffix(" %")) == pytest.approx(100 * float(before.max()), abs=0.51)
    shown = changes(page)
    for i, (state, pin) in enumerate(zip(states, pinned, strict=True)):
        expected = float((state - pin).norm() / state.norm())
        assert shown[f"digits-vit/blocks.{i}"] == pytest.approx(expected, abs=0.0051)


def test_a_row_by_its_link_after_a_drag_and_after_a_reload(open_page: Any, live_server: LiveServer) -> None:
    page: Page = open_page(LINK)
    altered(page)
    told = row(page).locator(".altered")
    expect(told.locator(".what")).to_have_text("Altered, off: block 1, branch 2")
    expect(told.locator(".compared")).to_have_text("Numbers: change against this picture with nothing off")
    check_row(page, live_server)
    assert says(page)[0] != "7"
    for gone in (".accuracy", ".gauge"):
        expect(row(page).locator(gone).first).to_be_hidden()
        expect(row(page, "digits-cnn").locator(gone).first).to_be_visible()
    assert not row(page, "digits-cnn").locator(".altered").is_visible()
    assert changes(page)["digits-cnn/act1"] == 0

    drag(page, 3, 0)
    wait_for_position(page, 3, 0)
    expect(told.locator(".compared")).to_have_text("Numbers: change against the pin with nothing off")
    check_row(page, live_server, dx=3)
    hash_has(page, f"off={BRANCH}")
    hash_has(page, "dx=3")  # the address follows a drag a quarter of a second later
    page.reload()
    altered(page)
    check_row(page, live_server, dx=3)

    told.locator(".what").focus()
    page.keyboard.press("Tab")
    expect(told.get_by_role("button", name="Switch everything on again")).to_be_focused()
    page.keyboard.press("Enter")
    expect(row(page)).not_to_have_class(re.compile("is-altered"))
    until(page, "!location.hash.includes('off=')")
    after, _ = passed(live_server, False, dx=3)
    assert says(page) == ("7", pytest.approx(100 * float(after[7]), abs=0.51))


def test_the_tab_alters_the_row_and_all_else_says_that_it_is_not_altered(open_page: Any, live_server: LiveServer) -> None:
    page: Page = stage(open_page, "#models=digits-vit,digits-cnn&stage=digits-vit/blocks.0&view=ablation.branch.none.zero.c7")
    note = page.locator(".valtered")
    expect(note).to_be_hidden()
    page.get_by_role("button", name="Switch off branch 2").click()
    altered(page)
    hash_has(page, f"off={BRANCH}")
    expect(note).to_be_visible()
    check_row(page, live_server)
    share = float(page.locator('.abl-answer:not([hidden]) [data-fact="share"]').get_attribute("data-value") or "nan")
    assert share == pytest.approx(float(passed(live_server, True)[0][7]), abs=1e-4)
    mean = page.locator(".vview").get_by_label("Its values become")
    mean.select_option("mean")
    expect(row(page).locator(".what")).to_have_text("Altered, off: block 1, branch 2 (at the mean)")
    mean.select_option("zero")
    hash_has(page, f"off={BRANCH}")

    page.evaluate("location.hash += '&section=listeners'")
    line = page.locator('[data-el="altered-note"]')
    expect(line).to_contain_text("In the rows, parts of ViT are switched off.")
    strip = page.locator('.strip p[data-family="vit"]')
    expect(strip.locator(".change")).to_have_text("0.00")  # of a frame with nothing off
    expect(strip.locator("strong")).to_have_text("7")
    hidden = maps(page)
    assert hidden["digits-vit/blocks.1"] == 0, "no map of the altered model stands beside a number of the other"
    assert hidden["digits-cnn/act1"] != 0
    page.evaluate("location.hash = location.hash.replace('&section=listeners', '')")
    expect(line).to_be_hidden()
    altered(page)
    page.keyboard.press("Escape")
    expect(page.locator(".open-stage")).to_have_count(0)
    altered(page)
    page.keyboard.press("Escape")
    expect(row(page)).not_to_have_class(re.compile("is-altered"))
    until(page, "!location.hash.includes('off=')")


def test_a_link_that_cannot_be_followed_says_why_and_shows_no_values(open_page: Any, watch: Watch) -> None:
    watch.allow("422")  # asked over HTTP as well, before the socket is open
    page: Page = open_page("#models=digits-vit&off=digits-vit/blocks.3:head.9.zero")
    expect(page.locator('[data-el="banner"]')).to_contain_text("There is no number 9")
    expect(row(page)).not_to_have_class(re.compile("is-known"))
    expect(row(page).locator(".what")).to_contain_text("Being switched off: block 4, head 10")
    row(page).get_by_role("button", name="Switch everything on again").click()
    expect(row(page)).to_have_class(re.compile("is-known"))
    expect(page.locator('[data-el="banner"]')).to_be_hidden()


def test_a_follower_sees_the_leaders_altered_row(open_page: Any, watch: Watch, live_server: LiveServer) -> None:
    leader: Page = open_page("room", ready=False)
    code = opened(leader)
    follower: Page = open_page(f"#room={code}")
    expect(bar(leader)).to_contain_text("1 person follows")
    leader.evaluate(f"location.hash += '&models=digits-vit,digits-cnn&off={BRANCH}'")
    for page in (leader, follower):
        altered(page)
        check_row(page, live_server)
    leader.keyboard.press("Escape")
    for page in (leader, follower):
        expect(row(page)).not_to_have_class(re.compile("is-altered"))
    expect(bar(follower)).not_to_contain_text("You look around by yourself")
