"""Nicknames, where a leader wants them: what may be one, and how those are told apart who choose the same."""

import re
import unicodedata
from collections.abc import Collection

from ..core.errors import Problem
from ..core.sentence import Sentence

LONGEST_NICKNAME, MOST_NICKNAMES = 24, 400
SIGNS = " -_.'’·"
UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""Letters and marks that nobody sees (Default_Ignorable_Code_Point of Unicode): with them two names would look the same."""


def cleaned(text: str) -> str:
    """As it is shown: composed (NFC), with single spaces. Problem 422 for what is none: letters, marks and digits of any script
    and `SIGNS`, no markup and nothing that cannot be seen, a letter or a digit at least."""
    short = len(text) <= 4 * LONGEST_NICKNAME  # composing many marks takes long
    name = " ".join(unicodedata.normalize("NFC", text).split()) if short else ""
    fit = all(sign in SIGNS or unicodedata.category(sign)[0] in "LMN" for sign in name) and not UNSEEN.search(name)
    if not (fit and len(name) <= LONGEST_NICKNAME and any(sign.isalnum() for sign in name)):
        detail = Sentence(
            "nickname-not-valid",
            "A nickname has letters, digits, spaces and - _ . ' in it, at most {most} characters.",
            most=LONGEST_NICKNAME,
        )  # fmt: skip
        raise Problem(422, "nickname-not-valid", "Not a nickname", detail)
    return name


def told_apart(name: str, taken: Collection[str]) -> str:
    """`name`, or "name (2)" and so on where it is taken, in whatever case or width."""
    used = {_key(other) for other in taken}
    label, number = name, 1
    while _key(label) in used:
        number += 1
        label = f"{name} ({number})"
    return label


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
