"""The loop that made the shipped weights: python -m models.training.train digits-vit

Writes models/weights/<name>.safetensors and, beside it, the card <name>.json. A checkpoint lies in runs/<name>/, written
every few minutes and after each epoch; `--resume` goes on from it and ends with the same bits as a run without a break.
Nothing is selected on the test set: what ships is the moving average of the weights after the last epoch. The accuracy per
epoch is there to be looked at.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from tqdm import tqdm

from ..registry import MODELS, WEIGHTS, card
from .checkpoint import Progress, dice_now, keep, restore, set_dice
from .datasets import DATA_SETS, read
from .evaluate import accuracy, as_images, shift_sample
from .learner import Learner, Run
from .publish import halved, publish
from .readme_tables import write_tables
from .recipes import Recipe, recipe_for

KEEP_EVERY = 180.0
"""Seconds between two checkpoints of an epoch: what a run loses at most when it is broken off."""

CHANGES = ("epochs", "batch", "lr", "patch_drop", "start")
"""What the command line may change of a recipe."""


def train(run: Run, recipe: Recipe) -> dict[str, Any]:
    """Trains, writes weights and card, and returns the card."""
    data = DATA_SETS[MODELS[run.name].tier]
    pixels, labels = read(data, "train", run.data_limit)
    test_pixels, test_labels = read(data, "test", run.data_limit)
    glance = as_images(shift_sample(test_pixels)), shift_sample(test_labels)
    earlier = trainings_before(recipe.start, run)
    learner, done = trained(run, recipe, pixels, labels, glance)
    facts = of_the_training(run, recipe, done, earlier, len(pixels), len(test_pixels))
    others = [replace(run, seed=run.seed + more, runs=run.runs / f"seed-{run.seed + more}") for more in range(1, recipe.seeds)]
    again = [(other.seed, trained(other, recipe, pixels, labels, glance)[0].average.module.cpu()) for other in others]
    model = learner.average.module.cpu()
    facts |= over_seeds(run.name, [(run.seed, model), *again], recipe.half)
    return publish(run.name, model, facts, test_pixels, test_labels, run.out, recipe.half)


def trained(
    run: Run, recipe: Recipe, pixels: Tensor, labels: Tensor, glance: tuple[Tensor, Tensor]
) -> tuple[Learner, Progress]:
    """One training, from its first step or from where it was broken off. `glance`: images and labels for its curve."""
    entry, learner = MODELS[run.name], Learner(run, recipe, pixels, labels)
    return learner, fit(learner, lambda: {"test_accuracy": accuracy(learner.average.module.eval(), *glance, entry.input)})


def fit(learner: Learner, look: Callable[[], dict[str, float]] = dict, is_over: Callable[[], bool] = lambda: False) -> Progress:
    """All epochs, from where the run was broken off. `look`: what else is noted of each epoch when it is over; `is_over`:
    whether nothing is left to be done then."""
    run, recipe = learner.run, learner.recipe
    resumed = run.resume and run.checkpoint.is_file()
    done, dice = restore(run.checkpoint, learner.parts, run.plan(recipe)) if resumed else (Progress(), dice_now())
    for epoch in range(len(done.curve), recipe.epochs):
        one_epoch(learner, epoch, done, dice)
        done.curve.append({"epoch": epoch + 1, "train_loss": round(sum(done.losses) / learner.steps, 5), **look()})
        done.losses = []
        tqdm.write(f"{run.name} {done.curve[-1]}")
        keep(run.checkpoint, learner.parts, run.plan(recipe), done)
        if is_over():
            break
    return done


def over_seeds(name: str, models: list[tuple[int, nn.Module]], half: bool) -> dict[str, Any]:
    """For the card, empty where the data set asks for nothing: what each seed's training gave, measured as it would be stored.
    `models`: (seed, model); only the first one's weights are kept."""
    data = DATA_SETS[MODELS[name].tier]
    if data.measure is None:
        return {}
    found = []
    for seed, model in models:
        if half:
            model.load_state_dict(halved(model.state_dict()))
        found.append({"seed": seed, **data.measure(model.eval(), MODELS[name].input)})
    return {"seeds": found, "seeds_protocol": data.protocol}


