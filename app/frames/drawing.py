"""A frame in the making, and one that is made."""

from dataclasses import dataclass, field
from typing import Any

from torch import Tensor

from models.spec.entry import Input

from . import codec
from .request import Wanted


@dataclass(frozen=True)
class Drawn:
    """A frame but for its number: header as JSON, body."""

    text: bytes
    body: bytes

    def frame(self, seq: int | None) -> bytes:
        number = b"null" if seq is None else str(seq).encode()
        return codec.framed(b'{"seq":' + number + b"," + self.text[1:], [self.body])


@dataclass(frozen=True)
class Shown:
    """`x`: what the model receives, batch of one. `header`: where the picture is in the frame's body."""

    x: Tensor
    header: dict[str, Any]


@dataclass
class Drawing:
    """A frame in the making. `side`: cells of a tile's longer side; `step`: by how much pictures are reduced; `parts`: model ->
    its header; `shown`: the picture for each kind of input."""

    wanted: Wanted
    side: int
    step: int
    body: codec.Body = field(default_factory=codec.Body)
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    shown: dict[Input, Shown] = field(default_factory=dict)


def head(wanted: Wanted) -> dict[str, Any]:
    at, pinned = wanted.position, wanted.reference
    return {
        "kind": "frame", "dx": at.dx, "dy": at.dy, "edge": at.edge, "fit": at.fit,
        "second": (at.second.dx, at.second.dy) if at.second else None, "transform": at.transform.text,
        "reference": pinned.first, "reference2": pinned.second, "rtransform": pinned.transform.text,
    }  # fmt: skip
