"""Models of the lineage with weights drawn from a seed: what holds for any weights need not wait for trained ones."""

import hashlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import torch
from safetensors.torch import save
from torch import nn

from app.catalog.catalog import Catalog
from app.core.settings import Settings
from app.images.samples import sample_images
from models.registry import MODELS, WEIGHTS


def seeded(name: str) -> nn.Module:
    """The architecture with noise on all parameters and norms that have seen a little noise, ready to look at."""
    torch.manual_seed(len(name))
    model = MODELS[name].build()
    form = MODELS[name].input
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter), alpha=0.05)
        for _ in range(3):
            model.train()(torch.randn(16, form.channels, form.height, form.width))
    return model.eval().requires_grad_(False)


def write(folder: Path, names: Iterable[str]) -> Path:
    """Weights and cards of the shipped default models, and of these with seeded weights, in a folder of their own."""
    for name in Settings().default_models:
        for file in WEIGHTS.glob(f"{name}.*"):
            shutil.copy(file, folder)
    for place, name in enumerate(names):
        model = seeded(name)
        data = save({key: value.contiguous() for key, value in model.state_dict().items()})
        (folder / f"{name}.safetensors").write_bytes(data)
        card = {
            "sha256": hashlib.sha256(data).hexdigest(), "parameters": sum(one.numel() for one in model.parameters()),
            "macs": 1_000_000 * (place + 1), "top1": 99.0 + place / 10, "shift_accuracy": {"4": 50.0},
        }  # fmt: skip
        (folder / f"{name}.json").write_text(json.dumps(card), encoding="utf-8")
    return folder


def catalog(folder: Path) -> Catalog:
    return Catalog(Settings().default_models, sample_images, weights=folder)
