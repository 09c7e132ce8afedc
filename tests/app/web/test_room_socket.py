"""A class over real sockets: who leads is followed, with one computation for all; who asks hears the answers."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from app.frames.packed import unpacked
from tests.conftest import LiveServer
from tests.support import decoding
from tests.support.talking import closing, metric

FRAME = {"sample": "seven", "models": ["digits-mlp"], "dx": 3, "dy": -2, "reference": [0, 0]}


class Seat:
    """One member's socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def do(self, deed: str, **more: Any) -> None:
        await self.socket.send(json.dumps({"do": deed} | more))

    async def hear(self, what: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first message from now on that `what` holds for; a frame is {"frame": header}."""
        while True:
            data = await self.socket.recv()
            message = json.loads(data) if isinstance(data, str) else {"frame": decoding.decode_frame(unpacked(data))[0]}
            if what(message):
                return message


@asynccontextmanager
async def seat(
    server: LiveServer, code: str, member: str, lead: str | None = None, packed: bool = False
) -> AsyncIterator[Seat]:
    address = f"ws://127.0.0.1:{server.port}/api/rooms/{code}/live" + "?packed=1" * packed
    async with connect(address, compression=None) as socket:
        await socket.send(json.dumps({"member": member, "lead": lead}))
        yield Seat(socket)


def room_of(server: LiveServer) -> dict[str, Any]:
    answer = httpx.post(f"{server.url}/api/rooms")
    assert answer.status_code == 201
    return answer.json()


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with asyncio.timeout(60):
            await scenario()

    asyncio.run(whole())


def test_a_class_follows_its_leader_and_the_frame_is_computed_once(live_server: LiveServer) -> None:
    opened = room_of(live_server)
    code, secret = opened["code"], opened["lead"]
    assert opened["address"] == f"{live_server.url}/#room={code}"
    assert not opened["reachable"]  # it listens on this machine alone
    assert opened["qr"].startswith("data:image/svg+xml")

    async def scenario() -> None:
        async with AsyncExitStack() as stack:
            leader = await stack.enter_async_context(seat(live_server, code, "leader-1", secret))
            seats = [await stack.enter_async_context(seat(live_server, code, f"person-{i}")) for i in range(5)]
            room = await leader.hear(lambda told: told.get("people") == 5)
            assert (room["lead"], room["leaders"], room["leads"], room["past"]) == (True, 1, True, [])
            before = await asyncio.to_thread(metric, live_server, "mixscope_batch_size_sum")
            await leader.do("show", view="dx=3&dy=-2", frame=FRAME)
            for one in seats:
                view = await one.hear(lambda told: told.get("say") == "view")
                frame = (await one.hear(lambda told: "frame" in told))["frame"]
                assert (view["view"], frame["dx"], frame["dy"]) == ("dx=3&dy=-2", 3, -2)
                assert frame["seq"] == view["serial"]
            assert await asyncio.to_thread(metric, live_server, "mixscope_batch_size_sum") == before + 1
            late = await stack.enter_async_context(seat(live_server, code, "person-9", packed=True))
            came = (await late.hear(lambda told: "frame" in told))["frame"]
            assert came == frame  # who comes late sees what the others see, packed or not
            await leader.do("point", at={"on": "scene", "x": 0.5, "y": 0.25})
            assert (await late.hear(lambda told: told.get("say") == "pointer"))["at"]["y"] == 0.25
            await leader.do("lead", on=False)
            assert not (await late.hear(lambda told: told.get("say") == "room" and not told["leads"]))["lead"]

    run(scenario)
    assert httpx.get(f"{live_server.url}/api/rooms/{code.lower()}").json()["people"] == 0


def test_a_question_goes_out_and_answers_come_back(live_server: LiveServer) -> None:
    opened = room_of(live_server)
    code, secret = opened["code"], opened["lead"]

    async def scenario() -> None:
        async with seat(live_server, code, "leader-1", secret) as leader, seat(live_server, code, "person-1") as one:
            question = {"kind": "choice", "text": "Which answer changes first?", "choices": ["CNN", "MLP"]}
            await leader.do("ask", question=question)
            asked = (await one.hear(lambda told: bool(told.get("question"))))["question"]
            await one.do("answer", question=asked["id"], value=1)
            found = await leader.hear(lambda told: bool(told.get("question")) and told["question"]["answered"] == 1)
            assert found["question"]["results"] == [0, 1]
            await leader.do("turn", shown=True)
            shown = await one.hear(lambda told: bool(told.get("question")) and told["question"]["shown"])
            assert shown["question"]["results"] == [0, 1]
            await one.do("hand-in", view="dx=5", note="here it turns")
            handed = await leader.hear(lambda told: bool(told.get("hand_ins")))
            assert handed["hand_ins"] == [{"view": "dx=5", "note": "here it turns", "by": ""}]
            assert "person-1" not in json.dumps(handed)  # nobody's name goes out
            for deed in ({"deed": "ask", "question": question}, {"deed": "answer", "question": asked["id"], "value": 7}):
                await one.do(**deed)  # type: ignore[arg-type]
                assert (await one.hear(lambda told: told.get("say") == "problem"))["problem"]["status"] == 422
            await leader.do("end")
            await one.hear(lambda told: told.get("say") == "room" and told["question"] is None)

    run(scenario)


def test_a_nickname_goes_to_leaders_alone(live_server: LiveServer) -> None:
    opened = room_of(live_server)
    code, secret = opened["code"], opened["lead"]

    async def scenario() -> None:
        people = (seat(live_server, code, f"person-{i}") for i in (1, 2))
        async with seat(live_server, code, "leader-1", secret) as leader, AsyncExitStack() as stack:
            one, two = [await stack.enter_async_context(person) for person in people]
            await one.do("nicknames", on=True)  # is the leader's to do
            assert (await one.hear(lambda told: told.get("say") == "problem"))["problem"]["type"] == "deed-unknown"
            await one.do("nickname", nickname="Kim")
            assert (await one.hear(lambda told: told.get("say") == "problem"))["problem"]["type"] == "nicknames-off"
            await leader.do("nicknames", on=True)
            await one.hear(lambda told: bool(told.get("nicknames")))
            for person, shown in ((one, "Kim"), (two, "Kim (2)")):
                await person.do("nickname", nickname="Kim")
                assert (await person.hear(lambda told: told.get("say") == "nickname"))["nickname"] == shown
            await one.do("nickname", nickname="<b>Kim</b>")
            assert (await one.hear(lambda told: told.get("say") == "problem"))["problem"]["type"] == "nickname-not-valid"
            await two.do("hand-in", view="dx=5", by="Somebody else")
            handed = await leader.hear(lambda told: bool(told.get("hand_ins")))
            assert handed["hand_ins"] == [{"view": "dx=5", "note": "", "by": "Kim (2)"}]
            await leader.do("ask", question={"kind": "number", "text": "How many?"})
            asked = (await one.hear(lambda told: bool(told.get("question"))))["question"]
            await one.do("answer", question=asked["id"], value=3)
            found = await leader.hear(lambda told: bool(told.get("question")) and bool(told["question"]["given"]))
            assert found["question"]["given"] == [["Kim", 3.0]]
            await leader.do("turn", shown=True)
            shown = await two.hear(lambda told: bool(told.get("question")) and told["question"]["shown"])
            assert "Kim" not in json.dumps(shown)
            await leader.do("nicknames", on=False)
            forgot = await leader.hear(lambda told: told.get("say") == "room" and not told["nicknames"])
            assert "Kim" not in json.dumps(forgot)

    run(scenario)


def test_who_may_not_come_in_is_told_why(live_server: LiveServer) -> None:
    code = room_of(live_server)["code"]

    async def scenario() -> None:
        for place, first, type in (
            (code, {"member": "person-1", "lead": "somebody else's"}, "room-not-yours"),
            ("HHHH" if code != "HHHH" else "JJJJ", {"member": "person-1"}, "room-unknown"),
            ("nonsense", {"member": "person-1", "lead": "a secret of mine"}, "room-unknown"),
            (code, {"member": "?"}, "invalid-parameter"),
        ):
            async with connect(f"ws://127.0.0.1:{live_server.port}/api/rooms/{place}/live") as socket:
                await socket.send(json.dumps(first))
                assert json.loads(await socket.recv())["problem"]["type"] == type
                assert (await closing(socket))[0] == 1008

    run(scenario)
