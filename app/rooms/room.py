"""One room as data: each change is a method, and a refused one raises a Problem and changes nothing."""

import secrets
from collections import Counter
from typing import Annotated, Any

from pydantic import BaseModel, Field

from ..core.errors import Problem
from ..core.sentence import Sentence
from .nicknames import MOST_NICKNAMES, cleaned, told_apart
from .questions import Question, checked

EMPTY_SECONDS = 3600
"""A room that nobody was in for so long ends."""
UNUSED_SECONDS = 300
"""A room that nobody ever entered for so long gives way where there are too many."""
GONE_SECONDS = 90
"""Somebody whose connection has not been heard of for so long is not there any more."""
REFRESH_SECONDS = 30
"""How often a connection says that it is there."""
MOST_QUESTIONS, MOST_HAND_INS, LONGEST_VIEW = 100, 400, 12_000


class Person(BaseModel):
    """`origin` tells those apart who come from different addresses, see `origin_of` in codes.py."""

    lead: bool
    seen: float
    origin: str = ""


class Again(BaseModel):
    """What a leader's page remembers of a room that is gone, so that it goes on as it was."""

    leads: bool = True
    nicknames: bool = False
    question: Question | None = None


class HandIn(BaseModel):
    """A view that somebody sent to the leader: the part of its address after "#"."""

    view: Annotated[str, Field(max_length=LONGEST_VIEW)]
    note: Annotated[str, Field(max_length=200)] = ""


class Kept(HandIn):
    """`by`: the member who sent it, which is told to nobody."""

    by: str


