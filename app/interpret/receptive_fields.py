"""Receptive fields of a model's stages: the square that structure allows, and the field that the gradient finds.

`squares` is quick: one pass. `Effective` is slow, so it is computed in slices, as the shift map is, and remembered: it
depends on weights and pictures that do not change.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from ..analysis import effective_receptive_field as field
from ..analysis import mixing
from ..capture.points import ResolvedPoint
from ..catalog.faults import its_fault
from ..catalog.initial_model import When, beginning_unknown, initial_recorder
from ..catalog.loaded_model import LoadedModel, normalise
from ..core.cache import Cache
from ..core.errors import NoAnswer, Problem, answering
from ..core.sentence import Sentence
from ..core.turns import Turns
from ..core.worker_pool import WorkerPool
from ..frames.request import Subject
from ..frames.runner import Runner
from ..images import samples
from ..images.original import Original
from .mixing_shares import positions
from .stage import check_batch
from .theoretical_fields import TheoreticalFields, theoretical_fields

PICTURES = 32
SLICE = 2
"""Small pictures a job: some 0.1 s for the shipped models, which a live frame may have to wait. Of larger ones one."""
SMALL = 64 * 64
PROBES = 16
"""Directions among the channels that a picture's gradient is taken in. For pictures of more than SMALL pixels one each: the
mean over the pictures still is an unbiased estimate, and a ViT-B takes a minute instead of a quarter of an hour."""

THEORETICAL_BYTES = 32 * 1024 * 1024
"""Of the rectangles of all models together: each digits model has less than 0.1 MB of them."""

MEANS = (
    "√E relative to its largest pixel, 0–1. E is the mean over pictures of Σ (∂y/∂x)², "
    "over the channels y at the centre position and the colours of pixel x"
)


def centre(point: ResolvedPoint) -> tuple[int, int]:
    """Row and column of the middle position, the lower right one of four. NoAnswer where a stage has no positions."""
    if (point.stage or point.inner) and point.grid:
        return point.grid[0] // 2, point.grid[1] // 2
    if "unit" in point.axes:
        raise NoAnswer(
            Sentence(
                "field-units",
                "“{point}” has units instead of positions: each of them depends on the whole picture, from the first "
                "dense layer on, so there is no receptive field to draw.",
                point=point.title,
            )
        )
    if len(point.axes) > 1:
        raise NoAnswer(
            Sentence(
                "field-unknown-places",
                "Where the positions of “{point}” lie in the picture is not known here: choose another stage.",
                point=point.title,
            )
        )
    raise NoAnswer(
        Sentence(
            "field-no-positions",
            "“{point}” has no positions left: each of its values depends on the whole picture.",
            point=point.title,
        )
    )


def index(point: ResolvedPoint) -> int:
    """Of the centre among the stage's positions, prefix tokens first."""
    row, column = centre(point)
    assert point.grid is not None
    return point.prefix + row * point.grid[1] + column


def middle(point: ResolvedPoint, rows: int, columns: int) -> tuple[float, float]:
    """Where the centre position lies in the picture: (row, column), pixel i reaching from i to i + 1."""
    row, column = centre(point)
    assert point.grid is not None
    return (row + 0.5) * rows / point.grid[0], (column + 0.5) * columns / point.grid[1]


class Fields:
    """What has been found out about each model, kept. Everything but `Effective.run` belongs on a worker."""

    def __init__(self, runner: Runner, waiting: int = 32) -> None:
        """`waiting`: fields that may wait for their turn."""
        self.runner, self.catalog = runner, runner.catalog
        self.turn = Turns(waiting)
        self.known: Cache[dict[str, Any]] = Cache(512)
        self._theoretical: Cache[TheoreticalFields] = Cache(THEORETICAL_BYTES, lambda found: found.nbytes)
        self._pictures: Cache[Tensor] = Cache(4)

    def theoretical(self, loaded: LoadedModel, inner: ResolvedPoint | None = None) -> TheoreticalFields:
        """Of its stages, and of an inner module."""
        key = (loaded.serial, inner.name if inner else None)
        return self._theoretical.get(key, lambda: theoretical_fields(loaded, inner))

    def squares(self, model: str, name: str | None = None) -> dict[str, Any]:
        """`name`: of an inner module that is to be among the stages. Problem 404 for an unknown one, 422 where it has none."""
        loaded = self.catalog.get(model)
        with answering(), its_fault(loaded):
            point = None if name is None else loaded.opened(name)
            inner = point if point and point.inner else None
            found = _squares(loaded, self.theoretical(loaded, inner), inner)
        return found | {"when": ["trained"] + ["initial"] * _has_beginning(loaded)}

    def plan(self, model: str, name: str, when: When) -> "Effective":
        """Problem 404 for an unknown name, 422 where a stage has no positions or the model no state before training, 503
        where too many wait already."""
        loaded = self.catalog.get(model)
        with answering(), its_fault(loaded):
            point = loaded.opened(name)
            centre(point)
            check_batch(point)
            if when == "initial" and initial_recorder(loaded) is None:
                raise NoAnswer(beginning_unknown(loaded))
        if self.known.peek((model, name, when)) is None:
            self.turn.check()
        return Effective(self, loaded, point, when)

    def pictures(self, loaded: LoadedModel) -> Tensor:
        """(PICTURES, channels, H, W), images 0–1: the samples for its kind of input, varied."""
        input = loaded.entry.input
        own = [sample for sample in samples.SAMPLES.values() if sample.kind == input.kind]

        def make() -> Tensor:
            subjects = (Subject(f"sample:{sample.name}", Original(samples.picture(sample.name))) for sample in own)
            images = [torch.from_numpy(self.runner.prepared(one, input, "auto").image) for one in subjects]
            return field.varied(images, PICTURES)

        return self._pictures.get(input, make)


