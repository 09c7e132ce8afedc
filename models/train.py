"""The loop that made the shipped weights: python -m models.train digits-vit

Writes models/weights/<name>.safetensors and, beside it, the card <name>.json. A checkpoint per epoch lies in runs/<name>/;
`--resume` goes on from it and ends with the same bits as a run without a break. Nothing is selected on the test set: what
ships is the moving average of the weights after the last epoch. The accuracy per epoch is there to be looked at.
"""

import argparse
import os
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from timm.utils import ModelEmaV3
from torch import Tensor, nn
from tqdm import tqdm

from .augment import Augmentation
from .data import mnist
from .evaluate import accuracy
from .publish import publish
from .registry import MODELS, WEIGHTS, Input

RUNS = Path("runs")


@dataclass(frozen=True)
class Recipe:
    augmentation: Augmentation
    epochs: int
    batch: int = 256
    lr: float = 2e-3  # the peak
    weight_decay: float = 0.05
    warmup: float = 0.1  # share of the steps on which the rate rises; then it falls as a cosine
    smoothing: float = 0.0
    ema: float = 0.999  # decay of the moving average per step
    clip: float = 1.0  # norm of the gradient


BENT = Augmentation(rotation=12, scale=0.12, shear=0.12, elastic=0.7)
MOVED = replace(BENT, shift=8)

RECIPES: dict[str, Recipe] = {
    "digits-mlp": Recipe(BENT, epochs=40, lr=1e-3),
    "digits-cnn": Recipe(BENT, epochs=12, lr=4e-3),
    "digits-vit": Recipe(BENT, epochs=30),
    "digits-mixer": Recipe(BENT, epochs=30),
    "digits-mlp-shifted": Recipe(MOVED, epochs=40, lr=1e-3),
    "digits-cnn-shifted": Recipe(MOVED, epochs=12, lr=4e-3),
    "digits-vit-shifted": Recipe(MOVED, epochs=40),
    "digits-mixer-shifted": Recipe(MOVED, epochs=40),
}


@dataclass(frozen=True)
class Run:
    """What the command line says beyond the recipe."""

    name: str
    command: str
    seed: int = 0
    device: str = "cpu"
    precision: str = "bf16"
    compile: bool = False
    resume: bool = False
    data_limit: int | None = None
    weights: Path = WEIGHTS
    runs: Path = RUNS


def train(run: Run, recipe: Recipe) -> dict[str, Any]:
    """Trains, writes weights and card, and returns the card."""
    entry = MODELS[run.name]
    images, labels = mnist("train", run.data_limit)
    test_images, test_labels = mnist("test", run.data_limit)

    torch.manual_seed(run.seed)
    model = entry.build().to(run.device)
    average = ModelEmaV3(model, decay=recipe.ema, use_warmup=True)
    optimizer = torch.optim.AdamW(parameter_groups(model, recipe.weight_decay), lr=recipe.lr)
    steps = len(images) // recipe.batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, recipe.lr, total_steps=recipe.epochs * steps, pct_start=recipe.warmup, cycle_momentum=False
    )
    state = {"model": model, "average": average.module, "optimizer": optimizer, "schedule": schedule}
    checkpoint = run.runs / run.name / "checkpoint.pt"
    curve, seconds = restore(checkpoint, state, recipe) if run.resume and checkpoint.is_file() else ([], 0.0)
    step = torch.compile(model) if run.compile else model

    for epoch in range(len(curve), recipe.epochs):
        start = time.monotonic()
        torch.manual_seed(run.seed * 100_003 + epoch + 1)  # each epoch has its own dice, so that a resumed run throws the same
        model.train()
        total = 0.0
        order = torch.randperm(len(images))[: steps * recipe.batch].split(recipe.batch)
        for index in tqdm(order, desc=f"{run.name} {epoch + 1}/{recipe.epochs}", unit="batch", mininterval=2):
            x = normalised(recipe.augmentation(as_images(images[index])), entry.input).to(run.device)
            with torch.autocast(run.device, torch.bfloat16, enabled=run.precision == "bf16"):
                logits = step(x)
            loss = F.cross_entropy(logits.float(), labels[index].to(run.device), label_smoothing=recipe.smoothing)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), recipe.clip)
            optimizer.step()
            schedule.step()
            average.update(model, step=schedule.last_epoch)
            total += loss.item()
        seconds += time.monotonic() - start
        top1 = accuracy(average.module.eval(), normalised(as_images(test_images), entry.input), test_labels)
        curve.append({"epoch": epoch + 1, "train_loss": round(total / steps, 5), "test_top1": top1})
        tqdm.write(f"{run.name} epoch {epoch + 1}: loss {total / steps:.4f}, test accuracy {top1:.2f} %")
        save(checkpoint, state, recipe, curve, seconds)

    facts = {
        "trained_on": "MNIST",
        "train_size": len(images),
        "test_size": len(test_images),
        "seed": run.seed,
        "command": run.command,
        "recipe": describe(recipe),
        "augmentation": recipe.augmentation.in_words(),
        "seconds": round(seconds),
        "machine": machine(run),
        "torch": torch.__version__,
        "curve": curve,
    }
    return publish(run.name, average.module.cpu().eval(), facts, test_images, test_labels, run.weights)


def as_images(pixels: Tensor) -> Tensor:
    return pixels[:, None].float() / 255  # n H W, 0–255 -> B C H W, 0–1


def normalised(images: Tensor, form: Input) -> Tensor:
    mean, std = (torch.tensor(values)[:, None, None] for values in (form.mean, form.std))
    return (images - mean) / std