class Room(BaseModel):
    """`key` of the leader's secret (codes.py). `leads`: everybody is asked to follow. `view`: the leader's address after "#",
    `serial` counts them. `people`: member -> when last seen. `active`: when anybody was last seen, in seconds. `named`:
    whether the leader wants nicknames; `nicknames`: member -> nickname, also of those who have left."""

    code: str
    key: str
    leads: bool = True
    view: str = ""
    serial: int = 0
    question: Question | None = None
    past: list[Question] = []
    hand_ins: list[Kept] = []
    named: bool = False
    nicknames: dict[str, str] = {}
    people: dict[str, Person] = {}
    active: float = 0
    entered: bool = False

    def ended(self, now: float) -> bool:
        return now - self.active > EMPTY_SECONDS

    def gives_way(self, now: float) -> bool:
        return not self.entered and now - self.active > UNUSED_SECONDS

    def present(self, now: float) -> list[Person]:
        return [person for person in self.people.values() if now - person.seen <= GONE_SECONDS]

    def enter(self, member: str, lead: bool, now: float, most: int, origin: str = "") -> None:
        there = {name: one for name, one in self.people.items() if now - one.seen <= GONE_SECONDS}
        if member not in there and not lead and len(there) >= most:
            del there[self._who_gives_way(there, origin, most)]
        self.people = there | {member: Person(lead=lead, seen=now, origin=origin)}
        self.active, self.entered = now, True

    def _who_gives_way(self, there: dict[str, Person], origin: str, most: int) -> str:
        """The last of those from where most come, unless as many come from where the newcomer does: nobody can keep a class out
        with a crowd of his own, and a class behind one address has the whole room. Problem 503 where all are to stay."""
        held = Counter(one.origin for one in there.values() if not one.lead)
        crowd, number = max(held.items(), key=lambda pair: pair[1], default=("", 0))
        if number <= held[origin] + 1:
            detail = Sentence("room-full", "This room is full: {most} people are in it. Look along with somebody.", most=most)
            raise Problem(503, "room-full", "Room full", detail)
        return [name for name, one in there.items() if one.origin == crowd and not one.lead][-1]

    def stay(self, member: str, now: float) -> None:
        """Problem 404 for somebody who has had to give way."""
        if member not in self.people:
            detail = Sentence("place-lost", "Your place in the room was given away, because it was full. Join again.")
            raise Problem(404, "place-lost", "Place lost", detail)
        self.people[member].seen = self.active = now

    def go_on(self, again: Again) -> None:
        """A new room as its leader's page remembers it. Its question is asked anew: the answers are gone."""
        self.leads, self.named = again.leads, again.nicknames
        if again.question is not None:
            self.ask(again.question)
            self.turn(again.question.open, again.question.shown)

    def leave(self, member: str, now: float) -> None:
        self.people.pop(member, None)
        self.active = now

    def show(self, view: str) -> int:
        """The leader's new view; returns its number."""
        if len(view) > LONGEST_VIEW:
            detail = Sentence("view-too-long", "This view's address is too long to be shared: use a smaller picture.")
            raise Problem(413, "view-too-long", "View too long", detail)
        self.view, self.serial = view, self.serial + 1
        return self.serial

    def ask(self, question: Question) -> None:
        """A new question takes the place of the one before, which is closed and kept."""
        if question.kind == "choice" and len(question.choices) < 2:
            detail = Sentence("question-choices", "A question with choices needs two of them at least.")
            raise Problem(422, "question-not-valid", "Not a question", detail)
        self.put_away()
        choices = question.choices if question.kind == "choice" else []
        fresh = {"id": secrets.token_hex(8), "answers": {}, "open": True, "choices": choices}
        self.question = question.model_copy(update=fresh)

    def put_away(self) -> None:
        """The question is over, and everybody's page is free of it."""
        if self.question is not None:
            self.past = [*self.past, self.question.model_copy(update={"open": False})][-MOST_QUESTIONS:]
            self.question = None

    def turn(self, open: bool | None, shown: bool | None) -> None:
        """Whether answers are taken, and whether everybody sees them; None = as it is."""
        if self.question is not None:
            self.question.open = self.question.open if open is None else open
            self.question.shown = self.question.shown if shown is None else shown

    def answer(self, member: str, question: str, value: Any) -> None:
        if self.question is None or self.question.id != question or not self.question.open:
            detail = Sentence("question-closed", "This question takes no answers any more.")
            raise Problem(409, "question-closed", "Question closed", detail)
        self.question.answers[member] = checked(self.question, value)

    def want_nicknames(self, on: bool) -> None:
        """Whether nicknames are wanted; those that were given are forgotten where they are not."""
        self.named = on
        if not on:
            self.nicknames = {}

    def take_nickname(self, member: str, nickname: str) -> str:
        """`member` under a nickname from now on, "" = under none; returns it as it is shown, "Kim (2)" for a second Kim."""
        if not self.named:
            detail = Sentence("nicknames-off", "This room goes without nicknames.")
            raise Problem(409, "nicknames-off", "No nicknames", detail)
        others = {one: name for one, name in self.nicknames.items() if one != member}
        if not nickname.strip():
            self.nicknames = others
            return ""
        label = told_apart(cleaned(nickname), others.values())
        if len(others) >= MOST_NICKNAMES:
            del others[self._whose_is_forgotten(others)]
        self.nicknames = others | {member: label}
        return label

    def _whose_is_forgotten(self, others: dict[str, str]) -> str:
        """The first of those who have left. Problem 409 where nobody has."""
        if (gone := next((one for one in others if one not in self.people), None)) is None:
            detail = Sentence("nicknames-full", "This room has {most} nicknames already.", most=MOST_NICKNAMES)
            raise Problem(409, "nicknames-full", "Too many nicknames", detail)
        return gone

    def hand_in(self, member: str, handed: HandIn) -> None:
        if len(self.hand_ins) >= MOST_HAND_INS:
            detail = Sentence("hand-ins-full", "The leader has {most} views already, and takes no more.", most=MOST_HAND_INS)
            raise Problem(409, "hand-ins-full", "Too many views", detail)
        self.hand_ins.append(Kept(view=handed.view, note=handed.note, by=member))

    def told(self, lead: bool, now: float) -> dict[str, Any]:
        """What a leader or a follower is told of the room: answers only to those who may see them, nicknames to leaders."""
        there = self.present(now)
        asked = self.question
        document: dict[str, Any] = {
            "say": "room", "code": self.code, "id": self.key[:16], "lead": lead, "leads": self.leads,
            "nicknames": self.named,
            "people": sum(not one.lead for one in there), "leaders": sum(one.lead for one in there),
            "question": asked and (asked.told() if lead or asked.shown else asked.asked()),
        }  # fmt: skip
        return document | self._told_leaders() if lead else document

    def _told_leaders(self) -> dict[str, Any]:
        """With nicknames, where they are wanted: {question, past, hand_ins}."""
        names = self.nicknames
        told = [one.told() | {"given": one.given(names)} for one in [*self.past, *([self.question] if self.question else [])]]
        handed = [{"view": one.view, "note": one.note, "by": names.get(one.by, "")} for one in self.hand_ins]
        return {"question": told.pop() if self.question else None, "past": told, "hand_ins": handed}