def one_epoch(learner: Learner, epoch: int, done: Progress, dice: dict[str, Any]) -> None:
    """Notes each batch's loss and the time in `done`, keeping a checkpoint now and then. `dice`: as they lay where a run was
    broken off, for the epoch in which that was."""
    run, progress = learner.run, epoch / learner.recipe.epochs
    batches = learner.batches(epoch)
    if done.losses:  # broken off in this epoch
        set_dice(dice)
    learner.begin(progress)
    title, over = f"{run.name} {epoch + 1}/{learner.recipe.epochs}", len(done.losses)
    clock = kept = time.monotonic()
    for index in tqdm(batches[over:], desc=title, unit="batch", mininterval=2, initial=over, total=learner.steps):
        done.losses.append(learner.learn(index, progress))
        now = time.monotonic()
        done.seconds, clock = done.seconds + now - clock, now
        if now - kept >= KEEP_EVERY and len(done.losses) < learner.steps:
            keep(run.checkpoint, learner.parts, run.plan(learner.recipe), done)
            kept = now


def of_the_training(
    run: Run, recipe: Recipe, done: Progress, earlier: list[dict[str, Any]], train_size: int, test_size: int
) -> dict[str, Any]:
    """What the card says of the training."""
    data = DATA_SETS[MODELS[run.name].tier]
    return {
        "trained_on": f"{data.title}, {train_size:,} {'training ' if run.data_limit is None else ''}pictures",
        "train_size": train_size,
        "test_size": test_size,
        "augmentation": recipe.augmentation.in_words(),
        "recipe": asdict(recipe),
        "seed": run.seed,
        "command": run.command,
        "seconds": round(done.seconds),
        "machine": machine(run),
        "torch": torch.__version__,
        "earlier": earlier,
        "curve": done.curve,
        "curve_note": "per epoch, for display only: training loss, and the average's accuracy on every fifth of the "
        f"{data.pictures}",
    }


def trainings_before(start: str | None, run: Run) -> list[dict[str, Any]]:
    """For the card of a model that is trained further: what its weights had gone through, first things first."""
    if start != run.name:
        return []
    before = card(start, run.out)
    told = {key: before[key] for key in ("command", "recipe", "seconds", "machine", "curve", "top1", "sha256")}
    return [*before.get("earlier", []), told]


def machine(run: Run) -> str:
    """The kind of machine, in words; its name is nobody's business."""
    if run.device.startswith("cuda"):
        kind = f"one {torch.cuda.get_device_name()}"
    else:
        kind = f"{os.cpu_count()} CPU cores ({torch.backends.cpu.get_cpu_capability()})"
    return f"{kind}, {run.precision}{', torch.compile' if run.compile else ''}"


def said(options: dict[str, Any], parser: argparse.ArgumentParser) -> str:
    """The command that repeats the run on any machine: without where this one wrote to, and that it was interrupted."""
    words = ["python -m models.training.train", options["name"]]
    for key, value in options.items():
        if key not in ("name", "out", "resume") and value != parser.get_default(key):
            words.append(f"--{key.replace('_', '-')}" + ("" if value is True else f" {value}"))
    return " ".join(words)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.train", description="Trains a shipped model anew.")
    parser.add_argument("name", choices=MODELS)
    parser.add_argument("--epochs", type=int, help="default: the recipe's")
    parser.add_argument("--batch", type=int, help="default: the recipe's")
    parser.add_argument("--lr", type=float, help="peak learning rate; default: the recipe's")
    parser.add_argument("--patch-drop", type=float, help="share of a ViT's patches left out; default: the recipe's")
    parser.add_argument(
        "--start", choices=MODELS, help="whose weights to start from; its own: trained further. Default: the recipe's"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--precision", choices=("fp32", "bf16"), default="fp32", help="bf16 only where the hardware has it")
    parser.add_argument("--compile", action="store_true", help="torch.compile: about 2x for ViT and Mixer on a CPU")
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in runs/<name>/")
    parser.add_argument("--data-limit", type=int, help="only the first pictures of each split, for a quick trial")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where weights and card go")
    options = vars(parser.parse_args(arguments))
    command = said(options, parser)
    changes = {key: value for key in CHANGES if (value := options.pop(key)) is not None}
    recipe = replace(recipe_for(options["name"]), **changes)
    facts = train(Run(command=command, **options), recipe)
    if options["out"] == WEIGHTS:
        write_tables()
    print(f"{facts['id']}: {facts['top1']:.2f} % of the test set, under shifts {facts['shift_accuracy']}")


if __name__ == "__main__":
    main(sys.argv[1:])
