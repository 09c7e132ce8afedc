"""What a person's own model may do to a question: fail in any way, without failing the server."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from ..core.errors import NoAnswer, Problem, Stopped, ends_program
from ..core.sentence import Sentence
from .loaded_model import LoadedModel

log = logging.getLogger("mixscope")

WRITES_OVER = Sentence(
    "model-writes-over",
    "This model writes over values that its own gradient needs (an operation in place, such as x += …), so this view has no "
    "gradient to show. With x = x + … in its place it has.",
)

MOST_LOGGED = 200
_logged: set[tuple[int, str]] = set()


@contextmanager
def its_fault(loaded: LoadedModel) -> Iterator[None]:
    """Inside, whatever an own model makes of a question becomes Problem 422 with a sentence; its traceback is logged once."""
    try:
        yield
    except (Problem, NoAnswer, Stopped):
        raise
    except BaseException as error:
        if loaded.entry.tier != "own" or ends_program(error):
            raise
        if "modified by an inplace operation" in str(error):
            raise NoAnswer(WRITES_OVER) from None
        kind, message = type(error).__name__, " ".join(str(error).split())[:300].rstrip(".")
        _log_once(loaded, error)
        says = "{model} gives no answer to this: {error}: {message}."
        bare = "{model} gives no answer to this: {error}."
        title = loaded.entry.title
        sentence = (
            Sentence("own-question-fails", says, model=title, error=kind, message=message)
            if message
            else Sentence("own-question-fails-silently", bare, model=title, error=kind)
        )
        raise Problem(422, "model-fails", "The model fails at this", sentence) from None


def _log_once(loaded: LoadedModel, error: BaseException) -> None:
    told = (loaded.serial, repr(error))
    if told in _logged or len(_logged) >= MOST_LOGGED:
        return
    _logged.add(told)
    log.error("%s fails at a question", loaded.id, exc_info=error)
