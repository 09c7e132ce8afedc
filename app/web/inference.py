"""The one way from a question about a model to its answer: on a worker, until it is done or the caller leaves."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from threading import Event
from typing import ParamSpec, Protocol, TypeVar

from fastapi import Request
from torch import Tensor

from ..catalog.faults import its_fault
from ..catalog.loaded_model import LoadedModel, normalise
from ..core.errors import Stopped, answering
from ..frames.request import Position, Wanted
from ..interpret.stage import Between, Stage
from .dependencies import checked
from .leaving import while_there
from .state import AppState

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


class Call(Protocol):
    """`WorkerPool.call` and its kin."""

    async def __call__(
        self, function: Callable[Arguments, Answer], *arguments: Arguments.args, **named: Arguments.kwargs
    ) -> Answer: ...


async def ask(request: Request, shared: AppState, model: str, answer: Callable[[LoadedModel, Between], Answer]) -> Answer:
    """`answer(model, between)`. Problem 404 for an unknown model, 422 with a sentence where it has no such thing."""
    return await while_connected(request, shared, of_model(shared, model, answer))


async def ask_at(
    request: Request, shared: AppState, position: Position, model: str,
    answer: Callable[[LoadedModel, Tensor, Between], Answer],
) -> Answer:  # fmt: skip
    """`answer(model, x, between)`, where x (1, …) is what the model receives at that position; refuses as `ask` does."""
    return await while_connected(request, shared, of_position(shared, position, model, answer))


async def ask_stage(
    request: Request, shared: AppState, position: Position, model: str, point: str,
    answer: Callable[[Stage, Tensor, Between], Answer],
) -> Answer:  # fmt: skip
    """`answer(stage, x, between)`; refuses as `ask` does, and with 404 for an unknown point."""
    return await while_connected(request, shared, of_stage(shared, position, model, point, answer))


def of_model(shared: AppState, model: str, answer: Callable[[LoadedModel, Between], Answer]) -> Callable[[Between], Answer]:
    """The work of `ask`. Problem 404 for an unknown model."""

    def work(between: Between) -> Answer:
        loaded = shared.catalog.get(model)
        with answering(), its_fault(loaded):
            return answer(loaded, between)

    shared.catalog.names([model])
    return work


def of_position(
    shared: AppState, position: Position, model: str, answer: Callable[[LoadedModel, Tensor, Between], Answer]
) -> Callable[[Between], Answer]:
    """The work of `ask_at`. Problem for what `checked` refuses."""

    def there(loaded: LoadedModel, between: Between) -> Answer:
        x = normalise(shared.runner.image(position, loaded.entry.input), loaded.entry.input)
        return answer(loaded, x, between)

    checked(shared, [model], position)
    return of_model(shared, model, there)


def of_stage(
    shared: AppState, position: Position, model: str, point: str, answer: Callable[[Stage, Tensor, Between], Answer]
) -> Callable[[Between], Answer]:
    """The work of `ask_stage`. Problem as `of_position`."""

    def at(loaded: LoadedModel, x: Tensor, between: Between) -> Answer:
        found = loaded.opened(point)
        return answer(Stage(loaded.recorder, loaded.around(found), found), x, between)

    return of_position(shared, position, model, at)


def calling(shared: AppState, models: Iterable[str]) -> Call:
    """How to call on a worker what takes a pass or two of each of these models: as a long question where one of them is to be
    loaded first, which takes seconds."""
    return shared.pool.call if all(map(shared.catalog.loaded, models)) else shared.pool.call_long


async def while_connected(
    request: Request, shared: AppState, work: Callable[[Between], Answer], call: Call | None = None
) -> Answer:
    """`work(between)` on a worker until it is done, its deadline passes or the caller leaves: then `between` ends it. `call`:
    as what, if not as a long question."""
    stop = Event()

    def between(done: int, of: int) -> None:
        if stop.is_set():
            raise Stopped

    try:
        return await while_there(request, (call or shared.pool.call_long)(work, between))
    finally:
        stop.set()


async def told_while_connected(
    request: Request, shared: AppState, work: Callable[[Between], Answer]
) -> AsyncIterator[tuple[int, int] | Answer]:
    """Each (done, of) that `work(between)` says on its worker, at last its answer. What it refuses before it has said
    anything is raised here; leaving the iteration ends it."""
    told = _told(shared, work)

    async def begun() -> tuple[int, int] | Answer:
        return await anext(told)

    first = await while_there(request, begun())

    async def all_told() -> AsyncIterator[tuple[int, int] | Answer]:
        yield first
        async for one in told:
            yield one

    return all_told()


async def _told(shared: AppState, work: Callable[[Between], Answer]) -> AsyncIterator[tuple[int, int] | Answer]:
    stop, said = Event(), asyncio.Queue[tuple[int, int] | None]()
    loop = asyncio.get_running_loop()

    def between(done: int, of: int) -> None:
        if stop.is_set():
            raise Stopped
        loop.call_soon_threadsafe(said.put_nowait, (done, of))

    working = asyncio.create_task(shared.pool.call_long(work, between))
    working.add_done_callback(lambda _: said.put_nowait(None))
    try:
        while (one := await said.get()) is not None:
            yield one
        yield await working
    finally:
        stop.set()
        working.cancel()


def one_frame(shared: AppState, wanted: Wanted) -> bytes:
    """A frame computed as a batch of one. Slow: belongs on a worker."""
    return shared.runner.draw([wanted])[0].frame(wanted.seq)
