"""Where a model has no such thing: the sentence for the person becomes a problem for the client."""

from collections.abc import Iterator
from contextlib import contextmanager

from ..core.errors import Problem
from .stage import NoAnswer


@contextmanager
def answering() -> Iterator[None]:
    """Inside, NoAnswer becomes Problem 422 with its sentence."""
    try:
        yield
    except NoAnswer as refusal:
        raise Problem(422, "no-answer", "No such thing in this model", str(refusal)) from None
