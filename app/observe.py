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

from models.registry import Input

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
    seq: int | None = field(default=None, compare=False)

    @property
    def moved(self) -> tuple[int, int]:
        """From the pinned position to this one."""
        return self.position.dx - self.reference[0], self.position.dy - self.reference[1]

    def job(self, reference: frames.Stacks, body: encode.Body) -> frames.Job:
        return frames.Job(reference, self.position.edge, self.moved, self.tiles, self.stages, body)

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
        catalog.on_change.append(lambda: self._frames.clear())
        self._prepared: Cache[Prepared] = Cache(32 * MIB, lambda value: value.image.nbytes)
        self._frames: Cache[Drawn] = Cache(48 * MIB, lambda drawn: len(drawn.text) + len(drawn.body))
        self._references: Cache[frames.Stacks] = Cache(96 * MIB, lambda stacks: sum(stack.nbytes for stack in stacks))

    def prepared(self, subject: Subject, input: Input, fit: Fit) -> Prepared:
        return self._prepared.get((subject.key, input, fit), lambda: prepare(subject.picture, input, fit))

    def image(self, position: Position, input: Input) -> Tensor:
        image = torch.from_numpy(self.prepared(position.subject, input, position.fit).image)
        return move(image, position.dx, position.dy, position.edge)

    def look(self, position: Position, model: str) -> Seen:
        """One model at one position, as a batch of one: bit for bit what a plain forward pass gives."""
        loaded = self.catalog.get(model)
        image = self.image(position, loaded.entry.input)
        x = normalise(image, loaded.entry.input)
        return Seen(loaded, image, x, loaded.recorder.run(x))

    def reference(self, loaded: LoadedModel, position: Position) -> frames.Stacks:
        """What the model held at the pinned position, stacked by group."""
        return self.references(loaded, [position])[0]

    def references(self, loaded: LoadedModel, positions: Sequence[Position]) -> list[frames.Stacks]:
        """The same for several, the very same object for equal positions. Those that are new run as one batch."""
        known = {position: self._references.peek((loaded.serial, position)) for position in positions}
        missing = [position for position, found in known.items() if found is None]
        if missing:
            x = torch.cat([normalise(self.image(position, loaded.entry.input), loaded.entry.input) for position in missing])
            together = frames.stacks(loaded, loaded.recorder.run(x))
            for i, position in enumerate(missing):
                own = tuple(stack[:, i : i + 1].copy() for stack in together)
                self._references.put((loaded.serial, position), own)
                known[position] = own
        return [found for position in positions if (found := known[position]) is not None]

    def remembered(self, wanted: Wanted) -> bytes | None:
        """The frame, if somebody has asked for the same one lately: a class drags the same samples. Quick."""
        drawn = self._frames.peek(wanted)
        return drawn.frame(wanted.seq) if drawn else None

    def frames(self, wanted: Sequence[Wanted]) -> list[bytes]:
        """A frame for each; those that are alike are computed once."""
        known = {one: self._frames.peek(one) for one in wanted}
        missing = [one for one, drawn in known.items() if drawn is None]
        known |= zip(missing, self.draw(missing), strict=True)
        return [drawn.frame(one.seq) for one in wanted if (drawn := known[one])]

    def draw(self, wanted: Sequence[Wanted]) -> list["Drawn"]:
        """A frame for each, computed; what they have in common runs as one batch per model."""
        bodies = [encode.Body() for _ in wanted]
        parts: list[dict[str, dict[str, Any]]] = [{} for _ in wanted]
        shown: dict[tuple[int, Input], Shown] = {}
        for model in dict.fromkeys(name for one in wanted for name in one.models):
            loaded = self.catalog.get(model)
            members = [i for i, one in enumerate(wanted) if model in one.models]
            for i in members:
                key = (i, loaded.entry.input)
                if key not in shown:
                    shown[key] = self.shown(wanted[i].position, loaded.entry.input, bodies[i])
            images = [shown[i, loaded.entry.input] for i in members]
            recording = loaded.recorder.run(torch.cat([image.x for image in images]))
            references = self.references(loaded, [wanted[i].pinned for i in members])
            jobs = [wanted[i].job(reference, bodies[i]) for i, reference in zip(members, references, strict=True)]
            for i, image, part in zip(members, images, frames.parts(loaded, recording, jobs), strict=True):
                parts[i][model] = part | {"input": image.header}
        return [self._drawn(one, part, body) for one, part, body in zip(wanted, parts, bodies, strict=True)]

    def _drawn(self, wanted: Wanted, parts: dict[str, dict[str, Any]], body: encode.Body) -> "Drawn":
        text = encode.header_text(_head(wanted) | {"models": [parts[name] for name in wanted.models]})
        drawn = Drawn(text, b"".join(body.parts))
        self._frames.put(wanted, drawn)
        return drawn

    def shown(self, position: Position, input: Input, body: encode.Body) -> "Shown":
        """The picture as the models of one input see it, once per frame."""
        image = self.image(position, input)
        pixels = (image.numpy() * np.float32(255) + np.float32(0.5)).astype(np.uint8)
        return Shown(normalise(image, input), {"shape": pixels.shape, "at": body.add(pixels)})


@dataclass(frozen=True)
class Drawn:
    """A frame but for its number: header as JSON, body."""

    text: bytes
    body: bytes

    def frame(self, seq: int | None) -> bytes:
        number = b"null" if seq is None else str(seq).encode()
        return encode.framed(b'{"seq":' + number + b"," + self.text[1:], [self.body])


@dataclass(frozen=True)
class Shown:
    """`x`: what the model receives, batch of one. `header`: where the picture is in the frame's body."""

    x: Tensor
    header: dict[str, Any]


def _head(wanted: Wanted) -> dict[str, Any]:
    at = wanted.position
    return {
        "kind": "frame", "dx": at.dx, "dy": at.dy, "edge": at.edge, "fit": at.fit,
        "reference": wanted.reference,
    }  # fmt: skip
