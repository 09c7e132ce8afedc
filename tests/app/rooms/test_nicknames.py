"""What may be a nickname, and how two who choose the same are told apart."""

import pytest

from app.core.errors import Problem
from app.rooms.nicknames import LONGEST_NICKNAME, cleaned, told_apart


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Ada   L. ", "Ada L."), ("O'Neil-2", "O'Neil-2"), ("미나", "미나"), ("नमिता", "नमिता"), ("7", "7"),
        ("e\u0301va", "\u00e9va"), ("x" * LONGEST_NICKNAME, "x" * LONGEST_NICKNAME),
    ],
)  # fmt: skip
def test_a_nickname_is_letters_of_any_script(text: str, name: str) -> None:
    assert cleaned(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "<b>Ada</b>", "Ada & Eve", "[[patch]]", "{model}", "Ada\u202eevE", "Ada\u200b", "A\u3164", "Ada\ufe0f", "Ada\x00",
        "x" * (LONGEST_NICKNAME + 1), "a" + " " * 200 + "<b>", "a" + "\u0301" * 60_000, "\ud800", "...",
    ],
)  # fmt: skip
def test_markup_and_what_nobody_sees_are_refused(text: str) -> None:
    with pytest.raises(Problem) as refused:
        cleaned(text)
    assert (refused.value.status, refused.value.type) == (422, "nickname-not-valid")


@pytest.mark.parametrize(
    ("name", "taken", "label"),
    [
        ("Kim", [], "Kim"), ("Kim", ["Lee"], "Kim"), ("Kim", ["Kim"], "Kim (2)"), ("Kim", ["kim", "Kim (2)"], "Kim (3)"),
        ("Kim", ["\uff2bim"], "Kim (2)"), ("Kim", ["Kim (2)"], "Kim"), ("STRASSE", ["straße"], "STRASSE (2)"),
    ],
)  # fmt: skip
def test_the_same_nickname_twice_is_told_apart(name: str, taken: list[str], label: str) -> None:
    assert told_apart(name, taken) == label
