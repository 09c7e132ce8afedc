"""Whether a model can be asked, and why not, as data and as one English text."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Literal

from models.spec.errors import WeightsError

from ..core.errors import Problem, quote
from ..core.sentence import Sentence

State = Literal["ready", "absent", "unavailable"]
"""Of a model: it can be asked (perhaps loaded first); its folder is not here; something is wrong with it."""


LONGEST_NAME = 100
"""Characters of an unknown name that are compared with the known ones: 60,000 of them take 20 ms, in the event loop."""


class NoRoom(Exception):
    """A model larger than MIXSCOPE_MODEL_MEMORY_BYTES; `sentence` says so."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def check_room(size: int, most: int) -> None:
    """NoRoom if a model of so many bytes is larger than all together may be."""
    if size > most:
        raise NoRoom(Sentence(
            "model-too-large",
            "It takes {size:.0f} MB, more than all models together may ({most:.0f} MB, MIXSCOPE_MODEL_MEMORY_BYTES).",
            size=size / 1e6, most=most / 1e6,
        ))  # fmt: skip


def reason_of(error: BaseException) -> Sentence:
    """The sentence of an error that has one for people, else what it is called and says."""
    if isinstance(error, (WeightsError, NoRoom)):
        return error.sentence
    return Sentence("model-fails", "{error}: {message}", error=type(error).__name__, message=str(error))


def state_document(state: State, why: Sentence) -> dict[str, Any]:
    """The wire's `status` (one English text), `state`, and `reason`: {reason, values, detail}."""
    return {"status": f"{state}: {why}", "state": state, "reason": why.told()}


def lacks_document(lacks: Mapping[str, Sentence]) -> dict[str, Any]:
    """The wire's `lacks` (in English) and `lacks_reasons` ({reason, values, detail}), both by what there is not."""
    return {
        "lacks": {what: str(why) for what, why in lacks.items()},
        "lacks_reasons": {what: why.told() for what, why in lacks.items()},
    }


def unavailable(name: str, why: Sentence) -> Problem:
    """Problem 503 for a model that cannot be used."""
    detail = Sentence("model-unavailable", "The model {name} cannot be used: {why}", name=name, why=why)
    return Problem(503, "model-unavailable", "Model unavailable", detail)


def unknown(name: str, known: Sequence[str], defaults: Sequence[str]) -> Problem:
    """Problem 404 for a name that no model has."""
    near = get_close_matches(name[:LONGEST_NAME], known, n=3) or defaults
    detail = Sentence(
        "model-unknown",
        "There is no model {name}. Is it one of {near}? GET /api/models lists all {count}.",
        name=quote(name), near=", ".join(near), count=len(known),
    )  # fmt: skip
    return Problem(404, "model-unknown", "Model unknown", detail)


def parameter_unknown(model: str, name: str, pictures: Sequence[str]) -> Problem:
    """Problem 404; `pictures`: parameters that read as pictures."""
    detail = Sentence(
        "parameter-unknown",
        "{model} has no parameter {name}. As pictures there are {names}.",
        model=model, name=quote(name), names=", ".join(pictures) or "none",
    )  # fmt: skip
    return Problem(404, "parameter-unknown", "Parameter unknown", detail)
