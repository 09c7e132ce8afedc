"""What models hold at one position of a picture: statistics, exact values, frames, weights, and the map over all moves."""

from collections.abc import Iterable
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel

from models.spec.point import Phase, Role

from ...analysis import weight_images
from ...capture.points import ResolvedPoint
from ...frames import codec
from ...frames.runner import Seen
from ...frames.stage_summary import predictions, summarise
from ...frames.tiles import SIDE
from ...interpret.shift_map import ShiftMap
from ...interpret.stage import Between
from ..dependencies import ModelNames, NamedPinned, NamedPosition, Shared, checked, wanted_frame
from ..inference import calling, one_frame, while_connected
from ..own_answers import maps_together
from ..own_forward import Call
from ..own_forward import lines as lines_of
from ..responses import (
    ARCHIVE,
    BODY,
    FRAME,
    TAKES_PICTURE,
    Prediction,
    archive,
    binary,
    json,
    lines,
    problem_answers,
    progress,
)  # fmt: skip
from ..responses import frame as frame_of

router = APIRouter(prefix="/api", responses=problem_answers(400, 404, 409, 422, 503))


class PointStatistics(BaseModel):
    name: str
    role: Role
    phase: Phase | None
    axes: list[str]
    shape: list[int]
    depth: float
    min: float | None
    max: float | None
    mean: float | None
    std: float | None


class Trace(BaseModel):
    model: str
    predictions: list[Prediction]
    points: list[PointStatistics]
    milliseconds: float


class Traces(BaseModel):
    traces: list[Trace]


InnerNames = Annotated[
    list[str] | None, Query(description="model/point of inner modules, repeatable: they are added. See /api/modules.")
]


def _inner(names: Iterable[str], inner: Iterable[str] | None) -> dict[str, list[str]]:
    """For each model what is asked for inside it; of models that are not asked nothing is."""
    asked = [tuple(one.partition("/")[::2]) for one in inner or ()]
    return {name: [point for model, point in asked if model == name] for name in names}


@router.post("/trace", response_model=Traces, responses=TAKES_PICTURE, openapi_extra=BODY)
async def trace(
    request: Request, shared: Shared, position: NamedPosition, models: ModelNames = None, inner: InnerNames = None
) -> Response:
    """What each model answers, and the statistics of all its points."""
    names = checked(shared, models or (), position)
    inside = _inner(names, inner)

    def run(between: Between) -> list[dict[str, Any]]:
        found = []
        for done, name in enumerate(names):
            between(done, len(names))
            found.append(_trace(shared.runner.look(position, name, also=inside[name]), inside[name]))
        return found

    return json({"traces": await while_connected(request, shared, run, calling(shared, names))})


def _points(seen: Seen, inner: Iterable[str]) -> list[ResolvedPoint]:
    return list(dict.fromkeys([*seen.loaded.traced, *map(seen.loaded.opened, inner)]))


def _trace(seen: Seen, inner: Iterable[str]) -> dict[str, Any]:
    keys = ("name", "role", "axes", "shape", "depth")
    points = []
    for point in _points(seen, inner):
        statistics = {key: values[0, 0] for key, values in summarise(seen.tensor(point).numpy()[None, None]).items()}
        phase = None if point.inner else point.phase
        points.append({key: getattr(point, key) for key in keys} | {"phase": phase} | statistics)
    found = predictions(seen.recording.output, seen.loaded.entry, temperature=seen.loaded.temperature)[0]
    return {
        "model": seen.loaded.id, "predictions": found, "points": points,
        "milliseconds": round(seen.recording.milliseconds, 3),
    }  # fmt: skip


