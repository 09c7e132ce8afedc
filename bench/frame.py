"""A frame of four models in-process: by compiled forms and by the hooks, in the same sitting, on one thread.

Processor time of this thread, so that what else runs on the machine weighs little.
"""

import math
import time
from collections.abc import Callable
from itertools import count
from statistics import median

import torch

from app.core.settings import Settings
from app.frames.request import Position, Subject, Wanted
from app.main import create_app
from app.web.state import AppState

from .table import Row

BATCH = 8
"""Positions that run together, as live_queue has it."""


def rows(seconds: float) -> list[Row]:
    torch.set_num_threads(1)
    both = {how: create_app(Settings(compiled=how)).state.shared for how in ("on", "off")}
    found: list[Row] = []
    for size in (1, BATCH):
        compiled, eager = interleaved(*(drawing(shared, size) for shared in both.values()), seconds=seconds / 4)
        passes, hooks = interleaved(*(passing(shared, size) for shared in both.values()), seconds=seconds / 4)
        what = "one frame of four models" if size == 1 else f"{size} frames as one batch"
        found += [
            Row(f"{what}: passes by the hooks", hooks, "ms"),
            Row(f"{what}: compiled passes", passes, "ms"),
            Row(f"{what}: hooks / compiled", hooks / passes, "x"),
            Row(f"{what}: drawn by the hooks", eager, "ms"),
            Row(f"{what}: drawn compiled", compiled, "ms"),
            Row(f"{what}: drawn, hooks / compiled", eager / compiled, "x"),
        ]
    return found


def drawing(shared: AppState, size: int) -> Callable[[], object]:
    """Frames at places that nobody has seen."""
    subject, number = shared.sample("seven"), count()

    def draw() -> object:
        wanted = [Wanted(place(subject, next(number)), shared.catalog.defaults) for _ in range(size)]
        return shared.runner.draw(wanted)

    return draw


def place(subject: Subject, n: int) -> Position:
    """On a spiral."""
    radius = 3 + n % 9
    return Position(subject, dx=round(radius * math.cos(n / 7)), dy=round(radius * math.sin(n / 7)))


def passing(shared: AppState, size: int) -> Callable[[], object]:
    """The models' passes alone, stages recorded."""
    models = [shared.catalog.get(name) for name in shared.catalog.defaults]
    places = [{point.module for group in loaded.groups for point in group} for loaded in models]
    x = torch.rand(size, 1, 28, 28)
    return lambda: [loaded.live(x, only) for loaded, only in zip(models, places, strict=True)]


def interleaved(*actions: Callable[[], object], seconds: float) -> list[float]:
    """Median milliseconds of this thread for each; they take turns, for so long."""
    times: list[list[float]] = [[] for _ in actions]
    end = time.monotonic() + seconds
    while time.monotonic() < end or len(times[0]) < 20:
        for action, taken in zip(actions, times, strict=True):
            begun = time.thread_time()
            action()
            taken.append(1e3 * (time.thread_time() - begun))
    return [median(taken[5:]) for taken in times]
