"""From positions of a picture to what the models hold: prepare, shift, normalise, run, measure, encode.

Everything here is slow and belongs on the engine's workers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from models.registry import Entry

from . import encode
from .analysis import shift
from .cache import Cache
from .capture import Recording
from .catalog import Catalog, LoadedModel, normalise
from .prepare import Fit, Prepared, prepare
from .recording import ResolvedPoint
from .scene import Edge
from .scene import shift as move

MIB = 1024 * 1024


@dataclass(frozen=True)
class Subject:
    """A decoded picture and a key that stands for its content."""

    key: str
    picture: Image.Image = field(compare=False, repr=False)


@dataclass(frozen=True)
class Position:
    """A picture at a place: what one run of a model sees. Moves are in pixels of the model's input."""

    subject: Subject
    fit: Fit = "auto"
    dx: int = 0
    dy: int = 0
    edge: Edge = "clip"


@dataclass(frozen=True)
class Wanted:
    """A picture frame that somebody asks for. `stages`: "model/point" that need tiles, None = every stage."""

    position: Position
    models: tuple[str, ...]
    reference: tuple[int, int] = (0, 0)
    tiles: int = 16
    stages: frozenset[str] | None = None
    seq: int | None = None

    @property
    def pinned(self) -> Position:
        at = self.position
        return Position(at.subject, at.fit, *self.reference, at.edge)


@dataclass(frozen=True)
class Seen:
    """One model's run at one position. `image`: 0–1 (channel, row, column), shifted; `x`: the same, normalised, batch of one."""

    loaded: LoadedModel
    image: Tensor
    x: Tensor
    recording: Recording

    def tensor(self, point: ResolvedPoint) -> Tensor:
        """The point's activation without batch axis."""
        return point.of(self.recording)[0]


Reference = dict[str, np.ndarray]
"""Stage name -> activation, batch of one."""


