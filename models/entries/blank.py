"""The networks of the study on blank rows: an RNN, an LSTM and a ViT that take in a picture row by row, of much the same number
of weights. The recurrent ones read a row after the other; of the ViT each row is a token.

They stand in no list, and their weights are not kept.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from torch import nn

from ..architectures.recurrent import LSTM, Recurrent
from ..architectures.vit import ViT
from ..spec.entry import DIGIT, DIGIT_CLASSES, Entry, Family
from .points import LOGITS

ROWS = DIGIT.height
"""Of a digit."""

BLANKS = (0, 16, 32, 64)
"""Black rows below the digit."""


def row_vit(rows: int) -> ViT:
    """Two blocks of one head; every row is a patch."""
    return ViT(side=(rows, DIGIT.width), patch=(1, DIGIT.width), width=24, depth=2, heads=1, hidden=48)


FORMS: dict[str, tuple[Callable[[int], nn.Module], str, Family]] = {
    "rnn": (Recurrent, "RNN", "rnn"),
    "lstm": (partial(LSTM, units=44), "LSTM", "rnn"),
    "vit": (row_vit, "ViT", "vit"),
}
"""Form -> what makes it for a picture of so many rows, its title, its family."""


def blank_name(form: str, blank: int) -> str:
    return f"blank-{form}-{blank}"


def _entry(form: str, blank: int) -> Entry:
    build, title, family = FORMS[form]
    return Entry(
        partial(build, ROWS + blank), f"{title}, {blank} blank rows", family, "digits", "centred",
        replace(DIGIT, height=ROWS + blank), DIGIT_CLASSES, (LOGITS,), (), note="",
    )  # fmt: skip


BLANK: dict[str, Entry] = {blank_name(form, blank): _entry(form, blank) for form in FORMS for blank in BLANKS}
"""A network for each form and number of blank rows."""
