"""Calls about models that have a process of their own: handed on to it as they are; several models' answers, put together."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import orjson
from fastapi import Request
from starlette.datastructures import Headers, QueryParams
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..catalog.building import PATIENCE
from ..catalog.own.hosted import Hosted
from ..catalog.own.process import ModelProcess
from ..catalog.own.told import problem_told
from ..core.errors import Problem
from ..core.settings import Settings
from .dependencies import read_body
from .leaving import Left, while_there
from .own_answers import together
from .problem_handlers import refuse
from .responses import LINES
from .state import AppState

ABOUT_ONE = (
    "/api/ablation", "/api/activation", "/api/attribution", "/api/deletion", "/api/dense", "/api/early-reading",
    "/api/gates", "/api/likeness",
    "/api/mixing", "/api/modules", "/api/randomised", "/api/reading", "/api/receptive-field", "/api/residual",
    "/api/symmetries", "/api/strongest", "/api/weights",
)  # fmt: skip
"""How calls about one `model` begin. /api/pictures and /api/pattern need only its input, which is known here."""

ABOUT_SEVERAL = frozenset({"/api/granted", "/api/together", "/api/trace", "/api/trace.npz"})
"""Calls about `models`. /api/frame and /api/shift-map ask a model's process themselves."""

FORWARDED = (*ABOUT_ONE, *ABOUT_SEVERAL)

PASSED_ON = ("content-type", "content-disposition", "retry-after", "cache-control", "x-accel-buffering")

PAUSE = 0.05
"""Seconds between two looks whether a model that is being opened is open."""

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Call:
    """What is handed on of a call."""

    method: str
    path: str
    query: Pairs
    kind: str
    body: bytes

    @classmethod
    async def of(cls, request: Request, settings: Settings, **other: list[str]) -> "Call":
        """`other`: parameters with other values than the call's. Problem for a body that does not come, or is no picture."""
        kept = [(key, value) for key, value in request.query_params.multi_items() if key not in other]
        query = kept + [(key, value) for key, values in other.items() for value in values]
        body = await read_body(request, settings)
        return cls(request.method, request.scope["path"], query, request.headers.get("content-type", ""), body)

    @property
    def pictures(self) -> list[str]:
        return [value.partition(":")[0] for key, value in self.query if key in ("picture", "picture2", "own")]


@asynccontextmanager
async def asked(shared: AppState, hosted: Hosted, call: Call) -> AsyncIterator[httpx.Response]:
    """The answer of the model's process, its body not read yet, but that of a refusal. Problem where the process does not
    answer, or ends meanwhile."""
    process = await _ready(hosted)
    try:
        async with process.async_client() as client:
            answer = await _sent(client, call)
            if answer.is_error:
                await answer.aread()
                if hosted.lacks_picture(answer.status_code, answer.content):
                    for file in [await shared.file(id) for id in call.pictures]:
                        await client.post("/api/pictures", content=file, headers={"Content-Type": "image/any"})
                    answer = await _sent(client, call)
            if answer.is_error:
                await answer.aread()
                hosted.judge(process, answer.status_code, answer.content)
            try:
                yield answer
            finally:
                await answer.aclose()
    except httpx.TransportError as error:
        raise await asyncio.to_thread(hosted.broken_off, process, error) from None


async def _ready(hosted: Hosted) -> ModelProcess:
    """As `Hosted.ready`, without a thread that waits."""
    hosted.start()
    until = time.monotonic() + PATIENCE
    while not hosted.settled and time.monotonic() < until:
        await asyncio.sleep(PAUSE)
    return hosted.ready(0)


async def _sent(client: httpx.AsyncClient, call: Call) -> httpx.Response:
    headers = {"Content-Type": call.kind} if call.kind else {}
    request = client.build_request(call.method, f"{call.path}?{urlencode(call.query)}", content=call.body, headers=headers)
    return await client.send(request, stream=True)


