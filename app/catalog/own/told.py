"""What another process has said as JSON, as what it was there: problems, an input."""

from collections.abc import Mapping
from typing import Any

from models.spec.entry import Input

from ...core.errors import Problem
from ...core.sentence import Sentence


def problem_told(document: Mapping[str, Any]) -> Problem:
    """Of a problem document."""
    return Problem(document["status"], document["type"], document["title"], Sentence.of_told(document))


def input_of_wire(document: Mapping[str, Any]) -> Input:
    """Of an `input` as /api/models has it (Input.wire)."""
    known = {"kind" if name == "fit" else name: value for name, value in document.items()}
    return Input(**known | {name: tuple(known[name]) for name in ("mean", "std")})
