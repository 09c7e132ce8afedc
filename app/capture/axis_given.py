"""What a rule about the names of axes gets, and how it reads it."""

from collections.abc import Callable, Sequence
from typing import Any

from torch import Tensor

from .axis_names import Axis, Names

Given = Sequence[tuple[Tensor, Names | None, tuple[int, ...]]]
"""The tensors among an operation's arguments as they were: (tensor, names, shape)."""

Rule = Callable[[Any, Any, Any, Given], None]
"""Called as rule(result, args, kwargs, given), names the result; raises for arguments that it does not know: of what came out
nothing is known then."""


def argument(args: Any, kwargs: Any, place: int, key: str, default: Any = None) -> Any:
    return kwargs[key] if key in kwargs else args[place] if len(args) > place else default


def own(given: Given) -> Names:
    """Of the first tensor. KeyError where nothing is known of it."""
    if not given or given[0][1] is None:
        raise KeyError("names")
    return given[0][1]


def blank(result: Tensor) -> Names:
    """Nothing is known of any axis."""
    return tuple(Axis() for _ in result.shape)
