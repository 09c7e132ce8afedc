"""A model's part of a picture frame: statistics, change against the pinned reference, tiles.

Activations are stacked by group (points of one form, LoadedModel.groups) and by position: (S, B, …). That makes a dozen
array operations out of hundreds, which is what a frame of small models costs.
"""

from collections.abc import Callable, Iterable, Sequence
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
from . import tile_blocks
from .request import Job, Key, Stacks
from .tile_blocks import Block, Look

MOST_PREDICTIONS = 20
"""Classes that a frame tells of, the most probable first; of a thousand the rest would be larger than all the maps."""


Place = tuple[int, int]
"""Of a point in groups: which group, and which of it."""


def key(group: Iterable[ResolvedPoint]) -> Key:
    return tuple(point.name for point in group)


def stacks(groups: Iterable[Sequence[ResolvedPoint]], recording: Recording) -> Stacks:
    return {key(group): _stack([point.of(recording).numpy() for point in group]) for group in groups}


def _stack(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """One alone is not copied, where it lies as a stack would."""
    return np.ascontiguousarray(arrays[0])[None] if len(arrays) == 1 else np.stack(arrays)


def parts(
    loaded: LoadedModel,
    groups: Sequence[Sequence[ResolvedPoint]],
    held: Stacks,
    recording: Recording,
    jobs: Sequence[Job],
    placed: Callable[[Look], Sequence[Block | None]],
) -> list[dict[str, Any]]:
    """For each job the model's header; its tiles go to the job's body. `held`: the recording's stacks of these groups
    (LoadedModel.shown); `placed`: where tiles lie, tile_blocks.blocks of these groups."""
    moved = [held[key(group)] for group in groups]
    numbers = _numbers(loaded, groups, moved, jobs)
    told = _tiles(moved, jobs, placed)
    answers = predictions(recording.output, loaded.entry, MOST_PREDICTIONS, loaded.temperature)
    order = _order(loaded, groups)
    milliseconds = round(recording.milliseconds / len(jobs), 3)
    return [
        {
            "id": loaded.id,
            "milliseconds": milliseconds,
            "predictions": answers[i],
            "stages": [
                _stage(point, numbers[i][n], told[i].get(place)) for point, n, place in order if point.stage or place in told[i]
            ],
        }
        for i in range(len(jobs))
    ]


def _order(loaded: LoadedModel, groups: Iterable[Sequence[ResolvedPoint]]) -> list[tuple[ResolvedPoint, int, Place]]:
    """The groups' points as the model runs them: which of all groups' points it is, and where among them."""
    places = [(g, s) for g, group in enumerate(groups) for s in range(len(group))]
    names = [point.name for group in groups for point in group]
    found = {name: (n, place) for n, (name, place) in enumerate(zip(names, places, strict=True))}
    return [(point, *found[point.name]) for point in loaded.points if point.name in found]


def _stage(point: ResolvedPoint, numbers: Sequence[Any], tiles: dict[str, int] | None) -> dict[str, Any]:
    least, most, mean, std, invariance, equivariance, cosine = numbers
    change = {"invariance": invariance, "equivariance": equivariance, "cosine": cosine}
    stage = {"name": point.name, "min": least, "max": most, "mean": mean, "std": std, "change": change}
    return stage if tiles is None else stage | {"tiles": tiles}


def _numbers(
    loaded: LoadedModel, groups: Sequence[Sequence[ResolvedPoint]], moved: Sequence[np.ndarray], jobs: Sequence[Job]
) -> list[list[list[Any]]]:
    """Of each job, and of each of all groups' points, its statistics and measures of change, in the order of the header."""
    statistics, changed = [], []
    moves, edges = [job.moved for job in jobs], [job.edge for job in jobs]
    for group, values in zip(groups, moved, strict=True):
        references = [job.reference[key(group)] for job in jobs]
        same = all(reference is references[0] for reference in references)
        reference = references[0] if same else np.concatenate(references, axis=1)
        statistics.append(np.array([*summarise(values).values()]))
        changed.append(sums(group[0], reference, values, moves, edges))
    changes = measures(loaded, groups, np.concatenate(changed, axis=1))
    table = np.concatenate([np.concatenate(statistics, axis=1), np.array([*changes.values()])])
    return [[list(row) for row in table[..., i].T] for i in range(len(jobs))]


def sums(
    form: ResolvedPoint,
    reference: np.ndarray,
    moved: np.ndarray,
    moves: Sequence[tuple[int, int] | None],
    edges: Sequence[Edge],
) -> np.ndarray:
    """What `measures` makes the measures of change of, for points of one form: (6, S, B)."""
    if form.stage and form.grid is not None:
        a, b = (equivariance.as_maps(one, form.axes, form.grid, form.prefix) for one in (reference, moved))
        undone = equivariance.undone(a, b, moves, form.stride, edges)
    else:
        undone = np.full((2, *moved.shape[:2]), np.nan, moved.dtype)
    return np.concatenate([equivariance.sums(reference, moved), undone])


def measures(loaded: LoadedModel, groups: Iterable[Sequence[ResolvedPoint]], found: np.ndarray) -> dict[str, np.ndarray]:
    """The three measures of change, each (S, B), NaN where undefined, of all these groups' points one after the other; `found`:
    their `sums`."""
    baselines = np.array([[loaded.baselines[point.name]] for group in groups for point in group], found.dtype)
    return equivariance.measures(found[:4], found[4:], baselines)


def _tiles(
    moved: Sequence[np.ndarray], jobs: Sequence[Job], placed: Callable[[Look], Sequence[Block | None]]
) -> list[dict[Place, dict[str, int]]]:
    """Puts each job's tiles into its body. Returns where they are: (group, which of it) -> what the header says of them."""
    told: list[dict[Place, dict[str, int]]] = [{} for _ in jobs]
    for look in dict.fromkeys(job.look for job in jobs):
        those = [i for i, job in enumerate(jobs) if job.look == look]
        blocks = placed(look)
        bodies = tile_blocks.drawn(blocks, moved if len(those) == len(jobs) else [one[:, those] for one in moved])
        for i, body in zip(those, bodies, strict=True):
            at = jobs[i].body.add(body)
            told[i] = {(g, s): where for g, block in enumerate(blocks) if block for s, where in block.told(at)}
    return told


def summarise(activations: np.ndarray) -> dict[str, np.ndarray]:
    """min, max, mean and standard deviation (of the population) of each, (S, B, …) -> (S, B)."""
    flat = activations.reshape(*activations.shape[:2], -1)
    count = flat.dtype.type(flat.shape[-1])
    mean = np.add.reduce(flat, -1) / count
    centred = flat - mean[..., None]
    std = np.sqrt(np.vecdot(centred, centred) / count)
    return {"min": np.minimum.reduce(flat, -1), "max": np.maximum.reduce(flat, -1), "mean": mean, "std": std}


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
    rows, keys = np.arange(len(values))[:, None], ("index", "label", *columns)
    numbers = (map(list, column[rows, order]) for column in columns.values())
    return [
        [dict(zip(keys, one, strict=True)) for one in zip(those, (entry.labels[i] for i in those), *own, strict=True)]
        for those, *own in zip(order.tolist(), *numbers, strict=True)
    ]
