"""A class in real browsers: one leads and five follow, look around, come back, answer; a reload and a restart break nothing."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Watch
from tests.browser.look import SECONDS, answers, drag, hash_has, maps, settle, until, wait_for_position
from tests.browser.screens import Look, faults, looks
from tests.conftest import running

FOLLOWERS = 5
ON_THE_FOURTH_CARD = """() => {
  const boxOf = (name, i) => document.querySelectorAll(name)[i]?.getBoundingClientRect();
  const [dot, card] = [boxOf(".room-pointer", 0), boxOf(".card", 3)];
  return dot?.width && Math.abs(dot.x + dot.width / 2 - card.x - card.width / 2) < 3;
}"""


def bar(page: Page) -> Any:
    return page.locator(".room-bar")


def shows_the_maps_of(follower: Page, leader: Page) -> None:
    """Sooner or later: colours are held while a hand holds the pattern, and the leader's are let go with it."""
    end = time.monotonic() + SECONDS
    while maps(follower) != (wanted := maps(leader)):
        assert time.monotonic() < end, {key: (value, wanted[key]) for key, value in maps(follower).items()}
        follower.wait_for_timeout(50)


def press(page: Page, name: str) -> None:
    bar(page).get_by_role("button", name=name).click()


def opened(page: Page) -> str:
    """Opens a room at /room and goes to lead it; returns the code."""
    page.get_by_role("button", name="Open a room").click()
    address = page.locator('[data-el="address"]')
    expect(address).to_have_text(re.compile(r"#room=[A-Z]{4}$"))
    code = address.inner_text()[-4:]
    expect(page.locator('[data-el="qr"]')).to_have_js_property("complete", True)
    page.get_by_role("link", name="Begin to lead").click()
    expect(bar(page)).to_contain_text("0 people follow")
    until(page, "!location.hash.includes('lead=')")  # a copied link does not make leaders
    return code


def test_a_leader_and_five_followers(open_page: Open, watch: Watch) -> None:
    watch.allow("ERR_CONNECTION_REFUSED", "WebSocket", "net::ERR")  # the server is started again below
    with running(live_sockets=100) as server:
        leader = open_page("room", url=server.url, ready=False)
        code = opened(leader)
        settle(leader)
        class_ = [open_page(f"#room={code}", url=server.url) for _ in range(FOLLOWERS)]
        expect(bar(leader)).to_contain_text(f"{FOLLOWERS} people follow")

        # lead: everybody sees the drag, with the same maps as the leader
        drag(leader, 4, -3)
        wait_for_position(leader, 4, -3)
        for page in class_:
            wait_for_position(page, 4, -3)
            assert answers(page) == answers(leader)
        until(class_[0], "document.querySelectorAll('.card canvas').length > 4")
        shows_the_maps_of(class_[0], leader)

        # the leader's pointer is on the same card of everybody's page
        leader.locator(".card").nth(3).hover()
        for page in class_:
            until(page, ON_THE_FOURTH_CARD)

        # look around by oneself, see that one does, and come back; one's own view can be had again
        one, other, *_ = class_
        drag(one, -6, 0)
        expect(bar(one)).to_contain_text("You look around by yourself")
        wait_for_position(one, -2, -3)
        leader.keyboard.press("ArrowRight")
        wait_for_position(other, 5, -3)
        wait_for_position(one, -2, -3)
        press(one, "Come back to the leader")
        wait_for_position(one, 5, -3)
        press(one, "Back to my view")
        wait_for_position(one, -2, -3)

        # let go, hand a view in, and call everybody back
        bar(leader).get_by_role("radio", name="Let go").click()
        expect(bar(other)).to_contain_text("The leader has let go")
        drag(other, 2, 2)
        press(other, "Send my view to the leader")
        expect(bar(leader).get_by_role("button", name="1 view handed in")).to_be_visible()
        bar(leader).get_by_role("radio", name="Lead", exact=True).click()
        for page in class_:
            wait_for_position(page, 5, -3)

        ask_and_answer(leader, class_)

        # a leader who reloads is still the leader
        leader.reload()
        expect(bar(leader)).to_contain_text(f"{FOLLOWERS} people follow")
        settle(leader)
        leader.keyboard.press("ArrowLeft")
        for page in class_:
            wait_for_position(page, 4, -3)
        bar(leader).get_by_role("radio", name="Let go").click()
        press(leader, "Ask")
        bar(leader).get_by_role("button", name="Ask everybody").click()
        bar(one).get_by_role("button", name="CNN", exact=True).click()
        expect(bar(leader)).to_contain_text("1 answer")
        port = server.port
        server.stop()
        expect(bar(one)).to_contain_text("cannot be reached")

    # the server is started again: everybody is back as soon as the leader is, still let go, and asked the open question anew
    with running(port=port):
        for page in class_:
            expect(bar(page)).to_contain_text("The leader has let go")
            expect(bar(page).get_by_role("button", name="CNN", exact=True)).to_be_enabled()
        bar(leader).get_by_role("radio", name="Lead", exact=True).click()
        expect(bar(leader)).to_contain_text(f"{FOLLOWERS} people follow")
        leader.keyboard.press("ArrowDown")
        for page in class_:
            wait_for_position(page, 4, -2)


