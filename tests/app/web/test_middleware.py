"""What stands before the routes: headers, Host, Origin, and limits on address, headers and body."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, WebSocket
from fastapi.testclient import TestClient
from starlette.responses import HTMLResponse, Response
from starlette.testclient import WebSocketDenialResponse

from app.core.errors import Problem
from app.core.settings import Settings
from app.web import middleware, problem_handlers
from app.web.dependencies import read_body

SOCKET = "ws://localhost/socket"
PNG = {"content-type": "image/png"}


def make(**overrides: Any) -> FastAPI:
    settings = Settings(**{"max_body_bytes": 1000, "allowed_hosts": ("localhost", "[::1]")} | overrides)
    app = FastAPI()
    problem_handlers.install(app)
    middleware.install(app, settings)

    @app.post("/size")
    async def size(request: Request) -> int:
        return len(await read_body(request, settings))

    @app.get("/ignore")
    @app.post("/ignore")
    def ignore() -> str:
        return "never read the body"

    @app.get("/page")
    def page() -> Response:
        return HTMLResponse("", headers={"Content-Security-Policy": "default-src 'self'"})

    @app.websocket("/socket")
    async def socket(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")
        await websocket.close()

    return app


def client(**overrides: Any) -> TestClient:
    return TestClient(make(**overrides), base_url="http://localhost")


def refused(response: httpx.Response, status: int, type: str) -> None:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["type"] == type
    assert response.json()["detail"].endswith(".")
    assert response.headers["x-content-type-options"] == "nosniff"


def handshake_refused(browser: TestClient, headers: dict[str, str], status: int, type: str) -> None:
    with pytest.raises(WebSocketDenialResponse) as denied, browser.websocket_connect(SOCKET, headers=headers):
        pass
    refused(denied.value, status, type)


# ---- headers


@pytest.mark.parametrize("path", ["/ignore", "/nowhere", "/size"])
def test_every_response_carries_the_headers(path: str) -> None:
    headers = client().get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "connect-src 'self' ws://localhost wss://localhost;" in policy
    assert "frame-ancestors 'self'" in policy
    for name in ("referrer-policy", "cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy"):
        assert headers[name]


def test_a_route_may_set_its_own_policy() -> None:
    assert client().get("/page").headers.get_list("content-security-policy") == ["default-src 'self'"]


@pytest.mark.parametrize("host", ["a; script-src *", "a b", "a,b", "ü"])
def test_a_host_never_adds_to_the_policy(host: str) -> None:
    response = client(allowed_hosts=("*",)).get("/ignore", headers={"host": host.encode("latin-1")})
    assert "connect-src 'self';" in response.headers["content-security-policy"]


def test_head_is_answered_like_get_without_a_body() -> None:
    browser = client()
    for path, status in {"/ignore": 200, "/page": 200, "/nowhere": 404, "/size": 405}.items():
        head, get = browser.head(path), browser.get(path)
        assert (head.status_code, head.content) == (get.status_code, b"") == (status, b"")
        assert head.headers == get.headers


# ---- Host


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "[::1]", "[::1]:8000"])
def test_allowed_hosts_pass_with_any_port(host: str) -> None:
    assert client().get("/ignore", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example:8000", "192.168.1.5", "", "localhost:80:80"]
)
@pytest.mark.parametrize("path", ["/ignore", "/nowhere"])
def test_other_hosts_are_refused_on_every_address(host: str, path: str) -> None:
    refused(client().get(path, headers={"host": host}), 400, "host-not-allowed")


def test_ip_means_any_address_but_no_name() -> None:
    with client(allowed_hosts=("ip",)) as browser:
        assert browser.get("/ignore", headers={"host": "192.168.1.5:8000"}).status_code == 200
        assert browser.get("/ignore", headers={"host": "[fe80::1]:8000"}).status_code == 200
        refused(browser.get("/ignore", headers={"host": "192.168.1.5.evil.example"}), 400, "host-not-allowed")


# ---- Origin


@pytest.mark.parametrize("host", ["localhost:99999", "[", "[::1", "[localhost]:80"])
def test_what_cannot_stand_in_an_address_is_refused_even_where_all_names_are_let_in(host: str) -> None:
    refused(client(allowed_hosts=("*",)).get("/ignore", headers={"host": host}), 400, "host-not-allowed")


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://localhost:1234", "http://localhost.evil.example", ""]
)
def test_a_foreign_page_may_neither_send_nor_open_a_socket(origin: str) -> None:
    browser = client(allowed_origins=("https://friend.example/",))
    refused(browser.post("/size", headers={"origin": origin}), 403, "origin-not-allowed")
    handshake_refused(browser, {"origin": origin}, 403, "origin-not-allowed")
    assert browser.get("/ignore", headers={"origin": origin}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://localhost", "https://localhost", "HTTP://LOCALHOST", "https://friend.example", None]
)
def test_the_own_page_friends_and_programs_may(origin: str | None) -> None:
    browser = client(allowed_origins=("https://friend.example/",))
    headers = {} if origin is None else {"origin": origin}
    assert browser.post("/size", headers=headers).json() == 0
    with browser.websocket_connect(SOCKET, headers=headers) as socket:
        assert socket.receive_text() == "hello"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "image"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}, 404),  # a link that somebody has followed
        ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "empty", "origin": "https://friend.example"}, 404),
        ({"sec-fetch-site": "same-origin", "sec-fetch-dest": "empty"}, 404),
        ({}, 404),
    ],
)
def test_a_foreign_page_may_not_name_a_call(headers: dict[str, str], status: int) -> None:
    browser = client(allowed_origins=("https://friend.example",))
    assert browser.get("/api/scaling", headers=headers).status_code == status
    assert browser.get("/nowhere", headers=headers).status_code == 404  # pages and their parts are free


def test_a_socket_to_a_foreign_host_is_refused() -> None:
    handshake_refused(client(), {"host": "evil.example"}, 400, "host-not-allowed")


def test_a_server_without_http_answers_to_handshakes_closes_with_1008() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    scope = {"type": "websocket", "path": "/socket", "query_string": b"", "headers": [(b"host", b"evil.example")]}
    asyncio.run(make()(scope, receive, send))
    assert [(message["type"], message["code"]) for message in sent] == [("websocket.close", 1008)]


# ---- address and headers


def test_long_addresses_many_parameters_and_long_headers_are_refused() -> None:
    browser = client(max_url_bytes=500, max_query_parameters=10, max_header_bytes=2000)
    refused(browser.get("/ignore?" + "a=1&" * 10_000), 414, "url-too-long")
    refused(browser.get("/" + "x" * 501), 414, "url-too-long")
    refused(browser.get("/ignore?" + "a&" * 10), 400, "too-many-parameters")
    refused(browser.get("/ignore", headers={"cookie": "x" * 2000}), 431, "headers-too-long")
    assert browser.get("/ignore?" + "&".join("a" * 10)).status_code == 200


# ---- body


def chunks(*sizes: int) -> AsyncIterator[bytes]:
    async def stream() -> AsyncIterator[bytes]:
        for size in sizes:
            yield bytes(size)

    return stream()


def test_a_body_up_to_the_limit_passes() -> None:
    assert client().post("/size", content=bytes(1000), headers=PNG).json() == 1000


def test_a_declared_body_over_the_limit_is_refused_unread() -> None:
    response = client().post("/ignore", content=bytes(1001), headers=PNG)
    refused(response, 413, "body-too-large")
    assert response.headers["connection"] == "close"
    refused(client().request("GET", "/ignore", content=bytes(1001)), 413, "body-too-large")


@pytest.mark.parametrize("declared", ["-1", "1e3", "999999999999999999999", "١"])
def test_a_content_length_that_is_none_is_refused(declared: str) -> None:
    async def call() -> httpx.Response:
        transport = httpx.ASGITransport(make())
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
            return await browser.post("/size", headers=PNG | {"content-length": declared.encode()})  # type: ignore[dict-item]

    assert asyncio.run(call()).status_code in (400, 413)


def streamed(app: FastAPI, path: str, *sizes: int) -> httpx.Response:
    async def call() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as browser:
            return await browser.post(path, content=chunks(*sizes), headers=PNG)

    return asyncio.run(call())


def test_an_undeclared_body_is_counted_as_it_comes() -> None:
    assert streamed(make(), "/size", 500, 500).json() == 1000
    refused(streamed(make(), "/size", 500, 500, 1), 413, "body-too-large")


def test_a_body_that_nobody_reads_ends_the_connection() -> None:
    assert streamed(make(), "/ignore", 10).headers["connection"] == "close"


def test_unfinished_bodies_are_bounded_together_and_given_back() -> None:
    app = make(max_uploading_bytes=500)
    for _ in range(3):
        response = streamed(app, "/size", 300, 300)
        refused(response, 503, "busy")
        assert response.headers["retry-after"] == "1"
        assert streamed(app, "/size", 400).json() == 400


def test_a_body_that_never_ends_is_cut_off() -> None:
    never = asyncio.Event()

    async def drip() -> AsyncIterator[bytes]:
        yield b"x"
        await never.wait()

    async def call() -> httpx.Response:
        transport = httpx.ASGITransport(make(body_deadline_seconds=0.05))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
            return await browser.post("/size", content=drip(), headers=PNG)

    refused(asyncio.run(call()), 408, "body-timeout")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "imagex/png"]
)
def test_a_body_that_is_not_declared_as_a_picture_is_refused(kind: str) -> None:
    refused(client().post("/size", content=b"x", headers={"content-type": kind}), 415, "content-type")


def test_a_client_that_goes_away_is_no_error() -> None:
    async def receive() -> Any:
        return {"type": "http.disconnect"}

    request = Request({"type": "http", "headers": [], "method": "POST"}, receive)
    with pytest.raises(Problem, match="Send it again"):
        asyncio.run(read_body(request, Settings()))
