"""The second table of docs/census.md: models of public packages, each against what its code says of it."""

import os
import warnings
from collections import Counter
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

from . import CASES
from .case import Case
from .examine import Row, examine, server

HEADING = "## Models of public packages"

ABOUT = """Written by `python -m bench.census --packages`, after `pip install --no-deps -r bench/packages/requirements.txt`
into an environment of one's own: {count} small models of {packages} packages with random weights, each opened as a person's
own (`MIXSCOPE_MODEL=bench.packages:cait`) and asked over HTTP. What is expected of each stands in
[bench/packages](../bench/packages), written by hand from its code. {passed} of {count} are as expected.

- **blocks**: what a person would name, in order of execution (`{{0..2}}`: each of these). Each is a stage, by its module or by
  one that hands on the same tensor, and nothing stands between them but their parts and where tokens get their position.
  Where lists [attention, dense layer] make the blocks, a stage is the branch F(x), called so: the states x + F(x) are no
  module's output.
- **places**: the grid of each, and how many leading tokens have no place. `-`: none, with a sentence that says why.
- **equal**: stages whose exact values on the wire are those of plain hooks on another model with the same weights, bit for
  bit.
- **attention**: maps that are on the wire, as many as the code has layers that weigh positions, and how far they are from the
  layer's own formula, computed from its parameters and what it received; axes included. Without a number, no formula is
  written out here.
- **calls**: HTTP calls that were made, every one that is about a model, about each stage and map (of more than 14, so many).
  An answer 5xx, or one that breaks off, is not as expected; the sentences of those that answered 4xx follow below.
"""

SENTENCES = """### What they are refused with

One answer for each sentence, and of how many models it came.
"""


def packages_installed() -> None:
    """SystemExit with what to do where one is missing."""
    missing = []
    for name in dict.fromkeys(case.package for case in CASES.values()):
        try:
            version(name)
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        raise SystemExit(f"Not installed: {', '.join(missing)}. pip install --no-deps -r bench/packages/requirements.txt")


def run(names: Iterable[str]) -> list[Row]:
    """Each by itself, in a server of its own; prints what is not as expected."""
    warnings.simplefilter("ignore")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    rows = []
    for name in names:
        with server([name]) as client:
            rows.append(examine(client, name, CASES[name]))
        print(line(rows[-1], CASES[name]), *rows[-1].faults, sep="\n    ", flush=True)
    return rows


def document(rows: list[Row]) -> str:
    passed = sum(not row.faults for row in rows)
    packages = len({row.package for row in rows})
    head = ["package", "model", "stages", "blocks", "places", "prefix", "equal", "attention", "calls"]
    lines = [" | ".join(head), " | ".join(["---"] * len(head)), *(line(row, CASES[row.name]) for row in rows)]
    faults = [f"- `{row.name}`: {'; '.join(row.faults)}" for row in rows if row.faults]
    return "\n".join([
        HEADING, "", ABOUT.format(count=len(rows), packages=packages, passed=passed), *(f"| {one} |" for one in lines), "",
        *(["Not as expected:", "", *faults, ""] if faults else []), SENTENCES, *refusals(rows), "",
    ])  # fmt: skip


def line(row: Row, case: Case) -> str:
    name = f"{row.name} ({case.note})" if case.note else row.name
    return " | ".join([
        row.package, name, str(row.stages), f"`{case.blocks}`", case.grids.replace("*", " ×"), case.prefix.replace("*", " ×"),
        row.parity, row.attention, str(row.answers.calls),
    ])  # fmt: skip


def refusals(rows: list[Row]) -> list[str]:
    counts = Counter(key for row in rows for key in row.answers.refusals)
    told = {key: found for row in rows for key, found in row.answers.refusals.items()}
    return [f"- {status}, {counts[status, key]}: {told[status, key][0]}" for status, key in sorted(counts)]