def ask_and_answer(leader: Page, class_: list[Page]) -> None:
    """A question with choices by all, a point by one; the leader shows what came in, and puts it away."""
    press(leader, "Ask")
    bar(leader).get_by_role("button", name="Ask everybody").click()
    for i, page in enumerate(class_):
        bar(page).get_by_role("button", name="ViT" if i else "CNN", exact=True).click()
    expect(bar(leader)).to_contain_text("5 answers")
    expect(bar(leader).locator(".room-bars dd")).to_have_text(["0", "1", "4", "0"])
    assert not bar(class_[0]).locator(".room-bars").count()  # not before the leader shows them
    press(leader, "Show the answers to all")
    for page in class_:
        expect(bar(page).locator(".room-bars dd")).to_have_text(["0", "1", "4", "0"])
    press(leader, "Put the question away")
    expect(bar(class_[0]).locator(".room-question")).to_be_hidden()

    press(leader, "Ask")
    bar(leader).get_by_role("combobox").select_option("point")
    bar(leader).get_by_role("button", name="Ask everybody").click()
    mark = bar(class_[0]).locator("canvas")
    mark.focus()
    mark.press("ArrowRight")
    expect(bar(leader)).to_contain_text("1 point marked in the picture")
    press(leader, "Put the question away")


def test_nicknames_where_the_leader_wants_them(open_page: Open, watch: Watch) -> None:
    watch.allow("WebSocket", "net::ERR")  # pages are loaded again below
    leader = open_page("room", ready=False)
    code = opened(leader)
    settle(leader)
    one, two = (open_page(f"#room={code}") for _ in range(2))
    expect(bar(leader)).to_contain_text("2 people follow")
    expect(bar(one).get_by_role("textbox")).to_have_count(0)  # nobody is asked for a name unasked
    press(leader, "Nicknames")
    for page, shown in ((one, "Kim"), (two, "Kim (2)")):
        bar(page).get_by_role("textbox").fill("Kim")
        press(page, "Use it")
        expect(bar(page)).to_contain_text(f"Leaders see you as “{shown}”")
    bar(one).get_by_role("textbox").fill("<i>Kim</i>")
    press(one, "Use it")
    expect(bar(one)).to_contain_text("A nickname has letters, digits, spaces")
    for name, told in (("Let go", "look around"), ("Lead", "You see what the leader shows")):
        bar(leader).get_by_role("radio", name=name, exact=True).click()
        expect(bar(one)).to_contain_text(told)
        expect(bar(one)).to_contain_text("A nickname has letters, digits, spaces")  # whatever others do
    bar(one).get_by_role("textbox").fill("Kim")
    press(one, "Use it")
    expect(bar(one)).not_to_contain_text("A nickname has")
    two.reload()
    expect(bar(two)).to_contain_text("Leaders see you as “Kim (2)”")  # by itself

    press(leader, "Ask")
    bar(leader).get_by_role("button", name="Ask everybody").click()
    bar(two).get_by_role("button", name="ViT", exact=True).click()
    press(leader, "Answers by nickname")
    expect(bar(leader).get_by_role("listitem").filter(visible=True)).to_have_text(["Kim (2): ViT"])
    drag(two, 2, 2)
    press(two, "Send my view to the leader")
    press(leader, "1 view handed in")
    expect(bar(leader).get_by_role("link", name="View 1 from Kim (2)")).to_be_visible()
    assert "Kim" not in saved(leader, "Save")
    assert saved(leader, "Save with nicknames").count("Kim (2)") == 2  # the answer and the view

    bar(leader).get_by_role("button", name="Nicknames", exact=True).click()
    expect(bar(one).get_by_role("textbox")).to_have_count(0)
    expect(bar(leader).get_by_role("button", name="Save with nicknames")).to_be_hidden()
    expect(bar(leader).get_by_role("button", name="Answers by nickname")).to_be_hidden()
    assert "Kim" not in two.evaluate("JSON.stringify({...sessionStorage})")


def saved(page: Page, button: str) -> str:
    """The file that the leader's page saves."""
    with page.expect_download() as download:
        bar(page).get_by_role("button", name=button, exact=True).click()
    return download.value.path().read_text()


def test_a_code_that_is_not_there_is_told(open_page: Open) -> None:
    page = open_page("room", ready=False)
    page.get_by_label("Code of four letters").fill("hhhh")
    page.get_by_role("button", name="Join", exact=True).click()
    hash_has(page, "room=HHHH")
    expect(bar(page)).to_contain_text("There is no room 'HHHH'")
    with page.expect_websocket() as again:  # it goes on trying, and what it was told stays
        pass
    again.value.wait_for_event("close")
    expect(bar(page)).to_contain_text("There is no room 'HHHH'")
    expect(bar(page)).not_to_contain_text("cannot be reached")
    page.get_by_role("button", name="Leave the room").click()
    until(page, "!location.hash.includes('room') && !document.querySelector('.room-bar')")


@pytest.mark.parametrize("look", looks(), ids=str)
def test_its_page_and_its_bars_fit_and_can_be_read(open_page: Open, look: Look) -> None:
    page = open_page("room", ready=False, **look.options())
    code = opened(page)
    settle(page)
    press(page, "Ask")
    assert faults(page) == []
    follower = open_page(f"#room={code}&display=projector", **look.options())
    settle(follower)
    expect(bar(follower)).to_contain_text(code)
    assert faults(follower) == []
    start = open_page("room", ready=False, **look.options())
    start.get_by_role("button", name="Open a room").click()
    expect(start.locator('[data-el="qr"]')).to_be_visible()
    assert faults(start) == []
    press(page, "Nicknames")
    expect(bar(follower).get_by_role("textbox")).to_be_visible()
    assert faults(page) + faults(follower) == []
