"""The study on blank rows: an RNN, an LSTM and a ViT see digits with k black rows below them, k = 0 … 64, each k a training of
its own. The recurrent ones must carry what they have read through k further steps; of the ViT each row is a token, and it is
also trained with all rows in one random order. python -m models.training.study blank

All are trained alike: the same pictures, steps and schedule, and of each form and k the better of the same two peak learning
rates, by the first seed's networks on held-out training pictures (the shuffled ViT takes that of the ViT). It goes on where it
was broken off, in runs/study or the repository; what is there so far is written to models/weights/study/blank.json and into
docs/measured.md.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import UInt8
from torch import Tensor, nn
from tqdm import tqdm

from ... import registry
from ...entries.blank import BLANKS, FORMS, ROWS, blank_name
from ...registry import WEIGHTS, entry_of
from ..datasets import MNIST
from ..evaluate import accuracy, as_images
from ..learner import Run
from ..readme_tables import ROOT
from ..recipes import Recipe
from .blank_table import HEADING, SERIES, about, table, titled
from .collect import write_table
from .grid import HELD_OUT, STILL
from .run import MOST_OF_TRAINING, RUNS, Pictures, trained, write

RECIPE = Recipe(STILL, epochs=30, batch=32, ema=0.998)
"""Of every network, but for its learning rate. Its epochs are the study's own: not passes, but so many steps."""

EPOCH = 100
"""Steps that the study calls an epoch."""

RATES = (1e-3, 3e-3)
"""Peak learning rates to choose from."""


@dataclass(frozen=True)
class Cell:
    """A network of the study: `blank` rows below the digit."""

    form: str
    shuffled: bool
    blank: int
    seed: int

    @property
    def name(self) -> str:
        return blank_name(self.form, self.blank)

    @property
    def key(self) -> str:
        """Whose learning rate it has."""
        return f"{self.form}-{self.blank}"

    @property
    def order(self) -> Tensor:
        """Of the rows of the picture; the same for every picture of the training and of the test."""
        rows = ROWS + self.blank
        return torch.randperm(rows, generator=torch.Generator().manual_seed(self.seed)) if self.shuffled else torch.arange(rows)


@dataclass(frozen=True)
class Plan:
    """How large the study is: a test's is tiny."""

    blanks: tuple[int, ...] = BLANKS
    seeds: int = 3
    rates: tuple[float, ...] = RATES
    epochs: int = RECIPE.epochs
    epoch: int = EPOCH

    @property
    def steps(self) -> int:
        return self.epochs * self.epoch

    def cells(self) -> list[Cell]:
        """In the order in which they are trained: whole curves early, then more seeds; those that are shuffled last."""
        every = [
            Cell(form, shuffled, blank, seed)
            for seed in range(self.seeds)
            for form, shuffled in SERIES
            for blank in self.blanks
        ]
        return sorted(every, key=lambda cell: cell.shuffled)


def tall(pixels: UInt8[Tensor, "n 1 28 28"], cell: Cell) -> UInt8[Tensor, "n 1 rows 28"]:
    """Every picture with the cell's black rows below it, in the cell's order."""
    return F.pad(pixels, (0, 0, 0, cell.blank))[:, :, cell.order]


