"""Bad input over real HTTP: answered correctly or refused with a sentence, never a 500, and everybody else is still served."""

import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from tests.conftest import LiveServer, running
from tests.support.odd_pictures import FOURS, HARMLESS
from tests.support.refused_pictures import REFUSED, png_cut_off

CALLS = ["/api/trace", "/api/pictures", "/api/frame", "/api/trace.npz"]
PNG = {"content-type": "image/png"}
PLAIN_WORDS = ("Traceback", 'File "', "site-packages", "Error(")


@pytest.fixture(scope="module")
def http(live_server: LiveServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_server.url, timeout=60) as client:
        yield client


def refused(response: httpx.Response, *statuses: int) -> dict[str, Any]:
    assert response.status_code in statuses
    assert response.headers["content-type"] == "application/problem+json"
    assert "content-security-policy" in response.headers
    problem: dict[str, Any] = response.json()
    assert problem["status"] == response.status_code
    assert problem["detail"].endswith(".")
    assert not any(word in response.text for word in PLAIN_WORDS)
    return problem


def test_odd_pictures_of_a_four_are_read_as_a_four(http: httpx.Client) -> None:
    for name, made in FOURS.items():
        response = http.post("/api/trace", params={"models": "digits-cnn"}, content=made(), headers={"content-type": "image/x"})
        assert response.status_code == 200, name
        assert response.json()["traces"][0]["predictions"][0]["label"] == "4", name


@pytest.mark.parametrize("call", CALLS[:2])
def test_odd_but_harmless_pictures_are_answered(http: httpx.Client, call: str) -> None:
    for name, made in HARMLESS.items():
        assert http.post(call, content=made(), headers=PNG).status_code == 200, name


@pytest.mark.parametrize("call", CALLS[:2])
def test_bombs_and_rubbish_are_refused(http: httpx.Client, call: str) -> None:
    for made, status in REFUSED.values():
        data = made()
        refused(http.post(call, content=data, headers=PNG), status if data else 422)
    assert http.get("/livez").status_code == 200


@pytest.mark.parametrize("call", CALLS)
def test_bodies_that_are_too_large_or_of_another_kind_are_refused(http: httpx.Client, call: str) -> None:
    refused(http.post(call, content=bytes(10 * 2**20 + 1), headers=PNG), 413)
    refused(http.post(call, content=(bytes(2**20) for _ in range(12)), headers=PNG), 413)
    for kind in ("text/plain", "application/json", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
        refused(http.post(call, content=b"x", headers={"content-type": kind}), 415)
    refused(http.post(call, headers=PNG), 422)


@pytest.mark.parametrize("call", ["/api/trace", "/api/frame"])
@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e308", "1.5", "29", "-29", "9" * 400, "", "0x1", "٣٤٥", "\0"])
def test_shifts_that_are_none_are_refused(http: httpx.Client, call: str, value: str) -> None:
    problem = refused(http.post(call, params={"sample": "seven", "dx": value}), 422)
    assert problem["detail"].startswith("dx must be")


@pytest.mark.parametrize("call", ["/api/trace", "/api/frame", "/api/trace.npz"])
@pytest.mark.parametrize(
    ("query", "statuses"),
    [
        ("sample=seven&models=digits-nothing", (404, 422)),
        ("sample=seven&models=../../etc/passwd", (404, 422)),
        ("sample=eleven", (404,)),
        ("sample=../seven", (404,)),
        ("sample=" + "x" * 5000, (404, 414, 422)),
        ("picture=" + "0" * 64, (404,)),
        ("picture=%00", (404, 422)),
        ("sample=seven&picture=0", (422,)),
        ("sample=seven&fit=stretch", (422,)),
        ("sample=seven&edge=mirror", (422,)),
        ("a=1&" * 10_000, (400, 414)),
        ("&".join("a" * 200), (400,)),
    ],
)
def test_names_and_options_that_do_not_exist_are_refused(
    http: httpx.Client, call: str, query: str, statuses: tuple[int, ...]
) -> None:
    refused(http.post(f"{call}?{query}"), *statuses)


@pytest.mark.parametrize(
    "path",
    [
        "/api/activation?sample=seven&model=digits-cnn&point=nothing",
        "/api/activation?sample=seven&model=digits-nothing&point=act1",
        "/api/frame?sample=seven&stages=digits-cnn/nothing",
        "/api/frame?sample=seven&stages=/",
        "/api/frame?sample=seven&tiles=-1",
        "/api/frame?sample=seven&tiles=nan",
        "/api/frame?sample=seven&rdx=1000",
    ],
)
def test_points_and_stages_that_do_not_exist_are_refused(http: httpx.Client, path: str) -> None:
    refused(http.post(path), 404, 422)


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/api/nowhere", "/api/samples/eleven.png", "/api/samples/..%2f..%2fetc%2fpasswd.png", "/static/../app/main.py",
     "/static/%2e%2e/app/main.py", "/static/%00", "/api/weights?model=digits-cnn&parameter=nothing", "/%ff%fe"],
)  # fmt: skip
def test_addresses_that_do_not_exist_are_refused(http: httpx.Client, path: str) -> None:
    refused(http.get(path), 404, 422, 400)


