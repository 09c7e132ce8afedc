"""Whether a model can be asked, and why not, as data and as one English text."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, Literal

from models.spec.errors import WeightsError

from ..core.errors import Problem, quote
from ..core.sentence import Sentence
from .sources import sentence_of

State = Literal["ready", "absent", "unavailable"]
"""Of a model: it can be asked (perhaps loaded first); its folder is not here; something is wrong with it."""


LONGEST_NAME = 100
"""Characters of an unknown name that are compared with the known ones: 60,000 of them take 20 ms, in the event loop."""


class NoRoom(Exception):
    """A model larger than MIXSCOPE_MODEL_MEMORY_BYTES; its argument is a Sentence."""


def reason_of(error: Exception) -> str | Sentence:
    """The sentence of an error that has one for people, else what it is called and says."""
    if isinstance(error, (WeightsError, NoRoom)):
        return sentence_of(error)
    return Sentence("model-fails", "{error}: {message}", error=type(error).__name__, message=str(error))


def state_document(state: State, why: str | Sentence) -> dict[str, Any]:
    """The wire's `status` (one English text), `state`, and `reason`: {reason, values, detail}."""
    said = why.as_dict() if isinstance(why, Sentence) else {"reason": None, "values": {}}
    return {"status": f"{state}: {why}", "state": state, "reason": {**said, "detail": str(why)}}


def unknown(name: str, known: Sequence[str], defaults: Sequence[str]) -> Problem:
    """Problem 404 for a name that no model has."""
    near = get_close_matches(name[:LONGEST_NAME], known, n=3) or defaults
    detail = Sentence(
        "model-unknown",
        "There is no model {name}. Is it one of {near}? GET /api/models lists all {count}.",
        name=quote(name), near=", ".join(near), count=len(known),
    )  # fmt: skip
    return Problem(404, "model-unknown", "Model unknown", detail)
