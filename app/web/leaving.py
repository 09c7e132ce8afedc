"""Work that goes on only while its caller waits for it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from fastapi import Request

from ..core.errors import Problem
from ..core.sentence import Sentence

Answer = TypeVar("Answer")

GONE = Sentence("answer-client-gone", "The connection broke before the answer was there. Ask again.")


class Left(Problem):
    """The caller has left; nobody reads what is answered now."""

    def __init__(self) -> None:
        super().__init__(400, "client-gone", "Client gone", GONE)


async def while_there(request: Request, work: Coroutine[Any, Any, Answer]) -> Answer:
    """What `work` returns. Left where the caller leaves meanwhile, Problem for a body that nobody has asked for and that is
    refused: both cancel it."""

    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    leaving, working = asyncio.create_task(gone()), asyncio.create_task(work)
    try:
        await asyncio.wait({leaving, working}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            leaving.result()  # raises what is wrong with the body
            raise Left
        return await working
    finally:
        leaving.cancel()
        working.cancel()
