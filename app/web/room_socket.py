"""The socket of a room: a leader's view and questions go out, followers' answers come in (docs/wire.md, "A room")."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, WebSocket
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.websockets import WebSocketDisconnect

from ..core.errors import Problem
from ..core.sentence import Sentence
from ..frames.packed import packed, unpacked
from ..rooms.codes import CODE
from ..rooms.questions import Question
from ..rooms.room import Again, HandIn, Room
from .live import frame_of, wanted
from .live_queue import Slot
from .problem_handlers import invalid
from .room_members import FRAME, NICKNAME, POINTER, VIEW, Member, view_text
from .socket_messages import FULL, POLICY, Closing, close, messages, send, takes_packed, told, until_one_ends
from .state import AppState

router = APIRouter()

JOIN_SECONDS = 10
Share = Annotated[float, Field(ge=0, le=1)]


class Join(BaseModel):
    """`member`: chosen at random by the page, the same after a reload. `lead`: a leader's secret. `again`: how the leader's
    page knows the room, should the server have lost it."""

    model_config = ConfigDict(extra="ignore")

    member: Annotated[str, Field(pattern=r"^[\w-]{8,64}$")]
    lead: Annotated[str, Field(min_length=8, max_length=64)] | None = None
    again: Again | None = None


class Pointed(BaseModel):
    """A place on an element of the page: `on` names it, `x` and `y` are shares of its sides. None = nowhere."""

    on: Annotated[str, Field(max_length=200)] | None = None
    x: Share = 0
    y: Share = 0


@router.websocket("/api/rooms/{code}/live")
async def room_socket(socket: WebSocket, code: str) -> None:
    shared: AppState = socket.app.state.shared
    await socket.accept()
    incoming = messages(socket, shared.settings)
    try:
        room, member = await _joined(socket, shared, code, incoming)
    except Closing as closing:
        await close(socket, closing)
        return
    except WebSocketDisconnect:
        return
    await shared.hall.enter(room, member)
    talk = Talk(shared, code, member)
    try:
        tasks = (talk.listen(incoming), talk.tell(socket), talk.compute(), shared.hall.stay(code, member))
        await until_one_ends(socket, *(asyncio.create_task(one) for one in tasks))
    finally:
        await shared.hall.leave(code, member)


async def _joined(socket: WebSocket, shared: AppState, code: str, incoming: Any) -> tuple[Room, Member]:
    """The room with a new member in it, by the connection's first message; Closing where that cannot be."""
    try:
        async with asyncio.timeout(JOIN_SECONDS):
            message = await anext(incoming)
        return await _join(shared, code, message, socket.client.host if socket.client else "")
    except Problem as problem:
        await send(socket, told(problem, say="problem"), shared.settings)
        raise Closing(FULL if problem.status == 503 else POLICY, problem.title) from None
    except TimeoutError:
        raise Closing(POLICY, "Say who you are: the first message is a join.") from None


async def _join(shared: AppState, code: str, message: dict[str, Any], address: str) -> tuple[Room, Member]:
    join = _valid(Join, message)
    if CODE.fullmatch(code) is None:
        await shared.rooms.get(code)  # says that there is none: a leader's coming back does not make such a room
    people = shared.settings.room_people
    room = await shared.rooms.enter(code, join.member, join.lead, people, address, join.again)
    return room, Member(join.member, join.lead is not None)


