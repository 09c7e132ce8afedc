"""Nicknames of a room's people, in this process and in a real Redis: who sees them, and when they are forgotten."""

from collections.abc import Callable
from typing import Any

import pytest

from app.core.errors import Problem
from app.rooms.nicknames import MOST_NICKNAMES
from app.rooms.questions import Question
from app.rooms.room import HandIn
from app.rooms.rooms import Rooms
from tests.app.rooms.conftest import Clock, Scenario


def test_nicknames_stand_beside_answers_and_views_for_leaders_alone(run: Callable[[Scenario], None]) -> None:
    async def scenario(rooms: Rooms, clock: Clock) -> None:
        room, secret = await rooms.open()
        code = room.code
        await rooms.enter(code, "leader-1", secret, 9)
        with pytest.raises(Problem, match="without nicknames"):
            await rooms.change(code, lambda it: it.take_nickname("person-1", "Kim"))
        await rooms.change(code, lambda it: it.want_nicknames(True))
        for member, shown in (("person-1", "Kim"), ("person-2", "Kim (2)"), ("person-1", "Kim")):
            assert await rooms.change(code, lambda it, member=member: it.take_nickname(member, "Kim")) == shown  # type: ignore[misc]
        await rooms.change(code, lambda it: it.ask(Question(kind="word", text="What?")))
        asked = (await rooms.get(code)).question
        assert asked is not None
        for member in ("person-3", "person-2", "person-1"):
            await rooms.change(code, lambda it, member=member: it.answer(member, asked.id, f"of {member[-1]}"))  # type: ignore[misc]
        await rooms.change(code, lambda it: it.hand_in("person-2", HandIn(view="dx=5")))
        await rooms.change(code, lambda it: it.hand_in("person-3", HandIn(view="dx=6")))
        await rooms.change(code, lambda it: it.leave("person-2", clock()))  # what they said stays theirs
        await rooms.change(code, lambda it: it.turn(None, True))

        told = (await rooms.get(code)).told(True, clock())
        assert told["question"]["given"] == [["Kim (2)", "of 2"], ["Kim", "of 1"]]
        assert [one["by"] for one in told["hand_ins"]] == ["Kim (2)", ""]
        class_ = (await rooms.get(code)).told(False, clock())
        assert class_["nicknames"] is True
        assert len(class_["question"]["results"]) == 3
        assert "Kim" not in str(class_)
        assert "person-" not in str(told)

        await rooms.change(code, lambda it: it.put_away())
        assert (await rooms.get(code)).told(True, clock())["past"][0]["given"][1] == ["Kim", "of 1"]
        await rooms.change(code, lambda it: it.take_nickname("person-1", "  "))  # taken back
        assert (await rooms.get(code)).nicknames == {"person-2": "Kim (2)"}
        await rooms.change(code, lambda it: it.want_nicknames(False))
        assert "Kim" not in (await rooms.get(code)).model_dump_json()

    run(scenario)


def test_there_are_so_many_nicknames_and_who_left_gives_way(run: Callable[[Scenario], None]) -> None:
    async def scenario(rooms: Rooms, clock: Clock) -> None:
        room, _ = await rooms.open()
        for i in range(MOST_NICKNAMES - 1, MOST_NICKNAMES + 1):
            await rooms.enter(room.code, f"person-{i}", None, MOST_NICKNAMES + 9)

        def crowd(it: Any) -> None:
            it.want_nicknames(True)
            for i in range(MOST_NICKNAMES):
                it.take_nickname(f"person-{i}", f"Somebody {i}")

        await rooms.change(room.code, crowd)
        await rooms.change(room.code, lambda it: it.take_nickname(f"person-{MOST_NICKNAMES}", "Late"))
        names = (await rooms.get(room.code)).nicknames
        assert len(names) == MOST_NICKNAMES
        assert "person-0" not in names  # had left
        assert names[f"person-{MOST_NICKNAMES}"] == "Late"
        for i in range(MOST_NICKNAMES - 1):
            await rooms.enter(room.code, f"person-{i}", None, MOST_NICKNAMES + 9)
        with pytest.raises(Problem, match=f"has {MOST_NICKNAMES} nicknames already"):
            await rooms.change(room.code, lambda it: it.take_nickname("person-new", "Later"))

    run(scenario)
