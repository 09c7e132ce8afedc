"""Somebody's forward inside Mixscope: what it returns is brought to one row, what it changes of the process is put back."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from torch import Tensor, nn

from ..building import building
from .deadline import PASSES
from .imports import Project
from .process_state import own_numbers, put_back


class Guest:
    """Stands in the place of a module's `forward`; the module, its parts and their paths stay what they are."""

    def __init__(self, forward: Callable[..., Any], project: Project) -> None:
        self._forward, self._project = forward, project
        self.take: Callable[[Any], Tensor] | None = None
        """Which of what it returns is the answer; None: handed on as it is."""
        self.draws = False
        """Whether a pass draws random numbers: then each begins with the same ones, and nobody else draws meanwhile."""
        self.weights: list[tuple[Tensor, Tensor]] = []
        """Those that a pass writes into, each with its values from before; put back before the next pass."""
        self.changed: set[str] = set()
        """Keys of process_state.CHANGES that a pass has changed."""

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        for weight, values in self.weights:
            weight.data.copy_(values)
        drawing = building(seed=0) if self.draws else nullcontext()
        with drawing, own_numbers(), put_back(self.changed), self._project.entered(), PASSES.kept():
            output = self._forward(*arguments, **named)
        return output if self.take is None else self.take(output)


def invite(module: nn.Module, project: Project) -> Guest:
    """The module's forward, taken care of from now on."""
    guest = Guest(module.forward, project)
    module.forward = guest  # an attribute of this one instance
    return guest
