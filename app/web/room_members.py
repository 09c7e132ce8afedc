"""Who is connected here in which room, and what each of them is still to be sent: the newest of each kind, never a queue."""

import asyncio
import contextlib
import logging

import orjson

from ..core.errors import Problem
from ..rooms.room import REFRESH_SECONDS, Room
from ..rooms.rooms import Rooms
from .socket_messages import GOING_AWAY, Closing

log = logging.getLogger("mixscope")

ROOM, VIEW, POINTER, FRAME = b"R", b"V", b"P", b"F"
"""Events of a room, by their first byte: it has changed; the leader's view; where the leader points; a frame of that view."""
NICKNAME = b"N"
"""What waits for one member alone: how the leader reads their nickname."""

TOLD_SECONDS = 0.15
"""A room is told of at most that often, however many people answer at once."""


class Member:
    """One connection. What is not taken in time is replaced by what is newer."""

    def __init__(self, id: str, lead: bool) -> None:
        self.id, self.lead = id, lead
        self._waiting: dict[bytes, str | bytes] = {}
        self._there = asyncio.Event()

    def put(self, kind: bytes, data: str | bytes) -> None:
        self._waiting[kind] = data
        self._there.set()

    async def take(self) -> str | bytes:
        """The oldest kind that waits."""
        while not self._waiting:
            self._there.clear()
            await self._there.wait()
        return self._waiting.pop(next(iter(self._waiting)))


class Place:
    """A room as this process knows it: its members here, and the last view and frame for those who come late."""

    def __init__(self) -> None:
        self.members: set[Member] = set()
        self.last: dict[bytes, str | bytes] = {}
        self.telling: asyncio.Task[None] | None = None


class Hall:
    """All rooms with members here."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms
        rooms.hear = self.hear
        self._places: dict[str, Place] = {}

    async def enter(self, room: Room, member: Member) -> None:
        place = self._places.setdefault(room.code, Place())
        place.members.add(member)
        if len(place.members) == 1:
            await self.rooms.watch(room.code)
        for kind, data in place.last.items():
            member.put(kind, data)
        if room.view and VIEW not in place.last:
            member.put(VIEW, view_text(room.serial, room.view))
        await self.changed(room.code)

    async def leave(self, code: str, member: Member) -> None:
        place = self._places[code]
        place.members.discard(member)
        if not place.members:
            del self._places[code]
            await self.rooms.unwatch(code)
        if all(other.id != member.id for other in place.members):  # a page that was loaded again is in before it is out
            now = self.rooms.clock()
            with contextlib.suppress(Problem):  # the room may be gone, too
                await self.rooms.change(code, lambda room: room.leave(member.id, now))
                await self.changed(code)

    async def changed(self, code: str) -> None:
        await self.rooms.publish(code, ROOM)

    def hear(self, code: str, event: bytes) -> None:
        """An event of a room: to everybody here, the leaders only where it is not their own doing."""
        if (place := self._places.get(code)) is None:
            return
        kind, data = event[:1], event[1:]
        if kind == ROOM:
            if place.telling is None or place.telling.done():
                place.telling = asyncio.create_task(self._tell(code, place))
            return
        content = data if kind == FRAME else data.decode()
        if kind != POINTER:
            place.last[kind] = content
        for member in place.members:
            if not (member.lead and kind == FRAME):
                member.put(kind, content)

    async def _tell(self, code: str, place: Place) -> None:
        await asyncio.sleep(TOLD_SECONDS)
        place.telling = None  # what changes from now on is told once more
        try:
            room = await self.rooms.find(code)
        except Problem:
            log.warning("a room could not be read")
            return
        if room is not None:
            now = self.rooms.clock()
            told = {lead: orjson.dumps(room.told(lead, now)).decode() for lead in {member.lead for member in place.members}}
            for member in place.members:
                member.put(ROOM, told[member.lead])

    async def stay(self, code: str, member: Member) -> None:
        """Says from time to time that the member is there."""
        while True:
            await asyncio.sleep(REFRESH_SECONDS)

            now = self.rooms.clock()
            try:
                await self.rooms.change(code, lambda room, now=now: room.stay(member.id, now))  # type: ignore[misc]
            except Problem:
                raise Closing(GOING_AWAY, "The room is gone. Join it again.") from None


def view_text(serial: int, view: str) -> str:
    return orjson.dumps({"say": "view", "serial": serial, "view": view}).decode()
