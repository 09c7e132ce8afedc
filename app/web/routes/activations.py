"""HTTP only: parse, call, encode."""

import base64
import io
from collections.abc import AsyncIterator
from typing import Annotated, Any, cast

import numpy as np
import orjson
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response, StreamingResponse
from PIL import Image, ImageOps
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from ...analysis import weight_images
from ...capture.points import ResolvedPoint
from ...core import metrics
from ...core.errors import Problem, quote
from ...frames import codec
from ...frames.request import Wanted
from ...frames.runner import Seen
from ...frames.stage_summary import predictions, summarise
from ...frames.tiles import SIDE
from ...images import samples
from ...images.preprocess import Fit
from ...interpret.shift_map import ShiftMap
from ..middleware import read_body
from ..state import (
    ModelNames,
    NamedPosition,
    PictureId,
    SampleName,
    Server,
    Shared,
    named_subject,
    problem_answers,
    wanted_frame,
)
from . import schemas

api = APIRouter(prefix="/api", responses=problem_answers(400, 404, 409, 422, 503))
probes = APIRouter()

FRAME = "application/x-mixscope-frame"
PREVIEW = 256  # pixels, of a picture that a link names
TAKES_PICTURE = problem_answers(408, 413, 415)
BODY = {"requestBody": {"content": {"image/*": {"schema": {"type": "string", "format": "binary"}}}}}


def binary(kind: str, description: str) -> dict[int | str, dict[str, Any]]:
    schema = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"description": description, "content": {kind: schema}}}


def lines(description: str, line: type[BaseModel] | None = None) -> dict[int | str, dict[str, Any]]:
    """NDJSON; `line` describes one of its lines."""
    schema = line.model_json_schema() if line else {"type": "string"}
    return {200: {"description": description, "content": {"application/x-ndjson": {"schema": schema}}}}


def json(document: Any) -> Response:
    return Response(orjson.dumps(document, option=orjson.OPT_SERIALIZE_NUMPY), media_type="application/json")


@probes.get("/livez", include_in_schema=False)
async def livez() -> dict[str, str]:
    return {"status": "up"}


@probes.get("/readyz", include_in_schema=False)
async def readyz(shared: Shared) -> dict[str, str]:
    if not shared.catalog.ready:
        detail = "The default models are not loaded. Wait a moment; if it stays, GET /api/models says which one and why."
        raise Problem(503, "not-ready", "Not ready", detail, {"Retry-After": "1"})
    return {"status": "ready"}


@probes.get("/metrics", include_in_schema=False)
async def prometheus() -> Response:
    return Response(generate_latest(metrics.REGISTRY), media_type=CONTENT_TYPE_LATEST)


@api.get("/models", response_model=schemas.ModelsDocument)
async def models(shared: Shared) -> Response:
    """The models, what they expect, how good they are, and where one can look inside them."""
    return json(await shared.engine.call(shared.catalog.document))


@api.get("/models/{name}", response_model=schemas.ModelDocument)
async def model(shared: Shared, name: str) -> Response:
    """One model with all its points: one that was not opened yet is opened for that, which takes a moment."""
    return json(await shared.engine.call(shared.catalog.describe, name))


@api.get("/samples", response_model=schemas.SamplesDocument)
async def sample_list() -> Response:
    """Pictures that are always there."""
    return json(samples.samples_document())


@api.get("/samples/{name}.png", response_class=Response, responses=binary("image/png", "The picture"))
async def sample_picture(name: str) -> Response:
    return Response(_png(samples.picture(name)), media_type="image/png")


@api.post("/pictures", response_model=schemas.StoredPicture, responses=TAKES_PICTURE, openapi_extra=BODY)
async def store_picture(request: Request, shared: Shared) -> Response:
    """Keep a picture for later calls, which name it by the id: the SHA-256 of its bytes."""
    data = await read_body(request, shared.settings)
    picture = await shared.decode(data)
    return json({"id": shared.pictures.put(data, picture), "width": picture.width, "height": picture.height})


