"""Rooms for a class: one is opened, asked about, and its address drawn as a QR code. What happens in it: room_socket.py."""

from typing import Annotated, Any
from urllib.parse import urlsplit

import segno
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import AnyHttpUrl, BaseModel, UrlConstraints

from ...rooms.room import Room
from ..addresses import base_of, only_here
from ..dependencies import Shared
from ..responses import json, problem_answers
from ..state import AppState

router = APIRouter(prefix="/api", responses=problem_answers(403, 404, 503))


class RoomDocument(BaseModel):
    """`address` joins it, `qr` is the same as a data URI (SVG); `reachable`: whether other machines can open that address.
    `people` follow, `leaders` lead, and `leads` says whether everybody is asked to follow."""

    code: str
    address: str
    reachable: bool
    qr: str
    people: int
    leaders: int
    leads: bool


class OpenedRoom(RoomDocument):
    """`lead` is the secret that makes a leader."""

    lead: str


Seen = Annotated[
    Annotated[AnyHttpUrl, UrlConstraints(max_length=500)] | None,
    Query(description="Where the caller sees Mixscope's first page, which behind a proxy only its browser knows."),
]


@router.post("/rooms", response_model=OpenedRoom, status_code=201)
async def open_room(request: Request, shared: Shared, at: Seen = None) -> Response:
    """Opens a room, which ends when nobody was in it for an hour."""
    room, secret = await shared.rooms.open()
    return json(_told(request, shared, room, at) | {"lead": secret}, 201)


@router.get("/rooms/{code}", response_model=RoomDocument)
async def about_room(request: Request, shared: Shared, code: str, at: Seen = None) -> Response:
    """Whether there is such a room, and where."""
    return json(_told(request, shared, await shared.rooms.get(code.upper()), at))


def _told(request: Request, shared: AppState, room: Room, at: AnyHttpUrl | None) -> dict[str, Any]:
    base = base_of(shared.settings, str(at or request.base_url))
    address = f"{base}/#room={room.code}"
    there = room.present(shared.rooms.clock())
    return {
        "code": room.code, "address": address, "reachable": not only_here(urlsplit(base).hostname or ""),
        "qr": segno.make(address, error="m").svg_data_uri(border=2, scale=4, light="#fff"),
        "people": sum(not one.lead for one in there), "leaders": sum(one.lead for one in there), "leads": room.leads,
    }  # fmt: skip
