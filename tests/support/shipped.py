"""Shipped architectures with random weights, and what tests ask of them."""

import re
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from app.capture.points import ResolvedPoint, resolve
from app.capture.recorder import Recorder
from app.catalog.loaded_model import LoadedModel
from app.interpret.stage import Stage
from models.registry import MODELS

FORMS = [name for name in MODELS if not re.search(r"-shifted|-56|efficientnet-[12]|-23-", name)]
"""One model of each form: the others differ from it in depth, width or training."""
X = torch.randn(1, 1, 28, 28, generator=torch.Generator().manual_seed(5))


@dataclass
class Case:
    model: nn.Module
    recorder: Recorder
    points: dict[str, ResolvedPoint]
    x: Tensor

    def stage(self, name: str) -> Stage:
        return Stage(self.recorder, tuple(self.points.values()), self.points[name])


def case(name: str) -> Case:
    """A shipped architecture with random weights and a random picture, in float64."""
    torch.manual_seed(3)
    entry = MODELS[name]
    model = entry.build().double().eval().requires_grad_(False)
    recorder = Recorder(model, entry.points)
    points = {point.name: point for point in resolve(Recorder(entry.build().eval(), entry.points), entry.input)}
    return Case(model, recorder, points, torch.randn(1, 1, 28, 28, dtype=torch.double))


def quiet(done: int, of: int) -> None:
    """Nobody watches the progress."""


def near(got: Tensor, expected: Tensor) -> bool:
    return bool((got - expected).abs().max() <= 1e-12)


def loaded(name: str, model: torch.nn.Module) -> LoadedModel:
    return LoadedModel.of(name, MODELS[name], model.eval().requires_grad_(False), [])
