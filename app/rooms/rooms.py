"""Where rooms are kept and how their members hear of each other: one interface, in this process (here) or in Redis."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TypeVar

from ..core.errors import Problem, quote
from ..core.sentence import Sentence
from .codes import code_of, key_of, new_secret, opens, origin_of
from .room import Again, Room

Found = TypeVar("Found")
Hear = Callable[[str, bytes], None]
"""Told of a room's code and an event that somebody published; must not wait."""

TRIES = 50


class Rooms(ABC):
    """`most` rooms at once. `hear`: who is told of events in rooms that are watched. `clock`: seconds, the same for all
    processes that share the rooms."""

    def __init__(self, most: int, clock: Callable[[], float] = time.time) -> None:
        self.most, self.clock = most, clock
        self.hear: Hear = lambda code, event: None
        self._deriving = asyncio.Lock()  # one core at most for those who try secrets

    @abstractmethod
    async def add(self, room: Room) -> bool:
        """False if a room of that code is there. Problem 503 if there are too many."""

    @abstractmethod
    async def find(self, code: str) -> Room | None:
        """A copy; None if there is none, or it has ended."""

    @abstractmethod
    async def change(self, code: str, change: Callable[[Room], Found]) -> Found:
        """Changes one room, nobody else at the same time; one that raises changes nothing. Problem 404 if there is none."""

    @abstractmethod
    async def publish(self, code: str, event: bytes) -> None:
        """Tells everybody who watches the room, this process included."""

    @abstractmethod
    async def watch(self, code: str) -> None: ...

    @abstractmethod
    async def unwatch(self, code: str) -> None: ...

    @abstractmethod
    async def close(self) -> None:
        """Lets go of what is held outside of this process."""

    async def get(self, code: str) -> Room:
        """As `find`; Problem 404 if there is none."""
        if (room := await self.find(code)) is None:
            raise unknown(code)
        return room

    async def open(self) -> tuple[Room, str]:
        """A new room and its leader's secret."""
        for _ in range(TRIES):
            secret = new_secret()
            room = Room(code=await self._code(secret), key=key_of(secret), active=self.clock())
            if await self.add(room):
                return room, secret
        raise too_many(self.most)

    async def _code(self, secret: str) -> str:
        async with self._deriving:
            return await asyncio.to_thread(code_of, secret)

    async def enter(
        self, code: str, member: str, secret: str | None, people: int, address: str = "", again: Again | None = None
    ) -> Room:
        """The room with `member`, who comes from `address`, in it, as its leader with the `secret`. A leader whose room is
        gone, because the server was started again, opens it as it was, by `again`. Problem 403 for a wrong secret, 404 for no
        room, 503 where it is full."""
        room = await self.find(code)
        if room is None and secret is not None and await self._code(secret) == code:
            anew = Room(code=code, key=key_of(secret), active=self.clock())
            anew.go_on(again or Again())
            await self.add(anew)

        def entered(room: Room) -> Room:
            if secret is not None and not opens(secret, room.key):
                detail = Sentence("room-not-yours", "Somebody else leads this room. Join it, or open another.")
                raise Problem(403, "room-not-yours", "Not your room", detail)
            room.enter(member, secret is not None, self.clock(), people, origin_of(address, room.key))
            return room

        return await self.change(code, entered)


class MemoryRooms(Rooms):
    """In this process: gone when it ends."""

    def __init__(self, most: int, clock: Callable[[], float] = time.time) -> None:
        super().__init__(most, clock)
        self._rooms: dict[str, Room] = {}

    async def add(self, room: Room) -> bool:
        self._forget()
        if room.code in self._rooms:
            return False
        if len(self._rooms) >= self.most:
            unused = next((code for code, one in self._rooms.items() if one.gives_way(self.clock())), None)
            if unused is None:
                raise too_many(self.most)
            del self._rooms[unused]
        self._rooms[room.code] = room.model_copy(deep=True)
        return True

    async def find(self, code: str) -> Room | None:
        self._forget()
        room = self._rooms.get(code)
        return room and room.model_copy(deep=True)

    async def change(self, code: str, change: Callable[[Room], Found]) -> Found:
        self._forget()
        if code not in self._rooms:
            raise unknown(code)
        return change(self._rooms[code])  # each method of Room checks before it changes

    async def publish(self, code: str, event: bytes) -> None:
        self.hear(code, event)
        await asyncio.sleep(0)

    async def watch(self, code: str) -> None:
        """Everything is heard here."""

    async def unwatch(self, code: str) -> None:
        """As `watch`."""

    async def close(self) -> None:
        """There is nothing outside."""

    def _forget(self) -> None:
        now = self.clock()
        self._rooms = {code: room for code, room in self._rooms.items() if not room.ended(now)}


def unknown(code: str) -> Problem:
    detail = Sentence(
        "room-unknown",
        "There is no room {code}. Look at the code again; a room ends when nobody was in it for an hour, or the server was "
        "started again, until its leader comes back.",
        code=quote(code),
    )  # fmt: skip
    return Problem(404, "room-unknown", "Room unknown", detail)


def too_many(most: int) -> Problem:
    detail = Sentence("rooms-full", "There are {most} rooms already, as many as this server has. Try again later.", most=most)
    return Problem(503, "rooms-full", "Too many rooms", detail, {"Retry-After": "60"})
