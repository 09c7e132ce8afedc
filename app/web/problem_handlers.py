"""One shape for everything that goes wrong over HTTP: `application/problem+json` (RFC 9457), also for what FastAPI refuses."""

import json
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ..core import metrics
from ..core.errors import Problem, internal, invalid_parameter, quote
from ..core.sentence import Sentence, one_after_another

PROBLEM = "application/problem+json"

MOST_FAULTS = 3
"""Of a call with many faults so many are told: enough to act on."""


def install(app: FastAPI) -> None:
    """Make every error of `app` a problem document."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(Exception, _on_exception)


def response(problem: Problem) -> Response:
    metrics.REFUSALS.labels(problem.type).inc()
    return Response(_body(problem), problem.status, problem.headers, media_type=PROBLEM)


async def refuse(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with `problem`: a handshake gets it as its HTTP answer where the server can, else close code 1008."""
    if scope["type"] == "http":
        await response(problem)(scope, receive, send)
    elif "websocket.http.response" in (scope.get("extensions") or {}):
        headers = [(b"content-type", PROBLEM.encode())]
        await send({"type": "websocket.http.response.start", "status": problem.status, "headers": headers})
        await send({"type": "websocket.http.response.body", "body": _body(problem)})
    else:
        await send({"type": "websocket.close", "code": 1008, "reason": problem.title})


def _body(problem: Problem) -> bytes:
    return json.dumps(problem.as_dict(), ensure_ascii=False).encode("utf-8", "replace")  # a lone surrogate is no UTF-8


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return response(error)


async def _on_validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return response(invalid(error.errors()))


async def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    phrase = _phrase(error.status_code)
    slug = phrase.lower().replace(" ", "-").replace("'", "")
    detail = _about_http(request, error, phrase)
    return response(Problem(error.status_code, slug, phrase, detail, dict(error.headers or {}) or None))


async def _on_exception(request: Request, error: Exception) -> Response:
    return response(internal())  # Starlette raises the error again afterwards, so the server logs it


def _about_http(request: Request, error: HTTPException, phrase: str) -> Sentence:
    """What an error of the framework's own means, and what to do."""
    detail = str(error.detail)
    if error.status_code == 404 and detail == phrase:
        path = quote(request.url.path)
        return Sentence("nothing-here", "There is nothing at {path}. GET /docs lists the calls.", path=path)
    if error.status_code == 405 and detail == phrase:
        method = quote(request.method)
        if allowed := (error.headers or {}).get("Allow"):
            return Sentence("method-not-allowed", "{method} does not work here. Use {allowed}.", method=method, allowed=allowed)
        return Sentence("method-unknown", "{method} does not work here. Use another method.", method=method)
    return Sentence("http-error", "{text}", text=detail if detail.endswith((".", "!", "?")) else f"{detail}.")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def invalid(faults: Iterable[Mapping[str, Any]]) -> Problem:
    """Pydantic's faults as a problem: the first few, each once."""
    sentences = {str(one): one for one in [fault_sentence(fault) for fault in list(faults)[:MOST_FAULTS]]}
    return invalid_parameter(one_after_another(*sentences.values()))


def fault_sentence(fault: Mapping[str, Any]) -> Sentence:
    """One of pydantic's faults as a sentence: "dx must be an integer, not 'nan'." """
    where = [str(part) for part in fault.get("loc", ()) if part not in ("query", "path", "header", "body")]
    name, kind, limits = ".".join(where) or "The request", fault.get("type", ""), fault.get("ctx") or {}
    if kind == "missing":
        return Sentence("fault-missing", "{name} is missing: give it.", name=name)
    if kind in ("json_invalid", "json_type"):
        return Sentence("fault-json", "The message must be valid JSON.")
    if kind == "extra_forbidden":
        return Sentence("fault-unknown", "{name} is not known here: leave it out.", name=name)
    if kind in ("value_error", "assertion_error"):
        why = str(limits.get("error", fault.get("msg", "not valid"))).rstrip(".")
        return Sentence("fault-value", "{name}: {why}.", name=name, why=why)
    given = quote(fault.get("input"))
    try:
        return DEMANDS[_group(kind)](name, given, limits)
    except KeyError:
        why = str(fault.get("msg", "it is not")).rstrip(".")
        return Sentence("fault-other", "{name} must be valid ({why}), not {given}.", name=name, why=why, given=given)


def _group(kind: str) -> str:
    """Pydantic has several kinds for one demand, such as int_type, int_parsing and int_from_float."""
    for group, beginnings in (("int", "int_"), ("float", ("float_", "finite_number")), ("bool", "bool_")):
        if kind.startswith(beginnings):
            return group
    return {"literal_error": "one_of", "enum": "one_of", "tuple_type": "list_type"}.get(kind, kind)


Limits = Mapping[str, Any]

DEMANDS: dict[str, Callable[[str, str, Limits], Sentence]] = {
    "int": lambda name, given, limits: Sentence(
        "fault-integer", "{name} must be an integer, not {given}.", name=name, given=given
    ),
    "float": lambda name, given, limits: Sentence(
        "fault-number", "{name} must be a number, not {given}.", name=name, given=given
    ),
    "bool": lambda name, given, limits: Sentence(
        "fault-truth", "{name} must be true or false, not {given}.", name=name, given=given
    ),
    "greater_than_equal": lambda name, given, limits: Sentence(
        "fault-at-least", "{name} must be at least {ge}, not {given}.", name=name, given=given, ge=limits["ge"]
    ),
    "greater_than": lambda name, given, limits: Sentence(
        "fault-greater", "{name} must be greater than {gt}, not {given}.", name=name, given=given, gt=limits["gt"]
    ),
    "less_than_equal": lambda name, given, limits: Sentence(
        "fault-at-most", "{name} must be at most {le}, not {given}.", name=name, given=given, le=limits["le"]
    ),
    "less_than": lambda name, given, limits: Sentence(
        "fault-less", "{name} must be less than {lt}, not {given}.", name=name, given=given, lt=limits["lt"]
    ),
    "one_of": lambda name, given, limits: Sentence(
        "fault-choice", "{name} must be {expected}, not {given}.", name=name, given=given, expected=limits["expected"]
    ),
    "string_too_long": lambda name, given, limits: Sentence(
        "fault-too-long", "{name} must have at most {most} characters, not {given}.",
        name=name, given=given, most=limits["max_length"],
    ),
    "string_too_short": lambda name, given, limits: Sentence(
        "fault-too-short", "{name} must have at least {least} characters, not {given}.",
        name=name, given=given, least=limits["min_length"],
    ),
    "string_pattern_mismatch": lambda name, given, limits: Sentence(
        "fault-pattern", "{name} must match {pattern}, not {given}.", name=name, given=given, pattern=limits["pattern"]
    ),
    "string_type": lambda name, given, limits: Sentence(
        "fault-text", "{name} must be text, not {given}.", name=name, given=given
    ),
    "list_type": lambda name, given, limits: Sentence(
        "fault-list", "{name} must be a list, not {given}.", name=name, given=given
    ),
    "too_long": lambda name, given, limits: Sentence(
        "fault-too-many", "{name} must have at most {most} items, not {given}.",
        name=name, given=given, most=limits["max_length"],
    ),
    "too_short": lambda name, given, limits: Sentence(
        "fault-too-few", "{name} must have at least {least} items, not {given}.",
        name=name, given=given, least=limits["min_length"],
    ),
}  # fmt: skip
"""For each kind of fault that has limits of its own, its sentence; KeyError where pydantic does not tell the limit."""
