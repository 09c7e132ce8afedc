"""An inner module's output, kept while a pass runs: any call of any module, whether or not it is one of the model's points."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn

from .leading import Place
from .model_lock import lock_of
from .module_output import one_tensor, single
from .recorder import watch


@dataclass(frozen=True)
class Inner:
    """How an inner module's call is found and read. `kind`: the module's class. `batch`: which axis of its output counts the
    pictures, None where none does: then all of it is the one picture's. `calls`: how often the module runs in a pass."""

    kind: str
    place: Place
    batch: int | None
    calls: int = 1

    def read(self, tensor: Tensor) -> Tensor:
        """What the module yields for one picture, batch first."""
        if self.batch is None:
            return tensor[None]
        return tensor.movedim(self.batch, 0)


@contextmanager
def watching(model: nn.Module, places: Mapping[str, Place]) -> Iterator[dict[str, Tensor]]:
    """Inside, this thread's next pass leaves a copy of what each of these places yields, by its name; others wait.

    What the pass does not reach is not there."""
    kept: dict[str, Tensor] = {}
    begun = Counter[str]()

    def after(path: str, inputs: Any, output: Any) -> None:
        for name, place in places.items():
            if place.module == path and place.fits(output):
                one = one_tensor(output)
                if one is not None and begun[name] == place.call:
                    kept[name] = single(place.cut(one)).clone()
                begun[name] += 1

    with lock_of(model), watch(model, lambda path, inputs: None, after, {place.module for place in places.values()}):
        yield kept
