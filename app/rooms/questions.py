"""What a leader asks, what may be answered, and what all answers come to."""

import math
from collections import Counter
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..core.errors import Problem
from ..core.sentence import Sentence

MOST_CHOICES, LONGEST_TEXT, LONGEST_WORD = 8, 200, 40

Kind = Literal["choice", "point", "number", "word"]
Answer = int | float | str | tuple[float, float]
"""A choice's index from 0, a number, a word, or a point of the picture as shares (across, down) of its sides, 0–1."""


class Question(BaseModel):
    """`shown`: everybody sees the answers. `open`: answers are taken. `answers`: member -> answer, the last of each."""

    model_config = ConfigDict(extra="ignore")

    id: str = ""
    kind: Kind
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    choices: Annotated[list[Annotated[str, Field(min_length=1, max_length=80)]], Field(max_length=MOST_CHOICES)] = []
    shown: bool = False
    open: bool = True
    answers: dict[str, Answer] = {}

    def asked(self) -> dict[str, Any]:
        """Without the answers: {id, kind, text, choices, shown, open, answered: how many have}."""
        return self.model_dump(exclude={"answers"}) | {"answered": len(self.answers)}

    def told(self) -> dict[str, Any]:
        """With `results`, and nobody's name."""
        return self.asked() | {"results": self.results()}

    def given(self, nicknames: dict[str, str]) -> list[list[Any]]:
        """[nickname, answer] of those who have one, in the order of their first answers: for leaders alone."""
        return [[nicknames[member], value] for member, value in self.answers.items() if member in nicknames]

    def results(self) -> list[Any]:
        """Counts in the order of the choices; points; [value, count] of numbers, ascending, and of words, the most first."""
        given = list(self.answers.values())
        if self.kind == "choice":
            counts = Counter(given)
            return [counts[i] for i in range(len(self.choices))]
        if self.kind == "point":
            return given
        if self.kind == "number":
            return [list(pair) for pair in sorted(Counter(given).items(), key=lambda pair: float(str(pair[0])))]
        spelled = {str(word).casefold(): word for word in reversed(given)}
        return [[spelled[key], count] for key, count in Counter(str(word).casefold() for word in given).most_common()]


def checked(question: Question, value: Any) -> Answer:
    """`value` as an answer to `question`; Problem 422 for one that is none."""
    found = CHECKS[question.kind](question, value)
    if found is None:
        raise Problem(422, "answer-not-valid", "Not an answer", WANTED[question.kind])
    return found


def _choice(question: Question, value: Any) -> Answer | None:
    return value if type(value) is int and 0 <= value < len(question.choices) else None


def _point(question: Question, value: Any) -> Answer | None:
    if not isinstance(value, list) or len(value) != 2 or not all(_finite(part) and 0 <= part <= 1 for part in value):
        return None
    return round(float(value[0]), 4), round(float(value[1]), 4)


def _number(question: Question, value: Any) -> Answer | None:
    return float(value) if _finite(value) and abs(value) <= 1e12 else None


def _word(question: Question, value: Any) -> Answer | None:
    word = " ".join(value.split()) if isinstance(value, str) else ""
    return word if 1 <= len(word) <= LONGEST_WORD else None


def _finite(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value)


CHECKS = {"choice": _choice, "point": _point, "number": _number, "word": _word}
WANTED: dict[Kind, Sentence] = {
    "choice": Sentence("answer-choice", "Choose one of the answers that stand there."),
    "point": Sentence("answer-point", "Click into the picture to mark a point of it."),
    "number": Sentence("answer-number", "Give a number, such as 3 or 0.25."),
    "word": Sentence("answer-word", "Give a word or a few, at most {most} characters.", most=LONGEST_WORD),
}
