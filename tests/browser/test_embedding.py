"""The page inside of other pages, called by other pages, and in browsers that lack something."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, Watch
from tests.browser.look import digit_photo, drag, maps, until, wait_for_position
from tests.conftest import LiveServer, running
from tests.support.services import free_port, nginx

pytestmark = pytest.mark.browser

CALL = """async (base) => {
  const bytes = await (await fetch("/digit.png")).blob();
  const answer = await fetch(`${base}/api/trace?models=digits-cnn`, { method: "POST", body: bytes });
  const refusal = await fetch(`${base}/api/trace?models=nothing`, { method: "POST", body: bytes });
  const socket = await new Promise((resolve) => {
    const line = new WebSocket(`${base.replace("http", "ws")}/api/live`);
    line.onopen = () => resolve("open");
    line.onerror = () => resolve("refused");
  });
  return [answer.status, typeof (await answer.json()), (await refusal.json()).type, socket];
}"""

DROP = """([files, data]) => {
  const transfer = new DataTransfer();
  for (const [kind, text] of Object.entries(data)) transfer.setData(kind, text);
  for (const bytes of files) transfer.items.add(new File([new Uint8Array(bytes)], "one.png", { type: "image/png" }));
  const over = new DragEvent("dragover", { dataTransfer: transfer, bubbles: true, cancelable: true });
  const drop = new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
  document.body.dispatchEvent(over);
  document.body.dispatchEvent(drop);
  return [over.defaultPrevented, drop.defaultPrevented];
}"""
"""Whether the browser is kept from opening what is dropped."""

FROM_ANOTHER_PAGE = {"text/uri-list": "https://example.org/cat.jpg", "text/html": '<img src="https://example.org/cat.jpg">'}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, live_server: LiveServer) -> Iterator[str]:
    """Another site, with a page that shows Mixscope in a frame."""
    folder = tmp_path_factory.mktemp("course")
    frame = f'<iframe src="{live_server.url}/" width="1200" height="800"></iframe>'
    (folder / "index.html").write_text(f"<!doctype html><title>course</title>{frame}")
    (folder / "empty.html").write_text('<!doctype html><title>course</title><link rel="icon" href="data:,">')
    (folder / "digit.png").write_bytes(digit_photo())
    port = free_port()
    server = f"types {{ text/html html; image/png png; }} server {{ listen 127.0.0.1:{port}; root {folder}; }}"
    with nginx(folder, server, port):
        yield f"http://127.0.0.1:{port}"


def test_a_page_of_this_machine_may_show_it_in_a_frame(open_page: Open, watch: Watch, course: str) -> None:
    watch.allow("request to another host", "favicon")
    page = open_page("index.html", url=course, ready=False)
    expect(page.frame_locator("iframe").locator('[data-status="connected"]')).to_be_visible()


def test_a_page_of_another_host_may_not_unless_the_setting_says_so(open_page: Open, watch: Watch, course: str) -> None:
    watch.allow("request to another host", "favicon", "frame-ancestors", "ERR_BLOCKED_BY_CSP", "ERR_CONNECTION", "WebSocket")
    elsewhere = course.replace("127.0.0.1", "course.localhost")  # Chromium knows that it is this machine, the policy does not
    page = open_page("index.html", url=elsewhere, ready=False)
    expect(page.locator("iframe")).to_be_visible()
    until(page, "performance.getEntriesByType('resource').length > 0")
    assert not page.frame_locator("iframe").locator('[data-el="status"]').count()
    with running(frame_ancestors=elsewhere) as server:
        page.evaluate("(url) => document.querySelector('iframe').src = url", server.url)
        expect(page.frame_locator("iframe").locator('[data-status="connected"]')).to_be_visible()
        page.close()  # before its server


def test_an_allowed_origin_sends_reads_and_opens_the_socket(open_page: Open, watch: Watch, course: str) -> None:
    watch.allow("request to another host", "status of 404")
    page = open_page("empty.html", url=course, ready=False)
    with running(allowed_origins=course) as server:
        assert page.evaluate(CALL, server.url) == [200, "object", "model-unknown", "open"]


def test_no_other_origin_does(open_page: Open, watch: Watch, course: str, live_server: LiveServer) -> None:
    watch.allow("request to another host", "CORS", "ERR_FAILED", "403", "405")
    page = open_page("empty.html", url=course, ready=False)
    with pytest.raises(Exception, match="Failed to fetch"):
        page.evaluate(CALL, live_server.url)


def test_without_offscreen_canvas_it_is_the_same(open_page: Open) -> None:
    with_it = open_page("#listen=14,14")
    without = open_page("#listen=14,14", prepare=lambda page: page.add_init_script("delete globalThis.OffscreenCanvas"))
    for page in (with_it, without):
        page.wait_for_selector('[data-el="listeners"] canvas:not([hidden])')
        drag(page, 3, 0)
        wait_for_position(page, 3, 0)
    assert without.evaluate("typeof OffscreenCanvas") == "undefined"
    until(without, "(before) => document.querySelectorAll('.card canvas').length > 4")
    assert maps(without) == maps(with_it)


def test_a_picture_of_another_page_comes_as_its_file_or_is_told(open_page: Open) -> None:
    page = open_page()
    banner = page.locator('[data-el="banner"]')
    before = page.url
    assert page.evaluate(DROP, [[], FROM_ANOTHER_PAGE]) == [True, True]
    expect(banner).to_contain_text("only the picture's address")
    assert page.url == before
    assert page.evaluate(DROP, [[list(digit_photo())], FROM_ANOTHER_PAGE]) == [True, True]
    until(page, "location.hash.includes('image=')")
    expect(banner).to_be_hidden()
    assert page.evaluate(DROP, [[], {"text/plain": "words"}]) == [False, False]  # no address: nothing to be kept from


def test_a_link_of_the_page_itself_is_dropped_without_a_word(open_page: Open) -> None:
    page = open_page()
    page.evaluate("document.body.dispatchEvent(new DragEvent('dragstart', { bubbles: true }))")
    assert page.evaluate(DROP, [[], {"text/uri-list": page.url}]) == [True, True]
    expect(page.locator('[data-el="banner"]')).to_be_hidden()


def test_addresses_are_relative() -> None:
    """Nothing is asked of the root of a host by an address of its own."""
    root = Path(__file__).parents[2]
    for path in [*root.glob("static/**/*.js"), *root.glob("templates/*.html")]:
        text = path.read_text(encoding="utf-8")
        for start in ('"/static', '"/api', "`/api", 'href="/', 'src="/', "`/static", '"/docs', '"/room', '"/families'):
            assert start not in text, f"{path.name} names {start}"
