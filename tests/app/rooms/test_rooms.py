"""Rooms in this process and in a real Redis: the same tests for both."""

import asyncio
import socket
from collections.abc import Callable

import pytest

from app.core.errors import Problem
from app.rooms.codes import CODE, code_of
from app.rooms.questions import Question
from app.rooms.redis_rooms import RedisRooms
from app.rooms.room import Again
from app.rooms.rooms import MemoryRooms, Rooms
from tests.app.rooms.conftest import Clock, Scenario


def test_a_room_is_opened_entered_and_led_by_its_secret(run: Callable[[Scenario], None]) -> None:
    async def scenario(rooms: Rooms, clock: Clock) -> None:
        room, secret = await rooms.open()
        assert CODE.fullmatch(room.code)
        await rooms.enter(room.code, "leader-1", secret, 2)
        await rooms.enter(room.code, "person-1", None, 2)
        with pytest.raises(Problem, match="is full"):
            await rooms.enter(room.code, "person-2", None, 2)
        await rooms.enter(room.code, "leader-2", secret, 2)  # a second leader is let in
        with pytest.raises(Problem, match="Somebody else leads"):
            await rooms.enter(room.code, "person-3", "not the secret", 9)
        told = (await rooms.get(room.code)).told(True, clock())
        assert (told["people"], told["leaders"], told["leads"]) == (1, 2, True)
        clock.now += 100  # nobody has been heard of since
        assert (await rooms.get(room.code)).told(True, clock())["people"] == 0

    run(scenario)


def test_a_leader_whose_room_is_gone_opens_it_again(run: Callable[[Scenario], None]) -> None:
    async def scenario(rooms: Rooms, clock: Clock) -> None:
        with pytest.raises(Problem, match="There is no room 'KWRT'"):
            await rooms.enter("KWRT", "person-1", None, 9)
        code = code_of("the leader's secret")
        with pytest.raises(Problem, match=f"There is no room '{code}'"):  # nobody else takes it over meanwhile
            await rooms.enter(code, "person-2", "a secret of another room", 9)
        await rooms.enter(code, "leader-1", "the leader's secret", 9)
        await rooms.enter(code, "person-1", None, 9)
        assert (await rooms.get(code)).told(False, clock())["leaders"] == 1

    run(scenario)


@pytest.mark.parametrize("jump", [7200, -7200])
def test_a_clock_that_jumps_keeps_nobody_out(run: Callable[[Scenario], None], jump: float) -> None:
    async def scenario(rooms: Rooms, clock: Clock) -> None:
        room, secret = await rooms.open()
        for member, lead in (("leader-1", secret), ("person-1", None)):
            await rooms.enter(room.code, member, lead, 9)
        clock.now += jump
        for member, lead in (("leader-1", secret), ("person-1", None), ("person-2", None)):
            await rooms.enter(room.code, member, lead, 9)  # where the room has ended, its leader's page opens it again
        told = (await rooms.get(room.code)).told(True, clock())
        assert (told["people"], told["leaders"]) == (2, 1)

    run(scenario)


def test_there_are_so_many_rooms_and_no_more(run: Callable[[Scenario], None]) -> None:
    async def scenario(rooms: Rooms, clock: Clock) -> None:
        for _ in range(3):
            await rooms.open()
        with pytest.raises(Problem, match="There are 3 rooms already"):
            await rooms.open()

    run(scenario)


def test_rooms_that_nobody_enters_do_not_keep_others_out(run: Callable[[Scenario], None]) -> None:
    async def scenario(rooms: Rooms, clock: Clock) -> None:
        (used, secret), *unused = [await rooms.open() for _ in range(3)]
        await rooms.enter(used.code, "leader-1", secret, 9)
        clock.now += 301
        for _ in unused:
            await rooms.open()
        with pytest.raises(Problem, match="There are 3 rooms already"):
            await rooms.open()
        assert await rooms.find(used.code)

    run(scenario)


def test_questions_answers_and_hand_ins_are_kept(run: Callable[[Scenario], None]) -> None:
    async def scenario(rooms: Rooms, clock: Clock) -> None:
        room, _ = await rooms.open()
        await rooms.change(room.code, lambda it: it.ask(Question(kind="choice", text="Which?", choices=["CNN", "ViT"])))
        asked = (await rooms.get(room.code)).question
        assert asked is not None
        many = [rooms.change(room.code, lambda it, i=i: it.answer(f"person-{i}", asked.id, i % 2)) for i in range(21)]  # type: ignore[misc]
        await asyncio.gather(*many)
        with pytest.raises(Problem, match="Choose one of the answers"):
            await rooms.change(room.code, lambda it: it.answer("person-1", asked.id, 2))
        found = await rooms.get(room.code)
        assert found.told(True, clock())["question"]["results"] == [11, 10]
        assert "results" not in found.told(False, clock())["question"]  # the class sees them when the leader shows them
        await rooms.change(room.code, lambda it: it.turn(None, True))
        assert (await rooms.get(room.code)).told(False, clock())["question"]["results"] == [11, 10]
        await rooms.change(room.code, lambda it: it.put_away())
        with pytest.raises(Problem, match="takes no answers"):
            await rooms.change(room.code, lambda it: it.answer("person-1", asked.id, 0))
        assert [one["answered"] for one in (await rooms.get(room.code)).told(True, clock())["past"]] == [21]

    run(scenario)


