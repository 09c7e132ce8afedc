"""What recording costs over the plain forward pass, in-process."""

import time
from collections.abc import Callable
from statistics import median

import torch

from app.capture.recorder import Recorder
from models.registry import MODELS, load

from .table import Row

DEFAULTS = ("digits-mlp", "digits-cnn", "digits-vit", "digits-mixer")
ROUNDS = 1500


def rows(seconds: float) -> list[Row]:
    torch.set_num_threads(1)
    found: list[Row] = []
    for name in DEFAULTS:
        model, entry = load(name), MODELS[name]
        recorder, x = Recorder(model, entry.points), torch.randn(1, 1, 28, 28)

        def plain(model: torch.nn.Module = model, x: torch.Tensor = x) -> None:
            with torch.inference_mode():
                model(x)

        bare, recorded = interleaved(plain, lambda recorder=recorder, x=x: recorder.run(x))
        ratio = None if entry.family == "mlp" else 1.15  # the MLP's pass is too short for a ratio
        found.append(Row(f"{name}: plain forward pass", bare, "ms"))
        found.append(Row(f"{name}: recorded / plain", recorded / bare, "x", ratio))
        found.append(Row(f"{name}: recording costs", recorded - bare, "ms", None if ratio else 0.05))
    return found


def interleaved(*actions: Callable[[], object], rounds: int = ROUNDS, warm: int = 50) -> list[float]:
    """Median milliseconds of each action, after `warm` rounds; they take turns, and who goes first changes each round."""
    times: list[list[float]] = [[] for _ in actions]
    order = list(range(len(actions)))
    for turn in range(rounds + warm):
        for i in order:
            start = time.perf_counter()
            actions[i]()
            if turn >= warm:
                times[i].append(time.perf_counter() - start)
        order.reverse()
    return [1e3 * median(each) for each in times]
