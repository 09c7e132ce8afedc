"""All parts of one kind in a stage, each switched off alone, and ranked by what that does to one logit."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float
from torch import Tensor

from ..analysis.shares import shares
from ..catalog.faults import its_fault
from ..core.errors import NoAnswer
from ..core.sentence import Sentence
from ..core.worker_pool import WorkerPool
from .ablations import SEVERAL, Others, Seat, with_classes
from .stage import Between

TOGETHER = 16
"""Small pictures that run as one batch: some 0.05 s for the shipped models. Of larger ones one: a drag waits for no more."""

SMALL = 64 * 64

MOST = 4096
"""Parts that are tried one after the other at most."""


@dataclass(frozen=True)
class Start:
    """What every part is compared with. `others`: what the parts' values become."""

    target: int
    before: Float[Tensor, " K"]
    others: Others


@dataclass(frozen=True)
class Sweep:
    """`pictures`, `target`: as of ablations.ablate. `run` yields progress, then the ranking."""

    seat: Seat
    x: Float[Tensor, "1 C H W"]
    pictures: Sequence[Tensor]
    target: int | None

    def check(self) -> None:
        """NoAnswer for a model without classes, and for a stage with too many parts."""
        with_classes(self.seat.loaded)
        if self.seat.count > MOST:
            says = "“{point}” has {count} {several}, and at most {most} are tried one after the other: choose a later stage."
            raise NoAnswer(
                Sentence(
                    "ablation-too-many", says,
                    point=self.seat.point.title, count=self.seat.count, several=SEVERAL[self.seat.part], most=MOST,
                )
            )  # fmt: skip

    @property
    def together(self) -> int:
        form = self.seat.loaded.entry.input
        if self.seat.windowed or form.height * form.width > SMALL:
            return 1
        return min(TOGETHER, self.seat.loaded.together)

    def slices(self) -> list[range]:
        return [range(at, min(at + self.together, self.seat.count)) for at in range(0, self.seat.count, self.together)]

    def start(self, between: Between = lambda done, of: None) -> Start:
        loaded = self.seat.loaded
        with its_fault(loaded):
            others = self.seat.mean(self.pictures, between)
            before = loaded.recorder.run(self.x, (), exact=True).output[0]
        return Start(int(before.argmax()) if self.target is None else self.target, before, others)

    def part(self, start: Start, numbers: range) -> Float[Tensor, "B K"]:
        """The logits with each of these parts off, alone."""
        with its_fault(self.seat.loaded):
            return self.seat.run(self.x, [(number,) for number in numbers], start.others).output

    def ranking(self, start: Start, found: Sequence[Tensor]) -> list[dict[str, Any]]:
        """The largest effect in size first; `effect`: logit without it − logit with it, `says`: the class that leads then."""
        logits = np.concatenate([part.numpy() for part in found])
        share = shares(logits, self.seat.loaded.entry.scores)[:, start.target]
        effect = logits[:, start.target] - start.before.numpy()[start.target]
        labels = self.seat.loaded.entry.labels
        return [
            {"index": int(i), "logit": float(logits[i, start.target]), "effect": float(effect[i]),
             "probability": float(share[i]), "says": labels[int(logits[i].argmax())]}
            for i in np.argsort(-np.abs(effect), kind="stable")
        ]  # fmt: skip

    def whole(self, between: Between) -> tuple[Start, list[dict[str, Any]]]:
        """In one go; `between` in slices."""
        start, slices, found = self.start(between), self.slices(), []
        for done, numbers in enumerate(slices):
            between(done, len(slices))
            found.append(self.part(start, numbers))
        return start, self.ranking(start, found)

    async def run(self, pool: WorkerPool) -> AsyncIterator[tuple[int, tuple[Start, list[dict[str, Any]]] | None]]:
        """(parts done, None), and at last (all, what `whole` returns). Leaving the iteration stops the work."""
        yield 0, None
        start = await pool.call_long(self.start)
        found: list[Tensor] = []
        for numbers in self.slices():
            found.append(await pool.call_long(self.part, start, numbers))
            yield numbers.stop, None
        yield self.seat.count, (start, self.ranking(start, found))
