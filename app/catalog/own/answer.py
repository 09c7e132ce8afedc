"""What a person's model returns, brought to one row of numbers for each picture."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import torch
from torch import Tensor

from models.spec.errors import WeightsError

from ...core.sentence import Sentence

Path = tuple[str | int, ...]

DEEPEST = 3
"""How many containers inside each other are looked into."""

FEATURES = frozenset({"pooler_output", "image_embeds", "embedding", "embeddings", "features"})
"""What transformers and others call an answer that is no row of classes."""


@dataclass(frozen=True)
class Choice:
    """Which tensor of what a model returns is its answer: `path` from the outside in, () for the returned value itself."""

    path: Path

    def __call__(self, output: Any) -> Tensor:
        """(B, class), float32."""
        for step in self.path:
            output = part(output, step)
        rows = _rows(output, None)
        if rows is None:
            raise WeightsError(_no_row(output))
        return rows

    @property
    def name(self) -> str:
        return ".".join(map(str, self.path))


def part(output: Any, step: str | int) -> Any:
    """One step into a mapping, a tuple or an object. KeyError, IndexError, AttributeError or TypeError where there is none."""
    if isinstance(output, Mapping):
        return output[step]
    if isinstance(step, int):
        return output[step]
    return getattr(output, step)


def _parts(output: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(output, Mapping):
        yield from ((key, value) for key, value in output.items() if isinstance(key, (str, int)))
    elif hasattr(output, "_fields"):
        yield from ((name, getattr(output, name)) for name in output._fields)
    elif isinstance(output, (tuple, list)):
        yield from enumerate(output)
    elif is_dataclass(output):
        yield from ((one.name, getattr(output, one.name)) for one in fields(output))
    elif hasattr(output, "__dict__"):
        yield from vars(output).items()


def tensors(output: Any, path: Path = ()) -> dict[Path, Tensor]:
    """Every tensor in what a model returns, by its path."""
    if isinstance(output, Tensor):
        return {path: output}
    if len(path) >= DEEPEST:
        return {}
    return {inner: one for step, value in _parts(output) for inner, one in tensors(value, (*path, step)).items()}


def _rows(output: Any, batch: int | None) -> Tensor | None:
    """(B, class) of a tensor that holds one row for each picture, whatever axes of length 1 it has besides. `batch`: how many
    pictures there were, None where the first axis says it."""
    if not isinstance(output, Tensor) or output.is_complex() or not output.numel():
        return None
    if output.ndim == 0:
        output = output.reshape(1)
    if batch is not None and output.shape[0] != batch:
        return None
    rest = [size for size in output.shape[1:] if size != 1]
    if len(rest) > 1:
        return None
    rows = output if output.ndim == 2 else output.reshape(output.shape[0], -1)
    found: Tensor = rows if rows.dtype == torch.float32 else rows.float()
    return found


def choose(output: Any, wanted: Path | None, labels: int | None) -> Choice:
    """Which tensor is the answer, of what the model returned for one picture. `wanted`: the fact `output`. `labels`: how many
    there are, None where nobody says. WeightsError with a sentence where nothing decides it."""
    if wanted is not None:
        return _wanted(output, wanted)
    rows = {path: row for path, one in tensors(output).items() if (row := _rows(one, 1)) is not None}
    if () in rows:
        return Choice(())
    if not rows:
        raise WeightsError(_no_row(output))
    named = [path for path in rows if path[-1] == "logits"]
    fitting = [path for path, row in rows.items() if labels and row.shape[1] == labels]
    for found in (named, list(rows), fitting):
        if len(found) == 1:
            return Choice(found[0])
    says = (
        "The model returns {count} rows of numbers for a picture: {names}. Say which is the answer: "
        "facts['output'] = '{first}'."
    )
    names = ", ".join(f"{Choice(path).name} ({row.shape[1]})" for path, row in rows.items())
    first = Choice(next(iter(rows))).name
    raise WeightsError(Sentence("own-several-answers", says, count=len(rows), names=names, first=first))


def _wanted(output: Any, path: Path) -> Choice:
    found = output
    try:
        for step in path:
            found = part(found, step)
    except (KeyError, IndexError, AttributeError, TypeError):
        says = "The facts say that the answer is “{name}”, but the model returns no such thing. It returns {names}."
        names = ", ".join(Choice(one).name or "one tensor" for one in tensors(output)) or type(output).__name__
        raise WeightsError(Sentence("own-no-such-answer", says, name=Choice(path).name, names=names)) from None
    if _rows(found, 1) is None:
        raise WeightsError(_no_row(found))
    return Choice(path)


def _no_row(output: Any) -> Sentence:
    what = str(tuple(output.shape)) if isinstance(output, Tensor) else type(output).__name__
    says = "The model must return one tensor (batch, class). For one picture it returns {what}."
    return Sentence("derive-not-one-tensor", says, what=what)