@api.get("/pictures/{id}.png", response_class=Response, responses=binary("image/png", "The picture"))
async def picture_preview(shared: Shared, id: Annotated[str, Path(max_length=100)]) -> Response:
    """A picture sent before, upright, its longer side at most 256 pixels. Whoever has the id knows its bytes, or got a link."""

    def preview() -> bytes:
        return _png(ImageOps.contain(kept, (PREVIEW, PREVIEW)) if max(kept.size) > PREVIEW else kept)

    kept = shared.stored(id).picture
    return Response(await shared.engine.call(preview), media_type="image/png")


@api.get("/pattern", response_model=schemas.Pattern)
async def pattern(
    request: Request,
    shared: Shared,
    tier: Annotated[str, Query(max_length=50)],
    sample: SampleName = None,
    picture: PictureId = None,
    fit: Fit = "auto",
    model: Annotated[str | None, Query(max_length=200, description="Whose input; none = the tier's first model's.")] = None,
) -> Response:
    """The picture as it is brought to a tier's or a model's input, before it is moved, and what was done to it."""
    subject = await named_subject(request, shared, sample, picture)
    inputs = shared.catalog.inputs(tier)
    if not inputs:
        known = ", ".join(sorted(shared.catalog.tiers))
        raise Problem(404, "tier-unknown", "Tier unknown", f"There is no tier {quote(tier)}. There is {known}.")
    input = shared.catalog.input(shared.catalog.names([model])[0]) if model else inputs[0]
    prepared = await shared.engine.call(shared.observatory.prepared, subject, input, fit)
    pixels = np.rint(prepared.image * 255).astype(np.uint8).transpose(1, 2, 0)
    image = Image.fromarray(pixels.squeeze(2) if pixels.shape[2] == 1 else pixels)
    return json({"png": base64.b64encode(_png(image)).decode(), "steps": prepared.steps, "cut": prepared.cut})


@api.post("/trace", response_model=schemas.Traces, responses=TAKES_PICTURE, openapi_extra=BODY)
async def trace(shared: Shared, position: NamedPosition, models: ModelNames = None) -> Response:
    """What each model answers, and the statistics of all its points."""
    names = shared.place(models or (), ("dx", position.dx), ("dy", position.dy))

    def run() -> list[dict[str, Any]]:
        return [_trace(shared.observatory.look(position, name)) for name in names]

    return json({"traces": await shared.engine.call(run)})


def _trace(seen: Seen) -> dict[str, Any]:
    keys = ("name", "role", "phase", "axes", "shape", "depth")
    points = []
    for point in seen.loaded.traced:
        statistics = {key: values[0, 0] for key, values in summarise(seen.tensor(point).numpy()[None, None]).items()}
        points.append({key: getattr(point, key) for key in keys} | statistics)
    found = predictions(seen.recording.output, seen.loaded.entry.labels)[0]
    return {
        "model": seen.loaded.id, "predictions": found, "points": points,
        "milliseconds": round(seen.recording.milliseconds, 3),
    }  # fmt: skip


@api.post(
    "/trace.npz", response_class=Response, openapi_extra=BODY,
    responses=TAKES_PICTURE | binary("application/x-npz", "NumPy archive of float32 arrays keyed model/point"),
)  # fmt: skip
async def trace_arrays(shared: Shared, position: NamedPosition, models: ModelNames = None) -> Response:
    """Every activation exactly as the models computed it, with `model/input` and `model/logits`."""
    names = shared.place(models or (), ("dx", position.dx), ("dy", position.dy))

    def archive() -> bytes:
        arrays: dict[str, np.ndarray] = {}
        for name in names:
            seen = shared.observatory.look(position, name)
            arrays |= {f"{name}/{point.name}": seen.tensor(point).numpy() for point in seen.loaded.traced}
            arrays |= {f"{name}/input": seen.x[0].numpy(), f"{name}/logits": seen.recording.output[0].numpy()}
        file = io.BytesIO()
        np.savez(file, **cast(Any, arrays))
        return file.getvalue()

    disposition = {"Content-Disposition": 'attachment; filename="trace.npz"'}
    return Response(await shared.engine.call(archive), media_type="application/x-npz", headers=disposition)


