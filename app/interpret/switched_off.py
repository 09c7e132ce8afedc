"""Parts of models switched off while their rows follow a drag: read from what a request or a link says, and run.

    digits-vit/blocks.3:head.0_2-3.zero        <model>/<stage>:<part>.<numbers>.<value>

`part`, numbers and values are those of app.interpret.ablations; `value` is `zero`, `mean` or `of-<sample>`.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from torch import Tensor

from ..capture.recorder import Recording
from ..catalog.loaded_model import LoadedModel, normalise
from ..core.cache import Cache
from ..core.errors import answering, invalid_parameter, quote
from ..core.sentence import Sentence
from ..frames.request import Position, Subject
from ..frames.runner import MIB, Runner
from ..images import samples
from ..images.original import Original
from .ablations import PARTS, Others, Part, Seat, editing, means, seat

Value = Literal["zero", "mean", "sample"]
VALUES: tuple[Value, ...] = get_args(Value)

MOST = 16
"""Stages of which something is switched off at once, of all models together."""

MOST_NUMBERS = 4096
LONGEST = 2000
"""Characters that say what of one stage is switched off."""

RUN = r"\d{1,5}(?:-\d{1,5})?"
WRITTEN = re.compile(
    rf"(?P<model>[^\s/:]{{1,80}})/(?P<point>[^\s/:]{{1,120}}):(?P<part>{'|'.join(PARTS)})"
    rf"\.(?P<numbers>{RUN}(?:_{RUN})*)\.(?:(?P<value>zero|mean)|of-(?P<source>[\w.+-]{{1,80}}))"
)


@dataclass(frozen=True)
class Off:
    """What of one stage is switched off: `runs` of numbers, first and last, counted from 0, ascending and apart from each
    other. `source`: the sample whose values are taken."""

    model: str
    point: str
    part: Part
    runs: tuple[tuple[int, int], ...]
    value: Value
    source: str | None
    text: str = field(compare=False)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Written out, ascending. Only where they are used: the event loop reads sixteen such texts with every position."""
        return tuple(number for first, last in self.runs for number in range(first, last + 1))


def read_off(text: str) -> Off:
    """Problem 422 for what cannot be read, 404 for an unknown sample."""
    found = WRITTEN.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        says = (
            "What is switched off is written <model>/<stage>:<part>.<numbers>.<value>, as in {example}, in at most {most} "
            "characters, not {given}. Parts are {parts}; values are zero, mean and of-<sample>."
        )
        raise invalid_parameter(Sentence(
            "ablation-off-unreadable", says,
            example="digits-vit/blocks.3:head.0_2-3.zero", most=LONGEST, given=quote(text), parts=", ".join(PARTS),
        ))  # fmt: skip
    if found["source"] is not None:
        samples.picture(found["source"])
    part: Part = next(part for part in PARTS if part == found["part"])
    value: Value = next((value for value in VALUES if value == found["value"]), "sample")
    return Off(found["model"], found["point"], part, _runs(found["numbers"]), value, found["source"], text)


def _runs(text: str) -> tuple[tuple[int, int], ...]:
    """ "5_0-2_3" -> ((0, 3), (5, 5)). Problem 422 for too many numbers. Takes as long as the text is, whatever it repeats."""
    found: list[tuple[int, int]] = []
    for run in sorted(_ends(one) for one in text.split("_")):
        if found and run[0] <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], run[1]))
        elif run[0] <= run[1]:
            found.append(run)
    if sum(last - first + 1 for first, last in found) > MOST_NUMBERS:
        says = "At most {most} parts of a stage can be switched off at once."
        raise invalid_parameter(Sentence("ablation-off-numbers", says, most=MOST_NUMBERS))
    return tuple(found)


def _ends(run: str) -> tuple[int, int]:
    first, _, last = run.partition("-")
    return int(first), int(last or first)


def pictures(runner: Runner, loaded: LoadedModel, position: Position, value: Value, source: str | None) -> list[Tensor]:
    """What replaced values are averaged over, as the model receives it; none: they become zero. The sample stands where the
    picture does."""
    form = loaded.entry.input
    if value == "zero":
        return []
    if value == "mean" or source is None:
        return [normalise(image, form) for image in runner.catalog.images(loaded.entry)]
    return [normalise(runner.image(of_sample(position, source), form), form)]


