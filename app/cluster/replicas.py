"""What the web side needs of the models' side, and what may go wrong between the two. Knows no Ray: tests have one without."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Protocol

Message = Mapping[str, Any]
"""Of the socket, as the client has sent it, or of ASGI."""

Files = Mapping[str, bytes]
"""Pictures by their ids: those that a replica has said it lacks."""


class Lost(Exception):
    """A replica ended before it had answered: another one may."""


class Full(Exception):
    """As many calls wait for the replicas as may."""


class Replicas(Protocol):
    """The models' replicas. `model`: one that has this model loaded is asked first; "": any."""

    async def frames(self, messages: Sequence[Message], files: Files, model: str) -> list[bytes | str]:
        """For each position its frame, or the problem with it as a message of the socket."""

    def call(self, scope: Message, body: bytes, files: Files, model: str) -> AsyncIterator[Message]:
        """What the application there answers, as ASGI messages; it ends when nobody listens any more."""

    async def ready(self) -> Mapping[str, Any] | None:
        """The problem document of a replica that cannot answer, by a real pass; None where it can."""
