"""From which output of a model to which a question goes, and what is said where no gradient leads there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from ..core.errors import NoAnswer
from ..core.sentence import Sentence
from .module_output import one_tensor


@dataclass(frozen=True)
class Place:
    """One of the calls of a module, counted from 0 among those whose output has `rank` axes, the batch's among them; None:
    among all. `part`: from where to where of its last axis, where it is about a part (one of queries, keys and values)."""

    module: str
    call: int = 0
    rank: int | None = None
    part: tuple[int, int] | None = None

    def fits(self, output: Any) -> bool:
        if self.rank is None:
            return True
        one = one_tensor(output)
        return one is not None and one.dim() == self.rank

    def cut(self, tensor: Tensor) -> Tensor:
        """The part of the module's output that it is about."""
        return tensor if self.part is None else tensor[..., slice(*self.part)]


class Detached(NoAnswer):
    """No gradient leads from where somebody asked to where they asked."""

    def __init__(self) -> None:
        super().__init__(WITHOUT_GRADIENTS)


WITHOUT_GRADIENTS = Sentence(
    "model-without-gradients",
    "This model computes without gradients (torch.no_grad, detach or numpy on the way), which this view needs: listening at "
    "the levels of blocks and of the picture, receptive fields, gradients and paths. Activations and attention do not.",
)

WORDS_OF_TORCH = ("Inference tensors cannot", "does not require grad", "numpy() on Tensor that requires grad")


@contextmanager
def differentiating() -> Iterator[None]:
    """Inside, what torch says of a pass that hangs on no gradient becomes Detached."""
    try:
        yield
    except RuntimeError as error:
        if any(words in str(error) for words in WORDS_OF_TORCH):
            raise Detached from None
        raise
