"""Work ends with its caller, and nothing of it goes on behind their back."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fastapi import Request

from app.core.errors import Problem
from app.core.sentence import Sentence
from app.web.leaving import Left, while_there


def request(receive: Callable[[], Awaitable[Any]]) -> Request:
    return Request({"type": "http"}, receive)


async def never() -> Any:
    return await asyncio.Future()


def test_who_waits_is_answered() -> None:
    async def work() -> int:
        return 3

    assert asyncio.run(while_there(request(never), work())) == 3


def test_what_the_work_refuses_is_raised() -> None:
    async def work() -> None:
        raise Problem(422, "no", "No", Sentence("no", "No."))

    with pytest.raises(Problem, match="No"):
        asyncio.run(while_there(request(never), work()))


def test_who_leaves_takes_the_work_along() -> None:
    ended: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Future()
        finally:
            ended.append("work")

    async def scenario() -> None:
        messages = [{"type": "http.request", "body": b"late"}, {"type": "http.disconnect"}]

        async def receive() -> Any:
            await asyncio.sleep(0)
            return messages.pop(0)

        with pytest.raises(Left):
            await while_there(request(receive), work())
        await asyncio.sleep(0)

    asyncio.run(scenario())
    assert ended == ["work"]


def test_a_body_that_is_refused_ends_the_work() -> None:
    async def receive() -> Any:
        raise Problem(413, "body-too-large", "Body too large", Sentence("body-too-large", "Too large."))

    with pytest.raises(Problem, match="large"):
        asyncio.run(while_there(request(receive), never()))
