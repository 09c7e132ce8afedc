"""One shape for everything that goes wrong: `application/problem+json` (RFC 9457) with a sentence that says what to do."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from . import metrics
from .sentence import Sentence

log = logging.getLogger("mixscope")

LONGEST_QUOTE = 40
"""Characters of the client's own text that a sentence repeats at most."""


class Problem(Exception):
    """A refusal meant for the client.

    `status` is the HTTP status (400–599), `type` a short slug such as `picture-too-large`, `title` a few words that are the
    same for every problem of that type, `detail` a sentence that says what to do, `headers` extra response headers.
    """

    def __init__(
        self, status: int, type: str, title: str, detail: str | Sentence, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(str(detail))
        self.status, self.type, self.title, self.headers = status, type, title, headers
        self.sentence, self.detail = detail, str(detail)

    def as_dict(self) -> dict[str, Any]:
        said = self.sentence.as_dict() if isinstance(self.sentence, Sentence) else {}
        return {"type": self.type, "title": self.title, "status": self.status, "detail": self.detail, **said}

    def response(self) -> Response:
        metrics.REFUSALS.labels(self.type).inc()
        body = json.dumps(self.as_dict(), ensure_ascii=False).encode("utf-8", "replace")  # a lone surrogate is no UTF-8
        return Response(body, self.status, self.headers, media_type="application/problem+json")


class NoAnswer(ValueError):
    """The model has no such thing; the message is a sentence for the person who asked."""

    def __init__(self, sentence: str | Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@contextmanager
def answering() -> Iterator[None]:
    """Inside, NoAnswer becomes Problem 422 with its sentence."""
    try:
        yield
    except NoAnswer as refusal:
        raise Problem(422, "no-answer", "No such thing in this model", refusal.sentence) from None


def internal() -> Problem:
    """What a client is told about an exception nobody expected: nothing of it."""
    detail = "Something went wrong on the server. Try again; if it stays, tell the person who runs it to look at the log."
    return Problem(500, "internal", "Internal error", detail)


def quote(value: object) -> str:
    """A client's value inside a sentence: short, in quotes."""
    text = value if isinstance(value, str) else str(value)
    return f"'{text[:LONGEST_QUOTE]}…'" if len(text) > LONGEST_QUOTE else f"'{text}'"


def install(app: FastAPI) -> None:
    """Make every error of `app` a problem document."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(Exception, _on_exception)


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return error.response()


async def _on_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    sentences = dict.fromkeys(sentence(fault) for fault in error.errors()[:3])  # three are enough to act on
    return Problem(422, "invalid-parameter", "A parameter is not valid", " ".join(sentences)).response()


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    phrase = _phrase(error.status_code)
    detail = str(error.detail)
    if error.status_code == 404 and detail == phrase:
        detail = f"There is nothing at {quote(request.url.path)}. GET /docs lists the calls."
    elif error.status_code == 405 and detail == phrase:
        allowed = (error.headers or {}).get("Allow", "another method")
        detail = f"{quote(request.method)} does not work here. Use {allowed}."
    elif not detail.endswith((".", "!", "?")):
        detail += "."
    slug = phrase.lower().replace(" ", "-").replace("'", "")
    problem = Problem(error.status_code, slug, phrase, detail, dict(error.headers or {}) or None)
    return problem.response()


async def _on_exception(request: Request, error: Exception) -> Response:
    return internal().response()  # Starlette raises the error again afterwards, so the server logs it


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def sentence(fault: dict[str, Any]) -> str:
    """One of pydantic's faults as a sentence: "dx must be an integer, not 'nan'." """
    where = [str(part) for part in fault.get("loc", ()) if part not in ("query", "path", "header", "body")]
    name, kind, context = ".".join(where) or "The request", fault.get("type", ""), fault.get("ctx") or {}
    if kind == "missing":
        return f"{name} is missing: give it."
    if kind in ("json_invalid", "json_type"):
        return "The message must be valid JSON."
    if kind == "extra_forbidden":
        return f"{name} is not known here: leave it out."
    if kind in ("value_error", "assertion_error"):
        return f"{name}: {context.get('error', fault.get('msg', 'not valid'))}".rstrip(".") + "."
    return f"{name} must {_demand(kind, context, fault)}, not {quote(fault.get('input'))}."


def _demand(kind: str, context: dict[str, Any], fault: dict[str, Any]) -> str:
    """What the value must be, as the words after "must"."""
    if kind.startswith("int_"):
        return "be an integer"
    if kind.startswith(("float_", "finite_number")):
        return "be a number"
    if kind.startswith("bool_"):
        return "be true or false"
    words = {
        "greater_than_equal": "be at least {ge}",
        "greater_than": "be greater than {gt}",
        "less_than_equal": "be at most {le}",
        "less_than": "be less than {lt}",
        "literal_error": "be {expected}",
        "enum": "be {expected}",
        "string_too_long": "have at most {max_length} characters",
        "string_too_short": "have at least {min_length} characters",
        "string_pattern_mismatch": "match {pattern}",
        "string_type": "be text",
        "list_type": "be a list",
        "tuple_type": "be a list",
        "too_long": "have at most {max_length} items",
        "too_short": "have at least {min_length} items",
    }
    try:
        return words[kind].format(**context)
    except KeyError:
        return f"be valid ({str(fault.get('msg', 'it is not')).rstrip('.')})"
