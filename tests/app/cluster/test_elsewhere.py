"""The two sides of the seam in one process, without Ray: what is asked over it is answered as in a single process."""

import asyncio
import concurrent.futures
import contextlib
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.cluster.elsewhere import Elsewhere
from app.cluster.models_side import ModelsSide
from app.cluster.replicas import Files, Full, Lost, Message
from app.core.settings import Settings
from app.main import create_app
from tests.conftest import PATIENCE
from tests.support import decoding

AS_PNG = {"Content-Type": "image/png"}


class Nearby:
    """Replicas in this process; `failures`: what the next calls raise instead."""

    def __init__(self, side: ModelsSide) -> None:
        self.side = side
        self.failures: list[Exception] = []
        self.begun = 0
        self.models: list[str] = []

    def _begin(self, model: str) -> None:
        self.begun += 1
        self.models.append(model)
        if self.failures:
            raise self.failures.pop(0)

    async def frames(self, messages: Sequence[Message], files: Files, model: str) -> list[bytes | str]:
        self._begin(model)
        return await self.side.frames(json.loads(json.dumps([dict(one) for one in messages])), files)

    async def call(self, scope: Message, body: bytes, files: Files, model: str) -> AsyncIterator[Message]:
        self._begin(model)
        async for message in self.side.call(scope, body, files):
            yield message

    async def ready(self) -> dict[str, Any] | None:
        self._begin("")
        return await self.side.ready()


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[TestClient, Nearby]]:
    settings = Settings(threads=2, request_deadline_seconds=PATIENCE)
    side = ModelsSide(settings)
    near = Nearby(side)
    app = create_app(settings, engine=partial(Elsewhere, replicas=near))
    with TestClient(app, base_url="http://localhost") as client:
        client.portal.call(side.begin)  # type: ignore[union-attr]
        yield client, near
        client.portal.call(side.close)  # type: ignore[union-attr]


@pytest.fixture
def web(both: tuple[TestClient, Nearby]) -> TestClient:
    return both[0]


@pytest.fixture
def near(both: tuple[TestClient, Nearby]) -> Iterator[Nearby]:
    near = both[1]
    near.models.clear()
    near.begun = 0
    yield near
    near.failures.clear()


def frame(web: TestClient, **asked: Any) -> Any:
    gone = contextlib.suppress(concurrent.futures.CancelledError)  # the test client's own end of a socket, where it is first
    with gone, web.websocket_connect("ws://localhost/api/live") as socket:
        socket.send_json({"seq": 3, "sample": "seven", "models": ["digits-cnn"]} | asked)
        data = socket.receive()
    if "text" in data and data["text"] is not None:
        return json.loads(data["text"])
    header, body = decoding.decode_frame(data["bytes"])
    del header["models"][0]["milliseconds"]
    return header, bytes(body)


def test_nothing_is_loaded_where_people_are_connected(web: TestClient, near: Nearby) -> None:
    assert frame(web, dx=2)[0]["seq"] == 3
    assert not web.app.state.shared.catalog.ready  # type: ignore[attr-defined]
    assert near.side.shared.catalog.ready


def test_a_frame_and_an_answer_are_those_of_a_single_process(web: TestClient, client: TestClient) -> None:
    asked = {"dx": 4, "dy": -3, "edge": "wrap", "reference": [1, 0]}
    assert frame(web, **asked) == frame(client, **asked)
    query = {"sample": "seven", "model": "digits-lstm"}
    here, there = (one.post("/api/reading", params=query) for one in (client, web))
    assert there.json() == here.json()
    assert {name for name in here.headers if name != "content-length"} == {
        name for name in there.headers if name != "content-length"
    }
    assert web.get("/").status_code == 200


def test_a_picture_goes_along_once_it_is_missed(web: TestClient, near: Nearby, digit: bytes) -> None:
    id = web.post("/api/pictures", content=digit, headers=AS_PNG).json()["id"]
    near.side.shared.pictures._files.clear()
    assert frame(web, sample=None, picture=id)[0]["seq"] == 3
    assert near.begun == 2
    assert frame(web, sample=None, picture=id, dx=1)[0]["seq"] == 3
    assert near.begun == 3
    near.side.shared.pictures._files.clear()
    assert web.post("/api/trace", params={"picture": id, "models": "digits-cnn"}).status_code == 200
    assert near.begun == 5
    assert web.post("/api/trace", params={"picture": "ab" * 32}).json()["type"] == "picture-unknown"


def test_a_picture_in_the_body_goes_along(web: TestClient, client: TestClient, digit: bytes) -> None:
    query = {"models": "digits-cnn"}
    here, there = (one.post("/api/trace", params=query, content=digit, headers=AS_PNG).json() for one in (client, web))
    assert there["traces"][0]["predictions"] == here["traces"][0]["predictions"]


def test_what_a_lost_replica_had_begun_is_begun_again(web: TestClient, near: Nearby) -> None:
    near.failures = [Lost(), Lost()]
    assert frame(web, dx=5)[0]["seq"] == 3
    assert near.begun == 3
    near.failures = [Lost()]
    assert web.get("/api/models/digits-cnn").status_code == 200


def test_who_finds_all_full_is_told_when_to_come_again(web: TestClient, near: Nearby) -> None:
    near.failures = [Full()]
    assert frame(web, dx=6)["problem"]["reason"] == "pool-full"
    near.failures = [Full()]
    answer = web.get("/api/models/digits-cnn")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_a_model_that_is_no_default_chooses_the_replica(web: TestClient, near: Nearby) -> None:
    frame(web, models=["digits-cnn"])
    frame(web, models=["digits-cnn", "digits-lstm"])
    web.get("/api/models")
    web.post("/api/reading", params={"sample": "seven", "model": "digits-lstm"})
    web.get("/api/modules", params={"model": "no-such"})
    assert near.models == ["", "digits-lstm", "", "digits-lstm", ""]


def test_ready_is_what_the_replicas_are(web: TestClient, near: Nearby) -> None:
    assert web.get("/readyz").json() == {"status": "ready"}
    near.failures = [Lost()]
    answer = web.get("/readyz")
    assert (answer.status_code, answer.json()["reason"]) == (503, "not-ready-replicas")
    assert web.get("/livez").status_code == 200


def test_who_leaves_ends_the_answer() -> None:
    async def scenario() -> None:
        settings = Settings(threads=1)
        side = ModelsSide(settings)
        ended = asyncio.Event()

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await receive()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            try:
                await receive()
            finally:
                ended.set()

        side.app = app  # type: ignore[assignment]
        parts = side.call({"method": "GET", "path": "/"}, b"", {})
        assert (await anext(parts))["status"] == 200
        waiting = asyncio.create_task(parts.__anext__())  # type: ignore[arg-type]
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait({waiting})
        async with asyncio.timeout(10):
            await ended.wait()

    asyncio.run(scenario())


def test_an_answer_that_is_larger_than_what_may_wait_comes_whole(web: TestClient, client: TestClient) -> None:
    query = {"sample": "seven", "models": "digits-mlp", "extent": 2}
    here, there = (one.post("/api/shift-map", params=query).text.splitlines() for one in (client, web))
    assert json.loads(there[-1]) == json.loads(here[-1])
