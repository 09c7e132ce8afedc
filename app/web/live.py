"""The socket: the newest position of each connection, one at a time (docs/wire.md, "The socket")."""

import asyncio
import logging
import time
from typing import Annotated, Any

from fastapi import APIRouter, WebSocket
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..analysis.equivariance import Edge
from ..core import metrics
from ..core.errors import Problem, internal
from ..core.sentence import Sentence
from ..frames.packed import packed
from ..frames.request import Pinned, Position, Wanted
from ..frames.tiles import SIDE
from ..images.formats.profiles import Profile
from ..images.preprocess import Fit
from ..images.scene.patterns import read_cut
from ..images.scene.transform import read_transform
from .dependencies import SecondAsked, wanted_frame
from .live_queue import Slot, Turn
from .origins import new_ticket
from .problem_handlers import invalid
from .responses import json
from .socket_messages import FULL, messages, send, takes_packed, told, until_one_ends
from .state import AppState

log = logging.getLogger("mixscope")
router = APIRouter()

Pixels = Annotated[int, Field(strict=True)]
Text = Annotated[str, Field(max_length=100)] | None
Steps = Annotated[str, Field(max_length=500)]


class LiveRequest(BaseModel):
    """One message of a client. Unknown fields are ignored, so that a newer page works with an older server."""

    model_config = ConfigDict(extra="ignore")

    seq: Annotated[int, Field(strict=True, ge=0, le=2**53)]
    sample: Text = None
    picture: Text = None
    fit: Fit = "auto"
    profile: Profile = "convert"
    models: Annotated[list[str], Field(max_length=16)] = []
    dx: Pixels = 0
    dy: Pixels = 0
    edge: Edge = "clip"
    cut: Text = None
    sample2: Text = None
    picture2: Text = None
    fit2: Fit | None = None
    cut2: Text = None
    dx2: Pixels = 0
    dy2: Pixels = 0
    transform: Steps = ""
    reference: tuple[Pixels, Pixels] = (0, 0)
    reference2: tuple[Pixels, Pixels] = (0, 0)
    rtransform: Steps = ""
    tiles: Annotated[int, Field(strict=True, ge=1, le=64)] = 16
    side: Annotated[int, Field(strict=True, ge=4, le=256)] = SIDE
    stages: Annotated[list[str], Field(max_length=500)] | None = None
    off: Annotated[list[str], Field(max_length=500)] = []


class Ticket(BaseModel):
    ticket: str


@router.get("/api/ticket", response_model=Ticket)
async def ticket() -> Response:
    """Opens a socket of the own page where a proxy has changed the Host: `?ticket=` of its address, within a minute."""
    return json({"ticket": new_ticket()})


@router.websocket("/api/live")
async def live(socket: WebSocket) -> None:
    shared: AppState = socket.app.state.shared
    await socket.accept()
    if shared.live_sockets >= shared.settings.live_sockets:
        return await socket.close(FULL, "Too many people are connected. Try again later.")
    shared.live_sockets += 1
    metrics.SOCKETS.set(shared.live_sockets)
    try:
        await _serve(socket, shared)
    finally:
        shared.live_sockets -= 1
        metrics.SOCKETS.set(shared.live_sockets)


async def _serve(socket: WebSocket, shared: AppState) -> None:
    """Reads and answers side by side until one of the two ends."""
    slot = Slot()
    reading, answering = _read(socket, shared, slot), _answer(socket, shared, slot)
    await until_one_ends(socket, asyncio.create_task(reading), asyncio.create_task(answering))


async def _read(socket: WebSocket, shared: AppState, slot: Slot) -> None:
    async for asked in messages(socket, shared.settings):
        try:
            slot.put(shared.engine.turn(await wanted(asked, shared), asked))
        except Problem as problem:
            slot.put(_problem(asked.get("seq"), problem))


async def _answer(socket: WebSocket, shared: AppState, slot: Slot) -> None:
    while True:
        await _answer_one(await slot.take(), socket, shared)
        slot.current = None


async def _answer_one(content: Turn | str, socket: WebSocket, shared: AppState) -> None:
    """A function of its own, so that a connection that waits for its next position holds no picture of the last."""
    answer = content if isinstance(content, str) else await frame_of(content, shared)
    if isinstance(answer, bytes) and takes_packed(socket):
        answer = packed(answer)
    await send(socket, answer, shared.settings)
    if isinstance(content, Turn):
        metrics.FRAME_AGE.observe(time.monotonic() - content.arrived)


async def frame_of(turn: Turn, shared: AppState) -> bytes | str:
    """The frame, or the problem with it as a message."""
    try:
        return await shared.engine.frame(turn)
    except Problem as problem:
        return _problem(turn.begin().seq, problem)  # it is over: a newer position waits for a turn of its own
    except Exception:
        log.exception("a live position failed")
        return _problem(turn.begin().seq, internal())


async def wanted(message: dict[str, Any], shared: AppState) -> Wanted:
    """What a message asks for; Problem where it cannot be had."""
    try:
        asked = LiveRequest.model_validate(message)
    except ValidationError as error:
        raise invalid(map(dict, error.errors())) from None
    if (asked.sample is None) == (asked.picture is None):
        detail = Sentence("live-picture-missing", "Name exactly one picture: sample or picture.")
        raise Problem(422, "picture-missing", "One picture needed", detail)
    named = asked.picture or ""
    subject = shared.sample(asked.sample) if asked.sample is not None else await shared.stored(named, asked.profile)
    cut = None if asked.cut is None else read_cut(asked.cut)
    asked2 = SecondAsked(asked.sample2, asked.picture2, asked.fit2, asked.cut2, asked.dx2, asked.dy2)
    second = await asked2.found(shared, subject, asked.fit, asked.profile)
    transform = read_transform(asked.transform)
    position = Position(subject, asked.fit, asked.dx, asked.dy, asked.edge, cut, second, transform)
    pinned = Pinned(asked.reference, asked.reference2, read_transform(asked.rtransform))
    return wanted_frame(shared, position, asked.models, pinned, asked.tiles, asked.stages, asked.seq, asked.side, asked.off)


def _problem(seq: object, problem: Problem) -> str:
    return told(problem, seq=seq if isinstance(seq, int) else None)