def of_sample(position: Position, source: str) -> Position:
    """The same place with that sample in it, whole and alone. Problem 404 for an unknown one."""
    subject = Subject(f"sample:{source}", Original(samples.picture(source)))
    return Position(subject, position.fit, position.dx, position.dy, position.edge, transform=position.transform)


class SwitchedOff:
    """What is switched off of the models of one request, and what replaced values become, which is remembered."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self._others: Cache[Others] = Cache(16 * MIB, lambda others: sum(value.nbytes for value in others.values()))

    def read(self, texts: Collection[str]) -> list[Off]:
        """Problem 422 for too many of them or what cannot be read, 404 for an unknown sample."""
        if len(texts) > MOST:
            says = "Something can be switched off in at most {most} stages at once, not in {count}."
            raise invalid_parameter(Sentence("ablation-off-many", says, most=MOST, count=len(texts)))
        return [read_off(text) for text in texts]

    def altered(self, off: Iterable[Off], models: Collection[str]) -> tuple["AlteredModel", ...]:
        """One for each of these models of which something is off."""
        found: dict[str, list[Off]] = {}
        for one in off:
            if one.model in models:
                found.setdefault(one.model, []).append(one)
        return tuple(AlteredModel(model, tuple(parts), self) for model, parts in found.items())

    def others(self, seats: Sequence[tuple[Seat, Off]], position: Position) -> list[Others]:
        """What the values of each seat of one model become: as of ablations.Seat.mean, over the samples as the model is with
        nothing off. What is averaged over the same pictures is found in one go."""
        alike: dict[object, list[tuple[Seat, Off]]] = {}
        for at, one in seats:
            alike.setdefault(_place(one, position), []).append((at, one))
        found = {place: self._found(place, those, position) for place, those in alike.items()}
        return [found[_place(one, position)][at.point.name, at.part] for at, one in seats]

    def _found(self, place: object, seats: Sequence[tuple[Seat, Off]], position: Position) -> dict[tuple[str, Part], Others]:
        """Of seats whose values come from the same pictures."""
        (first, one), found, missing = seats[0], dict[tuple[str, Part], Others](), dict[tuple[str, Part], Seat]()
        for at in (at for at, _ in seats):
            known = {} if one.value == "zero" else self._others.peek((at.loaded.serial, at.point.name, at.part, place))
            if known is None:
                missing[at.point.name, at.part] = at
            else:
                found[at.point.name, at.part] = known
        if missing:
            over = pictures(self.runner, first.loaded, position, one.value, one.source)
            made = means(first.loaded, list(missing.values()), over, lambda done, of: None)
            found |= zip(missing, made, strict=True)
            for (point, part), others in zip(missing, made, strict=True):
                self._others.put((first.loaded.serial, point, part, place), others)
        return found


def _place(one: Off, position: Position) -> object:
    """What tells values apart that come from other pictures."""
    return of_sample(position, one.source).name if one.source is not None else one.value


@dataclass(frozen=True)
class AlteredModel:
    """frames.request.Altered: equal where the same is off."""

    model: str
    parts: tuple[Off, ...]
    home: SwitchedOff = field(compare=False, repr=False)

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(one.text for one in self.parts)

    def run(self, loaded: LoadedModel, position: Position, only: Collection[str]) -> Recording:
        """Problem 404 for an unknown point, 422 where the model has no such parts."""
        x = normalise(self.home.runner.image(position, loaded.entry.input), loaded.entry.input)
        with answering():
            seats = [(seat(loaded, loaded.point(one.point), one.part), one) for one in self.parts]
            for at, one in seats:
                at.check(one.numbers)
            others = self.home.others(seats, position)
            edits = [(at, at.replacement([one.numbers], there)) for (at, one), there in zip(seats, others, strict=True)]
            with editing(loaded, x, edits):
                return loaded.recorder.run(x, only, exact=True)
