"""From positions of a picture to what the models hold: prepare, shift, normalise, run, measure, encode.

Everything here is slow and belongs on the engine's workers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from models.registry import Entry, Input

from . import encode, frames
from .cache import Cache
from .capture import Recording
from .catalog import Catalog, LoadedModel, normalise
from .prepare import Fit, Prepared, prepare
from .recording import ResolvedPoint
from .scene import Edge
from .scene import shift as move

MIB = 1024 * 1024


@dataclass(frozen=True)
class Subject:
    """A decoded picture and a key that stands for its content."""

    key: str
    picture: Image.Image = field(compare=False, repr=False)


@dataclass(frozen=True)
class Position:
    """A picture at a place: what one run of a model sees. Moves are in pixels of the model's input."""

    subject: Subject
    fit: Fit = "auto"
    dx: int = 0
    dy: int = 0
    edge: Edge = "clip"


@dataclass(frozen=True)
class Wanted:
    """A picture frame that somebody asks for. `stages`: "model/point" that need tiles, None = every stage."""

    position: Position
    models: tuple[str, ...]
    reference: tuple[int, int] = (0, 0)
    tiles: int = 16
    stages: frozenset[str] | None = None
    seq: int | None = None

    @property
    def moved(self) -> tuple[int, int]:
        """From the pinned position to this one."""
        return self.position.dx - self.reference[0], self.position.dy - self.reference[1]

    @property
    def pinned(self) -> Position:
        at = self.position
        return Position(at.subject, at.fit, *self.reference, at.edge)


@dataclass(frozen=True)
class Seen:
    """One model's run at one position. `image`: 0–1 (channel, row, column), shifted; `x`: normalised, batch of one."""

    loaded: LoadedModel
    image: Tensor
    x: Tensor
    recording: Recording

    def tensor(self, point: ResolvedPoint) -> Tensor:
        """The point's activation without batch axis."""
        return point.of(self.recording)[0]


class Observatory:
    """Runs models at positions; remembers prepared pictures and pinned references, so that a drag costs one pass per model."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._prepared: Cache[Prepared] = Cache(32 * MIB, lambda value: value.image.nbytes)
        self._references: Cache[frames.Stacks] = Cache(96 * MIB, lambda stacks: sum(stack.nbytes for stack in stacks))

    def prepared(self, subject: Subject, entry: Entry, fit: Fit) -> Prepared:
        key = (subject.key, entry.input, entry.tier, fit)
        return self._prepared.get(key, lambda: prepare(subject.picture, entry.input, fit, entry.tier))

    def image(self, position: Position, entry: Entry) -> Tensor:
        image = torch.from_numpy(self.prepared(position.subject, entry, position.fit).image)
        return move(image, position.dx, position.dy, position.edge)

    def look(self, position: Position, model: str) -> Seen:
        """One model at one position, as a batch of one: bit for bit what a plain forward pass gives."""
        loaded = self.catalog.get(model)
        image = self.image(position, loaded.entry)
        x = normalise(image, loaded.entry.input)
        return Seen(loaded, image, x, loaded.recorder.run(x))

    def reference(self, loaded: LoadedModel, position: Position) -> frames.Stacks:
        """What the model held at the pinned position, stacked by group."""

        def run() -> frames.Stacks:
            return frames.stacks(loaded, self.look(position, loaded.id).recording)

        return self._references.get((loaded.id, position), run)

    def frames(self, wanted: Sequence[Wanted]) -> list[bytes]:
        """A frame for each; what they have in common runs as one batch per model."""
        bodies = [encode.Body() for _ in wanted]
        parts: list[dict[str, dict[str, Any]]] = [{} for _ in wanted]
        shown: dict[tuple[int, Input, str], Shown] = {}
        for model in dict.fromkeys(name for one in wanted for name in one.models):
            loaded = self.catalog.get(model)
            members = [i for i, one in enumerate(wanted) if model in one.models]
            images = []
            for i in members:
                key = (i, loaded.entry.input, loaded.entry.tier)
                shown[key] = shown.get(key) or self.shown(wanted[i].position, loaded.entry, bodies[i])
                images.append(shown[key])
            recording = loaded.recorder.run(torch.cat([image.x for image in images]) if len(images) > 1 else images[0].x)
            jobs = [
                frames.Job(self.reference(loaded, wanted[i].pinned), wanted[i].position.edge, wanted[i].moved,
                           wanted[i].tiles, wanted[i].stages, bodies[i])
                for i in members
            ]  # fmt: skip
            for i, image, part in zip(members, images, frames.parts(loaded, recording, jobs), strict=True):
                parts[i][model] = part | {"input": image.header}
        return [
            encode.frame(_head(one) | {"models": [part[name] for name in one.models]}, body)
            for one, part, body in zip(wanted, parts, bodies, strict=True)
        ]

    def shown(self, position: Position, entry: Entry, body: encode.Body) -> "Shown":
        """The picture as the models of one input see it, once per frame."""
        image = self.image(position, entry)
        pixels = (image.numpy() * np.float32(255) + np.float32(0.5)).astype(np.uint8)
        return Shown(normalise(image, entry.input), {"shape": pixels.shape, "at": body.add(pixels)})


@dataclass(frozen=True)
class Shown:
    """`x`: what the model receives, batch of one. `header`: where the picture is in the frame's body."""

    x: Tensor
    header: dict[str, Any]


def _head(wanted: Wanted) -> dict[str, Any]:
    at = wanted.position
    return {
        "kind": "frame", "seq": wanted.seq, "dx": at.dx, "dy": at.dy, "edge": at.edge, "fit": at.fit,
        "reference": wanted.reference,
    }  # fmt: skip
