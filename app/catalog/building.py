"""torch's global random generator, for one builder at a time.

A module's first weights come from that one generator of the whole process. Two threads that build at once take each other's
numbers, so that the same seed gives other weights each time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

import torch

_GENERATOR = RLock()  # a person's function may build a model by the same means that the catalog builds one by


@contextmanager
def building(seed: int | None = None) -> Iterator[None]:
    """Inside, nobody else in the server draws from torch's global generator; everything that builds a module does it here.

    `seed`: what the generator begins with, None = as it stands. Afterwards it stands where it stood before, so what is built
    depends on nothing that was built earlier.
    """
    with _GENERATOR, torch.random.fork_rng(devices=[]):
        if seed is not None:
            torch.manual_seed(seed)
        yield
