"""Parts of one stage switched off: what the model answers instead, and how far each stage changes.

A part's values become zero, their mean over some pictures, or another picture's; everything after them is computed anew.
All of it runs by the hooks in float32, never by a compiled form: before and after come from the same of the two.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Literal, get_args

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from models.measure.residual_sums import Sum, Sums

from ..analysis.ablation import Slice, relative_change, replaced, selection
from ..capture.points import ResolvedPoint
from ..capture.recorder import Place, Recording
from ..catalog.loaded_model import LoadedModel
from ..core.errors import NoAnswer
from ..core.sentence import Sentence
from .mixing_matrices import attention_points, split
from .stage import Between, Stage

Part = Literal[Slice, "branch"]
PARTS: tuple[Part, ...] = (*get_args(Slice), "branch")

Edit = Callable[[int, Tensor], Tensor]
"""Gets which of a block's branches it is, 0 elsewhere, and its values (batch first); returns what the model goes on with."""

Others = dict[int, Tensor]
"""The same number -> what its values become (1, …); zero where there is none."""

SEVERAL: dict[Part, Sentence] = {
    "whole": Sentence("ablation-several-stages", "stages"),
    "channel": Sentence("ablation-several-channels", "channels"),
    "unit": Sentence("ablation-several-units", "units"),
    "position": Sentence("ablation-several-positions", "positions"),
    "head": Sentence("ablation-several-heads", "heads"),
    "branch": Sentence("ablation-several-branches", "branches"),
}


@dataclass(frozen=True)
class Seat:
    """Where parts of one kind lie in one stage. `count`: how many there are. `projection`: of heads, the layer that takes them
    all, side by side, whose input is replaced. `windowed`: whether its first axis is more than the batch."""

    loaded: LoadedModel
    point: ResolvedPoint
    part: Part
    count: int
    projection: Place | None = None
    windowed: bool = False

    def check(self, numbers: Sequence[int]) -> None:
        """NoAnswer where one of them is not there, or none is named where some have to be."""
        if self.part == "whole":
            return
        several = SEVERAL[self.part]
        if not numbers:
            says = "Say which: index=<number>, repeatable. “{point}” has {count} {several}, counted from 0."
            raise NoAnswer(Sentence("ablation-index", says, point=self.point.title, count=self.count, several=several))
        for number in numbers:
            if not 0 <= number < self.count:
                says = "There is no number {number}: “{point}” has {count} {several}, counted from 0."
                raise NoAnswer(
                    Sentence(
                        "ablation-none-such", says, number=number, point=self.point.title, count=self.count, several=several
                    )
                )

    def chosen(self, number: int, value: Tensor, rows: Sequence[Sequence[int]]) -> Bool[Tensor, "B ..."]:
        """Which of these values each row chooses; `number` as of Edit."""
        if self.part == "branch":
            return torch.tensor([number in row for row in rows]).reshape(-1, *(1 for _ in value.shape[1:]))
        axes = self.point.raw if self.projection is None else ("",) * (value.dim() - 2) + ("feature",)
        named = [axis or str(i) for i, axis in enumerate(axes)]
        return selection(named, value.shape[1:], self.part, rows, self.count if self.part == "head" else 1)

    def replacement(self, rows: Sequence[Sequence[int]], others: Others) -> Edit:
        """What replaces the parts of these numbers, row by row."""

        def edit(number: int, value: Tensor) -> Tensor:
            return replaced(value, others.get(number, value.new_zeros(())), self.chosen(number, value, rows))

        return edit

    def run(self, x: Tensor, rows: Sequence[Sequence[int]], others: Others, only: Sequence[str] = ()) -> Recording:
        """One pass on x (1, …) for each of `rows`, as a batch, each with the parts of these numbers replaced."""
        batch = x.expand(len(rows), *x.shape[1:]).clone()
        with editing(self.loaded, batch, [(self, self.replacement(rows, others))]):
            return self.loaded.recorder.run(batch, only, exact=True)

    def mean(self, pictures: Sequence[Tensor], between: Between) -> Others:
        """Each value's mean over these pictures (1, …), as the model receives them; of none: nothing, which stands for zero."""
        return means(self.loaded, [self], pictures, between)[0]


@contextmanager
def editing(loaded: LoadedModel, x: Tensor, edits: Iterable[tuple[Seat, Edit]]) -> Iterator[None]:
    """Inside, this thread's next pass, which is on x, goes on with what the edits return, in their order.

    One look at the sums serves all branches: each further one inside it would see the work of the others, and double it.
    """
    branches: dict[str, list[Edit]] = {}
    numbers = Counter[str]()

    def instead(one: Sum) -> Tensor:
        branch, number = one.branch, numbers[one.block]
        numbers[one.block] += 1
        for edit in branches.get(one.block, ()):
            branch = edit(number, branch)
        return one.skip + branch

    with ExitStack() as there:
        for seat, edit in edits:
            if seat.part == "branch":
                branches.setdefault(seat.point.module, []).append(edit)
            else:
                there.enter_context(_hooked(seat, edit))
        if branches:
            there.enter_context(Sums(loaded.model, x, instead, keep=False))
        yield


