"""From positions of a picture to what the models hold: prepare, shift, normalise, run, measure, encode.

Everything here is slow and belongs on the engine's workers.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from models.spec.entry import Input

from ..capture.points import ResolvedPoint
from ..capture.recorder import Recording
from ..catalog.catalog import Catalog, LoadedModel, normalise
from ..catalog.loaded_model import Group
from ..core.cache import Cache
from ..images.preprocess import Fit, Prepared, prepare
from ..images.shift import Edge
from ..images.shift import shift as move
from . import codec
from . import stage_summary as frames
from . import tiles as mosaic

MIB = 1024 * 1024

Item = TypeVar("Item")


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
    side: int = mosaic.SIDE
    stages: frozenset[str] | None = None
    seq: int | None = field(default=None, compare=False)

    @property
    def moved(self) -> tuple[int, int]:
        """From the pinned position to this one."""
        return self.position.dx - self.reference[0], self.position.dy - self.reference[1]

    def job(self, reference: frames.Stacks, side: int, body: codec.Body) -> frames.Job:
        return frames.Job(reference, self.position.edge, self.moved, self.tiles, side, self.stages, body)

    def details(self, model: str) -> frozenset[str]:
        """Names of the model's points that are asked for by name."""
        return frozenset(name.partition("/")[2] for name in self.stages or () if name.partition("/")[0] == model)

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
        self._references: Cache[frames.Stacks] = Cache(96 * MIB, lambda stacks: sum(stack.nbytes for stack in stacks.values()))

    def prepared(self, subject: Subject, input: Input, fit: Fit) -> Prepared:
        return self._prepared.get((subject.key, input, fit), lambda: prepare(subject.picture, input, fit))

    def image(self, position: Position, input: Input) -> Tensor:
        image = torch.from_numpy(self.prepared(position.subject, input, position.fit).image)
        return move(image, position.dx, position.dy, position.edge)

    def look(self, position: Position, model: str, only: Collection[str] | None = None) -> Seen:
        """One model at one position, as a batch of one: bit for bit what a plain forward pass gives.

        `only`: the points that are needed, None = all (LoadedModel.traced).
        """
        loaded = self.catalog.get(model)
        image = self.image(position, loaded.entry.input)
        x = normalise(image, loaded.entry.input)
        wanted = loaded.traced if only is None else [point for point in loaded.points if point.name in only]
        places = {point.module for point in wanted}
        return Seen(loaded, image, x, loaded.recorder.run(x, places))

    def reference(self, loaded: LoadedModel, position: Position) -> frames.Stacks:
        """What the model's stages held at the pinned position, stacked by group."""
        return self.references(loaded, [position], loaded.groups)[0]

    def references(self, loaded: LoadedModel, positions: Sequence[Position], groups: Sequence[Group]) -> list[frames.Stacks]:
        """The same for several and for any groups, the very same arrays for equal positions. New ones run as one batch."""
        wanted = {frames.key(group) for group in groups}
        known = {position: self._references.peek((loaded.serial, position)) or {} for position in positions}
        missing = [position for position, found in known.items() if not wanted <= found.keys()]
        for part in batches(missing, loaded.together):
            x = torch.cat([normalise(self.image(position, loaded.entry.input), loaded.entry.input) for position in part])
            together = frames.stacks(groups, loaded.recorder.run(x, places(groups)))
            for i, position in enumerate(part):
                own = {key: stack[:, i : i + 1].copy() for key, stack in together.items()}
                known[position] = own | dict(known[position])  # what others compare with already stays the same object
                self._references.replace((loaded.serial, position), known[position])
        return [known[position] for position in positions]

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
        bodies = [codec.Body() for _ in wanted]
        sides = [self._side(one) for one in wanted]
        steps = [self._step(one) for one in wanted]
        parts: list[dict[str, dict[str, Any]]] = [{} for _ in wanted]
        shown: dict[tuple[int, Input], Shown] = {}
        for model in dict.fromkeys(name for one in wanted for name in one.models):
            loaded = self.catalog.get(model)
            for members in batches([i for i, one in enumerate(wanted) if model in one.models], loaded.together):
                for i in members:
                    key = (i, loaded.entry.input)
                    if key not in shown:
                        shown[key] = self.shown(wanted[i].position, loaded.entry.input, steps[i], bodies[i])
                images = [shown[i, loaded.entry.input] for i in members]
                groups = loaded.shown(frozenset().union(*(wanted[i].details(model) for i in members)))
                recording = loaded.recorder.run(torch.cat([image.x for image in images]), places(groups))
                references = self.references(loaded, [wanted[i].pinned for i in members], groups)
                jobs = [wanted[i].job(one, sides[i], bodies[i]) for i, one in zip(members, references, strict=True)]
                for i, image, part in zip(members, images, frames.parts(loaded, groups, recording, jobs), strict=True):
                    parts[i][model] = part | {"input": image.header}
        return [self._drawn(one, part, body) for one, part, body in zip(wanted, parts, bodies, strict=True)]

    def _side(self, wanted: Wanted) -> int:
        """Cells of a tile's longer side, so that the whole frame stays small."""
        forms = []
        for model in wanted.models:
            details = wanted.details(model)
            points = self.catalog.get(model).points
            forms += [mosaic.form(p) for p in points if (p.stage if wanted.stages is None else p.name in details)]
        return mosaic.fitting_side(forms, wanted.tiles, wanted.side)

    def _drawn(self, wanted: Wanted, parts: dict[str, dict[str, Any]], body: codec.Body) -> "Drawn":
        text = codec.header_text(_head(wanted) | {"models": [parts[name] for name in wanted.models]})
        drawn = Drawn(text, b"".join(body.parts))
        self._frames.put(wanted, drawn)
        return drawn

    def _step(self, wanted: Wanted) -> int:
        inputs = {self.catalog.get(model).entry.input for model in wanted.models}
        return mosaic.picture_step(input.channels * input.height * input.width for input in inputs)

    def shown(self, position: Position, input: Input, step: int, body: codec.Body) -> "Shown":
        """The picture as the models of one input see it, once per frame, reduced by `step` each way."""
        image = self.image(position, input)
        pixels = (mosaic.reduced(image.numpy(), step) * np.float32(255) + np.float32(0.5)).astype(np.uint8)
        return Shown(normalise(image, input), {"shape": pixels.shape, "step": step, "at": body.add(pixels)})


def places(groups: Iterable[Group]) -> set[str]:
    """What has to be recorded for these groups."""
    return {point.module for group in groups for point in group}


def batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


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


def _head(wanted: Wanted) -> dict[str, Any]:
    at = wanted.position
    return {
        "kind": "frame", "dx": at.dx, "dy": at.dy, "edge": at.edge, "fit": at.fit,
        "reference": wanted.reference,
    }  # fmt: skip
