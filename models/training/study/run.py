"""The study on data: every training of the grid, one after the other. python -m models.training.study data

It says beforehand how many core-hours are left, and goes on where it was broken off: a training that is over has a file
runs/study/<seed>/<model>/result.json, one that is under way a checkpoint. `collect` writes what is there so far, and what it
has written counts, too: a fresh clone goes on where the repository is.
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Int, UInt8
from safetensors.torch import save_file
from torch import Tensor, nn
from tqdm import tqdm

from ... import registry
from ...entries.study import FORMS, SEEN_AT, SIZES, study_name
from ...registry import WEIGHTS, entry_of
from ..atomic_write import replace_file
from ..datasets import MNIST, read
from ..evaluate import accuracy, accuracy_under_shifts, as_images, shift_sample
from ..learner import Learner, Run
from ..publish import stored_form
from ..recipes import Recipe
from ..train import fit
from . import grid
from .grid import Cell, Plan

RUNS = Path("runs") / "study"
TRIED = 20
"""Steps by which the time of a form's training is estimated."""
MOST_RATES = 6
"""Learning rates that are tried of a form."""
MOST_OF_TRAINING = 10_000
"""Training pictures at most, on which the training error is measured."""


@dataclass(frozen=True)
class Pictures:
    """0–255, and their classes; `train` in the data set's order."""

    train: UInt8[Tensor, "n 1 28 28"]
    labels: Int[Tensor, " n"]
    test: UInt8[Tensor, "m 1 28 28"]
    test_labels: Int[Tensor, " m"]

    @classmethod
    def read(cls) -> "Pictures":
        return cls(*read(MNIST, "train"), *read(MNIST, "test"))


def study(plan: Plan, pictures: Pictures, runs: Path = RUNS, weights: Path = WEIGHTS) -> None:
    """All that is not there yet, neither in `runs` nor among what `collect` has written beside the weights."""
    there = known(plan, runs, weights)
    left = [cell for cell in plan.cells() if cell not in there]
    print(
        f"{len(left)} of {len(plan.cells())} trainings to go: about {core_hours(plan, left, pictures):.1f} core-hours.",
        flush=True,
    )
    for cell in tqdm(left, desc="study", unit="training"):
        run_cell(cell, plan, pictures, runs, weights)


def run_cell(cell: Cell, plan: Plan, pictures: Pictures, runs: Path, weights: Path = WEIGHTS) -> None:
    """Trains one network, and leaves its weights and what was measured of it."""
    chosen = grid.balanced_order(pictures.labels, cell.seed)[: cell.size]
    recipe = cell.recipe(chosen_rate(cell.form, plan, pictures, runs, weights)["chosen"])
    target = result_file(runs, cell)
    look = Snapshots(target.parent) if cell.watched else None
    model, seconds = trained(cell.name, recipe, plan.epoch, pictures, chosen, cell.seed, runs / cell.folder, look)
    state = stored_form(model, half=True)
    found = measured(model, cell.name, pictures, chosen) | {"rate": recipe.lr, "seconds": seconds}
    save_file(state, target.with_name("weights.safetensors"))
    write(target, cell.wire() | {"steps": recipe.epochs * plan.epoch} | found)
    Run(cell.name, "", runs=runs / cell.folder).checkpoint.unlink()


@dataclass(frozen=True)
class Snapshots:
    """Keeps the averaged model after the steps of SEEN_AT, as it would be stored: <folder>/after-<steps>.safetensors."""

    folder: Path

    def __call__(self, learner: Learner) -> None:
        steps = learner.schedule.last_epoch
        if steps in SEEN_AT:
            self.folder.mkdir(parents=True, exist_ok=True)
            save_file(stored_form(learner.average.module, half=True), self.folder / f"after-{steps}.safetensors")


def trained(
    name: str,
    recipe: Recipe,
    epoch: int,
    pictures: Pictures,
    chosen: Int[Tensor, " k"],
    seed: int,
    runs: Path,
    look: Snapshots | None = None,
) -> tuple[nn.Module, int]:
    """The averaged model after its last step, and the seconds it took. `epoch`: steps of one;
    `chosen`: indices of the pictures that it may see; `look`: is called before the first step and after each epoch."""
    index = grid.repeated(chosen, epoch * recipe.batch)
    run = Run(name, "", seed, resume=True, runs=runs)
    learner = Learner(run, recipe, pictures.train[index], pictures.labels[index], epoch)
    if look is None:
        done = fit(learner)
    else:
        look(learner)
        done = fit(learner, lambda: look(learner) or {})
    return learner.average.module.eval(), round(done.seconds)


