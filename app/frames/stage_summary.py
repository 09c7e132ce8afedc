"""A model's part of a picture frame: statistics, change against the pinned reference, tiles.

Activations are stacked by group (points of one form, LoadedModel.groups) and by position: (S, B, …). That makes a dozen
array operations out of hundreds, which is what a frame of small models costs.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from torch import Tensor

from models.spec.entry import Entry

from ..analysis import equivariance
from ..analysis.equivariance import Edge
from ..analysis.shares import shares
from ..capture.points import ResolvedPoint
from ..capture.recorder import Recording
from ..catalog.loaded_model import LoadedModel
from .request import Job, Key, Stacks
from .tiles import quantise, reduced, step, tiles_of

MOST_PREDICTIONS = 20
"""Classes that a frame tells of, the most probable first; of a thousand the rest would be larger than all the maps."""


def key(group: Iterable[ResolvedPoint]) -> Key:
    return tuple(point.name for point in group)


def stacks(groups: Iterable[Sequence[ResolvedPoint]], recording: Recording) -> Stacks:
    return {key(group): _stack([point.of(recording).numpy() for point in group]) for group in groups}


def _stack(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """One alone is not copied, where it lies as a stack would."""
    return np.ascontiguousarray(arrays[0])[None] if len(arrays) == 1 else np.stack(arrays)


def parts(
    loaded: LoadedModel,
    groups: Iterable[Sequence[ResolvedPoint]],
    held: Stacks,
    recording: Recording,
    jobs: Sequence[Job],
) -> list[dict[str, Any]]:
    """For each job the model's header; its tiles go to the job's body. `held`: the recording's stacks of these groups
    (LoadedModel.shown)."""
    stages: list[dict[str, Any]] = [{} for _ in jobs]
    for group in groups:
        references = [job.reference[key(group)] for job in jobs]
        same = all(reference is references[0] for reference in references)
        _group(loaded, group, references[0] if same else np.concatenate(references, axis=1), held[key(group)], jobs, stages)
    answers = predictions(recording.output, loaded.entry, MOST_PREDICTIONS, loaded.temperature)
    return [
        {
            "id": loaded.id,
            "milliseconds": round(recording.milliseconds / len(jobs), 3),
            "predictions": answers[i],
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
    drawn = tiles(loaded, group, moved, jobs)
    for i in range(len(jobs)):
        for s, point in enumerate(group):
            if point.stage or (s, i) in drawn:
                stage = {"name": point.name, **{key: values[s, i] for key, values in statistics.items()}}
                stage["change"] = {key: values[s, i] for key, values in change.items()}
                if (s, i) in drawn:
                    stage["tiles"] = drawn[s, i]
                stages[i][point.name] = stage


def changes(
    form: ResolvedPoint,
    reference: np.ndarray,
    moved: np.ndarray,
    moves: Sequence[tuple[int, int] | None],
    edges: Sequence[Edge],
    baselines: np.ndarray | float,
) -> dict[str, np.ndarray]:
    """The three measures for points of one form, each (S, B), NaN where undefined."""
    undone = np.full(moved.shape[:2], np.nan, moved.dtype)
    if form.stage and form.grid is not None:
        a, b = (equivariance.as_maps(one, form.axes, form.grid, form.prefix) for one in (reference, moved))
        undone = equivariance.equivariance(a, b, moves, form.stride, edges)
    return {
        "invariance": equivariance.invariance(reference, moved),
        "equivariance": undone,
        "cosine": equivariance.cosine(reference, moved, baselines),
    }


def summarise(activations: np.ndarray) -> dict[str, np.ndarray]:
    """min, max, mean and standard deviation (of the population) of each, (S, B, …) -> (S, B)."""
    flat = activations.reshape(*activations.shape[:2], -1)
    mean = flat.mean(-1)
    centred = flat - mean[..., None]
    std = np.sqrt(np.vecdot(centred, centred) / flat.dtype.type(flat.shape[-1]))
    return {"min": flat.min(-1), "max": flat.max(-1), "mean": mean, "std": std}


def tiles(
    loaded: LoadedModel, group: Sequence[ResolvedPoint], moved: np.ndarray, jobs: Sequence[Job]
) -> dict[tuple[int, int], dict[str, int]]:
    """Puts the first tiles of what each job wants into its body: (stage, job) -> where they are. `moved` is (S, B, …)."""
    wanted = [(s, i) for i, job in enumerate(jobs) for s, point in enumerate(group) if job.wants(loaded.id, point)]
    if not wanted:
        return {}
    stage, item = (np.array(index) for index in zip(*wanted, strict=True))
    form, everything = group[0], len(wanted) == moved.shape[0] * moved.shape[1]
    chosen = moved.swapaxes(0, 1).reshape(-1, *moved.shape[2:]) if everything else moved[stage, item]
    whole = tiles_of(chosen, form.axes, form.grid, form.prefix)
    total, rows, columns = whole.shape[1:]
    most = min(total, max(jobs[i].tiles for _, i in wanted))
    steps = [step(rows, columns, jobs[i].side) for _, i in wanted]
    found: dict[tuple[int, int], dict[str, int]] = {}
    for cells in set(steps):
        those = [n for n, own in enumerate(steps) if own == cells]
        small = reduced(whole[those, :most] if len(those) < len(steps) else whole[:, :most], cells)
        size = {"rows": small.shape[-2], "columns": small.shape[-1], "step": cells}
        for n, low, high, levels in zip(those, *quantise(small.reshape(*small.shape[:2], -1)), strict=True):
            job = jobs[wanted[n][1]]
            count = min(job.tiles, total)
            at = job.body.add(low[:count], high[:count], levels[:count])
            found[wanted[n]] = {"count": count, "total": total, **size, "at": at}
    return found


def predictions(
    output: Tensor, entry: Entry, most: int | None = None, temperature: float | None = None
) -> list[list[dict[str, Any]]]:
    """For each item of (B, class) the `most` most probable classes, or all of them; nothing where the model has no classes.

    `temperature`: of the model's card. Each prediction then has its share `calibrated`, too: softmax(logits / temperature).
    """
    if not entry.labels:
        return [[] for _ in range(len(output))]
    values = output.numpy()
    probable = shares(values, entry.scores)
    order = np.argsort(-probable, axis=1, kind="stable")[:, :most]
    columns = {"probability": probable, "logit": values}
    if temperature is not None:
        columns["calibrated"] = shares(values, entry.scores, temperature)
    chosen = {key: np.take_along_axis(column, order, 1) for key, column in columns.items()}
    return [
        [
            {"index": i, "label": entry.labels[i], **{key: column[n, place] for key, column in chosen.items()}}
            for place, i in enumerate(order[n].tolist())
        ]
        for n in range(len(values))
    ]