def _has_beginning(loaded: LoadedModel) -> bool:
    """False, too, while it cannot be built: the squares are the same without it."""
    try:
        return initial_recorder(loaded) is not None
    except Problem:
        return False


def _squares(loaded: LoadedModel, fields: TheoreticalFields, inner: ResolvedPoint | None) -> dict[str, Any]:
    """`inner`: a point that is added, where it stands in the pass."""
    stages = []
    for point in (point for point in (loaded.around(inner) if inner else loaded.points) if point.stage or point.inner):
        found, reason = None, fields.refusal
        try:
            found = fields.square(point.name, index(point))
        except NoAnswer as error:
            reason = error.sentence
        said = reason.as_dict() if reason else {"reason": None, "values": {}}
        stages.append(
            {"point": point.name, "title": point.title, "depth": point.depth, "square": found,
             "reason": str(reason) if reason else None, "reason_key": said["reason"], "reason_values": said["values"]}
        )  # fmt: skip
    return {"model": loaded.id, "rows": fields.rows, "columns": fields.columns, "cause": fields.cause, "stages": stages}


@dataclass(frozen=True)
class Effective:
    """One stage's effective field, before or after training: `run` yields progress, then the field."""

    fields: Fields
    loaded: LoadedModel
    point: ResolvedPoint
    when: When

    async def run(self, pool: WorkerPool) -> AsyncIterator[dict[str, Any]]:
        """{"done", "of"} in pictures, then {"field": …}. Leaving the iteration stops the work. One at a time; others wait."""
        key = (self.loaded.id, self.point.name, self.when)
        yield {"done": 0, "of": PICTURES}
        if (found := self.fields.known.peek(key)) is not None:
            yield {"field": found}
            return
        async with self.fields.turn:
            found = self.fields.known.peek(key)  # somebody may have asked for the same
            energy: Tensor | None = None
            step = SLICE if self.small else 1
            for at in range(0, PICTURES if found is None else 0, step):
                part = await pool.call_long(self._answered, range(at, at + step))
                energy = part if energy is None else energy + part
                yield {"done": at + step, "of": PICTURES}
            if energy is not None:
                found = await pool.call(self._described, energy / PICTURES)
                self.fields.known.put(key, found)
        yield {"field": found}

    def probes(self) -> int:
        channels = self.point.shape[self.point.axes.index("channel")]
        return min(channels, PROBES if self.small else 1)

    @property
    def small(self) -> bool:
        return self.loaded.entry.input.height * self.loaded.entry.input.width <= SMALL

    def _answered(self, numbers: range) -> Tensor:
        with answering(), its_fault(self.loaded):
            return self._slice(numbers)

    def _slice(self, numbers: range) -> Tensor:
        """(H, W): energies of these pictures, summed."""
        entry, query = self.loaded.entry, index(self.point)
        recorder = self.loaded.recorder if self.when == "trained" else initial_recorder(self.loaded)
        assert recorder is not None
        function = recorder.segment(torch.empty(0), None, self.point.place)
        pictures = self.fields.pictures(self.loaded)
        total = torch.zeros(entry.input.height, entry.input.width)
        for number in numbers:
            x = normalise(pictures[number], entry.input)
            channels = self.point.shape[self.point.axes.index("channel")]
            directions = field.probes(channels, self.probes(), seed=number)

            def outputs(z: Tensor, directions: Tensor = directions) -> Tensor:
                return positions(function(z), self.point.raw, query) @ directions.T

            total += mixing.jacobian_energy(outputs, x).sum(0)
        return total

    def _described(self, energy: Tensor) -> dict[str, Any]:
        rows, columns = energy.shape
        row, column = centre(self.point)
        return {
            "model": self.loaded.id, "point": self.point.name, "when": self.when, "query": {"row": row, "column": column},
            "centre": middle(self.point, rows, columns), "pictures": PICTURES, "probes": self.probes(), "means": MEANS,
            "rows": rows, "columns": columns, "values": field.amplitude(energy).numpy(),
            "width": field.width(energy), "uniform_width": field.uniform_width(rows, columns),
            "square": field.square(energy, middle(self.point, rows, columns)),
        }  # fmt: skip
