"""What a model's features have in common from place to place: as colours, and as likeness to one place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import torch
from jaxtyping import Float
from torch import Tensor

from ..analysis.likeness import Basis, colours, cosines, explained, principal, unit
from ..capture.points import ResolvedPoint
from ..catalog.loaded_model import LoadedModel
from ..core.cache import Cache
from ..core.errors import NoAnswer
from ..core.sentence import Sentence

Shared = Literal["row", "stage"]
"""Whether the stages of a model with as many features share directions and their ends, or each stage has its own. The mean is
each stage's own in any case: in a residual stream it grows, and would be most of what is seen."""

PARTS = ("red", "green", "blue", "likeness", "centred")
"""Of each position: its colours, and its likeness to the place that is asked about, as they are and without the mean."""

_bases: Cache[dict[str, Basis]] = Cache(16 << 20, lambda bases: sum(_size(basis) for basis in bases.values()))


def _size(basis: Basis) -> int:
    return basis.directions.nbytes + basis.mean.nbytes


@dataclass(frozen=True)
class Likeness:
    """Of one stage. `values` (position, part): its prefix tokens, then its places row by row. `at`: row and column of the place
    that is asked about; `explained`: of the places' variance at this picture, what each colour shows."""

    point: ResolvedPoint
    at: tuple[int, int]
    values: Float[Tensor, "n 5"]
    explained: list[float]

    def wire(self, first: int) -> dict[str, Any]:
        rows, columns = self.point.grid or (0, 0)
        return {
            "point": self.point.name, "first": first, "prefix": self.point.prefix, "rows": rows, "columns": columns,
            "at": self.at, "features": features_of(self.point), "explained": self.explained,
        }  # fmt: skip


def placed(loaded: LoadedModel) -> list[ResolvedPoint]:
    """The stages that hold several features at each of several places. NoAnswer where the model has none."""
    found = [point for point in loaded.points if point.stage and _has_places(point)]
    if not found:
        raise NoAnswer(
            Sentence("likeness-no-places", "No stage of {model} holds features at places.", model=loaded.entry.title)
        )
    return found


def _has_places(point: ResolvedPoint) -> bool:
    """Whether it is a map or tokens on a grid, as many as that needs, with more than one feature each."""
    if point.grid is None or point.grid == (1, 1) or features_of(point) < 2:
        return False
    sizes = dict(zip(point.axes, point.shape, strict=True))
    if set(sizes) == {"channel", "row", "column"}:
        return True
    return set(sizes) == {"channel", "token"} and sizes["token"] == point.prefix + point.grid[0] * point.grid[1]


def features_of(point: ResolvedPoint) -> int:
    return dict(zip(point.axes, point.shape, strict=True)).get("channel", 1)


def features(point: ResolvedPoint, tensor: Tensor) -> Float[Tensor, "n c"]:
    """Of one picture's activation, without batch: a row for each position, prefix first."""
    if "row" in point.axes:
        return tensor.movedim(point.axes.index("channel"), -1).flatten(0, 1)
    return tensor.movedim(point.axes.index("channel"), -1)


@dataclass(frozen=True)
class Directions:
    """Of one stage: `values` (position, feature), each position's features of length 1; prefix tokens first."""

    point: ResolvedPoint
    values: Float[Tensor, "n c"]

    def wire(self, first: int) -> dict[str, Any]:
        return {"point": self.point.name, "first": first, "positions": len(self.values), "features": features_of(self.point)}


@dataclass(frozen=True)
class Scene:
    """`x`: what a model receives; `pinned`: what it receives of the scene that its bases are fitted to, whose name is `key`."""

    x: Float[Tensor, "1 C H W"]
    pinned: Float[Tensor, "1 C H W"]
    key: tuple[object, ...]


def likeness(
    loaded: LoadedModel, scene: Scene, place: tuple[int, int], shared: Shared, only: Sequence[str] | None = None
) -> list[Likeness]:
    """Every stage with places, or those named in `only`, of what the model holds of the scene.

    The bases are those of what it holds of the pinned scene: they stay while the pattern moves. `place`: row and column in
    input pixels. NoAnswer where no stage has places.
    """
    held = _held(loaded, scene, shared, only)
    return [_seen(point, rows, _cell(loaded, point, place), basis) for point, rows, basis in held]


def directions(
    loaded: LoadedModel, scene: Scene, shared: Shared, centred: bool, only: Sequence[str] | None = None
) -> list[Directions]:
    """What the likeness of any two places comes from: of every stage with places, or of those in `only`, the direction of each
    position's features. `centred`: without their mean over the stage's places of the pinned scene. Refuses as `likeness`."""
    held = _held(loaded, scene, shared, only)
    return [Directions(point, unit(rows.double() - (basis.mean if centred else 0))) for point, rows, basis in held]


def _held(
    loaded: LoadedModel, scene: Scene, shared: Shared, only: Sequence[str] | None
) -> Iterator[tuple[ResolvedPoint, Float[Tensor, "n c"], Basis]]:
    """The wanted stages, what each holds of the scene, and its basis."""
    points = placed(loaded)
    bases = _bases.get((loaded.serial, shared, *scene.key), lambda: _fitted(loaded, points, scene.pinned, shared))
    wanted = [point for point in points if only is None or point.name in only]
    if not wanted:
        raise NoAnswer(
            Sentence(
                "likeness-not-placed", "What is asked about holds no features at places. Leave out points for all that do."
            )
        )
    recording = loaded.recorder.run(scene.x, {point.module for point in wanted})
    return ((point, features(point, point.of(recording)[0]), bases[point.name]) for point in wanted)


def _fitted(loaded: LoadedModel, points: list[ResolvedPoint], pinned: Tensor, shared: Shared) -> dict[str, Basis]:
    """By the names of the points."""
    recording = loaded.recorder.run(pinned, {point.module for point in points})
    held = {point: features(point, point.of(recording)[0])[point.prefix :].double() for point in points}
    means = {point: rows.mean(dim=0) for point, rows in held.items()}
    groups: dict[int | str, list[ResolvedPoint]] = {}
    for point in points:
        groups.setdefault(features_of(point) if shared == "row" else point.name, []).append(point)
    found: dict[str, Basis] = {}
    for group in groups.values():
        basis = principal(torch.cat([held[point] - means[point] for point in group]))
        found |= {point.name: replace(basis, mean=means[point]) for point in group}
    return found


def _cell(loaded: LoadedModel, point: ResolvedPoint, place: tuple[int, int]) -> tuple[int, int]:
    assert point.grid
    (row, column), (rows, columns), size = place, point.grid, loaded.entry.input
    return row * rows // size.height, column * columns // size.width


def _seen(point: ResolvedPoint, rows: Tensor, at: tuple[int, int], basis: Basis) -> Likeness:
    assert point.grid
    one = point.prefix + at[0] * point.grid[1] + at[1]
    centred = rows.double() - basis.mean
    parts = (colours(basis, rows), cosines(rows, rows[one])[:, None], cosines(centred, centred[one])[:, None])
    return Likeness(point, at, torch.cat(parts, dim=1).float(), explained(basis, rows[point.prefix :]))