async def lines(shared: AppState, hosted: Hosted, call: Call) -> AsyncIterator[dict[str, Any]]:
    """What a call that answers in lines says, line by line. Problem for a refusal."""
    async with asked(shared, hosted, call) as answer:
        if answer.is_error:
            raise problem_told(answer.json())
        async for line in answer.aiter_lines():
            yield orjson.loads(line)


class Forward:
    """Stands right before the routes: what it hands on has passed every check already."""

    def __init__(self, app: ASGIApp, shared: AppState) -> None:
        self.app, self.shared = app, shared

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(FORWARDED):
            return await self.app(scope, receive, send)
        query, catalog = QueryParams(scope["query_string"]), self.shared.catalog
        hosted = catalog.hosted(query.get("model", "")) if scope["path"].startswith(ABOUT_ONE) else None
        if hosted is not None:
            work = self._whole(hosted, Request(scope, receive), send)
        elif scope["path"] in ABOUT_SEVERAL and any(map(catalog.hosted, query.getlist("models") or catalog.defaults)):
            work = self._together(Request(scope, receive), send)
        else:
            return await self.app(scope, receive, send)
        try:
            await work
        except Problem as problem:
            await refuse(problem, scope, receive, send)

    async def _whole(self, hosted: Hosted, request: Request, send: Send) -> None:
        """A call about one model."""
        call = await Call.of(request, self.shared.settings)
        with suppress(Left):
            await while_there(request, _relay(self.shared, hosted, call, send))

    async def _together(self, request: Request, send: Send) -> None:
        """A call about several models, some of which are here."""
        shared, settings = self.shared, self.shared.settings
        names = shared.catalog.names(request.query_params.getlist("models"))
        here = [name for name in names if shared.catalog.hosted(name) is None]
        answers = [await self._inside(request, await Call.of(request, settings, models=here))] if here else []
        for name in names:
            if hosted := shared.catalog.hosted(name):
                async with asked(shared, hosted, await Call.of(request, settings, models=[name])) as answer:
                    await answer.aread()
                answers.append((answer.status_code, Headers(dict(answer.headers)), answer.content))
        bad = next((one for one in answers if one[0] != 200), None)
        status, headers, body = bad or (200, answers[0][1], together([one[2] for one in answers], names, answers[0][1]))
        await _send(send, status, headers, [body])

    async def _inside(self, request: Request, call: Call) -> tuple[int, Headers, bytes]:
        """What the application here answers."""
        messages: list[Message] = [{"type": "http.request", "body": call.body, "more_body": False}]
        said: list[Message] = []

        async def receive() -> Message:
            return messages.pop() if messages else await request.receive()

        async def hear(message: Message) -> None:
            said.append(message)

        await self.app({**request.scope, "query_string": urlencode(call.query).encode()}, receive, hear)
        return said[0]["status"], Headers(raw=said[0]["headers"]), b"".join(one.get("body", b"") for one in said[1:])


async def _relay(shared: AppState, hosted: Hosted, call: Call, send: Send) -> None:
    begun = False
    try:
        async with asked(shared, hosted, call) as answer:
            begun = not answer.is_error and answer.headers.get("content-type") == LINES
            parts = answer.aiter_raw() if begun else [await answer.aread()]
            await _send(send, answer.status_code, Headers(dict(answer.headers)), parts)
    except Problem as problem:
        if not begun:
            raise
        line = orjson.dumps({"problem": problem.as_dict()}, option=orjson.OPT_APPEND_NEWLINE)
        await send({"type": "http.response.body", "body": line})


async def _send(send: Send, status: int, headers: Headers, parts: Iterable[bytes] | AsyncIterator[bytes]) -> None:
    kept = [(name.encode(), headers[name].encode()) for name in PASSED_ON if name in headers]
    await send({"type": "http.response.start", "status": status, "headers": kept})
    if isinstance(parts, AsyncIterator):
        async for part in parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
    else:
        for part in parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
