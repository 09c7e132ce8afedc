"""Every error is a problem document with a sentence, and nothing of the server's inside leaves."""

import logging
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from fastapi import FastAPI, HTTPException, Query
from fastapi.testclient import TestClient
from pydantic import AfterValidator

from app.core.errors import Problem, quote
from app.core.sentence import Sentence
from app.core.settings import Settings
from app.web import middleware, problem_handlers


class Edge(StrEnum):
    clip = "clip"
    wrap = "wrap"


def even(value: int) -> int:
    if value % 2:
        raise ValueError("it must be even")
    return value


@pytest.fixture
def client() -> TestClient:
    app = FastAPI()
    problem_handlers.install(app)
    middleware.install(app, Settings(allowed_hosts=("testserver",)))

    @app.get("/call")
    def call(
        dx: Annotated[int, Query(ge=-28, le=28)],
        edge: Edge = Edge.clip,
        fit: Literal["auto", "none"] = "auto",
        scale: float = 1,
        name: Annotated[str, Query(max_length=5)] = "",
        even: Annotated[int, AfterValidator(even)] = 0,
    ) -> int:
        return dx

    @app.get("/refuse")
    def refuse() -> None:
        raise Problem(503, "busy", "Busy", Sentence("moment", "Try again in a moment."), {"Retry-After": "1"})

    @app.get("/break")
    def break_() -> None:
        raise RuntimeError("the password is 1234")

    @app.get("/teapot")
    def teapot() -> None:
        raise HTTPException(418, "I am a teapot")

    return TestClient(app)


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert set(body) == {"type", "title", "status", "detail", "reason", "values"}
    assert body["status"] == status
    assert body["detail"].endswith(".")
    return body


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("dx=nan", "dx must be an integer, not 'nan'."),
        ("dx=1.5", "dx must be an integer, not '1.5'."),
        ("dx=29", "dx must be at most 28, not '29'."),
        ("dx=-1e9", "dx must be an integer, not '-1e9'."),
        ("dx=-99", "dx must be at least -28, not '-99'."),
        ("", "dx is missing: give it."),
        ("dx=1&edge=fold", "edge must be 'clip' or 'wrap', not 'fold'."),
        ("dx=1&fit=x", "fit must be 'auto' or 'none', not 'x'."),
        ("dx=1&scale=big", "scale must be a number, not 'big'."),
        ("dx=1&name=muchtoolong", "name must have at most 5 characters, not 'muchtoolong'."),
        ("dx=1&even=3", "even: it must be even."),
    ],
)
def test_validation_errors_become_one_sentence(client: TestClient, query: str, sentence: str) -> None:
    assert problem(client.get(f"/call?{query}"), 422)["detail"] == sentence


def test_a_problem_keeps_its_headers(client: TestClient) -> None:
    response = client.get("/refuse")
    assert problem(response, 503)["type"] == "busy"
    assert response.headers["retry-after"] == "1"


def test_an_unexpected_error_is_logged_and_told_to_nobody(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "mixscope"):
        response = client.get("/break")
    problem(response, 500)
    assert "1234" not in response.text
    assert "Traceback" not in response.text
    assert "1234" in caplog.text
    assert "content-security-policy" in response.headers


def test_an_unexpected_error_without_the_middlewares_is_a_problem_too() -> None:
    app = FastAPI()
    problem_handlers.install(app)

    @app.get("/break")
    def break_() -> None:
        raise RuntimeError("the password is 1234")

    problem(TestClient(app, raise_server_exceptions=False).get("/break"), 500)


def test_unknown_addresses_and_methods(client: TestClient) -> None:
    assert "GET /docs" in problem(client.get("/nowhere"), 404)["detail"]
    response = client.post("/call")
    assert "Use GET" in problem(response, 405)["detail"]
    assert response.headers["allow"] == "GET"
    assert problem(client.get("/teapot"), 418)["detail"] == "I am a teapot."


def test_what_the_client_wrote_is_quoted_short(client: TestClient) -> None:
    assert quote("x" * 1000) == "'" + "x" * 40 + "…'"
    assert len(problem(client.get("/" + "x" * 1000), 404)["detail"]) < 120
    assert len(problem(client.get("/call?dx=" + "9" * 5000), 422)["detail"]) < 120


@pytest.mark.parametrize("kind", ["something_new", "enum", "less_than"])
def test_a_fault_of_a_kind_not_known_here_is_still_a_sentence(kind: str) -> None:
    assert (
        str(problem_handlers.fault_sentence({"type": kind, "loc": ("query", "a"), "msg": "Odd", "input": 3}))
        == "a must be valid (Odd), not '3'."
    )


def test_faults_are_told_as_data_one_after_another(client: TestClient) -> None:
    body = problem(client.get("/call?dx=29"), 422)
    assert (body["reason"], body["values"]) == ("fault-at-most", {"name": "dx", "given": "'29'", "le": 28})
    body = problem(client.get("/call?dx=29&fit=x"), 422)
    assert body["reason"] == "first-then"
    assert [body["values"][which]["reason"] for which in ("first", "then")] == ["fault-at-most", "fault-choice"]
    assert body["detail"] == " ".join(body["values"][which]["detail"] for which in ("first", "then"))
    assert problem(client.get("/nowhere"), 404)["values"] == {"path": "'/nowhere'"}