def measured(model: nn.Module, name: str, pictures: Pictures, chosen: Int[Tensor, " k"]) -> dict[str, Any]:
    """Percent of right answers: `train` on the pictures it has seen (the first of them, as they are), `test` on all test
    pictures, `shifts` on every fifth of them, moved."""
    form = entry_of(name).input
    seen = chosen[:MOST_OF_TRAINING]
    images = as_images(pictures.test)
    return {
        "train": accuracy(model, as_images(pictures.train[seen]), pictures.labels[seen], form),
        "test": accuracy(model, images, pictures.test_labels, form),
        "shifts": accuracy_under_shifts(model, shift_sample(images), shift_sample(pictures.test_labels), form, grid.SHIFTS),
    }


def known(plan: Plan, runs: Path, weights: Path) -> dict[Cell, dict[str, Any]]:
    """The results that are there, in the plan's order. One that was written counts if it took as many steps as planned."""
    written = {grid.cell_of(one): one for one in registry.study("data", weights).get("results", [])}
    found = dict[Cell, dict[str, Any]]()
    for cell in plan.cells():
        if result_file(runs, cell).is_file():
            found[cell] = json.loads(result_file(runs, cell).read_text(encoding="utf-8"))
        elif cell in written and written[cell]["steps"] == cell.epochs * plan.epoch:
            found[cell] = written[cell]
    return found


def known_rates(runs: Path, weights: Path) -> dict[str, dict[str, Any]]:
    """Form -> its learning rate, as far as it is chosen."""
    written = registry.study("data", weights).get("rates", [])
    fresh = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((runs / "rates").glob("*.json"))]
    return {one["form"]: one for one in (*written, *fresh)}


def chosen_rate(form: str, plan: Plan, pictures: Pictures, runs: Path, weights: Path = WEIGHTS) -> dict[str, Any]:
    """{chosen, held_out: {rate: percent right}}: trained on digits of the training set, judged on others of it."""
    if there := known_rates(runs, weights).get(form):
        return there
    cut = len(pictures.train) - min(grid.HELD_OUT, len(pictures.train) // 10)
    index = grid.balanced_order(pictures.labels[:cut], seed=0)[: grid.CHOOSE_AT]
    name, held_out = study_name(form, SIZES[0], False), dict[float, float]()
    rates = list(grid.RATES)
    while rates:
        rate = rates.pop(0)
        recipe = Cell(form, grid.CHOOSE_AT, False, 0).recipe(rate)
        model, _ = trained(name, recipe, plan.epoch, pictures, index, 0, runs / "rates" / f"{form}-{rate:g}")
        held_out[rate] = accuracy(model, as_images(pictures.train[cut:]), pictures.labels[cut:], entry_of(name).input)
        best = max(held_out, key=held_out.__getitem__)
        if not rates and len(held_out) < MOST_RATES:
            rates = [best / 2] if best == min(held_out) else [best * 2] if best == max(held_out) else []
    found = {"form": form, "chosen": best, "held_out": {f"{rate:g}": held_out[rate] for rate in sorted(held_out)}}
    write(runs / "rates" / f"{form}.json", found)
    return found


def core_hours(plan: Plan, cells: list[Cell], pictures: Pictures) -> float:
    """What the trainings of these cells take, by a few steps of each form. The tests of each network are not in it."""
    hours = 0.0
    for form, epochs in grid.count_epochs(cells).items():
        if not epochs:
            continue
        run, recipe = Run(study_name(form, SIZES[0], False), ""), Cell(form, 0, False, 0).recipe(1e-3)
        learner = Learner(run, recipe, pictures.train, pictures.labels, TRIED)
        learner.begin(0.0)
        begun = time.process_time()
        for batch in learner.batches(0):
            learner.learn(batch, 0.0)
        hours += epochs * plan.epoch * (time.process_time() - begun) / TRIED / 3600
    return hours


def result_file(runs: Path, cell: Cell) -> Path:
    return runs / cell.folder / cell.name / "result.json"


def write(path: Path, document: dict[str, Any]) -> None:
    replace_file(path, (json.dumps(document, indent=2) + "\n").encode())


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.study data", description="Runs a study's whole grid.")
    parser.add_argument("--forms", nargs="+", choices=list(FORMS), default=list(FORMS), help="only these: for several cores")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    study(Plan(forms=tuple(options.forms)), Pictures.read())
