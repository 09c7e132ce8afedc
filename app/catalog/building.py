"""torch's global random generator, for one builder at a time.

A module's first weights come from that one generator of the whole process. Two threads that build at once take each other's
numbers, so that the same seed gives other weights each time.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from ..core.errors import Problem
from ..core.patient_lock import PatientLock
from ..core.sentence import Sentence

PATIENCE = 10.0
"""Seconds that a model may take before those who wait for it are told so: a person's own may take minutes, or hang."""


def taking_long() -> Problem:
    detail = Sentence("model-building", "A model takes long to be built, and others wait for it. Try again in a moment.")
    return Problem(503, "busy", "Busy", detail, {"Retry-After": "5"})


_GENERATOR = PatientLock(PATIENCE, taking_long)  # a person's function may build by the same means that the catalog builds by


@contextmanager
def building(seed: int | None = None) -> Iterator[None]:
    """Inside, nobody else in the server draws from torch's global generator; everything that builds a module does it here.

    `seed`: what the generator begins with, None = as it stands. Afterwards it stands where it stood before, so what is built
    depends on nothing that was built earlier. Problem 503 if somebody has been building for longer than PATIENCE.
    """
    with _GENERATOR, torch.random.fork_rng(devices=[]):
        if seed is not None:
            torch.manual_seed(seed)
        yield
