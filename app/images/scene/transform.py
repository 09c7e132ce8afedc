"""Reads a transform (models/measure/transforms.py) that anybody may have written, and refuses what is none with a sentence."""

from typing import NoReturn

from models.measure.transforms import MOST_STEPS, NONE, STEPS, Number, Step, Transform

from ...core.errors import invalid_parameter, quote
from ...core.sentence import Sentence

__all__ = ["NONE", "Transform", "read_transform", "refusal"]


def read_transform(text: str) -> Transform:
    """Raises Problem 422 with a sentence for what is none."""
    written = text.split(",") if text else []
    if len(written) > MOST_STEPS:
        _refuse(
            Sentence(
                "transform-too-long", "A transform has at most {most} steps, not {count}.", most=MOST_STEPS, count=len(written)
            )
        )
    return Transform(tuple(_step(one) for one in written), text)


def _step(text: str) -> Step:
    kind, *given = text.split(":")
    if kind not in STEPS:
        known = ", ".join(STEPS)
        _refuse(Sentence("transform-unknown", "There is no transform {kind}. There is {known}.", kind=quote(kind), known=known))
    wanted = STEPS[kind]
    if len(given) != len(wanted):
        form = ":".join((kind, *(number.name for number in wanted)))
        _refuse(
            Sentence("transform-numbers", "{kind} is written {form}, not {given}.", kind=kind, form=form, given=quote(text))
        )
    numbers = []
    for number, own in zip(wanted, given, strict=True):
        value = number.read(own)
        if value is None or (kind == "turn" and value % 90):
            _refuse(_demand(kind, number, own))
        numbers.append(value)
    return Step(kind, tuple(numbers))


def _demand(kind: str, number: Number, given: str) -> Sentence:
    if kind == "turn":
        return Sentence("transform-turn", "turn takes 90, 180 or 270 degrees, not {given}.", given=quote(given))
    if number.whole:
        return Sentence(
            "transform-whole", "{number} of {kind} must be a whole number from {least} to {most}, not {given}.",
            kind=kind, number=number.name, least=int(number.least), most=int(number.most), given=quote(given),
        )  # fmt: skip
    return Sentence(
        "transform-number", "{number} of {kind} must be a number from {least} to {most}, not {given}.",
        kind=kind, number=number.name, least=number.least, most=number.most, given=quote(given),
    )  # fmt: skip


def refusal(transform: Transform, width: int, height: int) -> Sentence | None:
    """Why it cannot be done to an image of that size; None where it can."""
    for step in transform.steps:
        if step.kind in ("patches", "within") and (width % step.numbers[0] or height % step.numbers[0]):
            return Sentence(
                "transform-side", "Patches of {side} px do not fill {width} x {height} px. Take a side that divides both.",
                side=int(step.numbers[0]), width=width, height=height,
            )  # fmt: skip
        if step.kind == "turn" and step.numbers[0] != 180 and width != height:
            return Sentence(
                "transform-square", "A picture of {width} x {height} px can be turned by 180 degrees only.",
                width=width, height=height,
            )  # fmt: skip
    return None


def _refuse(detail: Sentence) -> NoReturn:
    raise invalid_parameter(detail)
