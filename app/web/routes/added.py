"""Own models that are added on the page, where the server's owner allows it (app/web/adding.py)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from ..adding import check_adder
from ..dependencies import Shared
from ..responses import SentenceDocument, json, problem_answers


def allowed(request: Request, shared: Shared) -> None:
    check_adder(request, shared)


router = APIRouter(prefix="/api/added", dependencies=[Depends(allowed)], responses=problem_answers(403, 422))


class Place(BaseModel):
    """`where`: a folder, path/to/file.py:function or package.module:function, on the server's machine."""

    where: Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[^\x00-\x1f]+$")]


class AddedDocument(BaseModel):
    """docs/wire.md, "Adding own models"."""

    model: str
    title: str
    state: Literal["opening", "ready", "unavailable"]
    reason: SentenceDocument | None
    findings: list[SentenceDocument]
    changed: bool


class AllAddedDocument(BaseModel):
    added: list[AddedDocument]


@router.get("", response_model=AllAddedDocument)
def added(shared: Shared) -> Response:
    """What has been added, and how far each is."""
    return json({"added": shared.added.documents()})


@router.post("", response_model=AddedDocument, status_code=202, responses=problem_answers(409))
def add(shared: Shared, place: Place) -> Response:
    """Begin to open a model; what came from the same place before is opened anew."""
    return json(shared.added.add(place.where.strip()), 202)


@router.post("/{name}", response_model=AddedDocument, status_code=202, responses=problem_answers(404))
def renew(shared: Shared, name: str) -> Response:
    """Open an added model anew, as its files are now."""
    return json(shared.added.renew(name), 202)


@router.delete("/{name}", response_model=AllAddedDocument, responses=problem_answers(404))
def remove(shared: Shared, name: str) -> Response:
    """End an added model's process, and forget it."""
    shared.added.remove(name)
    return json({"added": shared.added.documents()})
