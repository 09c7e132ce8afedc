"""What a frame is asked for: a picture at a position, and of which models' stages how much is to be seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from ..analysis.equivariance import Edge
from ..capture.points import ResolvedPoint
from ..images.original import Original
from ..images.preprocess import Fit
from . import codec
from .tiles import SIDE

Key = tuple[str, ...]
"""The names of a group's points."""

Stacks = Mapping[Key, np.ndarray]
"""For each group of a model an array (S, B, …)."""


@dataclass(frozen=True)
class Job:
    """One frame's wishes for one model. `reference`: stacks with B = 1. `moved`: (dx, dy) from the reference.

    `stages`: "model/point" that need tiles, None = every stage. Details are there only if they are named. `side`: cells of a
    tile's longer side at most (app/frames/tiles.py).
    """

    reference: Stacks
    edge: Edge
    moved: tuple[int, int]
    tiles: int
    side: int
    stages: frozenset[str] | None
    body: codec.Body

    def wants(self, model: str, point: ResolvedPoint) -> bool:
        return point.stage if self.stages is None else f"{model}/{point.name}" in self.stages


@dataclass(frozen=True)
class Subject:
    """A picture and a key that stands for its content. `source`: the picture, or what decodes it or finds it decoded."""

    key: str
    source: Original | Callable[[], Original] = field(compare=False, repr=False)

    @property
    def picture(self) -> Original:
        """Slow, and raises whatever `source` raises."""
        return self.source() if callable(self.source) else self.source


@dataclass(frozen=True)
class Position:
    """A picture at a place: what one run of a model sees. Moves are in pixels of the model's input."""

    subject: Subject
    fit: Fit = "auto"
    dx: int = 0
    dy: int = 0
    edge: Edge = "clip"

    @property
    def name(self) -> tuple[object, ...]:
        """What a cache keeps in its key: equal for equal positions, and holds no picture in memory."""
        return (self.subject.key, self.fit, self.dx, self.dy, self.edge)


@dataclass(frozen=True)
class Wanted:
    """A picture frame that somebody asks for. `stages`: "model/point" that need tiles, None = every stage."""

    position: Position
    models: tuple[str, ...]
    reference: tuple[int, int] = (0, 0)
    tiles: int = 16
    side: int = SIDE
    stages: frozenset[str] | None = None
    seq: int | None = field(default=None, compare=False)

    @property
    def name(self) -> tuple[object, ...]:
        """As a position's: without the picture, and without `seq`."""
        return (self.position.name, self.models, self.reference, self.tiles, self.side, self.stages)

    @property
    def moved(self) -> tuple[int, int]:
        """From the pinned position to this one."""
        return self.position.dx - self.reference[0], self.position.dy - self.reference[1]

    def job(self, reference: Stacks, side: int, body: codec.Body) -> Job:
        return Job(reference, self.position.edge, self.moved, self.tiles, side, self.stages, body)

    def details(self, model: str) -> frozenset[str]:
        """Names of the model's points that are asked for by name."""
        return frozenset(name.partition("/")[2] for name in self.stages or () if name.partition("/")[0] == model)

    @property
    def pinned(self) -> Position:
        at = self.position
        return Position(at.subject, at.fit, *self.reference, at.edge)
