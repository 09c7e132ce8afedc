"""The study on depth: narrow networks of 20, 110 and 1,002 layers, plain, residual and pre-activation, all trained alike on the
same 10,000 digits. python -m models.training.study depth

A training ends early where a whole epoch had no gradient that float32 can hold: nothing is learnt from more of them.

It goes on where it was broken off, in runs/study or the repository. What is there so far is written to models/weights/study
(depth.json; of each network its weights in half precision and its card) and into docs/measured.md.
"""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from ...architectures.narrow import Kind
from ...entries.narrow import DEPTHS, KINDS, depth_name
from ...registry import WEIGHTS, card, entry_of, file_of
from ..datasets import MNIST
from ..evaluate import accuracy, as_images
from ..learner import Learner, Run
from ..publish import identity, store, stored_form
from ..readme_tables import ROOT, markdown
from ..recipes import Recipe
from ..train import fit
from .collect import write_table
from .grid import STILL, balanced_order, repeated
from .run import RUNS, Pictures, write

RECIPE = Recipe(STILL, epochs=16, batch=64, lr=3e-3, half=True)
"""Of every network. Its epochs are the study's own: not passes, but so many steps."""

EPOCH = 40
"""Steps that the study calls an epoch."""

SIZE = 10_000
"""Digits that a network sees, four times each."""

HEADING = "## A thousand layers"
ABOUT = (
    "One training of each, 640 steps of 64 digits out of 10,000: the training loss of the last 40 steps, wrong of these 10,000 "
    "digits, and of the test digits. `make study NAME=depth` trains them all."
)


@dataclass(frozen=True)
class Plan:
    """How large the study is: a test's is tiny."""

    depths: tuple[int, ...] = DEPTHS
    epochs: int = RECIPE.epochs
    epoch: int = EPOCH
    """Steps of an epoch."""
    size: int = SIZE

    @property
    def recipe(self) -> Recipe:
        return replace(RECIPE, epochs=self.epochs)

    def networks(self) -> list[tuple[Kind, int]]:
        """In the order in which they are trained: the shallow ones first."""
        return [(kind, depth) for depth in self.depths for kind in KINDS]


def study(plan: Plan, pictures: Pictures, runs: Path = RUNS, weights: Path = WEIGHTS) -> None:
    """All that is not there yet; each is published as soon as it is trained."""
    for kind, depth in tqdm(
        [one for one in plan.networks() if not is_there(one, plan, weights)], desc="depth", unit="training"
    ):
        publish(depth_name(kind, depth), plan, pictures, runs, weights)
        collect(plan, weights)


def is_there(network: tuple[Kind, int], plan: Plan, weights: Path) -> bool:
    """Whether its card says that it took as many steps as planned."""
    name = depth_name(*network)
    return file_of(name, "json", weights).is_file() and card(name, weights)["steps"] == plan.epochs * plan.epoch


def publish(name: str, plan: Plan, pictures: Pictures, runs: Path, weights: Path) -> None:
    """Trains one network, measures it as it is stored, and writes weights and card."""
    chosen, entry = balanced_order(pictures.labels, 0)[: plan.size], entry_of(name)
    index = repeated(chosen, plan.epoch * plan.recipe.batch)
    run = Run(name, "", resume=True, runs=runs / "depth")
    learner = Learner(run, plan.recipe, pictures.train[index], pictures.labels[index], plan.epoch)
    done = fit(learner, is_over=lambda: learner.taken == 0)
    model = learner.average.module.eval()
    state = stored_form(model, half=True)
    facts = {
        **identity(name, entry, model),
        "top1": accuracy(model, as_images(pictures.test), pictures.test_labels, entry.input),
        "train_accuracy": accuracy(model, as_images(pictures.train[chosen]), pictures.labels[chosen], entry.input),
        "trained_on": f"{MNIST.title}, {plan.size:,} of its training pictures",
        "train_size": plan.size,
        "augmentation": plan.recipe.augmentation.in_words(),
        "recipe": asdict(plan.recipe),
        "steps": plan.epochs * plan.epoch,
        "tried": len(done.curve) * plan.epoch,
        "taken": learner.taken,
        "seed": 0,
        "command": "make study NAME=depth",
        "seconds": round(done.seconds),
        "curve": done.curve,
    }
    store(name, state, facts, weights)
    run.checkpoint.unlink()


def collect(plan: Plan, weights: Path = WEIGHTS) -> dict[str, Any]:
    """Writes what is there, and returns depth.json's document."""
    there = [one for one in plan.networks() if is_there(one, plan, weights)]
    results = [
        {"kind": kind, "depth": depth, "model": name, "loss": facts["curve"][-1]["train_loss"]}
        | {key: facts[key] for key in ("tried", "taken", "train_accuracy", "top1", "curve", "parameters", "macs", "seconds")}
        for kind, depth in there
        for name in [depth_name(kind, depth)]
        for facts in [card(name, weights)]
    ]
    document = {
        "planned": len(plan.networks()),
        "done": len(results),
        "size": plan.size,
        "epoch": plan.epoch,
        "steps": plan.epochs * plan.epoch,
        "results": results,
    }
    write(weights / "study" / "depth.json", document)
    return document


def table(results: list[dict[str, Any]]) -> str:
    """Markdown: a row for each kind, for each depth the loss, and wrong of the digits trained on and of the test digits."""
    found = {(one["kind"], one["depth"]): one for one in results}
    rows = [["kind", *(f"{depth:,} layers" for depth in DEPTHS)], ["---", *["---:"] * len(DEPTHS)]]
    for kind, (title, _) in KINDS.items():
        rows.append([title, *(cell(found.get((kind, depth))) for depth in DEPTHS)])
    return markdown(rows)


def cell(one: dict[str, Any] | None) -> str:
    if one is None:
        return "–"
    return f"{one['loss']:.3f} · {100 - one['train_accuracy']:.2f} % · {100 - one['top1']:.2f} %"


def main() -> None:
    torch.set_num_threads(1)
    study(Plan(), Pictures.read())
    found = collect(Plan())
    write_table(table(found["results"]), ROOT / "docs/measured.md", HEADING, ABOUT)
    print(f"{found['done']} of {found['planned']} trainings are written.")
