"""Rooms for a class: one is opened, asked about, and its address drawn as a QR code. What happens in it: room_socket.py."""

from typing import Any
from urllib.parse import urlsplit

import segno
from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel

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


@router.post("/rooms", response_model=OpenedRoom, status_code=201)
async def open_room(request: Request, shared: Shared) -> Response:
    """Opens a room, which ends when nobody was in it for an hour."""
    room, secret = await shared.rooms.open()
    return json(_told(request, shared, room) | {"lead": secret}, 201)


@router.get("/rooms/{code}", response_model=RoomDocument)
async def about_room(request: Request, shared: Shared, code: str) -> Response:
    """Whether there is such a room, and where."""
    return json(_told(request, shared, await shared.rooms.get(code.upper())))


def _told(request: Request, shared: AppState, room: Room) -> dict[str, Any]:
    base = base_of(shared.settings, request.headers.get("host", ""), request.url.scheme)
    address = f"{base}/#room={room.code}"
    there = room.present(shared.rooms.clock())
    return {
        "code": room.code, "address": address, "reachable": not only_here(urlsplit(base).hostname or ""),
        "qr": segno.make(address, error="m").svg_data_uri(border=2, scale=4, light="#fff"),
        "people": sum(not one.lead for one in there), "leaders": sum(one.lead for one in there), "leads": room.leads,
    }  # fmt: skip
