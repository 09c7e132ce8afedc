"""Who may add own models: only who sits at the machine, on the server's own page, and has read its terminal."""

import httpx
import pytest

from app.core.settings import Settings
from app.web.adding import SECRET, announcement, loopback
from tests.conftest import LiveServer, running


@pytest.fixture(scope="module")
def live():  # type: ignore[no-untyped-def]
    with running(add_models=True, allowed_hosts=("*",), allowed_origins=("https://course.example",)) as live:
        yield live


def ask(live: LiveServer, **headers: str) -> httpx.Response:
    given = {SECRET: live.shared.add_secret} | {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.get(f"{live.url}/api/added", headers=given, timeout=60)


def test_the_secret_decides_for_who_sits_here(live: LiveServer) -> None:
    assert ask(live).json() == {"added": []}
    assert ask(live, origin=live.url, sec_fetch_site="same-origin").status_code == 200
    for wrong in ("", live.shared.add_secret[:-1], "x"):
        answer = ask(live, **{SECRET: wrong})
        assert (answer.status_code, answer.json()["reason"]) == (403, "own-add-secret")
    assert httpx.get(f"{live.url}/api/added", timeout=60).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-for": "127.0.0.1"},
        {"x-forwarded-host": "localhost"},
        {"forwarded": "for=127.0.0.1"},
        {"via": "1.1 proxy"},
        {"x-real-ip": "127.0.0.1"},
        {"host": "mixscope.example"},
        {"host": "127.evil.example"},
        {"origin": "https://course.example"},
        {"origin": "http://localhost:1"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=str,
)
def test_the_secret_helps_nobody_who_comes_from_elsewhere(live: LiveServer, headers: dict[str, str]) -> None:
    answer = ask(live, **headers)
    assert (answer.status_code, answer.json()["reason"]) == (403, "own-add-elsewhere")


def test_the_page_offers_it_only_to_who_may(live: LiveServer, live_server: LiveServer) -> None:
    def offered(url: str, **headers: str) -> bool:
        return " data-adds" in httpx.get(f"{url}/", headers=headers, timeout=100).text

    assert offered(live.url)
    assert not offered(live.url, via="1.1 proxy")
    assert not offered(live_server.url)
    off = httpx.post(f"{live_server.url}/api/added", json={"where": "/"}, headers={SECRET: live_server.shared.add_secret})
    assert (off.status_code, off.json()["reason"]) == (403, "own-add-off")


def test_a_server_that_others_reach_takes_none() -> None:
    with running(add_models=True, host="0.0.0.0") as live:
        assert ask(live).json()["reason"] == "own-add-open"


def test_the_terminal_prints_the_secret_where_it_counts() -> None:
    assert announcement(Settings(), "word") == ""
    assert "word" in announcement(Settings(add_models=True), "word")
    refused = announcement(Settings(add_models=True, host="0.0.0.0"), "word")
    assert "MIXSCOPE_HOST=127.0.0.1" in refused
    assert "word" not in refused


def test_what_means_this_machine() -> None:
    assert all(map(loopback, ("localhost", "127.0.0.1", "127.3.2.1", "::1", "[::1]")))
    assert not any(map(loopback, ("127.evil.example", "", "0.0.0.0", "192.168.0.1", "localhost.example")))