@api.post("/frame", response_class=Response, responses=TAKES_PICTURE | binary(FRAME, "Frame"), openapi_extra=BODY)
async def frame(
    shared: Shared,
    position: NamedPosition,
    models: ModelNames = None,
    rdx: int = 0,
    rdy: int = 0,
    tiles: Annotated[int, Query(ge=1, le=64)] = 16,
    side: Annotated[int, Query(ge=4, le=256, description="Cells of a tile's longer side, at most.")] = SIDE,
    stages: Annotated[list[str] | None, Query(description="model/point, repeatable; none = every stage.")] = None,
) -> Response:
    """One picture frame (docs/wire.md), computed as a batch of one."""
    wanted = wanted_frame(shared, position, models or (), (rdx, rdy), tiles, stages, side=side)
    return Response(await shared.engine.call(one_frame, shared, wanted), media_type=FRAME)


def one_frame(shared: Server, wanted: Wanted) -> bytes:
    return shared.observatory.draw([wanted])[0].frame(wanted.seq)


@api.post("/activation", response_class=Response, responses=TAKES_PICTURE | binary(FRAME, "Array"), openapi_extra=BODY)
async def activation(shared: Shared, position: NamedPosition, model: str, point: str) -> Response:
    """The exact values at one point, float32."""
    shared.place([model], ("dx", position.dx), ("dy", position.dy))

    def exact() -> bytes:
        found: ResolvedPoint = shared.catalog.get(model).point(point)
        values = shared.observatory.look(position, model, [point]).tensor(found).numpy()
        return codec.array_frame(f"{model}/{point}", found.axes, values)

    return Response(await shared.engine.call(exact), media_type=FRAME)


@api.get("/weights", response_class=Response, responses=binary(FRAME, "Array"))
async def weight_values(shared: Shared, model: str, parameter: str) -> Response:
    """A parameter's exact values, shaped as the pictures it reads as; one that is no picture (a bias, a norm) as it is."""

    def exact() -> bytes:
        values, shown = shared.catalog.parameter(model, parameter)
        if shown is None:
            return codec.array_frame(f"{model}/{parameter}", ["index"] * values.dim(), values.float().numpy())
        size = shared.catalog.get(model).entry.input
        array = weight_images.picture(values, shown["kind"], size.width, size.height, shown["prefix"])
        return codec.array_frame(f"{model}/{parameter}", weight_images.AXES[shown["kind"]], array.numpy())

    return Response(await shared.engine.call(exact), media_type=FRAME)


@api.post("/shift-map", response_class=StreamingResponse, openapi_extra=BODY, responses=TAKES_PICTURE | lines("The maps"))
async def shift_map(
    shared: Shared,
    position: NamedPosition,
    models: ModelNames = None,
    extent: Annotated[int, Query(ge=1, le=28, description="Moves go from −extent to extent, both ways.")] = 10,
) -> StreamingResponse:
    """NDJSON: lines `{"done", "of"}`, then `{"maps": [{model, class, probability, stages}]}`, or `{"problem"}`."""
    names = shared.place(models or (), ("dx", position.dx), ("dy", position.dy), ("extent", extent))
    return StreamingResponse(progress(ShiftMap(shared, position, names, extent).run()), media_type="application/x-ndjson")


async def progress(work: AsyncIterator[dict[str, Any]]) -> AsyncIterator[bytes]:
    """Each document as a line; a problem on the way becomes the last one."""
    option = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE
    try:
        async for line in work:
            yield orjson.dumps(line, option=option)
    except Problem as problem:  # the status has been sent already
        yield orjson.dumps({"problem": problem.as_dict()}, option=option)


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
