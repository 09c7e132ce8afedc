"""The loop that made the shipped weights: python -m models.train digits-vit

Writes models/weights/<name>.safetensors and, beside it, the card <name>.json. A checkpoint lies in runs/<name>/, written
every few minutes and after each epoch; `--resume` goes on from it and ends with the same bits as a run without a break.
Nothing is selected on the test set: what ships is the moving average of the weights after the last epoch. The accuracy per
epoch is there to be looked at.
"""

import argparse
import io
import os
import sys
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from timm.utils import ModelEmaV3
from torch import Tensor, nn
from tqdm import tqdm

from .data import DATA_SETS, read
from .evaluate import accuracy, as_images, normalised, shift_sample
from .files import replace_file
from .mix import mixed
from .publish import publish
from .recipes import RECIPES, Recipe
from .registry import MODELS, WEIGHTS, card, load
from .regularise import set_rates

RUNS = Path("runs")

KEEP_EVERY = 180.0
"""Seconds between two checkpoints of an epoch: what a run loses at most when it is broken off."""

WHOLE_FROM = 0.8
"""From this share of the training on, a ViT sees every patch again, as it will in use (arXiv 2212.00794)."""

CHANGES = ("epochs", "batch", "lr", "patch_drop", "start")
"""What the command line may change of a recipe."""


@dataclass(frozen=True)
class Run:
    """What the command line says beyond the recipe."""

    name: str
    command: str
    seed: int = 0
    device: str = "cpu"
    precision: str = "fp32"
    compile: bool = False
    resume: bool = False
    data_limit: int | None = None
    out: Path = WEIGHTS
    runs: Path = RUNS


@dataclass
class Progress:
    """How far a training is; `losses`: one per batch of the epoch that is under way."""

    curve: list[dict[str, Any]] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    seconds: float = 0.0


