"""What belongs to the whole process and somebody's code may change: put back afterwards, and told."""

import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

from ...core.sentence import Sentence

CHANGES = {
    "threads": Sentence("own-changes-threads", "the number of torch's threads"),
    "gradients": Sentence("own-changes-gradients", "whether gradients are computed"),
    "number-type": Sentence("own-changes-number-type", "the number type that tensors have by default"),
    "determinism": Sentence("own-changes-determinism", "whether torch refuses what is not deterministic"),
    "folder": Sentence("own-changes-folder", "the working folder"),
}


def _state() -> dict[str, Any]:
    return {
        "threads": torch.get_num_threads(),
        "gradients": torch.is_grad_enabled(),
        "number-type": torch.get_default_dtype(),
        "determinism": (torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled()),
        "folder": os.getcwd(),
    }


def _restore(name: str, value: Any) -> None:
    if name == "threads":
        torch.set_num_threads(value)
    elif name == "gradients":
        torch.set_grad_enabled(value)
    elif name == "number-type":
        torch.set_default_dtype(value)
    elif name == "determinism":
        torch.use_deterministic_algorithms(value[0], warn_only=value[1])
    else:
        os.chdir(value)


@contextmanager
def put_back(told: set[str]) -> Iterator[None]:
    """What the code inside changes is afterwards as it was; `told` gets the keys of CHANGES that it did change."""
    before = _state()
    try:
        yield
    finally:
        for name, value in _state().items():
            if value != before[name]:
                told.add(name)
                _restore(name, before[name])


@contextmanager
def own_numbers() -> Iterator[None]:
    """Python's and numpy's random generators stand afterwards where they stood; torch's: app/catalog/building.py."""
    python, numpy = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)


@contextmanager
def no_arguments() -> Iterator[None]:
    """Code that reads the command line finds none: the server's is not meant for it."""
    given = sys.argv
    sys.argv = given[:1]
    try:
        yield
    finally:
        sys.argv = given
