"""One pass at a time through each model, and nobody waits without end for one that hangs."""

from threading import Lock
from weakref import WeakKeyDictionary

from torch import nn

from ..core.errors import Problem
from ..core.patient_lock import PatientLock
from ..core.sentence import Sentence

PATIENCE = 20.0
"""Seconds that others wait for a pass: longer than any call has. What takes longer is a person's own model that hangs."""

HANGS = Sentence(
    "model-hangs", "A pass through this model does not end, so nothing else can be asked of it until the server starts again."
)

_LOCKS: WeakKeyDictionary[nn.Module, PatientLock] = WeakKeyDictionary()
_LOCKS_LOCK = Lock()


def lock_of(model: nn.Module) -> PatientLock:
    """The one lock of this model, whoever records it. Problem 503 for those who would wait longer than PATIENCE."""
    with _LOCKS_LOCK:
        return _LOCKS.setdefault(model, PatientLock(PATIENCE, hanging))


def hanging() -> Problem:
    return Problem(503, "model-hangs", "Model hangs", HANGS)
