"""Pages of other origins: those allowed read every answer, the others none; frames; the own page behind a proxy."""

import time
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError
from starlette.testclient import WebSocketDenialResponse

from app.core.settings import Settings
from app.web.origins import TICKET_SECONDS, new_ticket, policy
from tests.app.web.test_middleware import PNG, SOCKET, client, handshake_refused, refused

FRIEND = {"origin": "https://friend.example"}
OTHER = {"origin": "https://other.example"}
ASKED = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}


def friendly() -> TestClient:
    return client(allowed_origins="https://Friend.example/, http://localhost:8888")


def readable_by(headers: object) -> object:
    return dict(headers).get("access-control-allow-origin")  # type: ignore[call-overload]


def test_an_allowed_origin_is_answered_beforehand_and_reads_every_answer() -> None:
    browser = friendly()
    before = browser.options("/size", headers=FRIEND | ASKED)
    assert before.status_code == 200
    assert readable_by(before.headers) == "https://friend.example"
    assert "POST" in before.headers["access-control-allow-methods"]
    assert "content-type" in before.headers["access-control-allow-headers"].lower()
    answers = [
        browser.post("/size", headers=FRIEND | PNG, content=b"12"),
        browser.post("/size", headers=FRIEND | PNG, content=bytes(1001)),  # refused before any route
        browser.get("/nowhere", headers=FRIEND),
        browser.get("/ignore", headers=FRIEND | {"host": "evil.example"}),
    ]
    assert [one.status_code for one in answers] == [200, 413, 404, 400]
    assert {readable_by(one.headers) for one in answers} == {"https://friend.example"}


def test_no_other_origin_is() -> None:
    for browser in (client(), friendly()):
        before = browser.options("/size", headers=OTHER | ASKED)
        refused(before, 405, "method-not-allowed")
        assert readable_by(before.headers) is None
        assert readable_by(browser.get("/ignore", headers=OTHER).headers) is None
        refused(browser.post("/size", headers=OTHER), 403, "origin-not-allowed")


PAGE = {"origin": "https://school.example"}


@pytest.mark.parametrize("forwarded", ["school.example", "School.example, another.example"])
def test_the_own_page_is_known_by_the_host_that_a_proxy_forwards(forwarded: str) -> None:
    headers = PAGE | {"x-forwarded-host": forwarded}
    assert client().post("/size", headers=headers).status_code == 200
    with client().websocket_connect(SOCKET, headers=headers) as socket:
        assert socket.receive_text() == "hello"


def test_the_own_page_is_known_by_the_public_address() -> None:
    browser = client(public_url="https://school.example/mixscope/")
    assert browser.post("/size", headers=PAGE).status_code == 200
    with browser.websocket_connect(SOCKET, headers=PAGE) as socket:
        assert socket.receive_text() == "hello"


def test_the_own_page_is_known_by_what_no_other_page_can_have() -> None:
    refused(client().post("/size", headers=PAGE), 403, "origin-not-allowed")
    handshake_refused(client(), PAGE, 403, "origin-not-allowed")
    assert client().post("/size", headers=PAGE | {"x-requested-with": "mixscope"}).status_code == 200
    asked = ASKED | {"access-control-request-headers": "x-requested-with"}
    refused(client().options("/size", headers=OTHER | asked), 405, "method-not-allowed")
    with client().websocket_connect(f"{SOCKET}?ticket={new_ticket()}", headers=PAGE) as socket:
        assert socket.receive_text() == "hello"


@pytest.mark.parametrize("forge", [
    lambda ticket: "", lambda ticket: "x", lambda ticket: f"9{ticket}", lambda ticket: ticket[:-1],
    lambda ticket: f"9999999999.{ticket.partition('.')[2]}", lambda ticket: f"nan.{ticket.partition('.')[2]}",
    lambda ticket: new_ticket(time.time() - TICKET_SECONDS - 1),
])  # fmt: skip
def test_no_other_ticket_opens_a_socket(forge: Callable[[str], str]) -> None:
    address = f"{SOCKET}?ticket={forge(new_ticket())}"
    with pytest.raises(WebSocketDenialResponse) as denied, client().websocket_connect(address, headers=PAGE):
        pass
    refused(denied.value, 403, "origin-not-allowed")


@pytest.mark.parametrize("origin", ["null", ""])
@pytest.mark.parametrize("seen", [{}, {"x-forwarded-host": ""}])
def test_a_page_without_an_origin_is_not_the_own_one(origin: str, seen: dict[str, str]) -> None:
    refused(client().post("/size", headers={"origin": origin} | seen), 403, "origin-not-allowed")


def framers(host: str, **settings: str) -> list[str]:
    return policy(host, Settings(**settings)).partition("frame-ancestors ")[2].split()  # type: ignore[arg-type]


def test_pages_of_this_machine_may_show_it_in_a_frame_and_those_of_the_setting() -> None:
    own = ["'self'", "http://localhost:*", "https://localhost:*", "http://127.0.0.1:*", "https://127.0.0.1:*"]
    assert framers("localhost:8000") == own
    assert framers("lab.example:8000") == [*own, "http://lab.example:*", "https://lab.example:*"]
    assert framers("a; script-src *") == own
    assert framers("localhost", frame_ancestors="https://Course.example/, vscode-webview:")[5:] == [
        "https://course.example", "vscode-webview:",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["allowed_origins", "frame_ancestors"])
@pytest.mark.parametrize("value", ["friend.example", "https://a.example; script-src *", "https://a.example/course", "'none'"])
def test_what_is_no_origin_is_refused_at_the_start(name: str, value: str) -> None:
    with pytest.raises(ValidationError, match="is not an origin"):
        Settings(**{name: value})
