"""Where each tensor of a pass comes from: from the picture, and through which weights. And the test that this serves."""

from collections.abc import Iterable
from itertools import takewhile

from torch import Tensor, nn
from torch.utils.weak import WeakTensorKeyDictionary

Origin = tuple[bool, frozenset[str]]
"""Whether it comes from the picture, and the names of all weights that went into it."""

NOWHERE: Origin = (False, frozenset())

Branching = tuple[Tensor, Tensor, frozenset[str]]
"""(skip, branch, the names of the weights that only the branch went through)"""


class Origins:
    """The origin of every activation of one pass of `model` on `x`, as long as the activation lives."""

    def __init__(self, model: nn.Module, x: Tensor) -> None:
        self._weights = {id(parameter): name for name, parameter in model.named_parameters()}
        self._origins = WeakTensorKeyDictionary()
        self._origins[x] = (True, frozenset())

    def of(self, tensor: Tensor) -> Origin:
        name = self._weights.get(id(tensor))
        return (False, frozenset([name])) if name else self._origins.get(tensor, NOWHERE)

    def pass_on(self, given: Iterable[Origin], results: Iterable[Tensor]) -> None:
        """What was made of all that was given comes from all of it."""
        given = list(given)
        weights: frozenset[str] = frozenset().union(*(weights for _, weights in given))
        origin = (any(picture for picture, _ in given), weights)
        for tensor in results:
            self._origins[tensor] = origin

    def branching(self, one: Tensor, other: Tensor) -> Branching | None:
        """Which of two summands went around, and which is the branch: both come from the picture, through unequally many
        weights. None where their sum is no residual one."""
        (first, mine), (second, theirs) = self.of(one), self.of(other)
        if not (first and second) or len(mine) == len(theirs):
            return None
        skip, branch = (one, other) if len(mine) < len(theirs) else (other, one)
        nested = mine < theirs or theirs < mine
        return skip, branch, mine ^ theirs if nested else max(mine - theirs, theirs - mine, key=len)


def common_module(weights: Iterable[str]) -> str:
    """The path of the innermost module that holds all of these parameters."""
    levels = zip(*(name.split(".")[:-1] for name in weights), strict=False)
    return ".".join(parts[0] for parts in takewhile(lambda parts: len(set(parts)) == 1, levels))