class Talk:
    """One member's conversation with the room."""

    def __init__(self, shared: AppState, code: str, member: Member) -> None:
        self.shared, self.code, self.member = shared, code, member
        self._slot = Slot()
        lead: dict[str, Callable[[dict[str, Any]], Awaitable[None]]] = {
            "show": self._show, "point": self._point, "lead": self._lead,
            "ask": self._ask, "turn": self._turn, "end": self._end,
            "nicknames": self._nicknames,
        }  # fmt: skip
        self._deeds = {"answer": self._answer, "hand-in": self._hand_in, "nickname": self._nickname} | (
            lead if member.lead else {}
        )

    async def listen(self, incoming: Any) -> None:
        async for message in incoming:
            try:
                deed = self._deeds.get(str(message.get("do")))
                if deed is None:
                    detail = Sentence("deed-unknown", "This is not for you to do in a room: leading it is for its leader.")
                    raise Problem(422, "deed-unknown", "Not to be done", detail)
                await deed(message)
            except Problem as problem:
                self.member.put(b"!", told(problem, say="problem"))

    async def tell(self, socket: WebSocket) -> None:
        as_it_is = takes_packed(socket)
        while True:
            data = await self.member.take()
            await send(socket, data if as_it_is or isinstance(data, str) else unpacked(data), self.shared.settings)

    async def compute(self) -> None:
        """Frames of the leader's view, once for everybody; the newest position, one at a time."""
        while True:
            content = await self._slot.take()
            answer = content if isinstance(content, str) else await frame_of(content, self.shared)
            self._slot.current = None
            if isinstance(answer, bytes):  # a problem is told to the leader's own page, which asks the same
                await self.shared.rooms.publish(self.code, FRAME + packed(answer))

    async def _show(self, message: dict[str, Any]) -> None:
        view = str(message.get("view", ""))
        serial = await self.shared.rooms.change(self.code, lambda room: room.show(view))
        await self.shared.rooms.publish(self.code, VIEW + view_text(serial, view).encode())
        if isinstance(query := message.get("frame"), dict):
            asked = query | {"seq": serial, "stages": None}
            self._slot.put(self.shared.engine.turn(await wanted(asked, self.shared), asked))

    async def _point(self, message: dict[str, Any]) -> None:
        pointed = _valid(Pointed, message.get("at") or {})
        await self.shared.rooms.publish(self.code, POINTER + orjson.dumps({"say": "pointer", "at": pointed.model_dump()}))

    async def _lead(self, message: dict[str, Any]) -> None:
        def turned(room: Room) -> None:
            room.leads = bool(message.get("on"))

        await self._change(turned)

    async def _ask(self, message: dict[str, Any]) -> None:
        question = _valid(Question, message.get("question") or {})
        await self._change(lambda room: room.ask(question))

    async def _turn(self, message: dict[str, Any]) -> None:
        flags = TypeAdapter(dict[str, bool | None])
        on = {name: message.get(name) for name in ("open", "shown")}
        try:
            on = flags.validate_python(on)
        except ValidationError as error:
            raise invalid(map(dict, error.errors())) from None
        await self._change(lambda room: room.turn(**on))

    async def _end(self, message: dict[str, Any]) -> None:
        await self._change(Room.put_away)

    async def _answer(self, message: dict[str, Any]) -> None:
        question, value = str(message.get("question")), message.get("value")
        await self._change(lambda room: room.answer(self.member.id, question, value))

    async def _hand_in(self, message: dict[str, Any]) -> None:
        handed = _valid(HandIn, message)
        await self._change(lambda room: room.hand_in(self.member.id, handed))

    async def _nicknames(self, message: dict[str, Any]) -> None:
        await self._change(lambda room: room.want_nicknames(bool(message.get("on"))))

    async def _nickname(self, message: dict[str, Any]) -> None:
        wanted = str(message.get("nickname") or "")
        label = await self.shared.rooms.change(self.code, lambda room: room.take_nickname(self.member.id, wanted))
        self.member.put(NICKNAME, orjson.dumps({"say": "nickname", "nickname": label}).decode())
        await self.shared.hall.changed(self.code)

    async def _change(self, change: Callable[[Room], None]) -> None:
        await self.shared.rooms.change(self.code, change)
        await self.shared.hall.changed(self.code)


def _valid(kind: Any, message: Any) -> Any:
    try:
        return kind.model_validate(message)
    except ValidationError as error:
        raise invalid(map(dict, error.errors())) from None
