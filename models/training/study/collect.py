"""What the study on data has found so far: a file that the page reads, a table, and the networks of the first seed.

python -m models.training.study.collect reads runs/study and writes models/weights/study (data.json; of each network of
the first seed its weights in half precision and its card, of those that were kept over their training, too) and a table into
docs/measured.md. What was written before and is not in runs/study stays. A grid that is half done is written half: `planned`
and `done` count its trainings.
"""

import argparse
import hashlib
import sys
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from safetensors.torch import load_file, save
from torch import Tensor

from ...entries.study import FORMS, SIZES
from ...registry import WEIGHTS, card, entry_of, file_of
from ..atomic_write import replace_file
from ..datasets import MNIST
from ..evaluate import shift_protocol
from ..publish import identity, store
from ..readme_tables import ROOT, markdown, with_table
from .grid import HELD_OUT, STEPS, Cell, Plan, balanced_order
from .run import MOST_OF_TRAINING, RUNS, Pictures, known, known_rates, measured, result_file, write

HEADING = "## How much data a form needs"
ABOUT = "Mean over the seeds, and their range; `make study NAME=data` trains them all."


def collect(
    plan: Plan, runs: Path = RUNS, weights: Path = WEIGHTS, pictures: Callable[[], Pictures] = Pictures.read
) -> dict[str, Any]:
    """Writes what is there, and returns data.json's document. `pictures` are read, once, where a snapshot is to be measured."""
    found, pictures = known(plan, runs, weights), cache(pictures)
    for cell, result in found.items():
        if cell.seed == 0 and not cell.doubled and result_file(runs, cell).is_file():
            publish(cell, result, runs, weights)
            publish_snapshots(cell, result, runs, weights, pictures)
    document = {
        "planned": len(plan.cells()),
        "done": len(found),
        "held_out": HELD_OUT,
        "seen": MOST_OF_TRAINING,
        "rates": list(known_rates(runs, weights).values()),
        "steps": STEPS,
        "results": list(found.values()),
    }
    write(weights / "study" / "data.json", document)
    return document


def publish(cell: Cell, result: dict[str, Any], runs: Path, weights: Path) -> None:
    """The network of one cell with its card: what was measured on the weights as they are stored."""
    state = load_file(result_file(runs, cell).with_name("weights.safetensors"))
    facts = {
        "top1": result["test"],
        "train_accuracy": result["train"],
        "shift_accuracy": result["shifts"],
        "seconds": result["seconds"],
    }
    store(cell.name, state, card_of(cell.name, cell, result, result["steps"], state) | facts, weights)


def publish_snapshots(cell: Cell, result: dict[str, Any], runs: Path, weights: Path, pictures: Callable[[], Pictures]) -> None:
    """The networks that were kept over the cell's training; each is measured once, as long as its weights stay the same."""
    for step, name in cell.snapshots().items():
        path = result_file(runs, cell).with_name(f"after-{step}.safetensors")
        if not path.is_file() or same(name, path, weights):
            continue
        state = load_file(path)
        model = entry_of(name).build().eval()
        model.load_state_dict(state)
        shown = pictures()
        right = measured(model, name, shown, balanced_order(shown.labels, cell.seed)[: cell.size])
        facts = {"top1": right["test"], "train_accuracy": right["train"], "shift_accuracy": right["shifts"]}
        store(name, state, card_of(name, cell, result, step, state) | facts, weights)


def same(name: str, path: Path, weights: Path) -> bool:
    """Whether the published network is the one in this file."""
    there = file_of(name, "json", weights).is_file() and card(name, weights)["sha256"]
    return bool(there == hashlib.sha256(save(load_file(path))).hexdigest())


def card_of(name: str, cell: Cell, result: dict[str, Any], steps: int, state: dict[str, Tensor]) -> dict[str, Any]:
    """What a card says beside what was measured."""
    entry = entry_of(name)
    model = entry.build().eval()
    model.load_state_dict(state)
    recipe = cell.recipe(result["rate"])
    return {
        **identity(name, entry, model),
        "shift_protocol": shift_protocol(entry.input, f"10,000 {MNIST.pictures}"),
        "trained_on": f"{MNIST.title}, {cell.size:,} of its training pictures",
        "train_size": cell.size,
        "augmentation": recipe.augmentation.in_words(),
        "recipe": asdict(recipe),
        "steps": steps,
        "seed": cell.seed,
        "command": "make study NAME=data",
    }


def table(results: list[dict[str, Any]]) -> str:
    """Markdown: percent of wrong answers on all test digits, mean over the seeds, and the range where there are several."""
    errors = defaultdict(list)
    for one in results:
        errors[one["form"], one["shifted"], one["doubled"], one["size"]].append(100 - one["test"])
    rows = [["form, wrong of the test digits after", *(f"{size:,}" for size in SIZES)], ["---", *["---:"] * len(SIZES)]]
    for form, (_, title, *_) in FORMS.items():
        for shifted, doubled in ((False, False), (True, False), (False, True)):
            found = [errors.get((form, shifted, doubled, size)) for size in SIZES]
            if any(found):
                name = f"{title}{', shifts in training' if shifted else ''}{', twice the steps' if doubled else ''}"
                rows.append([name, *(spread(values) if values else "–" for values in found)])
    return markdown(rows)


def spread(values: list[float]) -> str:
    exact = sum((Decimal(f"{value:.4f}") for value in values), Decimal(0)) / len(values)  # 0.625 is 0.63, as on the page
    mean = f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP)} %"
    return mean if len(values) == 1 else f"{mean} ({min(values):.2f}–{max(values):.2f})"


def write_table(new: str, page: Path, heading: str = HEADING, about: str = ABOUT) -> None:
    """In the place of the older one, and what is said above it; the first one gets a heading at the end of the page."""
    text = page.read_text(encoding="utf-8")
    try:
        text = with_table(text, new)
        before, found, after = text.partition(f"\n{heading}\n\n")
        text = f"{before}{found}{about}\n\n{after[after.index(new) :]}" if found else text
    except LookupError:
        text = f"{text.rstrip()}\n\n{heading}\n\n{about}\n\n{new}\n"
    replace_file(page, text.encode())


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.study.collect", description="Writes a study's results.")
    parser.add_argument("--runs", type=Path, default=RUNS, help="where the trainings are")
    options = parser.parse_args(arguments)
    found = collect(Plan(), options.runs)
    write_table(table(found["results"]), ROOT / "docs/measured.md")
    print(f"{found['done']} of {found['planned']} trainings are written.")


if __name__ == "__main__":
    main(sys.argv[1:])
