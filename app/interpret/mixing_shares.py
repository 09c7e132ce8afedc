"""Who mixes with whom in one model at one picture: the same question, put to every family, one query at a time.

A **query** is a position of a stage's output (row and column of its grid, a token, or a unit where there are no positions).
Its **sources** are positions of what the chosen level starts from. Energies come from `analysis.mixing`; this module knows
which function to ask and how its axes lie.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

from jaxtyping import Float
from torch import Tensor

from ..analysis import mixing
from ..capture.axes import MAP
from ..capture.points import ResolvedPoint
from ..capture.recorder import Detached
from .stage import Between, Stage

Level = Literal["operator", "block", "input"]


@dataclass(frozen=True)
class Estimate:
    """`probes`: random signs tried. `error`: total variation distance of the shares from the exact ones to be expected; it lies
    between `least` and `most` in 90 of 100 cases or more."""

    probes: int
    error: float

    @property
    def least(self) -> float:
        return LEAST * self.error

    @property
    def most(self) -> float:
        return min(1.0, MOST * self.error)

    def wire(self) -> dict[str, float]:
        return {"probes": self.probes, "error": self.error, "least": self.least, "most": self.most}


@dataclass(frozen=True)
class Row:
    """One query's mixing shares over its sources.

    `shares` sum to 1; `prefix` of them belong to tokens that are no patch, the rest lie on `grid` (rows, columns), or in a
    line where the sources have no places (`grid` None). `pixels`: input pixels per source cell.
    """

    shares: Float[Tensor, " sources"]
    prefix: int
    grid: tuple[int, int] | None
    pixels: int | None
    estimate: Estimate | None = None
    starts: Literal["before", "earlier", "picture"] = "before"
    """Of the level `block`: whether the sources are those of the stage before, or, where none leads from it to here, of an
    earlier one or of the picture."""


@dataclass(frozen=True)
class Ask:
    """How rows of a Jacobian are computed: exactly where that is quick, else by probes."""

    between: Between
    cells: int
    """Numbers that one forward pass of the function makes."""
    outputs: int
    """What is asked about: features of the query. An exact answer takes a backward pass for each."""

    @property
    def exact(self) -> bool:
        return self.cells * self.outputs <= EXACT_WORK

    @property
    def probes(self) -> int:
        """A multiple of 8 that depends on the size of the question only: not on what else the server has to do."""
        return max(FEWEST, min(MOST_PROBES, PROBE_WORK // max(1, self.cells) // 8 * 8))

    def shares(
        self,
        function: Callable[[Float[Tensor, "B ..."]], Float[Tensor, "B outputs"]],
        x: Float[Tensor, "1 ..."],
        merged: Callable[[Float[Tensor, "..."]], Float[Tensor, " sources"]],
    ) -> tuple[Float[Tensor, " sources"], Estimate | None]:
        """`merged`: energy of every input element -> energies of the sources."""
        if self.exact:
            return mixing.share(merged(mixing.jacobian_energy(function, x, between=self.between))), None
        even, odd = mixing.estimated_energy(function, x, self.probes, lambda done: self.between(done, self.probes))
        # Each half has half of the probes: their difference is twice as large as the error of both together.
        error = mixing.total_variation(mixing.share(merged(even)), mixing.share(merged(odd))) / 2
        return mixing.share(merged(even + odd)), Estimate(self.probes, error)


EXACT_WORK = 20_000_000
"""Beyond this, exact rows take longer than a person waits (a ViT-B's blocks took minutes). The digits' models are below."""

PROBE_WORK, FEWEST, MOST_PROBES = 100_000_000, 8, 64
"""Numbers that all probes of an answer make, about 3 s of one core, but so many probes at least and at most."""

LEAST, MOST = 0.5, 2.0
"""Of the error to be expected: where the true one lies. Of 80 estimates by 8 to 64 probes in the digits' CNN and Mixer and the
photos' ResNet, all were between 0.53 and 1.79; a test measures it against exact rows, too."""

CELLS = 56
"""Most cells along a side, where the picture's pixels are merged."""


def operator_row(stage: Stage, x: Tensor, query: int | None, between: Between) -> Row:
    """The mixing operation alone, without norm and skip. `query` indexes the positions of its output; None takes them all."""
    module, takes, gives = stage.alone(), stage.operator.takes, stage.operator.gives
    received = stage.received(x)
    sizes = dict(zip(takes, received.shape[1:], strict=True))
    if takes == ("pixel",):  # a flattened picture: channels first, then rows, then columns
        takes, sizes = MAP, dict(zip(MAP, x.shape[1:], strict=True))

    def merged(energy: Tensor) -> Tensor:
        return over_channels(energy.reshape([sizes[axis] for axis in takes]), takes)

    function = chosen(module, gives, query)
    shares, estimate = Ask(between, received.numel(), stage.features).shares(function, received, merged)
    grid = (sizes["row"], sizes["column"]) if "row" in sizes else stage.point.grid if "token" in sizes else None
    prefix = stage.point.prefix if "token" in sizes else 0
    pixels = x.shape[3] // grid[1] if grid and x.shape[3] % grid[1] == 0 else None
    return Row(shares, prefix, grid, pixels, estimate)


def block_row(stage: Stage, x: Tensor, query: int | None, between: Between) -> Row:
    """From the stage before to this one, norm, operator, skip and channel mixing together. Where none leads from it to this one
    (it lies in another branch), from the last stage that does."""
    for before in stage.earlier:
        with suppress(Detached):
            found = _from_stage(stage, before, x, query, between)
            return found if before == stage.before else replace(found, starts="earlier")
    return replace(input_row(stage, x, query, cell_of(x), between), starts="picture")


def _from_stage(stage: Stage, before: ResolvedPoint, x: Tensor, query: int | None, between: Between) -> Row:
    segment = stage.recorder.segment(x, before.place, stage.target)
    function = chosen(segment, stage.point.raw, query)
    start = stage.recorder.run(x, [before.module], exact=True).calls[before.module][before.call]
    ask = Ask(between, stage.upto(x), stage.features)
    shares, estimate = ask.shares(function, start, lambda energy: over_channels(energy, before.raw))
    return Row(shares, before.prefix, before.grid, before.stride, estimate)


def input_row(stage: Stage, x: Tensor, query: int | None, cell: int, between: Between) -> Row:
    """From the picture to this stage, in cells of `cell` x `cell` pixels: the one level that exists for every family."""
    function = chosen(stage.recorder.segment(x, None, stage.target), stage.point.raw, query)
    ask = Ask(between, stage.upto(x), stage.features)
    shares, estimate = ask.shares(function, x, lambda energy: mixing.merge(energy.sum(0), cell).flatten())
    return Row(shares, 0, (x.shape[2] // cell, x.shape[3] // cell), cell, estimate)


def cell_of(x: Float[Tensor, "1 channel row column"]) -> int:
    """Side of the cells into which a picture's pixels are merged: 1 for digits, 4 at 224 pixels."""
    rows, columns = x.shape[2:]
    fits = [side for side in range(1, max(rows, columns) + 1) if rows % side == columns % side == 0]
    return next((side for side in fits if max(rows, columns) // side <= CELLS), 1)


def chosen(function: Callable[[Tensor], Tensor], axes: tuple[str, ...], query: int | None) -> Callable[[Tensor], Tensor]:
    return lambda z: positions(function(z), axes, query)


def positions(y: Float[Tensor, "B ..."], axes: tuple[str, ...], query: int | None) -> Float[Tensor, "B outputs"]:
    """The features of one position, or everything where query is None. No copy of the rest is made."""
    if query is None:
        return y.flatten(1)
    if "channel" not in axes:
        return y.flatten(1)[:, query, None]
    if axes == ("channel",):
        return y  # averaged over all positions: there is one position only
    channel = axes.index("channel") + 1
    return y.movedim(channel, 1).flatten(2)[:, :, query]


def over_channels(energy: Float[Tensor, "..."], axes: tuple[str, ...]) -> Float[Tensor, " positions"]:
    """Energies of every input element, summed over the features of each position."""
    return (energy.sum(axes.index("channel")) if "channel" in axes and len(axes) > 1 else energy).flatten()
