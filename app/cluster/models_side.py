"""What a replica of the models does: the application as it is, without a port of its own. Its jobs run on its own workers."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from typing import Any

from ..core.errors import Problem
from ..core.settings import Settings
from ..main import create_app
from ..web.live import frame_of, wanted
from ..web.socket_messages import told
from ..web.state import AppState
from .replicas import Files, Message

LOADING_SECONDS = 300
"""How long the default models may take to load."""

PAUSE = 0.05
"""Seconds between two looks whether they are."""

PARTS_AHEAD = 16
"""Parts of an answer that wait for whoever reads it."""


class ModelsSide:
    """As Replicas, but for how they travel."""

    def __init__(self, settings: Settings) -> None:
        alone: dict[str, Any] = {"engine": "here", "redis_url": ""}
        self.app = create_app(settings.model_copy(update=alone))
        self.shared: AppState = self.app.state.shared
        self._stack = AsyncExitStack()

    async def begin(self) -> None:
        """Returns when the default models are loaded. TimeoutError where they are not in time: the log says which, and why."""
        await self._stack.enter_async_context(self.app.router.lifespan_context(self.app))
        async with asyncio.timeout(LOADING_SECONDS):
            while not self.shared.catalog.ready:
                await asyncio.sleep(PAUSE)

    async def close(self) -> None:
        await self._stack.aclose()

    async def load(self, model: str) -> None:
        """So that this replica has it; what is wrong with it, the calls about it say."""
        try:
            await self.shared.pool.call_long(self.shared.catalog.get, model)
        except Problem:
            return

    async def frames(self, messages: Sequence[Message], files: Files) -> list[bytes | str]:
        await self._keep(files)
        return list(await asyncio.gather(*map(self._frame, messages)))

    async def _frame(self, message: Message) -> bytes | str:
        try:
            turn = self.shared.engine.turn(await wanted(dict(message), self.shared), message)
        except Problem as problem:
            return told(problem, seq=message.get("seq"))
        return await frame_of(turn, self.shared)

    async def _keep(self, files: Files) -> None:
        for file in files.values():
            await asyncio.to_thread(self.shared.pictures.put, file)

    async def call(self, scope: Message, body: bytes, files: Files) -> AsyncIterator[Message]:
        await self._keep(files)
        said: asyncio.Queue[Message] = asyncio.Queue(PARTS_AHEAD)
        parts = [body]

        async def receive() -> Message:
            if parts:
                return {"type": "http.request", "body": parts.pop(), "more_body": False}
            return await asyncio.Future()  # who has left ends the whole of it, below

        whole: Any = {"type": "http", "asgi": {"version": "3.0"}, "root_path": "", "extensions": {}, **scope}
        answering = asyncio.create_task(self.app(whole, receive, said.put))  # type: ignore[arg-type]
        hearing = asyncio.create_task(said.get())
        try:
            while not (answering.done() and said.empty() and not hearing.done()):
                await asyncio.wait({answering, hearing}, return_when=asyncio.FIRST_COMPLETED)
                if hearing.done():
                    yield hearing.result()
                    hearing = asyncio.create_task(said.get())
                    await asyncio.sleep(0)
            await answering
        finally:
            hearing.cancel()
            answering.cancel()

    async def ready(self) -> dict[str, Any] | None:
        try:
            await self.shared.engine.check_ready()
        except Problem as problem:
            return problem.as_dict()
        return None
