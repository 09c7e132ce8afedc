"""The page behind a real nginx, as people set it up: under a path of a host, with a Host of its own, without WebSockets, with
little patience for large files, buffering."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Watch
from tests.browser.look import digit_photo, drag, maps, open_card, settle, until, upload, wait_for_maps, wait_for_position
from tests.conftest import LiveServer, running
from tests.support.services import proxy

pytestmark = pytest.mark.browser

SOCKETS = 'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";'
UNDER_A_PATH = "location /mixscope/ {{ proxy_pass {url}/; " + SOCKETS + " }}"
BARE = "location / {{ proxy_pass {url}; }}"
"""What most people write first: Host is the server's own, Upgrade is not passed on, bodies have 1 MB at most."""


@pytest.fixture(scope="module")
def under_a_path(live_server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server under a path of another one, whose root has nothing."""
    with proxy(tmp_path_factory.mktemp("path"), UNDER_A_PATH.format(url=live_server.url)) as url:
        yield f"{url}/mixscope"


@pytest.fixture(scope="module")
def bare(live_server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with proxy(tmp_path_factory.mktemp("bare"), BARE.format(url=live_server.url)) as url:
        yield url


@pytest.fixture(autouse=True)
def first_socket_is_refused(watch: Watch) -> None:
    """The page's first handshake is, where the Host is another; the next one has a ticket."""
    watch.allow("WebSocket")


def status(page: Page) -> Any:
    return page.locator('[data-el="status"]')


def banner(page: Page) -> Any:
    return page.locator('[data-el="banner"]')


def noise(side: int) -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 255, (side, side, 3), dtype=np.uint8))


def written(image: Image.Image, folder: Path, name: str, **options: Any) -> bytes:
    image.save(folder / name, **options)
    return (folder / name).read_bytes()


# ---- under a path


def test_the_page_works_under_a_path_of_a_host(open_page: Open, under_a_path: str) -> None:
    page = open_page(url=under_a_path)
    expect(status(page)).to_have_attribute("data-status", "connected")
    before = maps(page)
    page.locator('[data-el="samples"] button').nth(1).click()
    wait_for_maps(page, before, ["digits-mlp/act1"])
    drag(page, 4, -3)
    wait_for_position(page, 4, -3)
    open_card(page, "digits-vit/blocks.1")  # its scripts, styles and exact values
    expect(page.locator(".stage-view canvas:visible").first).to_be_visible()
    with page.expect_navigation():
        page.locator('a[href^="./families"]').first.click()
    assert page.url == f"{under_a_path}/families"
    page.locator("table a").first.click()
    page.wait_for_selector('[data-status="connected"]')
    assert page.url.startswith(f"{under_a_path}/#models=")


def test_charts_come_from_there_too(open_page: Open, under_a_path: str) -> None:
    page = open_page("#section=changed&dx=3", url=under_a_path)
    page.wait_for_selector('[data-el="charts"] [data-drawn]')


def test_a_room_under_a_path_has_its_address(open_page: Open, under_a_path: str) -> None:
    leader = open_page("room", url=under_a_path, ready=False)
    leader.get_by_role("button", name="Open a room").click()
    address = leader.locator('[data-el="address"]')
    expect(address).to_contain_text(f"{under_a_path}/#room=")
    expect(leader.locator('[data-el="qr"]')).to_have_js_property("complete", True)
    joined = address.inner_text()
    leader.get_by_role("link", name="Begin to lead").click()
    leader.wait_for_selector('[data-status="connected"]')
    settle(leader)
    follower = open_page(joined.removeprefix(f"{under_a_path}/"), url=under_a_path)
    drag(leader, 4, -3)
    wait_for_position(follower, 4, -3)
    leader.get_by_role("button", name="Invite").click()
    expect(leader.locator(".room-address")).to_have_text(joined)


def test_the_calls_can_be_tried_under_a_path(open_page: Open, under_a_path: str) -> None:
    page = open_page("docs", url=under_a_path, ready=False)
    page.locator("#operations-default-samples_api_samples_get, [id*=samples_get]").first.click()
    page.get_by_role("button", name="Try it out").click()
    with page.expect_response(f"{under_a_path}/api/samples") as answer:
        page.get_by_role("button", name="Execute").click()
    assert answer.value.status == 200


@pytest.mark.parametrize("page", ["families", "room", "docs"])
def test_a_slash_too_many_leads_to_the_page_and_not_out_of_the_path(under_a_path: str, page: str) -> None:
    with httpx.Client(follow_redirects=True) as client:
        answer = client.get(f"{under_a_path}/{page}/")
    assert (answer.status_code, str(answer.url)) == (200, f"{under_a_path}/{page}")


