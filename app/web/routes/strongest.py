"""To which pictures a channel or unit answers most strongly, and which of a stage never answer."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from math import isnan
from typing import Annotated, Any, Literal

import numpy as np
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, StringConstraints

from ...analysis.strongest import Extremes, Ranked
from ...catalog.loaded_model import LoadedModel
from ...core.errors import answering
from ...images.preprocess import SHARE
from ...interpret.picture_sets import Picture, SetName
from ...interpret.stage import Between
from ...interpret.strongest_pictures import KEPT, Asked, End, Search, Summary, feature_axis
from ...interpret.theoretical_fields import TheoreticalFields
from ..dependencies import Shared
from ..inference import ask
from ..responses import (
    ARCHIVE,
    PNG,
    ProblemDocument,
    SentenceDocument,
    archive,
    binary,
    lines,
    png,
    problem_answers,
    progress,
)  # fmt: skip
from ..state import AppState
from .pictures import shown
from .receptive_fields import Square

router = APIRouter(prefix="/api/strongest", responses=problem_answers(400, 404, 422, 503))

OWN_AT_ONCE = 20
FITTED = rf"^[0-9a-f]{{64}}(:(auto|none|{SHARE},{SHARE},{SHARE}))?$"
KEEP_FOR = {"Cache-Control": "private, max-age=600"}

Channel = Annotated[int, Query(description="Number of the channel or unit, counted from 0.")]
Own = Annotated[
    list[Annotated[str, StringConstraints(pattern=FITTED)]] | None,
    Query(max_length=OWN_AT_ONCE, description="Ids of pictures sent to /api/pictures, each with :fit or without; repeatable."),
]
Sets = Annotated[list[SetName] | None, Query(alias="of", description="Which pictures are asked; repeatable. None = all.")]
Count = Annotated[int, Query(ge=1, le=KEPT, description="Of the strongest pictures.")]


@dataclass(frozen=True)
class Question:
    """Which stage is asked, at which end, on which pictures."""

    model: str
    point: str
    end: Annotated[End, Query(description="Whether the largest values are sought, or the smallest, sign and all.")] = "highest"
    sets: Sets = None
    own: Own = None

    def plan(self, shared: AppState) -> Search:
        return shared.strongest.plan(self.model, Asked(self.point, self.end, pictures_of(shared, self.own), self.sets))


Wanted = Annotated[Question, Depends()]


class SetCount(BaseModel):
    name: SetName
    pictures: int


class LackingSet(SentenceDocument):
    name: SetName


class StrongPicture(BaseModel):
    """`number`: in its set. `name`: of a sample, or the id of an own picture. `position`: of the value, prefix tokens first,
    then row by row; null where a channel has no positions."""

    set: SetName
    number: int
    name: str | None
    value: float
    position: int | None
    field: Square | None


class StageCount(BaseModel):
    """`silent`: how many are 0 at every position of every picture asked, in a stage without a value below 0; `constant`: how
    many others have one and the same value everywhere."""

    point: str
    title: str
    axis: Literal["channel", "unit"]
    count: int
    silent: int
    constant: int


class Strongest(BaseModel):
    """docs/wire.md, "The strongest pictures". `offered`: sets that can be chosen. `signed`: whether any value of the stage was
    below 0. `lowest`, `highest`: of the channel, over all pictures and positions."""

    model: str
    point: str
    axis: Literal["channel", "unit"]
    channel: int
    end: End
    positions: int
    pictures: int
    sets: list[SetCount]
    lacking: list[LackingSet]
    offered: list[SetName]
    rows: int
    columns: int
    lowest: float | None
    highest: float | None
    signed: bool
    strongest: list[StrongPicture]
    field_refusal: SentenceDocument | None
    silent: list[int]
    constant: list[int]
    stages: list[StageCount]


class StrongestLine(BaseModel):
    """One line: progress in pictures, what was found, or what went wrong."""

    done: int | None = None
    of: int | None = None
    strongest: Strongest | None = None
    problem: ProblemDocument | None = None


@router.post("", response_class=StreamingResponse, responses=lines("The strongest pictures", StrongestLine))
async def strongest(shared: Shared, question: Wanted, channel: Channel, count: Count = 12) -> StreamingResponse:
    """The pictures in which a channel's largest value, over its positions, is largest (docs/wire.md). NDJSON: lines
    `{"done", "of"}` in pictures, then `{"strongest": …}`, or `{"problem"}`."""
    search = await shared.pool.call_long(planned, shared, question, channel)

    async def told() -> AsyncIterator[dict[str, Any]]:
        async for done, found in search.run(shared.pool):
            if found is None:
                yield {"done": done, "of": search.asked}
            else:
                yield {"strongest": await shared.pool.call_long(document, shared, search, found, channel, count)}

    return progress(told())


@router.post(".npz", response_class=Response, responses=binary(ARCHIVE, "Every channel of the stage"))
async def strongest_archive(request: Request, shared: Shared, question: Wanted) -> Response:
    """Of every channel of the stage, as a NumPy archive: `values`, `pictures` (into `names`) and `positions`, an array
    (channel, rank) each, `silent` and `constant`."""

    def answer(loaded: LoadedModel, between: Between) -> Response:
        search = question.plan(shared)
        found = search.whole(between)
        ranked, whole = search.ranked(found), found[question.point]
        names = [f"{one.name}/{picture.name or i}" for one in search.sets for i, picture in enumerate(one.pictures)]
        arrays = {"values": ranked.values, "pictures": ranked.pictures, "positions": ranked.positions}
        dead = {"silent": whole.silent, "constant": whole.constant}
        told = {key: tensor.numpy() for key, tensor in (arrays | dead).items()}
        return archive("strongest.npz", told | {"names": np.array(names)})

    return await ask(request, shared, question.model, answer)


@router.get("/picture.png", response_class=Response, responses=binary(PNG, "The picture, as the model is shown it"))
async def strongest_picture(
    shared: Shared, model: str, of: SetName, number: Annotated[int, Query(ge=0, le=1_000_000)], own: Own = None
) -> Response:
    """One of the pictures that are asked, by its number in its set, before normalising."""

    def drawn() -> bytes:
        shared.catalog.names([model])
        return png(shown(shared.strongest.picture(model, of, number, pictures_of(shared, own))))

    return Response(await shared.pool.call_long(drawn), media_type=PNG, headers=KEEP_FOR)


def pictures_of(shared: AppState, own: list[str] | None) -> list[Picture]:
    """Problem 404 for one that is forgotten."""
    found = []
    for id, _, fit in (text.partition(":") for text in dict.fromkeys(own or ())):
        subject = shared.named(id)
        shared.pictures.file(id)
        found.append(Picture(lambda subject=subject: subject.picture, fit or "auto", id))  # type: ignore[misc]
    return found


def planned(shared: AppState, question: Question, channel: int) -> Search:
    """Problem before the first line: 404 for what is unknown, 422 for what the stage has not."""
    shared.catalog.names([question.model])
    search = question.plan(shared)
    with answering():
        search.check(channel)
    return search


def document(shared: AppState, search: Search, found: Summary, channel: int, count: int) -> dict[str, Any]:
    """A `Strongest`."""
    point, own, size = search.point, found[search.point.name], search.loaded.entry.input
    fields = shared.fields.theoretical(search.loaded)
    lowest, highest = own.lowest.values[channel, 0].item(), own.highest.values[channel, 0].item()
    return {
        "model": search.loaded.id, "point": point.name, "axis": feature_axis(point), "channel": channel, "end": search.end,
        "positions": search.positions, "pictures": search.asked,
        "sets": [{"name": one.name, "pictures": len(one.pictures)} for one in search.sets],
        "lacking": [{"name": one.name, **one.why.told()} for one in search.lacking], "offered": search.offered,
        "rows": size.height, "columns": size.width, "lowest": lowest, "highest": highest,
        "signed": bool((own.lowest.values[:, 0] < 0).any()),
        "strongest": strong_pictures(search, search.ranked(found), fields, channel)[:count],
        "field_refusal": None if fields.refusal is None else fields.refusal.told(),
        "silent": own.silent.nonzero()[:, 0].tolist(), "constant": own.constant.nonzero()[:, 0].tolist(),
        "stages": [counted(search.loaded, name, one) for name, one in found.items()],
    }  # fmt: skip


def strong_pictures(search: Search, ranked: Ranked, fields: TheoreticalFields, channel: int) -> list[dict[str, Any]]:
    found = []
    for value, picture, position in zip(*(one[channel].tolist() for one in ranked.arrays), strict=True):
        if isnan(value):  # fewer pictures have a number there
            break
        among, number = search.place(picture)
        placed = search.positions > 1
        found.append(
            {"set": among.name, "number": number, "name": among.pictures[number].name, "value": value,
             "position": position if placed else None,
             "field": fields.square(search.point.name, position if placed else channel)}
        )  # fmt: skip
    return found


def counted(loaded: LoadedModel, name: str, found: Extremes) -> dict[str, Any]:
    point = loaded.point(name)
    return {
        "point": name, "title": point.title, "axis": feature_axis(point), "count": len(found.silent),
        "silent": int(found.silent.sum()), "constant": int(found.constant.sum()),
    }  # fmt: skip
