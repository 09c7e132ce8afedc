"""The engine whose models run on replicas elsewhere: positions go in batches, calls as they are."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

import orjson
from fastapi import Request
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from ..catalog.own.told import problem_told
from ..core.errors import Problem
from ..core.sentence import Sentence
from ..core.worker_pool import FULL, LATE, busy
from ..frames.request import Wanted
from ..web.engine import Engine
from ..web.leaving import Left, while_there
from ..web.live_queue import LIVE_BATCH, Turn
from ..web.problem_handlers import refuse
from ..web.readiness import SECONDS
from ..web.responses import LINES
from ..web.state import AppState
from .batches import Batches
from .replicas import Files, Full, Lost, Message, Replicas

log = logging.getLogger("mixscope")

ATTEMPTS, PAUSE = 6, 0.1
"""How often what a lost replica had begun is begun again, and after how many seconds; each pause is twice the last one."""

NAMES = ("type", "method", "path", "raw_path", "query_string", "client", "scheme", "server", "http_version")
"""What travels of a call beside its headers."""

Asked = dict[str, list[str]]
"""The parameters of a call."""

NO_REPLICA = Sentence(
    "not-ready-replicas",
    "No process that holds models answers. Wait a moment; if it stays, the log of the replicas says why.",
)


class Elsewhere(Engine):
    def __init__(self, shared: AppState, replicas: Replicas) -> None:
        self._shared, self._replicas = shared, replicas
        settings = shared.settings
        most, deadline = settings.batches_in_flight, settings.request_deadline_seconds
        self._quick = Batches(self._send, most, LIVE_BATCH, deadline)
        self._slow = Batches(self._send, most, 1, deadline)  # what runs alone holds up nobody else

    def load(self) -> None:
        """Nothing: what the models are is asked of the replicas."""

    def lane(self, wanted: Wanted) -> tuple[bool, tuple[str, ...]]:
        return bool(wanted.altered), wanted.models

    async def frame(self, turn: Turn) -> bytes | str:
        return await (self._slow if turn.wanted.altered else self._quick).answer(turn.lane, turn)

    async def _send(self, turns: Sequence[Turn]) -> list[bytes | str]:
        model = self._routed(turns[0].wanted.models)
        for turn in turns:
            turn.begin()
        messages = [turn.message for turn in turns]
        answers = await self._frames(messages, {}, model)
        lacking = [i for i, answer in enumerate(answers) if isinstance(answer, str) and lacks_picture(answer)]
        if lacking:
            files = await self._files(one for i in lacking for one in (messages[i].get("picture"), messages[i].get("picture2")))
            again = await self._frames([messages[i] for i in lacking], files, model)
            for i, answer in zip(lacking, again, strict=True):
                answers[i] = answer
        return answers

    async def _frames(self, messages: Sequence[Message], files: Files, model: str) -> list[bytes | str]:
        """Positions can be computed again: a replica that is lost costs time, not an answer."""
        for attempt in range(ATTEMPTS):
            try:
                return await self._replicas.frames(messages, files, model)
            except Lost:
                await asyncio.sleep(PAUSE * 2**attempt)
            except Full:
                raise busy(FULL) from None
        raise busy(LATE)

    def _routed(self, models: Sequence[str]) -> str:
        """The model by whose name a replica is chosen; the defaults are loaded everywhere."""
        return next((name for name in models if name not in self._shared.catalog.defaults), "")

    async def _files(self, ids: Any) -> dict[str, bytes]:
        """Those of the pictures that are here."""
        found = {}
        for id in {one for one in ids if isinstance(one, str)}:
            try:
                found[id] = await self._shared.file(id)
            except Problem:
                continue
        return found

    async def answer(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            body = await request.body()
        except ClientDisconnect:
            return
        try:
            with suppress(Left):
                await while_there(request, self._relay(scope, body, send))
        except Problem as problem:
            await refuse(problem, scope, receive, send)

    async def _relay(self, scope: Scope, body: bytes, send: Send) -> None:
        """A call whose replica is lost is made again, unless a part of its answer is out already."""
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]  # it is packed here
        there = {name: scope[name] for name in NAMES if name in scope} | {"headers": headers}
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        model = self._routed([*asked.get("model", []), *asked.get("models", [])])
        if model not in self._shared.catalog:
            model = ""
        start: Message | None = None
        for attempt in range(ATTEMPTS):
            try:
                async for message in self._with_pictures(there, body, model, asked):
                    start = start or message
                    await send(dict(message))
                return None
            except Full:
                raise busy(FULL) from None
            except Lost:
                if start is not None:
                    return await _broken_off(start, send)
                await asyncio.sleep(PAUSE * 2**attempt)
        raise busy(LATE)

    async def _with_pictures(self, scope: Message, body: bytes, model: str, asked: Asked) -> AsyncIterator[Message]:
        """What a replica answers; one that lacks a picture is asked once more, with it."""
        parts = self._replicas.call(scope, body, {}, model)
        start = await anext(parts)
        if start["status"] != 404:
            yield start
            async for part in parts:
                yield part
            return
        rest = [part async for part in parts]
        named = [one.partition(":")[0] for key in ("picture", "picture2", "own") for one in asked.get(key, [])]
        files = await self._files(named) if lacks_picture(b"".join(one.get("body", b"") for one in rest)) else {}
        if not files:
            for part in (start, *rest):
                yield part
            return
        async for part in self._replicas.call(scope, body, files, model):
            yield part

    async def check_ready(self) -> None:
        try:
            async with asyncio.timeout(SECONDS):
                document = await self._replicas.ready()
        except Exception as error:
            log.warning("no replica of the models answers: %s", type(error).__name__)
            raise Problem(503, "not-ready", "Not ready", NO_REPLICA, {"Retry-After": "1"}) from None
        if document is not None:
            raise problem_told(document)


async def _broken_off(start: Message, send: Send) -> None:
    """The end of an answer whose replica was lost: one in lines says it, any other must not look whole."""
    if Headers(raw=start["headers"]).get("content-type") != LINES:
        raise ConnectionError("a replica was lost in the middle of its answer")
    line = orjson.dumps({"problem": busy(LATE).as_dict()}, option=orjson.OPT_APPEND_NEWLINE)
    await send({"type": "http.response.body", "body": line})


def lacks_picture(said: str | bytes) -> bool:
    """Whether a problem, as a message of the socket or a document, is that a picture is not known."""
    document = orjson.loads(said)
    return bool(document.get("problem", document).get("type") == "picture-unknown")
