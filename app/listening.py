"""Who listens to whom in one model at one picture: the same question, put to every family.

A **query** is a position of a stage's output (row and column of its grid, a token, or a unit where there are no positions).
Its **sources** are positions of what the chosen level starts from. Energies come from `analysis.mixing`; this module knows
which module to ask and how its axes lie.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from torch import Tensor, nn

from models.point import Operator

from .analysis import mixing
from .capture import Place, Recorder, filled
from .recording import ResolvedPoint

Level = Literal["operator", "block", "input"]

Between = Callable[[int, int], None]
"""Called as between(done, of) while rows of a Jacobian are computed; may raise to stop the work."""


class NoAnswer(ValueError):
    """The model has no such thing; the message is a sentence for the person who asked."""


@dataclass(frozen=True)
class Stage:
    """A stage with what is needed to ask about it: all points of its model in order of execution, and its own operator."""

    recorder: Recorder
    points: tuple[ResolvedPoint, ...]
    point: ResolvedPoint

    @property
    def operator(self) -> Operator:
        """NoAnswer where nothing mixes space."""
        operator = self._place.point.operator
        if operator is None:
            raise NoAnswer(f"Nothing mixes space in “{self.point.title}”: choose another stage.")
        return operator

    @property
    def operator_name(self) -> str:
        """The operator's module path: what the stars of the point's pattern stand for goes in for its own, in order."""
        return filled(self.operator.pattern, self._place.point.pattern, self.point.module)

    @property
    def _place(self) -> Place:
        return next(place for place in self.recorder.places if place.name == self.point.module)

    @property
    def module(self) -> nn.Module:
        """The operator's module."""
        return self.recorder.model.get_submodule(self.operator_name)

    @property
    def before(self) -> ResolvedPoint | None:
        """The stage before this one, None for the first: it starts from the picture."""
        earlier = self.points[: self.points.index(self.point)]
        return next((point for point in reversed(earlier) if point.stage), None)

    def received(self, x: Tensor) -> Tensor:
        """What the operator gets when the model sees x (1, …), batch first."""
        return self.recorder.inputs(x, [self.operator_name])[self.operator_name]


@dataclass(frozen=True)
class Row:
    """One query's mixing shares over its sources.

    `shares` sum to 1; `prefix` of them belong to tokens that are no patch, the rest lie on `grid` (rows, columns), or in a
    line where the sources have no places (`grid` None). `pixels`: input pixels per source cell.
    """

    shares: Tensor
    prefix: int
    grid: tuple[int, int] | None
    pixels: int | None


def operator_row(stage: Stage, x: Tensor, query: int | None, between: Between) -> Row:
    """The mixing operation alone, without norm and skip. `query` indexes the positions of its output; None takes them all."""
    takes, gives = stage.operator.takes, stage.operator.gives
    module = stage.recorder.alone(stage.module, stage.operator.yields)
    received = stage.received(x)
    energy = mixing.jacobian_energy(lambda z: positions(module(z), gives, query), received, between=between)
    if takes == ("pixel",):  # a flattened picture: channels first, then rows, then columns
        takes, energy = ("channel", "row", "column"), energy.reshape(x.shape[1:])
    sizes = dict(zip(takes, energy.shape, strict=True))
    grid = (sizes["row"], sizes["column"]) if "row" in sizes else stage.point.grid if "token" in sizes else None
    prefix = stage.point.prefix if "token" in sizes else 0
    pixels = x.shape[3] // grid[1] if grid and x.shape[3] % grid[1] == 0 else None
    return Row(mixing.share(over_channels(energy, takes)), prefix, grid, pixels)


def block_row(stage: Stage, x: Tensor, query: int | None, between: Between) -> Row:
    """From the stage before to this one: norm, operator, skip and channel mixing together."""
    before = stage.before
    if before is None:
        return input_row(stage, x, query, 1, between)
    function = stage.recorder.segment(x, before.module, stage.point.module)
    start = before.of(stage.recorder.run(x))
    energy = mixing.jacobian_energy(lambda z: positions(function(z), stage.point.axes, query), start, between=between)
    return Row(mixing.share(over_channels(energy, before.axes)), before.prefix, before.grid, before.stride)


def input_row(stage: Stage, x: Tensor, query: int | None, cell: int, between: Between) -> Row:
    """From the picture to this stage, in cells of `cell` x `cell` pixels: the one level that exists for every family."""
    function = stage.recorder.segment(x, None, stage.point.module)
    energy = mixing.jacobian_energy(lambda z: positions(function(z), stage.point.axes, query), x, between=between).sum(0)
    merged = mixing.merge(energy, cell)
    return Row(mixing.share(merged.flatten()), 0, (merged.shape[0], merged.shape[1]), cell)


def positions(y: Tensor, axes: tuple[str, ...], query: int | None) -> Tensor:
    """(B, …) -> (B, outputs): the features of one position, or everything where query is None. No copy of the rest is made."""
    if query is None:
        return y.flatten(1)
    if "channel" not in axes:
        return y.flatten(1)[:, query, None]
    if axes == ("channel",):
        return y  # averaged over all positions: there is one position only
    channel = axes.index("channel") + 1
    return y.movedim(channel, 1).flatten(2)[:, :, query]


def over_channels(energy: Tensor, axes: tuple[str, ...]) -> Tensor:
    """(…) energies of every input element -> (positions,), summed over the features of each position."""
    return (energy.sum(axes.index("channel")) if "channel" in axes and len(axes) > 1 else energy).flatten()
