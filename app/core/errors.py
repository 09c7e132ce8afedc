"""Refusals that people are told, each with a sentence that says what to do. How they travel: app/web/problem_handlers.py."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import Any

from .sentence import Sentence

LONGEST_QUOTE = 40
"""Characters of the client's own text that a sentence repeats at most."""


class Problem(Exception):
    """A refusal meant for the client.

    `status` is the HTTP status (400–599), `type` a short slug such as `picture-too-large`, `title` a few words that are the
    same for every problem of that type, `detail` a sentence that says what to do, `headers` extra response headers.
    """

    def __init__(self, status: int, type: str, title: str, detail: Sentence, headers: dict[str, str] | None = None) -> None:
        super().__init__(str(detail))
        self.status, self.type, self.title, self.headers = status, type, title, headers
        self.sentence, self.detail = detail, str(detail)

    def as_dict(self) -> dict[str, Any]:
        """The problem document (RFC 9457), with the sentence as data: `reason` and `values`."""
        return {"type": self.type, "title": self.title, "status": self.status, **self.sentence.told()}


def invalid_parameter(detail: Sentence) -> Problem:
    """What a call names is not valid; `detail` says what would be."""
    return Problem(422, "invalid-parameter", "A parameter is not valid", detail)


class NoAnswer(ValueError):
    """The model has no such thing; the message is a sentence for the person who asked."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class Stopped(Exception):
    """The caller has left, so the work ends."""


@contextmanager
def answering() -> Iterator[None]:
    """Inside, NoAnswer becomes Problem 422 with its sentence."""
    try:
        yield
    except NoAnswer as refusal:
        raise Problem(422, "no-answer", "No such thing in this model", refusal.sentence) from None


NO_MEMORY = "can't allocate memory"
"""In the RuntimeError that torch raises for it on a processor."""


def no_memory(error: BaseException) -> bool:
    """Whether the machine had none left: nobody's fault, and it may be there again."""
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and NO_MEMORY in str(error))


def ends_program(error: BaseException) -> bool:
    """Whether it is Ctrl+C, which Python raises in the main thread only. Whatever else comes out of somebody's code, an exit
    or an interrupt of its own among it, is that code's failure, and must not end the server."""
    return isinstance(error, KeyboardInterrupt) and current_thread() is main_thread()


def internal() -> Problem:
    """What a client is told about an exception nobody expected: nothing of it."""
    detail = Sentence(
        "internal",
        "Something went wrong on the server. Try again; if it stays, tell the person who runs it to look at the log.",
    )
    return Problem(500, "internal", "Internal error", detail)


def quote(value: object) -> str:
    """A client's value inside a sentence: short, in quotes."""
    text = value if isinstance(value, str) else str(value)
    return f"'{text[:LONGEST_QUOTE]}…'" if len(text) > LONGEST_QUOTE else f"'{text}'"