def test_what_is_published_is_heard_where_the_room_is_watched(run: Callable[[Scenario], None]) -> None:
    async def scenario(rooms: Rooms, clock: Clock) -> None:
        heard: list[tuple[str, bytes]] = []
        come = asyncio.Event()

        def hear(code: str, event: bytes) -> None:
            heard.append((code, event))
            come.set()

        rooms.hear = hear
        await rooms.watch("KWRT")
        frame = b"F" + bytes(range(256)) * 200
        await rooms.publish("KWRT", frame)
        async with asyncio.timeout(10):
            await come.wait()
        assert heard == [("KWRT", frame)]
        await rooms.unwatch("KWRT")

    run(scenario)


def test_an_empty_room_ends_after_an_hour() -> None:
    """In Redis its key expires, which the server does by its own clock."""

    async def scenario() -> None:
        clock = Clock()
        rooms = MemoryRooms(1, clock)
        room, secret = await rooms.open()
        clock.now += 3000
        await rooms.enter(room.code, "leader-1", secret, 9)
        clock.now += 3599
        assert await rooms.find(room.code)
        clock.now += 2
        assert await rooms.find(room.code) is None
        await rooms.open()  # and its place is free

    asyncio.run(scenario())


def test_a_redis_that_is_away_is_a_problem_with_a_sentence() -> None:
    async def scenario() -> None:
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))  # and does not listen
            rooms = RedisRooms(f"redis://127.0.0.1:{nobody.getsockname()[1]}", 3)
            with pytest.raises(Problem, match="rooms cannot be reached"):
                await rooms.open()
            await rooms.close()

    asyncio.run(scenario())


def test_a_crowd_from_one_address_keeps_no_class_out(run: Callable[[Scenario], None]) -> None:
    async def scenario(rooms: Rooms, clock: Clock) -> None:
        room, secret = await rooms.open()
        await rooms.enter(room.code, "leader-1", secret, 7, "10.0.0.1")
        for i in range(6):
            await rooms.enter(room.code, f"crowd-{i}", None, 7, "10.0.0.66")
        with pytest.raises(Problem, match="is full"):  # those who come from one place do not push each other out
            await rooms.enter(room.code, "crowd-6", None, 7, "10.0.0.66")
        for i in range(3):
            await rooms.enter(room.code, f"class-{i}", None, 7, "10.0.0.1")
        with pytest.raises(Problem, match="is full"):  # half of the room is a fair share
            await rooms.enter(room.code, "class-3", None, 7, "10.0.0.1")
        there = (await rooms.get(room.code)).people
        assert list(there) == ["leader-1", "crowd-0", "crowd-1", "crowd-2", "class-0", "class-1", "class-2"]
        assert "10.0.0" not in (await rooms.get(room.code)).model_dump_json()
        await rooms.change(room.code, lambda it: it.stay("class-0", clock()))
        with pytest.raises(Problem, match="was given away"):
            await rooms.change(room.code, lambda it: it.stay("crowd-5", clock()))

    run(scenario)


def test_a_room_that_is_opened_again_goes_on_as_its_leader_knows_it(run: Callable[[Scenario], None]) -> None:
    async def scenario(rooms: Rooms, clock: Clock) -> None:
        code = code_of("the leader's secret")
        question = Question(kind="choice", text="Which?", choices=["CNN", "ViT"], open=False, shown=True, answers={"x": 1})
        await rooms.enter(
            code, "leader-1", "the leader's secret", 9, again=Again(leads=False, nicknames=True, question=question)
        )
        room = await rooms.get(code)
        assert not room.leads
        assert room.named
        assert room.question is not None
        assert (room.question.text, room.question.open, room.question.shown, room.question.answers) == (
            "Which?",
            False,
            True,
            {},
        )
        await rooms.enter(code, "leader-2", "the leader's secret", 9, again=Again(leads=True))  # it is there: nothing changes
        assert not (await rooms.get(code)).leads

    run(scenario)