def train(run: Run, recipe: Recipe) -> dict[str, Any]:
    """Trains, writes weights and card, and returns the card."""
    form = MODELS[run.name].input
    data, classes = DATA_SETS[MODELS[run.name].tier], len(MODELS[run.name].labels)
    pixels, labels = read(data, "train", run.data_limit)
    test_pixels, test_labels = read(data, "test", run.data_limit)
    glance = as_images(shift_sample(test_pixels)), shift_sample(test_labels)

    torch.manual_seed(run.seed)
    earlier = trainings_before(recipe.start, run)
    model = load(recipe.start, run.out).requires_grad_(True) if recipe.start else MODELS[run.name].build()
    model.to(run.device).to(memory_format=torch.channels_last)  # twice as fast for convolutions on a CPU
    average = ModelEmaV3(model, decay=recipe.ema, use_warmup=True)
    optimizer = torch.optim.AdamW(decayed_or_not(model, recipe.weight_decay), lr=recipe.lr)
    steps = len(pixels) // recipe.batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, recipe.lr, total_steps=recipe.epochs * steps, pct_start=recipe.warmup, cycle_momentum=False
    )
    parts = {"model": model, "average": average.module, "optimizer": optimizer, "schedule": schedule}
    checkpoint = run.runs / run.name / "checkpoint.pt"
    plan = {"recipe": asdict(recipe), "seed": run.seed, "data_limit": run.data_limit, "precision": run.precision}
    done, dice = restore(checkpoint, parts, plan) if run.resume and checkpoint.is_file() else (Progress(), dice_now())
    predict = torch.compile(model, dynamic=False) if run.compile else model

    def learn(index: Tensor, progress: float) -> float:
        """One step on one batch; its loss. `progress`: the share of the epochs before this one."""
        images = recipe.augmentation(as_images(pixels[index]), progress)
        images, wanted = mixed(images, labels[index], classes, recipe.mix)
        x = normalised(images, form)
        x = x.to(run.device, memory_format=torch.channels_last)
        with torch.autocast(torch.device(run.device).type, torch.bfloat16, enabled=run.precision == "bf16"):
            logits = predict(x)
        loss = F.cross_entropy(logits.float(), wanted.to(run.device), label_smoothing=recipe.smoothing)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), recipe.clip)
        optimizer.step()
        schedule.step()
        average.update(model, step=schedule.last_epoch)
        return loss.item()

    clock = kept = time.monotonic()
    for epoch in range(len(done.curve), recipe.epochs):
        progress = epoch / recipe.epochs
        torch.manual_seed(run.seed * 100_003 + epoch + 1)  # each epoch has its own dice: a resumed run throws the same
        batches = torch.randperm(len(pixels))[: steps * recipe.batch].split(recipe.batch)
        if done.losses:  # broken off in this epoch
            set_dice(dice)
        model.train()
        set_rates(model, recipe.branch_drop, recipe.patch_drop if progress < WHOLE_FROM else 0.0)
        title, over = f"{run.name} {epoch + 1}/{recipe.epochs}", len(done.losses)
        for index in tqdm(batches[over:], desc=title, unit="batch", mininterval=2, initial=over, total=steps):
            done.losses.append(learn(index, progress))
            now = time.monotonic()
            done.seconds, clock = done.seconds + now - clock, now
            if now - kept >= KEEP_EVERY and len(done.losses) < steps:
                keep(checkpoint, parts, plan, done)
                kept = now
        seen = accuracy(average.module.eval(), *glance, form)
        done.curve.append({"epoch": epoch + 1, "train_loss": round(sum(done.losses) / steps, 5), "test_accuracy": seen})
        done.losses = []
        tqdm.write(f"{run.name} {done.curve[-1]}")
        keep(checkpoint, parts, plan, done)
        clock = kept = time.monotonic()

    facts = {
        "trained_on": f"{data.title}, {len(pixels):,} {'training ' if run.data_limit is None else ''}pictures",
        "train_size": len(pixels),
        "test_size": len(test_pixels),
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
    return publish(run.name, average.module.cpu(), facts, test_pixels, test_labels, run.out, recipe.half)


def decayed_or_not(model: nn.Module, decay: float) -> list[dict[str, Any]]:
    """Weight decay for matrices and kernels only: norms, biases, positions and the class token keep their size."""
    matrices: list[nn.Parameter] = []
    others: list[nn.Parameter] = []
    for name, parameter in model.named_parameters():
        (matrices if parameter.ndim > 1 and name not in ("pos_embed", "cls_token") else others).append(parameter)
    return [{"params": matrices, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]


def dice_now() -> dict[str, Any]:
    """The state of torch's generators: what augmentation, mixing and dropout draw from."""
    return {"cpu": torch.get_rng_state(), "cuda": torch.cuda.get_rng_state_all()}


def set_dice(dice: dict[str, Any]) -> None:
    torch.set_rng_state(dice["cpu"])
    torch.cuda.set_rng_state_all(dice["cuda"])


def keep(path: Path, parts: dict[str, Any], plan: dict[str, Any], done: Progress) -> None:
    states = {key: part.state_dict() for key, part in parts.items()}
    buffer = io.BytesIO()
    torch.save({"plan": plan, "done": asdict(done), "dice": dice_now(), **states}, buffer)
    replace_file(path, buffer.getvalue())


def restore(path: Path, parts: dict[str, Any], plan: dict[str, Any]) -> tuple[Progress, dict[str, Any]]:
    """How far the run came, and the dice as they lay."""
    saved = torch.load(path, map_location="cpu", weights_only=True)
    if saved["plan"] != plan:
        raise SystemExit(f"{path} is of a run with other settings: repeat its command, or start anew without --resume.")
    for key, part in parts.items():
        part.load_state_dict(saved[key])
    return Progress(**saved["done"]), saved["dice"]


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
    words = ["python -m models.train", options["name"]]
    for key, value in options.items():
        if key not in ("name", "out", "resume") and value != parser.get_default(key):
            words.append(f"--{key.replace('_', '-')}" + ("" if value is True else f" {value}"))
    return " ".join(words)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m models.train", description="Trains a shipped model anew.")
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
    recipe = replace(RECIPES[options["name"]], **changes)
    facts = train(Run(command=command, **options), recipe)
    print(f"{facts['id']}: {facts['top1']:.2f} % of the test set, under shifts {facts['shift_accuracy']}")


if __name__ == "__main__":
    main(sys.argv[1:])
