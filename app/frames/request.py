"""What a frame is asked for: a picture at a position, and of which models' stages how much is to be seen."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

import numpy as np

from ..analysis.equivariance import Edge
from ..capture.recorder import Recording
from ..catalog.loaded_model import LoadedModel
from ..images.original import Original
from ..images.preprocess import Fit
from ..images.scene.patterns import Cut
from ..images.scene.transform import NONE, Transform
from . import codec
from .tile_blocks import Look
from .tiles import SIDE

Key = tuple[str, ...]
"""The names of a group's points."""

Stacks = Mapping[Key, np.ndarray]
"""For each group of a model an array (S, B, …)."""


@dataclass(frozen=True)
class Job:
    """One frame's wishes for one model. `reference`: stacks with B = 1. `moved`: (dx, dy) from the reference, None where
    more than a move of the whole picture lies between the two."""

    reference: Stacks
    edge: Edge
    moved: tuple[int, int] | None
    look: Look
    body: codec.Body


@dataclass(frozen=True)
class Subject:
    """A picture and a key that stands for its content. `source`: the picture, or what decodes it or finds it decoded. `file`:
    the bytes that somebody has sent; None of a sample."""

    key: str
    source: Original | Callable[[], Original] = field(compare=False, repr=False)
    file: Callable[[], bytes] | None = field(default=None, compare=False, repr=False)

    @property
    def picture(self) -> Original:
        """Slow, and raises whatever `source` raises."""
        return self.source() if callable(self.source) else self.source


@dataclass(frozen=True)
class Second:
    """A pattern that lies over the first one's canvas, at a place of its own. `cut`: the part of it that is there."""

    subject: Subject
    fit: Fit = "auto"
    cut: Cut | None = None
    dx: int = 0
    dy: int = 0

    @property
    def name(self) -> tuple[object, ...]:
        return (self.subject.key, self.fit, self.cut, self.dx, self.dy)


@dataclass(frozen=True)
class Position:
    """A scene: a picture at a place, a second one over it, and what is done to both together. It is what one run of a model
    sees. Moves are in pixels of the model's input.

    Each pattern is cut, then moved; the second is laid over the first; the transform comes last.
    """

    subject: Subject
    fit: Fit = "auto"
    dx: int = 0
    dy: int = 0
    edge: Edge = "clip"
    cut: Cut | None = None
    second: Second | None = None
    transform: Transform = NONE

    @cached_property
    def name(self) -> tuple[object, ...]:
        """What a cache keeps in its key: equal for equal positions, and holds no picture in memory."""
        second = self.second.name if self.second else None
        return (self.subject.key, self.fit, self.dx, self.dy, self.edge, self.cut, second, self.transform.text)

    def moved(self, dx: int, dy: int) -> "Position":
        """The same scene with all that is in it moved by so much."""
        second = replace(self.second, dx=self.second.dx + dx, dy=self.second.dy + dy) if self.second else None
        return replace(self, dx=self.dx + dx, dy=self.dy + dy, second=second)


@dataclass(frozen=True)
class Pinned:
    """What a frame compares with: the same patterns at these places, under this transform."""

    first: tuple[int, int] = (0, 0)
    second: tuple[int, int] = (0, 0)
    transform: Transform = NONE


HERE = Pinned()


class Altered(Protocol):
    """A model that goes on with other values in some places; what these are is known to app.interpret.switched_off."""

    @property
    def model(self) -> str: ...

    @property
    def texts(self) -> tuple[str, ...]:
        """What is switched off, as requests name it: equal for equal passes."""

    def run(self, loaded: LoadedModel, position: Position, only: Collection[str]) -> Recording:
        """One pass by the hooks, in float32, as a batch of one. Problem 422 where the model has no such parts."""


@dataclass(frozen=True)
class Wanted:
    """A picture frame that somebody asks for. `stages`: "model/point" that need tiles, None = every stage. `altered`: at most
    one for each model; the others run as they are."""

    position: Position
    models: tuple[str, ...]
    reference: Pinned = HERE
    tiles: int = 16
    side: int = SIDE
    stages: frozenset[str] | None = None
    seq: int | None = field(default=None, compare=False)
    altered: tuple[Altered, ...] = ()

    @cached_property
    def name(self) -> tuple[object, ...]:
        """As a position's: without the picture, and without `seq`."""
        off = tuple(one.texts for one in self.altered)
        return (self.position.name, self.models, self.reference, self.tiles, self.side, self.stages, off)

    @property
    def form(self) -> tuple[object, ...]:
        """What decides of how many cells its tiles and pictures are."""
        return (self.models, self.tiles, self.side, self.stages)

    def altered_of(self, model: str) -> Altered | None:
        return next((one for one in self.altered if one.model == model), None)

    @cached_property
    def moved(self) -> tuple[int, int] | None:
        """From the pinned scene to this one; None where they differ by more than a move of the whole."""
        at, pinned = self.position, self.pinned
        moved = at.dx - pinned.dx, at.dy - pinned.dy
        alike = not at.transform.steps and not pinned.transform.steps and pinned.moved(*moved) == at
        return moved if alike else None

    def job(self, reference: Stacks, side: int, body: codec.Body) -> Job:
        return Job(reference, self.position.edge, self.moved, Look(self.tiles, side, self.stages), body)

    def details(self, model: str) -> frozenset[str]:
        """Names of the model's points that are asked for by name."""
        return frozenset(name.partition("/")[2] for name in self.stages or () if name.partition("/")[0] == model)

    @cached_property
    def pinned(self) -> Position:
        """The scene that the frame compares with."""
        at, there = self.position, self.reference
        (dx, dy), (dx2, dy2) = there.first, there.second
        second = replace(at.second, dx=dx2, dy=dy2) if at.second else None
        return replace(at, dx=dx, dy=dy, second=second, transform=there.transform)