@dataclass(frozen=True)
class Study:
    """Its trainings, one after the other. `runs`, `weights`: where they are while they last, and where they are written."""

    plan: Plan
    pictures: Pictures
    runs: Path = RUNS
    weights: Path = WEIGHTS

    @cached_property
    def cut(self) -> int:
        """The first training picture that is held out."""
        return len(self.pictures.train) - min(HELD_OUT, len(self.pictures.train) // 10)

    def run(self) -> Iterator[tuple[Cell, float]]:
        """Trains what is not there yet; before each training, says which."""
        there = known(self.plan, self.runs, self.weights)
        for cell in self.plan.cells():
            if cell in there:
                continue
            if cell.key not in known_rates(self.plan, self.runs, self.weights):
                for rate in self.plan.rates:
                    first = replace(cell, shuffled=False, seed=0)
                    if not result_file(self.runs, first, rate).is_file():
                        yield first, rate
                        self.train(first, rate)
            rate = known_rates(self.plan, self.runs, self.weights)[cell.key]["chosen"]
            if not result_file(self.runs, cell, rate).is_file():
                yield cell, rate
                self.train(cell, rate)

    def train(self, cell: Cell, rate: float) -> None:
        """Trains one network, and leaves what was measured of it."""
        target = result_file(self.runs, cell, rate)
        recipe = replace(RECIPE, epochs=self.plan.epochs, lr=rate)
        shown = replace(self.pictures, train=tall(self.pictures.train, cell), test=tall(self.pictures.test, cell))
        model, seconds = trained(
            cell.name, recipe, self.plan.epoch, shown, torch.arange(self.cut), cell.seed, target.parents[1]
        )
        facts = {"rate": rate, "steps": self.plan.steps, "seconds": seconds}
        write(target, asdict(cell) | facts | self.measured(model, cell, shown))
        Run(cell.name, "", runs=target.parents[1]).checkpoint.unlink()

    def measured(self, model: nn.Module, cell: Cell, shown: Pictures) -> dict[str, Any]:
        """Percent of right answers: `held_out`; `train` on the first pictures that it has seen; `test` on all test pictures;
        `reads_on` on these, when so many blank rows follow as it has never seen."""
        form = entry_of(cell.name).input

        def right(first: int, last: int) -> float:
            return accuracy(model, as_images(shown.train[first:last]), shown.labels[first:last], form)

        return {
            "held_out": right(self.cut, len(shown.train)),
            "train": right(0, min(self.cut, MOST_OF_TRAINING)),
            "test": accuracy(model, as_images(shown.test), shown.test_labels, form),
            "reads_on": self.reads_on(model, cell),
        }

    def reads_on(self, model: nn.Module, cell: Cell) -> dict[str, float]:
        """Blank rows -> percent of right answers, of a recurrent network that was trained without any."""
        if FORMS[cell.form][2] != "rnn" or cell.blank:
            return {}
        found = {}
        for blank in self.plan.blanks:
            longer = replace(cell, blank=blank)
            reader = entry_of(longer.name).build().eval()
            reader.load_state_dict(model.state_dict())
            images = as_images(tall(self.pictures.test, longer))
            found[str(blank)] = accuracy(reader, images, self.pictures.test_labels, entry_of(longer.name).input)
        return found


def result_file(runs: Path, cell: Cell, rate: float) -> Path:
    folder = f"seed-{cell.seed}{'-shuffled' if cell.shuffled else ''}"
    return runs / "blank" / f"{rate:g}" / folder / cell.name / "result.json"


def known_rates(plan: Plan, runs: Path, weights: Path) -> dict[str, dict[str, Any]]:
    """Cell.key -> {form, blank, chosen, held_out: {rate: percent right}}, as far as all rates are tried."""
    found = {f"{one['form']}-{one['blank']}": one for one in written(plan, weights).get("rates", [])}
    for form in FORMS:
        for blank in plan.blanks:
            first = Cell(form, False, blank, 0)
            files = [result_file(runs, first, rate) for rate in plan.rates]
            if all(file.is_file() for file in files):
                tried = [json.loads(file.read_text(encoding="utf-8")) for file in files]
                found[first.key] = {
                    "form": form,
                    "blank": blank,
                    "chosen": max(tried, key=lambda one: one["held_out"])["rate"],
                    "held_out": {f"{one['rate']:g}": one["held_out"] for one in tried},
                }
    return found


def written(plan: Plan, weights: Path) -> dict[str, Any]:
    """What was collected before, if its networks took as many steps as planned."""
    document = registry.study("blank", weights)
    return document if document.get("steps") == plan.steps else {}


def known(plan: Plan, runs: Path, weights: Path) -> dict[Cell, dict[str, Any]]:
    """The results that are there, in the order of the plan."""
    before = {
        (one["form"], one["shuffled"], one["blank"], one["seed"]): one for one in written(plan, weights).get("results", [])
    }
    rates, found = known_rates(plan, runs, weights), dict[Cell, dict[str, Any]]()
    for cell in plan.cells():
        key = (cell.form, cell.shuffled, cell.blank, cell.seed)
        file = result_file(runs, cell, rates[cell.key]["chosen"]) if cell.key in rates else None
        if file and file.is_file():
            found[cell] = json.loads(file.read_text(encoding="utf-8"))
        elif key in before:
            found[cell] = before[key]
    return found


def collect(plan: Plan, runs: Path = RUNS, weights: Path = WEIGHTS) -> dict[str, Any]:
    """Writes what is there, and returns blank.json's document."""
    results, rates = list(known(plan, runs, weights).values()), list(known_rates(plan, runs, weights).values())
    document = {
        "planned": len(plan.cells()),
        "done": len(results),
        "blanks": plan.blanks,
        "steps": plan.steps,
        "batch": RECIPE.batch,
        "held_out": HELD_OUT,
        "parameters": {form: {str(blank): weights_of(form, blank) for blank in plan.blanks} for form in FORMS},
        "rates": rates,
        "results": results,
    }
    write(weights / "study" / "blank.json", document)
    return document


def weights_of(form: str, blank: int) -> int:
    return sum(parameter.numel() for parameter in entry_of(blank_name(form, blank)).build().parameters())


def main() -> None:
    torch.set_num_threads(1)
    plan = Plan()
    pictures = Pictures.read()
    print(f"{MNIST.title}: {len(plan.cells())} networks, and {len(plan.rates)} learning rates of each form and number of rows.")
    for cell, rate in (steps := tqdm(Study(plan, pictures).run(), desc="blank", unit="training")):
        steps.set_postfix_str(f"{titled(cell.form, cell.shuffled)}, {cell.blank} blank rows, seed {cell.seed}, rate {rate:g}")
    found = collect(plan)
    write_table(table(found["results"]), ROOT / "docs/measured.md", HEADING, about(found))
    print(f"{found['done']} of {found['planned']} trainings are written.")
