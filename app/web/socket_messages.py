"""What clients send over a socket, for all sockets: JSON objects, bounded in size and number; and how a connection ends."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from typing import Any

import orjson
from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect

from ..core import metrics
from ..core.errors import Problem
from ..core.settings import Settings

log = logging.getLogger("mixscope")

POLICY, TOO_BIG, GOING_AWAY, FULL = 1008, 1009, 1012, 1013


class Closing(Exception):
    """The connection has to end: close code and a reason of at most 120 bytes."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


async def messages(socket: WebSocket, settings: Settings) -> AsyncIterator[dict[str, Any]]:
    """Each message; raises WebSocketDisconnect at the end, and Closing at a flood or what is no JSON object."""
    rate = settings.live_messages_per_second
    allowance, last = float(rate), time.monotonic()
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        now = time.monotonic()
        allowance, last = min(rate, allowance + rate * (now - last)) - 1, now
        if allowance < 0:
            raise Closing(POLICY, f"Too many messages: at most {rate} a second.")
        yield _parse(message.get("text"), settings.live_message_bytes)


def _parse(text: str | None, most: int) -> dict[str, Any]:
    if text is None:
        raise Closing(POLICY, "Send text messages, not binary ones.")
    if len(text) > most or len(text.encode()) > most:
        raise Closing(TOO_BIG, f"Messages have at most {most} bytes.")
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Closing(POLICY, "A message is not JSON.") from None
    if not isinstance(message, dict):
        raise Closing(POLICY, "A message is not a JSON object.")
    return message


def takes_packed(socket: WebSocket) -> bool:
    """Whether the client has said that it can unpack frames."""
    return socket.query_params.get("packed") == "1"


async def send(socket: WebSocket, data: str | bytes, settings: Settings) -> None:
    """Closing if the client does not take it in time."""
    try:
        async with asyncio.timeout(settings.live_send_deadline_seconds):
            await (socket.send_text(data) if isinstance(data, str) else socket.send_bytes(data))
    except TimeoutError:
        raise Closing(POLICY, "The frames are not read.") from None


async def until_one_ends(socket: WebSocket, *tasks: "asyncio.Task[None]") -> None:
    """Runs all side by side until the first ends, and closes the connection as its end demands."""
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    for error in filter(None, (task.exception() for task in done)):
        if isinstance(error, Closing):
            await close(socket, error)
        elif not isinstance(error, WebSocketDisconnect):
            log.error("unexpected error on a live socket", exc_info=error)
            await close(socket, Closing(1011, "Internal error. Connect again."))


async def close(socket: WebSocket, closing: Closing) -> None:
    """A client that does not read must not hold us up: its connection is cut by the ping's time-out."""
    try:
        async with asyncio.timeout(1):
            await socket.close(closing.code, closing.reason)
    except (TimeoutError, WebSocketDisconnect, RuntimeError):
        log.debug("a socket was gone before it could be closed")


def told(problem: Problem, **more: Any) -> str:
    """A problem as a message: {…more, "problem": {…}}."""
    metrics.REFUSALS.labels(problem.type).inc()
    return orjson.dumps(more | {"problem": problem.as_dict()}).decode()
