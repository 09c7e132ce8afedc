"""The landscape of change over all moves of a picture: computed in slices, so that people who drag are not kept waiting."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..analysis.shares import shares
from ..catalog.faults import its_fault
from ..catalog.loaded_model import LoadedModel, normalise
from ..core.cache import Cache
from ..core.turns import Turns
from ..core.worker_pool import WorkerPool
from ..frames import stage_summary
from ..frames.request import Position, Stacks
from ..frames.runner import Runner, batches, places
from ..frames.stage_summary import key

SLICE = 64
"""Positions a job: some 50 ms of the slowest shipped model, which a live frame may have to wait. 32 take 15 % longer."""

MEASURES = ("invariance", "equivariance", "cosine")


KEPT = 16 << 20
"""Bytes of maps that stay, some 50 KB a shipped model: a class opens the same picture, and its maps are computed once."""


class ShiftMaps:
    """What all maps share. `turn`: held while one is computed, so that there is one at a time; those that wait may find it."""

    def __init__(self, runner: Runner, pool: WorkerPool, queue_limit: int) -> None:
        self.runner, self.pool, self.turn = runner, pool, Turns(queue_limit)
        self.known: Cache[dict[str, Any]] = Cache(KEPT, _size)


def _size(found: dict[str, Any]) -> int:
    arrays = [found["probability"], *(value for stage in found["stages"] for value in stage.values())]
    return sum(array.nbytes for array in arrays if isinstance(array, np.ndarray))


class ShiftMap:
    """`positions`: the moves in reading order, dy then dx, each from −extent to extent, relative to `start`."""

    def __init__(self, shared: ShiftMaps, start: Position, models: Sequence[str], extent: int) -> None:
        self.shared, self.runner, self.pool, self.start, self.models = shared, shared.runner, shared.pool, start, models
        self.side = 2 * extent + 1
        steps = range(-extent, extent + 1)
        self.moves = [(dx, dy) for dy in steps for dx in steps]
        self._classes: dict[str, int | None] = {}

    async def run(self) -> AsyncIterator[dict[str, Any]]:
        """Progress, {"done", "of"} in positions of one model, then {"maps": …}. Leaving the iteration stops the work."""
        results: dict[tuple[str, int], dict[str, np.ndarray]] = {}
        of = len(self.moves) * len(self.models)
        yield {"done": 0, "of": of}
        running: set[asyncio.Task[Any]] = set()
        begun: list[asyncio.Task[Any]] = []
        async with self.shared.turn:  # one map at a time; the others wait here
            maps = await self.pool.call_long(self._known)  # which loads what is not loaded yet
            missing = [model for model in self.models if model not in maps]
            waiting = iter([(model, at) for at in range(0, len(self.moves), SLICE) for model in missing])
            done = len(self.moves) * len(maps)
            if done:
                yield {"done": done, "of": of}
            try:
                while True:
                    while len(running) < self.pool.threads and (one := next(waiting, None)):
                        running.add(asyncio.create_task(self._submit(one)))
                    begun = list(running)
                    if not running:
                        break
                    finished, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                    for task in finished:
                        key, found = task.result()
                        results[key] = found
                        done += found["probability"].shape[-1]
                    yield {"done": done, "of": of}
            finally:
                for task in begun:
                    task.cancel()
                await asyncio.gather(*begun, return_exceptions=True)  # or their failures would be reported as lost
            for model in missing:
                maps[model] = await self.pool.call(self._map, model, results)
        yield {"maps": [maps[model] for model in self.models]}

    def _key(self, model: str) -> tuple[object, ...]:
        return (self.runner.catalog.get(model).serial, self.start.name, self.side)

    def _known(self) -> dict[str, dict[str, Any]]:
        found = {model: self.shared.known.peek(self._key(model)) for model in self.models}
        return {model: maps for model, maps in found.items() if maps is not None}

    async def _submit(self, one: tuple[str, int]) -> tuple[tuple[str, int], dict[str, np.ndarray]]:
        model, at = one
        return one, await self.pool.call_long(self._slice, model, self.moves[at : at + SLICE])

    def _slice(self, model: str, moves: Sequence[tuple[int, int]]) -> dict[str, np.ndarray]:
        """Each measure of every stage, (S, B), and the probability of the reference's class (B,)."""
        loaded = self.runner.catalog.get(model)
        with its_fault(loaded):
            return self._measured(loaded, moves)

    def _measured(self, loaded: LoadedModel, moves: Sequence[tuple[int, int]]) -> dict[str, np.ndarray]:
        reference = self.runner.reference(loaded, self.start)
        places = [self.start.moved(dx, dy) for dx, dy in moves]
        images = [self.runner.image(place, loaded.entry.input) for place in places]
        inputs = [normalise(image, loaded.entry.input) for image in images]
        slices = [self._part(loaded, reference, *part) for part in zip(
            batches(inputs, loaded.together), batches(moves, loaded.together), strict=True)]  # fmt: skip
        return {key: np.concatenate([one[key] for one in slices], axis=-1) for key in slices[0]}

    def _part(
        self, loaded: LoadedModel, reference: Stacks, inputs: Sequence[Tensor], moves: Sequence[tuple[int, int]]
    ) -> dict[str, np.ndarray]:
        """The same for as many positions as may run at once."""
        recording = loaded.live(torch.cat(list(inputs)), places(loaded.groups))
        probable = shares(recording.output.numpy(), loaded.entry.scores)
        best = self._class(loaded)
        found = {"probability": probable[:, best] if best is not None else np.full(len(moves), np.nan, np.float32)}
        edges = [self.start.edge] * len(moves)
        undone = [None if self.start.transform.steps else move for move in moves]
        held = stage_summary.stacks(loaded.groups, recording)
        sums = [stage_summary.sums(group[0], reference[key(group)], held[key(group)], undone, edges) for group in loaded.groups]
        return found | stage_summary.measures(loaded, loaded.groups, np.concatenate(sums, axis=1))

    def _class(self, loaded: LoadedModel) -> int | None:
        """What the model says at the start; None if it knows no classes."""
        if loaded.id not in self._classes:
            answer = self.runner.look(self.start, loaded.id, []).recording.output[0] if loaded.entry.labels else None
            self._classes[loaded.id] = None if answer is None else int(answer.argmax())
        return self._classes[loaded.id]

    def _map(self, model: str, results: dict[tuple[str, int], dict[str, np.ndarray]]) -> dict[str, Any]:
        """Out of all slices, kept for whoever asks next."""
        loaded = self.runner.catalog.get(model)
        parts = [results[model, at] for at in range(0, len(self.moves), SLICE)]
        whole = {key: np.concatenate([part[key] for part in parts], axis=-1) for key in parts[0]}
        whole = {key: values.reshape(*values.shape[:-1], self.side, self.side) for key, values in whole.items()}
        points = [point for group in loaded.groups for point in group]
        stages = {
            point.name: {"name": point.name, **{measure: np.ascontiguousarray(whole[measure][s]) for measure in MEASURES}}
            for s, point in enumerate(points)
        }
        ordered = [stages[point.name] for point in loaded.points if point.stage]
        found = {"model": model, "class": self._class(loaded), "probability": whole["probability"], "stages": ordered}
        self.shared.known.put(self._key(model), found)
        return found
