"""The one way from a question about a model to its answer: on a worker, until it is done or the caller leaves."""

import asyncio
from collections.abc import Callable
from threading import Event
from typing import TypeVar

from fastapi import Request
from torch import Tensor

from ..catalog.faults import its_fault
from ..catalog.loaded_model import LoadedModel, normalise
from ..core.errors import Problem, Stopped, answering
from ..core.sentence import Sentence
from ..frames.request import Position, Wanted
from ..interpret.stage import Between, Stage
from .dependencies import checked
from .state import AppState

Answer = TypeVar("Answer")


async def ask(request: Request, shared: AppState, model: str, answer: Callable[[LoadedModel, Between], Answer]) -> Answer:
    """`answer(model, between)`. Problem 404 for an unknown model, 422 with a sentence where it has no such thing."""

    def work(between: Between) -> Answer:
        loaded = shared.catalog.get(model)
        with answering(), its_fault(loaded):
            return answer(loaded, between)

    shared.catalog.names([model])
    return await while_connected(request, shared, work)


async def ask_at(
    request: Request, shared: AppState, position: Position, model: str,
    answer: Callable[[LoadedModel, Tensor, Between], Answer],
) -> Answer:  # fmt: skip
    """`answer(model, x, between)`, where x (1, …) is what the model receives at that position; refuses as `ask` does."""

    def there(loaded: LoadedModel, between: Between) -> Answer:
        x = normalise(shared.runner.image(position, loaded.entry.input), loaded.entry.input)
        return answer(loaded, x, between)

    checked(shared, [model], position)
    return await ask(request, shared, model, there)


async def ask_stage(
    request: Request, shared: AppState, position: Position, model: str, point: str,
    answer: Callable[[Stage, Tensor, Between], Answer],
) -> Answer:  # fmt: skip
    """`answer(stage, x, between)`; refuses as `ask` does, and with 404 for an unknown point."""

    def of_stage(loaded: LoadedModel, x: Tensor, between: Between) -> Answer:
        found = loaded.opened(point)
        return answer(Stage(loaded.recorder, loaded.around(found), found), x, between)

    return await ask_at(request, shared, position, model, of_stage)


async def while_connected(request: Request, shared: AppState, work: Callable[[Between], Answer]) -> Answer:
    """`work(between)` on a worker until it is done, its deadline passes or the caller leaves: then `between` ends it."""
    stop = Event()

    def between(done: int, of: int) -> None:
        if stop.is_set():
            raise Stopped

    async def gone() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    leaving, working = asyncio.create_task(gone()), asyncio.create_task(shared.pool.call_long(work, between))
    try:
        await asyncio.wait({leaving, working}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            leaving.result()  # raises what is wrong with a body that nobody has asked for
            detail = Sentence("answer-client-gone", "The connection broke before the answer was there. Ask again.")
            raise Problem(400, "client-gone", "Client gone", detail)
        return await working
    finally:
        stop.set()
        leaving.cancel()
        working.cancel()


def one_frame(shared: AppState, wanted: Wanted) -> bytes:
    """A frame computed as a batch of one. Slow: belongs on a worker."""
    return shared.runner.draw([wanted])[0].frame(wanted.seq)
