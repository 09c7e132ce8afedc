"""An inner module's output, kept while a pass runs: any call of any module, whether or not it is one of the model's points."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from torch import Tensor, nn

from .leading import Place
from .matching import whole
from .model_lock import lock_of
from .module_output import one_tensor, single


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
    handles = []
    with lock_of(model):
        try:
            for name, place in places.items():
                module = model if place.module == whole(model) else model.get_submodule(place.module)
                handles.append(module.register_forward_hook(_keeper(kept, name, place)))
            yield kept
        finally:
            for handle in handles:
                handle.remove()


def _keeper(kept: dict[str, Tensor], name: str, place: Place) -> Callable[..., None]:
    begun = count()

    def keep(module: nn.Module, inputs: Any, output: Any) -> None:
        if place.fits(output) and next(begun) == place.call:
            one = one_tensor(output)
            assert one is not None
            kept[name] = single(place.cut(one)).clone()

    return keep