@router.post(
    "/trace.npz", response_class=Response, openapi_extra=BODY,
    responses=TAKES_PICTURE | binary(ARCHIVE, "NumPy archive of float32 arrays keyed model/point"),
)  # fmt: skip
async def trace_arrays(
    request: Request, shared: Shared, position: NamedPosition, models: ModelNames = None, inner: InnerNames = None
) -> Response:
    """Every activation exactly as the models computed it, with `model/input` and `model/logits`."""
    names = checked(shared, models or (), position)
    inside = _inner(names, inner)

    def recorded(between: Between) -> Response:
        arrays: dict[str, np.ndarray] = {}
        for done, name in enumerate(names):
            between(done, len(names))
            seen = shared.runner.look(position, name, also=inside[name])
            arrays |= {f"{name}/{point.name}": seen.tensor(point).numpy() for point in _points(seen, inside[name])}
            arrays |= {f"{name}/input": seen.x[0].numpy(), f"{name}/logits": seen.recording.output[0].numpy()}
        return archive("trace.npz", arrays)

    return await while_connected(request, shared, recorded, calling(shared, names))


@router.post("/frame", response_class=Response, responses=TAKES_PICTURE | binary(FRAME, "Frame"), openapi_extra=BODY)
async def frame(
    shared: Shared,
    position: NamedPosition,
    pinned: NamedPinned,
    models: ModelNames = None,
    tiles: Annotated[int, Query(ge=1, le=64)] = 16,
    side: Annotated[int, Query(ge=4, le=256, description="Cells of a tile's longer side, at most.")] = SIDE,
    stages: Annotated[list[str] | None, Query(description="model/point, repeatable; none = every stage.")] = None,
    off: Annotated[list[str] | None, Query(description="What is switched off, repeatable: docs/wire.md.")] = None,
) -> Response:
    """One picture frame (docs/wire.md), computed as a batch of one."""
    wanted = wanted_frame(shared, position, models or (), pinned, tiles, stages, side=side, off=off or ())
    slow = shared.live_work_of(wanted).long
    return frame_of(await (shared.pool.call_long if slow else shared.pool.call)(one_frame, shared, wanted))


@router.post("/activation", response_class=Response, responses=TAKES_PICTURE | binary(FRAME, "Array"), openapi_extra=BODY)
async def activation(shared: Shared, position: NamedPosition, model: str, point: str) -> Response:
    """The exact values at one point, float32."""
    checked(shared, [model], position)

    def exact() -> bytes:
        seen = shared.runner.look(position, model, [point])
        found = seen.loaded.opened(point)
        values = seen.tensor(found).numpy()
        return codec.array_frame(f"{model}/{point}", found.axes, values)

    return frame_of(await calling(shared, [model])(exact))


@router.get("/weights", response_class=Response, responses=binary(FRAME, "Array"))
async def weight_values(shared: Shared, model: str, parameter: str) -> Response:
    """A parameter's exact values, shaped as the pictures it reads as; one that is no picture (a bias, a norm) as it is."""

    def exact() -> bytes:
        values, shown = shared.catalog.parameter(model, parameter)
        if shown is None:
            return codec.array_frame(f"{model}/{parameter}", ["index"] * values.dim(), values.float().numpy())
        size = shared.catalog.get(model).entry.input
        array = weight_images.picture(values, shown["kind"], size.width, size.height, shown["prefix"])
        return codec.array_frame(f"{model}/{parameter}", weight_images.AXES[shown["kind"]], array.numpy())

    return frame_of(await calling(shared, [model])(exact))


@router.post("/shift-map", response_class=StreamingResponse, openapi_extra=BODY, responses=TAKES_PICTURE | lines("The maps"))
async def shift_map(
    request: Request,
    shared: Shared,
    position: NamedPosition,
    models: ModelNames = None,
    extent: Annotated[int, Query(ge=1, le=28, description="Moves go from −extent to extent, both ways.")] = 10,
) -> StreamingResponse:
    """NDJSON: lines `{"done", "of"}`, then `{"maps": [{model, class, probability, stages}]}`, or `{"problem"}`."""
    names = checked(shared, models or (), position, ("extent", extent))
    shared.shift_maps.turn.check()
    await shared.pool.call(lambda: position.subject.picture)  # what is no picture is refused before the first line
    here = [name for name in names if shared.catalog.hosted(name) is None]
    parts = [(len(here), ShiftMap(shared.shift_maps, position, here, extent).run())] if here else []
    for name in names:
        if hosted := shared.catalog.hosted(name):
            parts.append((1, lines_of(shared, hosted, await Call.of(request, shared.settings, models=[name]))))
    return progress(maps_together(parts, names))
