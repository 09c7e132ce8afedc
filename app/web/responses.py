"""What calls answer with, and how /openapi.json is told of it: JSON, lines of JSON, frames, pictures, archives, problems."""

import io
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any, cast

import numpy as np
import orjson
from fastapi.responses import Response, StreamingResponse
from PIL import Image
from pydantic import BaseModel

from ..core.errors import Problem, internal
from .problem_handlers import PROBLEM

log = logging.getLogger("mixscope")

FRAME, ARCHIVE, PNG, LINES = "application/x-mixscope-frame", "application/x-npz", "image/png", "application/x-ndjson"

UNCOMPRESSED = (FRAME, ARCHIVE, PNG, LINES)
"""These do not shrink enough to be worth the time, or are wanted line by line."""

Answers = dict[int | str, dict[str, Any]]

BODY = {"requestBody": {"content": {"image/*": {"schema": {"type": "string", "format": "binary"}}}}}
"""`openapi_extra` of a call that takes a picture."""


class SentenceDocument(BaseModel):
    """A sentence as data: `reason` is its key, `values` what it names; `detail` its English."""

    reason: str
    values: dict[str, Any]
    detail: str


class ProblemDocument(BaseModel):
    """`application/problem+json`: `detail` is a sentence that says what to do; `reason` its key, and `values` what it names."""

    type: str
    title: str
    status: int
    detail: str
    reason: str
    values: dict[str, Any]


class Prediction(BaseModel):
    """`calibrated`: the share that the card's temperature makes of the logit; not there where the card has none."""

    index: int
    label: str
    probability: float
    logit: float
    calibrated: float | None = None


def problem_answers(*statuses: int) -> Answers:
    """The problems that a call may answer."""
    content = {PROBLEM: {"schema": ProblemDocument.model_json_schema()}}
    return {status: {"description": "Problem", "content": content} for status in statuses}


TAKES_PICTURE = problem_answers(408, 413, 415)


def binary(kind: str, description: str) -> Answers:
    schema = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"description": description, "content": {kind: schema}}}


def lines(description: str, line: type[BaseModel] | None = None) -> Answers:
    """NDJSON; `line` describes one of its lines."""
    schema = line.model_json_schema() if line else {"type": "string"}
    return {200: {"description": description, "content": {LINES: {"schema": schema}}}}


def json(document: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(document, option=orjson.OPT_SERIALIZE_NUMPY), status, media_type="application/json")


def frame(data: bytes) -> Response:
    """One binary frame (docs/wire.md)."""
    return Response(data, media_type=FRAME)


def archive(name: str, arrays: Mapping[str, np.ndarray]) -> Response:
    """A NumPy archive to be kept under that name."""
    file = io.BytesIO()
    np.savez(file, **cast(Any, arrays))
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(file.getvalue(), media_type=ARCHIVE, headers=disposition)


def png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def progress(work: AsyncIterator[dict[str, Any]]) -> StreamingResponse:
    """Each document as a line; a problem on the way becomes the last one."""
    return StreamingResponse(_lines(work), media_type=LINES, headers={"X-Accel-Buffering": "no"})  # nginx: line by line, too


async def _lines(work: AsyncIterator[dict[str, Any]]) -> AsyncIterator[bytes]:
    option = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE
    try:
        async for line in work:
            yield orjson.dumps(line, option=option)
    except Problem as problem:  # the status has been sent already
        yield orjson.dumps({"problem": problem.as_dict()}, option=option)
    except Exception:
        log.exception("a stream of lines failed")
        yield orjson.dumps({"problem": internal().as_dict()}, option=option)
