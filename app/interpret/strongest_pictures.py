"""To which pictures each channel or unit of a stage answers most strongly, and which never answer at all.

All stages of a model are looked at in one pass of a set of pictures; what is kept of it is small, and is kept for the next who
asks. Pictures stand where they stand at first.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor

from ..analysis.strongest import Extremes, Ranked, extremes, joined, numbered_from
from ..capture.points import ResolvedPoint
from ..catalog.faults import its_fault
from ..catalog.loaded_model import LoadedModel, normalise
from ..core.cache import Cache
from ..core.errors import NoAnswer, answering
from ..core.sentence import Sentence
from ..core.turns import Turns
from ..core.worker_pool import WorkerPool
from .picture_sets import Lacking, Picture, PictureSet, PictureSets, SetName
from .receptive_fields import Fields
from .stage import Between

End = Literal["highest", "lowest"]

KEPT = 24
"""Pictures that are kept of each channel, at each end."""

TOGETHER, SMALL = 16, 64 * 64
"""Pictures of at most so many pixels that run as one batch: some 0.05 s for the shipped models, which a drag may have to wait.
Of larger ones one."""

BYTES = 64 * 1024 * 1024
"""Of what is kept of all models and sets: 0.5 to 2 MB for each digits model and set, 5 MB for a ViT-B."""

Summary = dict[str, Extremes]
"""By the names of stages."""


def feature_axis(point: ResolvedPoint) -> str | None:
    """What a stage's values are counted along: its channels, or units; None where it has neither."""
    return next((axis for axis in ("channel", "unit") if axis in point.axes), None)


def by_feature(point: ResolvedPoint, tensor: Float[Tensor, "B ..."]) -> Float[Tensor, "B C P"]:
    """An activation, its axes in the wire's order, with all that are no channels or units as positions."""
    axis = feature_axis(point)
    assert axis
    values = tensor.movedim(1 + point.axes.index(axis), 1)
    return values.flatten(2) if values.dim() > 2 else values[:, :, None]


@dataclass(frozen=True)
class Asked:
    """What is asked: of which stage, at which end, in which sets (None: all that there are). `own`: the caller's pictures."""

    point: str
    end: End
    own: Sequence[Picture]
    sets: Sequence[SetName] | None


class StrongestPictures:
    """What has been found out about each model and set, kept. Everything but `Search.run` belongs on a worker."""

    def __init__(self, fields: Fields, data: Path | None, waiting: int) -> None:
        """`fields`: of the same models. `data`: the folder of test pictures. `waiting`: how many may wait for their turn."""
        self.fields, self.catalog = fields, fields.catalog
        self.sets = PictureSets(data)
        self.turn = Turns(waiting)
        self.known: Cache[Summary] = Cache(BYTES, lambda found: sum(one.nbytes for one in found.values()))

    def plan(self, model: str, asked: Asked) -> "Search":
        """Problem 404 for an unknown name, 422 for a stage without channels and units, or where none of the sets is there, 503
        where too many wait already."""
        loaded = self.catalog.get(model)
        point = loaded.point(asked.point)
        with answering():
            if not point.stage or feature_axis(point) is None:
                says = "“{point}” has neither channels nor units of its own: ask about a stage that has."
                raise NoAnswer(Sentence("strongest-no-channels", says, point=point.title))
            wanted = self.sets.names(asked.own) if asked.sets is None else asked.sets
            found, lacking = self.sets.of(loaded.entry, asked.own, wanted)
            if not found:
                raise NoAnswer(lacking[0].why)
        search = Search(
            self, loaded, point, asked.end, tuple(found), tuple(lacking), self.sets.offered(loaded.entry, asked.own)
        )
        if not search.ready:
            self.turn.check()
        return search

    def picture(self, model: str, name: SetName, number: int, own: Sequence[Picture]) -> Tensor:
        """One picture as the model is shown it, 0–1 (C, H, W). Problem 422 where there is none of that number."""
        entry = self.catalog.get(model).entry
        with answering():
            found, lacking = self.sets.of(entry, own, [name])
            if not found:
                raise NoAnswer(lacking[0].why)
            if not 0 <= number < len(found[0].pictures):
                says = "There is no picture {number}: there are {count}, counted from 0."
                raise NoAnswer(Sentence("strongest-no-picture", says, number=number, count=len(found[0].pictures)))
            return found[0].pictures[number].image(entry.input)


