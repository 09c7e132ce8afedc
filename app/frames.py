"""A model's part of a picture frame: statistics, change against the pinned reference, tiles.

Activations are stacked by group (points of one form, LoadedModel.groups) and by position: (S, B, …). That makes a dozen
array operations out of hundreds, which is what a frame of small models costs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import Tensor

from . import encode
from .analysis import shift
from .analysis.shift import Edge
from .capture import Recording
from .catalog import LoadedModel
from .recording import ResolvedPoint

Stacks = tuple[np.ndarray, ...]
"""For each group of a model an array (S, B, …)."""


@dataclass(frozen=True)
class Job:
    """One frame's wishes for one model. `reference`: stacks with B = 1. `moved`: (dx, dy) from the reference.

    `stages`: "model/point" that need tiles, None = every stage. Details are there only if they are named.
    """

    reference: Stacks
    edge: Edge
    moved: tuple[int, int]
    tiles: int
    stages: frozenset[str] | None
    body: encode.Body

    def wants(self, model: str, point: ResolvedPoint) -> bool:
        return point.stage if self.stages is None else f"{model}/{point.name}" in self.stages


def stacks(loaded: LoadedModel, recording: Recording) -> Stacks:
    return tuple(np.stack([point.of(recording).numpy() for point in group]) for group in loaded.groups)


def parts(loaded: LoadedModel, recording: Recording, jobs: Sequence[Job]) -> list[dict[str, Any]]:
    """For each job the model's header; its tiles go to the job's body."""
    stages: list[dict[str, Any]] = [{} for _ in jobs]
    for g, group in enumerate(loaded.groups):
        if group[0].stage or any(job.wants(loaded.id, point) for job in jobs for point in group):
            moved = np.stack([point.of(recording).numpy() for point in group])
            references = [job.reference[g] for job in jobs]
            same = all(reference is references[0] for reference in references)
            _group(loaded, group, references[0] if same else np.concatenate(references, axis=1), moved, jobs, stages)
    return [
        {
            "id": loaded.id,
            "milliseconds": round(recording.milliseconds / len(jobs), 3),
            "predictions": predictions(recording.output[i], loaded.entry.labels),
            "stages": [found[point.name] for point in loaded.points if point.name in found],
        }
        for i, found in enumerate(stages)
    ]


def _group(
    loaded: LoadedModel,
    group: Sequence[ResolvedPoint],
    reference: np.ndarray,
    moved: np.ndarray,
    jobs: Sequence[Job],
    stages: Sequence[dict[str, Any]],
) -> None:
    form = group[0]
    baselines = np.array([[loaded.baselines[point.name]] for point in group], moved.dtype)
    change = changes(form, reference, moved, [job.moved for job in jobs], [job.edge for job in jobs], baselines)
    statistics = summarise(moved)
    for i, job in enumerate(jobs):
        wanted = [s for s, point in enumerate(group) if job.wants(loaded.id, point)]
        drawn = dict(zip(wanted, tiles(moved[:, i], wanted, form, job.tiles, job.body), strict=True)) if wanted else {}
        for s, point in enumerate(group):
            if point.stage or s in drawn:
                stage = {"name": point.name, **{key: values[s, i] for key, values in statistics.items()}}
                stage["change"] = {key: values[s, i] for key, values in change.items()}
                if s in drawn:
                    stage["tiles"] = drawn[s]
                stages[i][point.name] = stage


def changes(
    form: ResolvedPoint,
    reference: np.ndarray,
    moved: np.ndarray,
    moves: Sequence[tuple[int, int]],
    edges: Sequence[Edge],
    baselines: np.ndarray | float,
) -> dict[str, np.ndarray]:
    """The three measures for points of one form, each (S, B), NaN where undefined."""
    undone = np.full(moved.shape[:2], np.nan, moved.dtype)
    if form.stage and form.grid is not None:
        a, b = (shift.as_maps(one, form.axes, form.grid, form.prefix) for one in (reference, moved))
        undone = shift.equivariance(a, b, moves, form.stride, edges)
    return {
        "invariance": shift.invariance(reference, moved),
        "equivariance": undone,
        "cosine": shift.cosine(reference, moved, baselines),
    }


def summarise(activations: np.ndarray) -> dict[str, np.ndarray]:
    """min, max, mean and standard deviation (of the population) of each, (S, B, …) -> (S, B)."""
    flat = activations.reshape(*activations.shape[:2], -1)
    mean = flat.mean(-1)
    centred = flat - mean[..., None]
    std = np.sqrt(np.vecdot(centred, centred) / flat.dtype.type(flat.shape[-1]))
    return {"min": flat.min(-1), "max": flat.max(-1), "mean": mean, "std": std}


def tiles(
    activations: np.ndarray, wanted: Sequence[int], form: ResolvedPoint, most: int, body: encode.Body
) -> list[dict[str, int]]:
    """Puts the first `most` tiles of the wanted ones of (S, …) into the body, and says where they are."""
    shaped = encode.tiles_of(activations, form.axes, form.grid, form.prefix)
    total, rows, columns = shaped.shape[1:]
    count = min(most, total)
    chosen = shaped[:, :count] if len(wanted) == len(shaped) else shaped[wanted, :count]
    low, high, steps = encode.quantise(chosen.reshape(len(wanted), count, -1))
    return [
        {"count": count, "total": total, "rows": rows, "columns": columns, "at": body.add(low[s], high[s], steps[s])}
        for s in range(len(wanted))
    ]


def predictions(logits: Tensor, labels: Sequence[str]) -> list[dict[str, Any]]:
    """Every class, the most probable first."""
    values = logits.numpy()
    odds = np.exp(values - values.max(), dtype=np.float64)
    shares = (odds / odds.sum()).astype(np.float32)
    order = np.argsort(-shares, kind="stable").tolist()
    return [{"index": i, "label": labels[i], "probability": shares[i], "logit": values[i]} for i in order]
