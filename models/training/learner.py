"""What learns: a model, the moving average of its weights, the optimiser and its schedule; one step on one batch."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Int, UInt8
from timm.utils import ModelEmaV3
from torch import Tensor, nn

from ..layers.drop import set_rates
from ..registry import WEIGHTS, entry_of, load
from ..spec.normalise import normalise
from .evaluate import as_images
from .mixup import mixed
from .recipes import Recipe

WHOLE_FROM = 0.8
"""From this share of the training on, a ViT sees every patch again, as it will in use (arXiv 2212.00794)."""


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
    runs: Path = Path("runs")

    @property
    def checkpoint(self) -> Path:
        return self.runs / self.name / "checkpoint.pt"

    def plan(self, recipe: Recipe) -> dict[str, Any]:
        """What a run must have in common with one that was broken off, to go on with it."""
        alike = {name: value for name, value in asdict(recipe).items() if name != "seeds"}  # of each seed's run by itself
        return {"recipe": alike, "seed": self.seed, "data_limit": self.data_limit, "precision": self.precision}


class Learner:
    """`pixels` and `labels`: the training's pictures, 0–255, and their classes. `steps`: of one epoch; 0: one pass over all.

    B batch · C channels · H rows · W columns
    """

    def __init__(
        self, run: Run, recipe: Recipe, pixels: UInt8[Tensor, "n C H W"], labels: Int[Tensor, " n"], steps: int = 0
    ) -> None:
        self.run, self.recipe, self.pixels, self.labels = run, recipe, pixels, labels
        entry = entry_of(run.name)
        self.form, self.classes = entry.input, len(entry.labels)
        torch.manual_seed(run.seed)
        model = load(recipe.start, run.out).requires_grad_(True) if recipe.start else entry.build()
        self.model = model.to(run.device).to(memory_format=torch.channels_last)  # twice as fast for convolutions on a CPU
        self.average = ModelEmaV3(self.model, decay=recipe.ema, use_warmup=True)
        self.optimizer = torch.optim.AdamW(decayed_or_not(self.model, recipe.weight_decay), lr=recipe.lr)
        self.steps = steps or len(pixels) // recipe.batch
        """Of one epoch; a last, smaller batch is left out."""
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer,
            recipe.lr,
            total_steps=recipe.epochs * self.steps,
            pct_start=recipe.warmup,
            cycle_momentum=False,
        )
        self._predict = torch.compile(self.model, dynamic=False) if run.compile else self.model

    @property
    def parts(self) -> dict[str, Any]:
        """All that a checkpoint must hold."""
        return {
            "model": self.model,
            "average": self.average.module,
            "optimizer": self.optimizer,
            "schedule": self.schedule,
        }

    @property
    def taken(self) -> int:
        """Steps that changed the weights: none is taken along a gradient larger than float32 can hold."""
        first: dict[str, Any] = next(iter(self.optimizer.state.values()), {})
        return int(first.get("step", 0))

    def batches(self, epoch: int) -> tuple[Tensor, ...]:
        """Indices of one epoch's pictures. Each epoch has its own dice, which lie as at its start from now on."""
        torch.manual_seed(self.run.seed * 100_003 + epoch + 1)
        order = torch.randperm(len(self.pixels))[: self.steps * self.recipe.batch]
        return torch.split(order, self.recipe.batch)

    def begin(self, progress: float) -> None:
        """Ready to learn. `progress`: the share of the epochs before this one."""
        self.model.train()
        set_rates(self.model, self.recipe.branch_drop, self.recipe.patch_drop if progress < WHOLE_FROM else 0.0)

    def learn(self, index: Int[Tensor, " B"], progress: float) -> float:
        """One step on one batch; its loss."""
        run, recipe = self.run, self.recipe
        images = recipe.augmentation(as_images(self.pixels[index]), progress)
        images, wanted = mixed(images, self.labels[index], self.classes, recipe.mix)
        x = normalise(images, self.form).to(run.device, memory_format=torch.channels_last)
        with torch.autocast(torch.device(run.device).type, torch.bfloat16, enabled=run.precision == "bf16"):
            logits = self._predict(x)
        loss = F.cross_entropy(logits.float(), wanted.to(run.device), label_smoothing=recipe.smoothing)
        self.optimizer.zero_grad()
        loss.backward()
        if not nn.utils.clip_grad_norm_(self.model.parameters(), recipe.clip).isfinite():
            self.optimizer.zero_grad()  # nothing is learnt from it
        self.optimizer.step()
        self.schedule.step()
        self.average.update(self.model, step=self.schedule.last_epoch)
        return loss.item()


def decayed_or_not(model: nn.Module, decay: float) -> list[dict[str, Any]]:
    """Weight decay for matrices and kernels only: norms, biases, positions and the class token keep their size."""
    matrices: list[nn.Parameter] = []
    others: list[nn.Parameter] = []
    for name, parameter in model.named_parameters():
        (matrices if parameter.ndim > 1 and name not in ("pos_embed", "cls_token") else others).append(parameter)
    return [{"params": matrices, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]