class Observatory:
    """Runs models at positions; remembers prepared pictures and pinned references, so that a drag costs one pass per model."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._prepared: Cache[Prepared] = Cache(32 * MIB, lambda value: value.image.nbytes)
        self._references: Cache[Reference] = Cache(96 * MIB, lambda value: sum(t.nbytes for t in value.values()))

    def prepared(self, subject: Subject, entry: Entry, fit: Fit) -> Prepared:
        key = (subject.key, entry.input, entry.tier, fit)
        return self._prepared.get(key, lambda: prepare(subject.picture, entry.input, fit, entry.tier))

    def image(self, position: Position, entry: Entry) -> Tensor:
        image = torch.from_numpy(self.prepared(position.subject, entry, position.fit).image)
        return move(image, position.dx, position.dy, position.edge)

    def look(self, position: Position, model: str) -> Seen:
        """One model at one position, as a batch of one: bit for bit what a plain forward pass gives."""
        loaded = self.catalog.get(model)
        image = self.image(position, loaded.entry)
        x = normalise(image, loaded.entry.input)
        return Seen(loaded, image, x, loaded.recorder.run(x))

    def reference(self, loaded: LoadedModel, position: Position) -> Reference:
        def run() -> Reference:
            seen = self.look(position, loaded.id)
            return {point.name: point.of(seen.recording).numpy() for point in loaded.stages}

        return self._references.get((loaded.id, position), run)

    def frames(self, wanted: Sequence[Wanted]) -> list[bytes]:
        """A frame for each; what they have in common runs as one batch per model."""
        bodies = [encode.Body() for _ in wanted]
        headers: list[dict[str, dict[str, Any]]] = [{} for _ in wanted]
        for model in dict.fromkeys(name for one in wanted for name in one.models):
            members = [i for i, one in enumerate(wanted) if model in one.models]
            parts = self._model([wanted[i] for i in members], model, [bodies[i] for i in members])
            for i, part in zip(members, parts, strict=True):
                headers[i][model] = part
        return [
            encode.frame(_head(one) | {"models": [header[name] for name in one.models]}, body)
            for one, header, body in zip(wanted, headers, bodies, strict=True)
        ]

    def _model(self, wanted: Sequence[Wanted], model: str, bodies: Sequence[encode.Body]) -> list[dict[str, Any]]:
        """The model's part of each frame's header; its arrays go to the bodies."""
        loaded = self.catalog.get(model)
        images = [self.image(one.position, loaded.entry) for one in wanted]
        recording = loaded.recorder.run(torch.cat([normalise(image, loaded.entry.input) for image in images]))
        references = [self.reference(loaded, one.pinned) for one in wanted]
        parts = []
        for i, body in enumerate(bodies):
            pixels = (images[i] * 255).round().to(torch.uint8).numpy()
            parts.append(
                {"id": model, "milliseconds": round(recording.milliseconds / len(wanted), 3),
                 "input": {"shape": pixels.shape, "at": body.add(pixels)},
                 "predictions": predictions(recording.output[i], loaded.entry.labels), "stages": []}
            )  # fmt: skip
        for point in loaded.stages:
            self._stage(point, loaded, recording, references, wanted, bodies, parts)
        return parts

    def _stage(
        self,
        point: ResolvedPoint,
        loaded: LoadedModel,
        recording: Recording,
        references: Sequence[Reference],
        wanted: Sequence[Wanted],
        bodies: Sequence[encode.Body],
        parts: Sequence[dict[str, Any]],
    ) -> None:
        activation = point.of(recording).numpy()
        pinned = [reference[point.name] for reference in references]
        reference = pinned[0] if all(one is pinned[0] for one in pinned) else np.concatenate(pinned)
        moves = [(one.position.dx - one.reference[0], one.position.dy - one.reference[1]) for one in wanted]
        edges = [one.position.edge for one in wanted]
        change = changes(point, reference, activation, moves, edges, loaded.baselines[point.name])
        statistics = summarise(activation)
        for i, one in enumerate(wanted):
            stage = {"name": point.name, **{key: row[i] for key, row in statistics.items()}}
            stage["change"] = {key: row[i] for key, row in change.items()}
            if one.stages is None or f"{loaded.id}/{point.name}" in one.stages:
                stage["tiles"] = _tiles(activation[i], point, one.tiles, bodies[i])
            parts[i]["stages"].append(stage)


def changes(
    point: ResolvedPoint,
    reference: np.ndarray,
    moved: np.ndarray,
    moves: Sequence[tuple[int, int]],
    edges: Sequence[Edge],
    baseline: float,
) -> dict[str, np.ndarray]:
    """The three measures of a stage for a batch, each (B,), NaN where undefined. `reference` may be a batch of one."""
    found = {
        "invariance": shift.invariance(reference, moved),
        "equivariance": np.full(len(moved), np.nan),
        "cosine": shift.cosine(reference, moved, baseline),
    }
    if point.grid is not None:
        a, b = (shift.as_maps(one, point.grid, point.prefix, "token" in point.axes) for one in (reference, moved))
        found["equivariance"] = shift.equivariance(a, b, moves, point.stride, edges)
    return found


def summarise(activation: np.ndarray) -> dict[str, np.ndarray]:
    """min, max, mean and standard deviation (of the population) of each item, float32 (B,)."""
    flat = activation.reshape(len(activation), -1)
    mean = flat.mean(1)
    centred = flat - mean[:, None]
    std = np.sqrt(np.vecdot(centred, centred) / np.float32(flat.shape[1]))
    return {"min": flat.min(1), "max": flat.max(1), "mean": mean, "std": std}


def predictions(logits: Tensor, labels: Sequence[str]) -> list[dict[str, Any]]:
    """Every class, the most probable first."""
    values = logits.numpy()
    odds = np.exp(values - values.max(), dtype=np.float64)
    shares = (odds / odds.sum()).astype(np.float32)
    order = np.argsort(-shares, kind="stable").tolist()
    return [{"index": i, "label": labels[i], "probability": shares[i], "logit": values[i]} for i in order]


def _tiles(values: np.ndarray, point: ResolvedPoint, most: int, body: encode.Body) -> dict[str, int]:
    tiles = encode.tiles_of(values, point.axes, point.grid, point.prefix)
    total, rows, columns = tiles.shape
    count = min(most, total)
    at = body.add(*encode.quantise(tiles[:count].reshape(count, -1)))
    return {"count": count, "total": total, "rows": rows, "columns": columns, "at": at}


def _head(wanted: Wanted) -> dict[str, Any]:
    at = wanted.position
    return {
        "kind": "frame", "seq": wanted.seq, "dx": at.dx, "dy": at.dy, "edge": at.edge, "fit": at.fit,
        "reference": wanted.reference,
    }  # fmt: skip