# ---- without WebSockets, and with the server's own Host


def test_where_no_socket_comes_through_the_page_goes_on_over_http_and_says_so(open_page: Open, bare: str) -> None:
    page = open_page(url=bare, ready=False)
    expect(status(page)).to_have_attribute("data-status", "http")
    expect(status(page)).to_contain_text("over HTTP")
    expect(banner(page)).to_contain_text("lets no WebSocket through")
    drag(page, 4, -3)
    wait_for_position(page, 4, -3)
    before = maps(page)
    upload(page, digit_photo())  # a POST of the own page, though its Host is not the server's
    wait_for_maps(page, before)


def test_a_room_needs_a_socket_and_says_so(open_page: Open, bare: str) -> None:
    code = httpx.post(f"{bare}/api/rooms").json()["code"]
    page = open_page(f"#room={code}", url=bare, ready=False)
    expect(page.locator(".room-bar")).to_contain_text("A room needs WebSockets")


# ---- 1 MB at most


def test_a_photo_that_a_proxy_does_not_take_is_made_smaller(open_page: Open, watch: Watch, bare: str, tmp_path: Path) -> None:
    watch.allow("413")
    page = open_page("#models=photos-mlp", url=bare, ready=False)
    expect(status(page)).to_have_attribute("data-status", "http")
    settle(page)
    before = maps(page)
    photo = written(noise(2600), tmp_path, "photo.jpg", quality=90)
    assert len(photo) > 3e6
    upload(page, photo, "photo.jpg", "image/jpeg")
    wait_for_maps(page, before)
    expect(page.locator(".receives")).to_contain_text("too large to be sent")
    expect(banner(page)).not_to_contain_text("stays")


def test_what_no_browser_can_make_smaller_is_told(open_page: Open, watch: Watch, bare: str, tmp_path: Path) -> None:
    watch.allow("413")
    page = open_page(url=bare, ready=False)
    expect(status(page)).to_have_attribute("data-status", "http")
    upload(page, written(noise(700), tmp_path, "scan.tif"), "scan.tif", "image/tiff")
    expect(banner(page)).to_contain_text("takes no file of this size")
    expect(banner(page)).to_contain_text("The picture before it stays.")


def test_a_photo_above_the_servers_own_limit_is_made_smaller_before_it_is_sent(open_page: Open, tmp_path: Path) -> None:
    with running(max_body_bytes=1_000_000) as server:
        page = open_page("#models=photos-mlp", url=server.url)
        with page.expect_request("**/api/pictures?*") as sent:
            upload(page, written(noise(2600), tmp_path, "photo.jpg", quality=90), "photo.jpg", "image/jpeg")
        expect(page.locator(".receives")).to_contain_text("too large to be sent")
        assert 0 < int(sent.value.all_headers()["content-length"]) < 1_000_000
        page.close()


# ---- lines of JSON


@pytest.mark.parametrize("buffered", ["", "proxy_ignore_headers X-Accel-Buffering; proxy_buffering on;"])
def test_progress_comes_to_its_end_buffered_or_not(
    open_page: Open, watch: Watch, live_server: LiveServer, tmp_path: Path, buffered: str
) -> None:
    watch.allow("ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET")  # the proxy ends before the page does
    locations = f"location / {{ proxy_pass {live_server.url}; {SOCKETS} {buffered} }}"
    with proxy(tmp_path, locations) as url:
        with httpx.stream("POST", f"{url}/api/shift-map?sample=seven&models=digits-mlp&extent=1") as answer:
            lines = [json.loads(line) for line in answer.iter_lines() if line]
        assert len(lines) > 1
        page = open_page("#models=digits-circular&stage=digits-circular/blocks.1&view=field", url=url)
        page.wait_for_selector(".stage-view .square-pane rect.is-sigma", state="attached")
        page.close()


# ---- the server behind it is gone


def test_a_proxy_whose_server_is_gone_is_no_answer(open_page: Open, watch: Watch, tmp_path: Path) -> None:
    watch.allow("502", "ERR_")
    with running() as server, proxy(tmp_path, f"location / {{ proxy_pass {server.url}; {SOCKETS} }}") as url:
        page = open_page(url=url)
        server.stop()
        expect(status(page)).to_have_attribute("data-status", "reconnecting")
        upload(page, digit_photo())
        expect(banner(page)).to_contain_text("The server does not answer")
        with running(port=server.port):
            expect(status(page)).to_have_attribute("data-status", "connected")
            until(page, "document.querySelector('[data-el=banner]').hidden")
