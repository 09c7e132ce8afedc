"""What was measured of the cluster as costs of the simulation (bench.replicas.scale)."""

import dataclasses
import itertools
import json
import re
import statistics
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from ..table import Row
from .simulation import BATCH, RATE, Costs, Each, Plan, simulate

CORES = 2
"""Of the machine that everything shared while it was measured."""

CALIBRATED = [
    f"waiting: Ray, {replicas}, {people} at {RATE}/s" for replicas in ("1 replica", "2 replicas") for people in (30, 60, 100)
]
"""Whose processor times beside the passes are taken for all: there nothing computes."""

Rows = Mapping[str, Row]


def read(*paths: Path) -> dict[str, Row]:
    """Rows by what they say; later files over earlier ones."""
    found = [one for path in paths for one in json.loads(path.read_text(encoding="utf-8"))["rows"]]
    fields = {field.name for field in dataclasses.fields(Row)}
    return {one["what"]: Row(**{key: value for key, value in one.items() if key in fields}) for one in found}


def shares(note: str) -> dict[str, float]:
    """ "Ray 0.60, web 1.06" as numbers."""
    return {name: float(value) for name, value in re.findall(r"(\w+) (\d+(?:\.\d+)?)", note)}


def costs(rows: Rows) -> Costs:
    """What was measured, in seconds."""
    service = tuple(rows[f"a batch of {size}, one thread"].value / 1e3 for size in range(1, BATCH + 1))
    web, models, ray = (each(rows, kind) for kind in ("web", "models", "Ray"))
    people = statistics.mean(shares(rows[f"{name}: processor time of a frame"].note)["people"] for name in CALIBRATED) / 1e3
    known = Costs(service, web, models, ray, people, idle(rows, 1, "Ray"))
    slow = rows["a batch of 8 while another process computes one"].value / rows["a batch of 8, one thread"].value
    alone = simulate(Plan(1, 1, cores=CORES, computes=False), known).age(0.5)
    there = rows[f"waiting: Ray, 1 replica, 1 at {RATE}/s: age p50"].value / 1e3
    return dataclasses.replace(known, slow=max(1.0, slow), trip=max(0.0, there - alone) / 2)


def idle(rows: Rows, replicas: int, kind: str) -> float:
    """Cores that such processes take when nobody is there."""
    name = f"waiting: Ray, {replicas} replica{'s' * (replicas > 1)}, nobody: processor"
    return shares(rows[name].note)[kind] / 100


def each(rows: Rows, kind: str) -> Each:
    """The processor time of such processes beside what they take when idle, as that of positions, batches and frames: least
    squares over CALIBRATED, none below 0."""
    parts, took = [], []
    for name in CALIBRATED:
        a_second = rows[f"{name}: updates of all"].value
        resting = idle(rows, 2 if "2 replicas" in name else 1, kind) / a_second
        took.append(shares(rows[f"{name}: processor time of a frame"].note)[kind] / 1e3 - resting)
        sent, batches = (rows[f"{name}: {what} for a frame"].value for what in ("positions sent", "batches"))
        parts.append([sent if kind == "web" else 0.0, batches, 1.0])
    return Each(*non_negative(np.array(parts), np.array(took)))


def non_negative(a: np.ndarray, b: np.ndarray) -> list[float]:
    """x, none below 0, with the least |a x - b|: the best of all subsets of columns."""
    found, least_rest = [0.0] * a.shape[1], float(np.linalg.norm(b))
    for mask in itertools.product((False, True), repeat=a.shape[1]):
        columns = [i for i, one in enumerate(mask) if one]
        if not columns:
            continue
        x = np.linalg.lstsq(a[:, columns], b, rcond=None)[0]
        rest = float(np.linalg.norm(a[:, columns] @ x - b))
        if (x >= 0).all() and rest < least_rest - 1e-12:
            least_rest, found = rest, [0.0] * a.shape[1]
            for i, value in zip(columns, x, strict=True):
                found[i] = float(value)
    return found
