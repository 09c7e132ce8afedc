"""What docs/measured.md says of the study on blank rows: its table, and what stands above it."""

from collections import defaultdict
from typing import Any

from ...entries.blank import BLANKS, FORMS
from ..readme_tables import markdown
from .collect import spread

SERIES = (("rnn", False), ("lstm", False), ("vit", False), ("vit", True))
"""(form, whether its rows are shuffled)"""

ALWAYS_ONE = 11.35
"""Percent of the test digits that are a “1”, the commonest: who always says it is right so often."""

HEADING = "## Blank rows after the digit"


def titled(form: str, shuffled: bool) -> str:
    return f"{FORMS[form][1]}{', rows shuffled' if shuffled else ''}"


def table(results: list[dict[str, Any]]) -> str:
    """Markdown: a row for each form, a column for each number of blank rows; below, those that were trained without."""
    errors, reads_on = defaultdict(list), defaultdict(list)
    for one in results:
        errors[one["form"], one["shuffled"], one["blank"]].append(100 - one["test"])
        for blank, right in one["reads_on"].items():
            reads_on[one["form"], int(blank)].append(100 - right)
    rows = [["wrong of the test digits, with blank rows", *map(str, BLANKS)], ["---", *["---:"] * len(BLANKS)]]
    told = [(titled(*one), [errors.get((*one, blank)) for blank in BLANKS]) for one in SERIES]
    told += [
        (f"{FORMS[form][1]}, trained without", [reads_on.get((form, blank)) for blank in BLANKS])
        for form in FORMS
        if FORMS[form][2] == "rnn"
    ]
    rows += [[title, *(spread(values) if values else "–" for values in found)] for title, found in told]
    return markdown(rows)


def unlearnt(results: list[dict[str, Any]]) -> list[str]:
    """Of which series, and with how many blank rows, nothing was learnt in any training."""
    told = []
    for form, shuffled in SERIES:
        tests = defaultdict[int, list[float]](list)
        for one in results:
            if (one["form"], one["shuffled"]) == (form, shuffled):
                tests[one["blank"]].append(one["test"])
        blanks = [str(blank) for blank in BLANKS if tests[blank] and max(tests[blank]) <= ALWAYS_ONE]
        if blanks:
            told.append(f"{titled(form, shuffled)} with {' and '.join(blanks)}")
    return told


def about(found: dict[str, Any]) -> str:
    """What stands above the table. `found`: collect's document."""
    seeds = "the seeds" if found["done"] == found["planned"] else "the seeds that are in"
    nothing = unlearnt(found["results"])
    told = (
        f"Nothing was learnt by {', '.join(nothing)} blank rows: {100 - ALWAYS_ONE:.2f} % are wrong where all are called “1”. "
        "That it could not be trained so does not say how far it could carry. "
        if nothing
        else ""
    )
    return (
        f"Digits with black rows below them, read row by row; a row is a token of the ViT. {found['steps']:,} steps of "
        f"{found['batch']} digits, each number of rows a training of its own: mean over {seeds}, and their range; below, the "
        f"recurrent networks that were trained without blank rows. {told}`make study NAME=blank` trains them all."
    )