def test_another_method_is_refused_with_the_right_one(http: httpx.Client) -> None:
    assert "POST" in refused(http.get("/api/trace"), 405)["detail"]
    refused(http.delete("/api/models"), 405)


def test_foreign_hosts_and_origins_are_refused(http: httpx.Client) -> None:
    refused(http.get("/", headers={"host": "evil.example"}), 400)
    refused(http.post("/api/trace?sample=seven", headers={"origin": "https://evil.example"}), 403)


def test_a_refused_picture_is_not_kept(http: httpx.Client) -> None:
    import hashlib

    data = png_cut_off()
    refused(http.post("/api/pictures", content=data, headers=PNG), 422)
    refused(http.post("/api/trace", params={"picture": hashlib.sha256(data).hexdigest()}), 404)


@examples(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(data=st.binary(min_size=1, max_size=300), name=st.sampled_from(sorted(FOURS)), cut=st.integers(0, 400))
def test_damaged_pictures_never_break_a_call(http: httpx.Client, data: bytes, name: str, cut: int) -> None:
    whole = FOURS[name]()
    response = http.post("/api/trace?models=digits-mlp", content=whole[:cut] + data + whole[cut + len(data) :], headers=PNG)
    assert response.status_code in (200, 413, 415, 422)


# ---- clients that take their time, on a server with less patience


@pytest.fixture(scope="module")
def impatient() -> Iterator[LiveServer]:
    with running(body_deadline_seconds=0.3, max_body_bytes=100_000, default_models=("digits-mlp",)) as live:
        yield live


def raw(server: LiveServer, request: bytes) -> bytes:
    """Everything that the server answers to these bytes until it closes the connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(request)
        answer = b""
        while part := connection.recv(65536):
            answer += part
        return answer


HEAD = b"POST /api/pictures HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\n"


@pytest.mark.parametrize(
    "request_",
    [HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n", HEAD + b"Content-Length: 50\r\n\r\nhalf"],
    ids=["chunked", "short"],
)
def test_a_body_that_never_ends_is_cut_off(impatient: LiveServer, request_: bytes) -> None:
    began = time.monotonic()
    assert raw(impatient, request_).startswith(b"HTTP/1.1 408")
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("length", [b"-5", b"1e3", b"9" * 40, b"999999999999"])
def test_lengths_that_lie_are_refused(impatient: LiveServer, length: bytes) -> None:
    answer = raw(impatient, HEAD + b"Content-Length: " + length + b"\r\nConnection: close\r\n\r\n")
    assert answer[9:12] in (b"400", b"413")


def test_two_hosts_are_none(impatient: LiveServer) -> None:
    answer = raw(impatient, b"GET /livez HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"host-not-allowed" in answer


def test_a_get_with_an_endless_body_does_not_keep_the_connection(impatient: LiveServer) -> None:
    head = b"GET /api/models HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n"
    answer = raw(impatient, head)
    assert answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 4"))
    assert b"connection: close" in answer.lower()


@pytest.mark.parametrize(
    "bytes_", [b"\0\0\0\0", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\0\x01\0\x01\xfc"]
)
def test_what_is_not_http_is_refused(impatient: LiveServer, bytes_: bytes) -> None:
    assert raw(impatient, bytes_ + b"\r\n\r\n")[9:12] in (b"400", b"505")


# ---- everything that the description promises


@pytest.mark.timeout(600)
def test_no_generated_call_breaks_the_server(live_server: LiveServer) -> None:
    schema = schemathesis.openapi.from_url(f"{live_server.url}/openapi.json")
    failures = []

    for operation in schema.get_all_operations():
        case_of = operation.ok().as_strategy()

        @examples(max_examples=4, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=case_of)
        def run(case: Any) -> None:
            response = case.call(timeout=180)
            documented = set(case.operation.definition.raw["responses"])
            if response.status_code >= 500 or str(response.status_code) not in documented | {
                "400",
                "404",
                "405",
                "413",
                "414",
                "415",
                "422",
            }:
                failures.append((case.method, case.path, case.query, response.status_code, response.text[:300]))

        run()
    assert failures == []
