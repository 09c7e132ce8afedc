"""The study on shuffled digits: the networks of the study on data, trained on all digits with their patches or all their pixels
shuffled, by one permutation for the whole training and for the test. python -m models.training.study shuffled

Nothing else is done to the pictures, so that the shuffle is the last thing that happens to them. The learning rate is the one
that the study on data has chosen on digits as they are. It goes on where it was broken off, in runs/study or the repository;
what is there so far is written to models/weights/study/shuffled.json and into docs/measured.md.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from jaxtyping import UInt8
from safetensors.torch import save_file
from torch import Tensor
from tqdm import tqdm

from ... import registry
from ...entries.study import FORMS, SIZES, study_name
from ...measure.transforms import transform
from ...registry import WEIGHTS
from ..publish import stored_form
from ..readme_tables import ROOT, markdown
from . import grid
from .collect import spread, write_table
from .grid import Cell, Plan
from .run import RUNS, Pictures, chosen_rate, measured, result_file, run_cell, trained, write
from .run import known as known_cells

SHUFFLED = ("mlp", "cnn", "vit", "mixer")
"""The forms that are trained on shuffled digits."""

WAYS = {"plain": "", "patches": "patches:4:1", "pixels": "pixels:1"}
"""Way -> transform, as models/measure/transforms.py writes it."""

SEEDS = 3

HEADING = "## Trained on shuffled digits"
ABOUT = (
    "Wrong of the test digits, shuffled as those of the training: mean over the seeds, and their range. "
    "`make study NAME=shuffled` trains them all."
)


@dataclass(frozen=True)
class Shuffle:
    """One training."""

    form: str
    way: str
    seed: int

    @property
    def cell(self) -> Cell:
        """Of the study on data: the same but for the shuffle."""
        return Cell(self.form, SIZES[-1], False, self.seed)

    @property
    def folder(self) -> str:
        return f"shuffled/{self.way}-seed-{self.seed}"


def shuffles(seeds: int = SEEDS) -> list[Shuffle]:
    """In the order in which they are trained."""
    return [Shuffle(form, way, seed) for seed in range(seeds) for form in SHUFFLED for way in WAYS]


def shuffled(pixels: UInt8[Tensor, "n 1 28 28"], way: str) -> UInt8[Tensor, "n 1 28 28"]:
    """Every picture by the same permutation."""
    places = torch.arange(pixels[0].numel(), dtype=torch.float32).reshape(pixels[0].shape)
    return pixels.flatten(1)[:, transform(WAYS[way])(places).flatten().long()].reshape(pixels.shape)


def study(plan: Plan, pictures: Pictures, runs: Path = RUNS, weights: Path = WEIGHTS, seeds: int = SEEDS) -> None:
    """All that is not there yet, neither in `runs` nor among what was written beside the weights."""
    there = known(plan, runs, weights, seeds)
    for one in tqdm([one for one in shuffles(seeds) if one not in there], desc="shuffled", unit="training"):
        if one.way == "plain":
            run_cell(one.cell, plan, pictures, runs, weights)
        else:
            run_shuffle(one, plan, pictures, runs, weights)


def known(plan: Plan, runs: Path, weights: Path, seeds: int) -> dict[Shuffle, dict[str, Any]]:
    """The results that are there, in the order of the trainings. Those on digits as they are belong to the study on data."""
    plain = known_cells(plan, runs, weights)
    written = {(one["form"], one["way"], one["seed"]): one for one in registry.study("shuffled", weights).get("results", [])}
    found = dict[Shuffle, dict[str, Any]]()
    for one in shuffles(seeds):
        key = (one.form, one.way, one.seed)
        if done_file(runs, one).is_file():
            found[one] = json.loads(done_file(runs, one).read_text(encoding="utf-8"))
        elif one.way == "plain" and one.cell in plain:
            found[one] = plain[one.cell]
        elif key in written and written[key]["steps"] == one.cell.epochs * plan.epoch:
            found[one] = written[key]
    return found


def run_shuffle(one: Shuffle, plan: Plan, pictures: Pictures, runs: Path, weights: Path = WEIGHTS) -> None:
    """Trains one network, and leaves its weights and what was measured of it."""
    rate = chosen_rate(one.form, plan, pictures, runs, weights)["chosen"]
    mixed = replace(pictures, train=shuffled(pictures.train, one.way), test=shuffled(pictures.test, one.way))
    chosen, recipe = grid.balanced_order(pictures.labels, one.seed)[: SIZES[-1]], one.cell.recipe(rate)
    model, seconds = trained(one.cell.name, recipe, plan.epoch, mixed, chosen, one.seed, runs / one.folder)
    found = measured(model, one.cell.name, mixed, chosen) | {"rate": rate, "seconds": seconds}
    target = done_file(runs, one)
    save_file(stored_form(model, half=True), target.with_name("weights.safetensors"))
    write(target, {"steps": recipe.epochs * plan.epoch} | found)


def done_file(runs: Path, one: Shuffle) -> Path:
    if one.way == "plain":
        return result_file(runs, one.cell)
    return runs / one.folder / study_name(one.form, SIZES[-1], False) / "result.json"


def collect(plan: Plan, runs: Path = RUNS, weights: Path = WEIGHTS, seeds: int = SEEDS) -> dict[str, Any]:
    """Writes what is there, and returns shuffled.json's document."""
    results = [
        {"form": one.form, "way": one.way, "seed": one.seed} | {key: found[key] for key in ("train", "test", "rate", "steps")}
        for one, found in known(plan, runs, weights, seeds).items()
    ]
    document = {"planned": len(shuffles(seeds)), "done": len(results), "ways": WAYS, "size": SIZES[-1], "results": results}
    write(weights / "study" / "shuffled.json", document)
    return document


def table(results: list[dict[str, Any]]) -> str:
    """Markdown: a row for each form, a column for each way."""
    errors = defaultdict(list)
    for one in results:
        errors[one["form"], one["way"]].append(100 - one["test"])
    rows = [["form", "digits as they are", "patches shuffled", "pixels shuffled"], ["---", *["---:"] * len(WAYS)]]
    for form in SHUFFLED:
        found = [errors.get((form, way)) for way in WAYS]
        rows.append([FORMS[form][1], *(spread(values) if values else "–" for values in found)])
    return markdown(rows)


def main() -> None:
    torch.set_num_threads(1)
    study(Plan(), Pictures.read())
    found = collect(Plan())
    write_table(table(found["results"]), ROOT / "docs/measured.md", HEADING, ABOUT)
    print(f"{found['done']} of {found['planned']} trainings are written.")