@dataclass(frozen=True)
class Search:
    """The strongest pictures of a stage: `run` yields progress, then whatever is made of what was found."""

    state: StrongestPictures
    loaded: LoadedModel
    point: ResolvedPoint
    end: End
    sets: tuple[PictureSet, ...]
    lacking: tuple[Lacking, ...]
    offered: Sequence[SetName]

    @property
    def asked(self) -> int:
        return sum(len(one.pictures) for one in self.sets)

    @property
    def positions(self) -> int:
        """Of each channel; 1 where it is one number."""
        return prod(
            size for size, axis in zip(self.point.shape, self.point.axes, strict=True) if axis != feature_axis(self.point)
        )

    @property
    def ready(self) -> bool:
        """Whether nothing has to be looked at any more."""
        return all(self._known(one) is not None for one in self.sets)

    async def run(self, pool: WorkerPool) -> AsyncIterator[tuple[int, Summary | None]]:
        """(pictures done, None), and at last (all, what was found). Leaving the iteration stops the work. One at a time; others
        wait, and find what they would have asked for."""
        yield 0, None
        if not self.ready:
            async with self.state.turn:
                done = 0
                for one in self.sets:
                    async for more in self._follow(pool, one):
                        done += more
                        yield done, None
        yield self.asked, await pool.call_long(self.whole, lambda done, of: None)

    async def _follow(self, pool: WorkerPool, one: PictureSet) -> AsyncIterator[int]:
        """Pictures that are done with each step, until all of the set are."""
        if self._known(one) is not None:
            yield len(one.pictures)
            return
        found: Summary = {}
        for numbers in self._slices(one):
            found = await pool.call_long(self._more, found, one, numbers)
            yield len(numbers)
        self.state.known.put(self._key(one), found)

    def whole(self, between: Between) -> Summary:
        """Of all sets together, the pictures numbered through; what is not known yet is looked at in one go."""
        together: Summary = {}
        first = 0
        for one in self.sets:
            found = self._known(one)
            if found is None:
                found = self._looked_at(one, between)
                self.state.known.put(self._key(one), found)
            together = _both(together, {name: numbered_from(part, first) for name, part in found.items()})
            first += len(one.pictures)
        return together

    def _looked_at(self, one: PictureSet, between: Between) -> Summary:
        found: Summary = {}
        for numbers in self._slices(one):
            between(numbers.start, len(one.pictures))
            found = self._more(found, one, numbers)
        return found

    def _more(self, found: Summary, one: PictureSet, numbers: range) -> Summary:
        input = self.loaded.entry.input
        x = torch.cat([normalise(one.pictures[number].image(input), input) for number in numbers])
        points = [point for point in self.loaded.points if point.stage and feature_axis(point)]
        with its_fault(self.loaded):
            recording = self.loaded.recorder.run(x, {point.module for point in points})
        parts = {
            point.name: extremes(by_feature(point, point.of(recording)).float(), numbers.start, KEPT) for point in points
        }  # fmt: skip
        return _both(found, parts)

    def _slices(self, one: PictureSet) -> list[range]:
        input, count = self.loaded.entry.input, len(one.pictures)
        step = min(TOGETHER, self.loaded.together) if input.height * input.width <= SMALL else 1
        return [range(at, min(at + step, count)) for at in range(0, count, step)]

    def _known(self, one: PictureSet) -> Summary | None:
        return self.state.known.peek(self._key(one))

    def _key(self, one: PictureSet) -> tuple[object, ...]:
        return (self.loaded.serial, *one.key)

    def check(self, channel: int) -> None:
        """NoAnswer for one that is not there."""
        axis = feature_axis(self.point)
        count = self.point.shape[self.point.axes.index(axis or "")]
        if not 0 <= channel < count:
            says = "There is no number {number}: “{point}” has {count}, counted from 0."
            raise NoAnswer(Sentence("strongest-none-such", says, number=channel, point=self.point.title, count=count))

    def ranked(self, found: Summary) -> Ranked:
        return found[self.point.name].highest if self.end == "highest" else found[self.point.name].lowest

    def place(self, picture: int) -> tuple[PictureSet, int]:
        """The set of a picture, and its number there."""
        for one in self.sets:
            if picture < len(one.pictures):
                return one, picture
            picture -= len(one.pictures)
        raise IndexError(picture)


def _both(first: Summary, second: Summary) -> Summary:
    return {name: joined(first[name], part, KEPT) if name in first else part for name, part in second.items()}
