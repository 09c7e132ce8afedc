"""Small timm models with random weights, saved as folders in the hub's format: the way that every model takes."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import timm
import torch
from timm.models import save_for_hf
from torch import Tensor, nn

from app.catalog.loaded_model import LoadedModel
from app.catalog.sources import Listing
from app.catalog.timm_models import open_folder
from app.interpret.stage import Stage
from models.spec.entry import Entry


@dataclass
class Opened:
    """`plain`: the model as timm made it; `model`: the same one out of its folder."""

    plain: nn.Module
    folder: Path
    entry: Entry
    model: nn.Module
    loaded: LoadedModel
    x: Tensor

    def stage(self, name: str) -> Stage:
        return Stage(self.loaded.recorder, self.loaded.points, self.loaded.point(name))


TINY: dict[str, tuple[str, dict[str, Any]]] = {
    "vit": ("vit_tiny_patch16_224", {"img_size": 64, "depth": 3, "embed_dim": 48, "num_heads": 3}),
    "deit": ("deit_tiny_distilled_patch16_224", {"img_size": 64, "depth": 2, "embed_dim": 48, "num_heads": 3}),
    "registers": (
        "vit_small_patch14_reg4_dinov2",
        {"img_size": 56, "depth": 2, "embed_dim": 48, "num_heads": 3, "num_classes": 0},
    ),
    "wide": ("vit_tiny_patch16_224", {"img_size": (32, 64), "depth": 2, "embed_dim": 48, "num_heads": 3}),
    "mixer": ("mixer_s16_224", {"img_size": 64}),
    "resmlp": ("resmlp_12_224", {"img_size": 64}),
    "gmlp": ("gmlp_ti16_224", {"img_size": 64}),
    "swin": (
        "swin_tiny_patch4_window7_224",
        {"img_size": 64, "window_size": 4, "depths": (2, 2), "embed_dim": 24, "num_heads": (2, 4)},
    ),
    "pvt": ("pvt_v2_b0", {"depths": (1, 1, 1, 1)}),
    "hybrid": ("test_coatnet", {}),
    "resnet": ("test_resnet", {}),
    "convnext": ("test_convnext", {}),
}


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Opened]:
    """A model of TINY by its short name, opened once."""
    known: dict[str, Opened] = {}

    def get(name: str) -> Opened:
        if name not in known:
            with torch.inference_mode(False):  # whoever asks first: others want gradients
                known[name] = made(name, *TINY[name], tmp_path_factory.mktemp(name))
        return known[name]

    return get


def made(name: str, architecture: str, arguments: dict[str, Any], folder: Path) -> Opened:
    """timm's `architecture` with random weights, saved in `folder` and opened from there."""
    torch.manual_seed(0)
    plain = timm.create_model(architecture, **arguments).eval().requires_grad_(False)
    stirred(plain)
    save_for_hf(plain, str(folder), safe_serialization=True)
    entry, model = open_folder(folder, Listing(name, "vit"))
    x = torch.randn(1, 3, entry.input.height, entry.input.width)
    return Opened(plain, folder, entry, model, LoadedModel.of(name, entry, model, []), x)


def stirred(model: nn.Module) -> None:
    """Weights that are zero or one at the start, and hide mistakes, are not any more."""
    generator = torch.Generator().manual_seed(1)
    for parameter in model.parameters():
        parameter += 0.05 * torch.randn(parameter.shape, generator=generator)