def _hooked(seat: Seat, edit: Edit) -> AbstractContextManager[None]:
    place, received = (seat.projection, True) if seat.projection else (seat.point.place, False)
    return seat.loaded.recorder.edited(place, lambda value: edit(0, value), received)


def means(loaded: LoadedModel, seats: Sequence[Seat], pictures: Sequence[Tensor], between: Between) -> list[Others]:
    """For each of these seats of one model what `Seat.mean` gives, from one pass for each picture."""
    sums: list[Others] = [{} for _ in seats]

    def keeping(own: Others) -> Edit:
        def keep(number: int, value: Tensor) -> Tensor:
            own[number] = own.get(number, 0) + value.double()
            return value

        return keep

    for done, x in enumerate(pictures):
        between(done, len(pictures))
        with editing(loaded, x, [(seat, keeping(own)) for seat, own in zip(seats, sums, strict=True)]):
            loaded.recorder.run(x, (), exact=True)
    return [{number: (total / len(pictures)).float() for number, total in own.items()} for own in sums]


def seat(loaded: LoadedModel, point: ResolvedPoint, part: Part) -> Seat:
    """NoAnswer for what is no stage, and where the stage has no such parts."""
    if not point.stage:
        says = "“{point}” is a detail of a stage: ask about the stage itself."
        raise NoAnswer(Sentence("ablation-no-stage", says, point=point.title))
    if part == "head":
        return _heads(loaded, point)
    sizes = dict(zip(point.axes, point.shape, strict=True))
    counts: dict[Part, int] = {
        "whole": 1, "branch": point.adds, "channel": sizes.get("channel", 0), "unit": sizes.get("unit", 0),
        "position": sizes.get("token", sizes.get("row", 0) * sizes.get("column", 0)),
    }  # fmt: skip
    if not counts[part]:
        says = "“{point}” has no {several}, so none can be switched off."
        raise NoAnswer(Sentence("ablation-lacks", says, point=point.title, several=SEVERAL[part]))
    return Seat(loaded, point, part, counts[part])


def _heads(loaded: LoadedModel, point: ResolvedPoint) -> Seat:
    """The heads of the stage's attention, as its projection gets them: side by side."""
    own = attention_points(Stage(loaded.recorder, loaded.points, point))[-1]
    layer = own.module.rpartition(".")[0]
    split(loaded.model.get_submodule(layer))  # refuses a layer that does not keep its heads so
    heads = own.shape[own.axes.index("head")]
    return Seat(loaded, point, "head", heads, Place(f"{layer}.proj", own.call), "window" in own.axes)


@dataclass(frozen=True)
class Ablated:
    """`before`, `after`: the logits (K). `changes`: of each stage, see analysis.ablation.relative_change. `own`: the stage's
    values before and after, without the batch axis, its axes in the wire's order."""

    target: int
    before: Float[Tensor, " K"]
    after: Float[Tensor, " K"]
    changes: list[tuple[ResolvedPoint, float | None]]
    own: tuple[Tensor, Tensor]


def ablate(
    seat: Seat, x: Float[Tensor, "1 C H W"], numbers: Sequence[int], pictures: Sequence[Tensor], target: int | None,
    between: Between,
) -> Ablated:  # fmt: skip
    """`pictures`: over which the replaced values are averaged; none: they become zero. `target`: None: what the model says.

    NoAnswer for a model without classes, or numbers that the stage has not.
    """
    loaded = seat.loaded
    seat.check(numbers)
    with_classes(loaded)
    others = seat.mean(pictures, between)
    stages = [point for point in loaded.points if point.stage]
    places = sorted({point.module for point in stages})
    plain = loaded.recorder.run(x, places, exact=True)
    without = seat.run(x, [numbers], others, places)
    changes = [(point, relative_change(point.of(plain)[0], point.of(without)[0])) for point in stages]
    before, after = plain.output[0], without.output[0]
    own = seat.point.of(plain)[0], seat.point.of(without)[0]
    return Ablated(int(before.argmax()) if target is None else target, before, after, changes, own)


def with_classes(loaded: LoadedModel) -> None:
    """NoAnswer for a model without classes."""
    if not loaded.entry.labels:
        says = "{model} answers with features, not with classes, so there is no answer that could change."
        raise NoAnswer(Sentence("ablation-no-classes", says, model=loaded.entry.title))
