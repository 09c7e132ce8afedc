"""How much `make test` walks: each thing once. `make test-all` walks all there is."""

import os
from collections.abc import Sequence
from typing import TypeVar

import pytest

ALL = bool(os.environ.get("MIXSCOPE_TEST_ALL"))

Case = TypeVar("Case")


def some(cases: Sequence[Case], first: int = 1) -> Sequence[Case]:
    """Of cases that differ in a value only, the first few; all of them in `make test-all`."""
    return cases if ALL else cases[:first]


def across(cases: Sequence[Case], count: int) -> Sequence[Case]:
    """So many of cases in an order, the first, the last and those between; all of them in `make test-all`."""
    if ALL or len(cases) <= count:
        return cases
    return [cases[round(at * (len(cases) - 1) / (count - 1))] for at in range(count)]


in_test_all = pytest.mark.skipif(not ALL, reason="takes long, and its parts are tested by others: in `make test-all`")
"""Marks a test that only `make test-all` runs."""
