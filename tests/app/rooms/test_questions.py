"""What counts as an answer, and what many come to."""

from typing import Any

import pytest

from app.core.errors import Problem
from app.rooms.questions import Kind, Question, checked


@pytest.mark.parametrize(
    ("kind", "given", "results"),
    [
        ("choice", [0, 1, 1], [1, 2]),
        ("number", [3, 2.5, 3], [[2.5, 1], [3.0, 2]]),
        ("word", ["edges", " Edges ", "a  stripe"], [["edges", 2], ["a stripe", 1]]),
        ("point", [[0, 1], [0.25, 0.5]], [(0.0, 1.0), (0.25, 0.5)]),
    ],
)
def test_answers_come_to(kind: Kind, given: list[Any], results: list[Any]) -> None:
    question = Question(kind=kind, text="?", choices=["a", "b"])
    question.answers = {str(i): checked(question, value) for i, value in enumerate(given)}
    assert question.results() == results


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("choice", -1), ("choice", 2), ("choice", True), ("choice", "0"), ("choice", None),
        ("number", "3"), ("number", float("nan")), ("number", True), ("number", 1e13),
        ("word", ""), ("word", "  "), ("word", "x" * 41), ("word", 3),
        ("point", [0.5]), ("point", [0.5, 1.1]), ("point", ["0", 0]), ("point", {"x": 0}),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused(kind: Kind, value: Any) -> None:
    with pytest.raises(Problem) as refused:
        checked(Question(kind=kind, text="?", choices=["a", "b"]), value)
    assert refused.value.type == "answer-not-valid"
