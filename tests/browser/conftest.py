"""A real Chromium on the real server. Every page of a test must stay free of errors, warnings and foreign requests."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect, sync_playwright

from tests.browser.look import led, until
from tests.support.thorough import ALL

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESKTOP = {"width": 1440, "height": 900}
TIMEOUT = 60_000
expect.set_options(timeout=TIMEOUT)  # the machine that tests this may be busy


def chromium() -> str:
    found = os.environ.get("MIXSCOPE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.fail("The browser tests need Chromium: put its path into MIXSCOPE_CHROMIUM, or run `make test`.")
    return found


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    # Not for the whole session: while it runs, asyncio.run cannot be used in this thread.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


class Watch:
    """What went wrong on the pages of a test. `allow` names what a test provokes on purpose."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.allowed = ["willReadFrequently"]  # the tests read canvases, the page does not
        self._leave: list[Callable[[], None]] = []

    def allow(self, *parts: str) -> None:
        self.allowed += parts

    def follow(self, context: BrowserContext, host: str) -> None:
        """Until the context is closed, or nobody follows it any more (`leave`)."""

        def console(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                self.seen.append(f"{message.type}: {message.text} {message.location.get('url', '')}")

        def request(url: str) -> None:
            if urlsplit(url).netloc not in (host, ""):
                self.seen.append(f"request to another host: {url}")

        listeners: dict[Any, Callable[[Any], None]] = {
            "console": console,
            "weberror": lambda error: self.seen.append(f"uncaught: {error.error}"),
            "request": lambda item: request(item.url),
            "page": lambda page: page.on("websocket", lambda socket: request(socket.url)),
        }
        for event, listener in listeners.items():
            context.on(event, listener)
            self._leave.append(lambda event=event, listener=listener: context.remove_listener(event, listener))

    def leave(self) -> None:
        while self._leave:
            self._leave.pop()()

    def check(self) -> None:
        assert [item for item in self.seen if not any(part in item for part in self.allowed)] == []


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()
    yield watch
    watch.check()


Open = Callable[..., Page]


class Pages:
    """Opens pages for a test, and keeps what the next test can use."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.kept: dict[str, list[BrowserContext]] = {}
        """Contexts by server and options: empty but for the scripts in the browser's cache, as at a second visit."""
        self.standing: dict[str, Page] = {}
        """Pages that stand open, by the same."""

    def context(self, key: str, options: dict[str, Any]) -> BrowserContext:
        return self.kept[key].pop() if self.kept.get(key) else self.browser.new_context(**options)

    def leave(self, key: str, address: str, context: BrowserContext) -> None:
        if cleared(context, address):
            self.kept.setdefault(key, []).append(context)
        else:
            context.close()


@pytest.fixture(scope="package")
def pages(browser: Browser) -> Pages:
    return Pages(browser)


def key_of(address: str, options: dict[str, Any]) -> str:
    """Storage belongs to an address."""
    return repr((address, sorted(options.items())))


def painted(page: Page) -> None:
    page.wait_for_selector('[data-status="connected"]')
    until(page, "performance.getEntriesByName('mixscope:first-paint').length")


@pytest.fixture
def open_page(pages: Pages, live_server, watch: Watch) -> Iterator[Open]:
    """open_page("#dx=3", url=…, **context options) -> a page in a context of its own, with the first maps painted."""
    used: list[tuple[str, str, BrowserContext]] = []

    def open_it(
        hash: str = "", url: str | None = None, ready: bool = True, prepare: Callable[[Page], Any] = bool, **options: object
    ) -> Page:
        address, options = url or live_server.url, {"viewport": DESKTOP, "reduced_motion": "reduce"} | options
        key = key_of(address, options)
        context = pages.context(key, options)
        used.append((key, address, context))
        watch.follow(context, urlsplit(address).netloc)
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        prepare(page)
        page.goto(f"{address}/{hash}", wait_until="load" if ready else "commit")
        if ready:
            painted(page)
        return page

    yield open_it
    watch.leave()
    for each in used:
        pages.leave(*each)


@pytest.fixture
def visit(pages: Pages, live_server, watch: Watch, request: pytest.FixtureRequest) -> Iterator[Open]:
    """visit("#dx=3", **context options) -> a page that shows what the link says, for tests that look and leave nothing behind
    that is not in the link: the page that an earlier test visited, led there. In `make test-all` it is loaded anew."""
    used: list[tuple[str, str, Page]] = []
    failed, address = request.session.testsfailed, live_server.url

    def visit_it(hash: str = "", **options: object) -> Page:
        options = {"viewport": DESKTOP, "reduced_motion": "reduce"} | options
        key, language = key_of(address, options), re.search(r"\blang=\w+", hash)
        place = f"{key} {language and language[0]}"  # another language is another page
        page = None if ALL else pages.standing.pop(place, None)
        context = page.context if page else pages.context(key, options)
        watch.follow(context, urlsplit(address).netloc)
        if page:
            led(page, hash)
        else:
            page = context.new_page()
            page.set_default_timeout(TIMEOUT)
            page.goto(f"{address}/{hash}")
            painted(page)
        used.append((key, place, page))
        return page

    yield visit_it
    watch.leave()
    for key, place, page in used:
        if ALL or place in pages.standing or request.session.testsfailed > failed:
            pages.leave(key, address, page.context)
        else:
            pages.standing[place] = page


def cleared(context: BrowserContext, address: str) -> bool:
    """Whether nothing of a test is left in the context but what the browser's cache holds."""
    try:
        for page in context.pages:
            page.close()
        page = context.new_page()
        page.goto(f"{address}/livez")  # of the same address, and without scripts that would write something
        page.evaluate("localStorage.clear()")
        page.close()
        context.unroute_all()
        context.clear_permissions()
        context.clear_cookies()
    except Error:
        return False
    return True
