"""What the study on data has found so far: a file that the page reads, a table, and the networks of the first seed.

python -m models.training.study.collect data reads runs/study and writes models/weights/study (data.json; of each network of
the first seed its weights in half precision and its card) and a table into docs/measured.md. A grid that is half done is
written half: `planned` and `done` count its trainings.
"""

import argparse
import json
import sys
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any

from safetensors.torch import load_file

from ...entries.study import FORMS, SIZES
from ...measure.macs import macs
from ...registry import WEIGHTS, entry_of
from ..atomic_write import replace_file
from ..datasets import MNIST
from ..evaluate import shift_protocol
from ..publish import store
from ..readme_tables import ROOT, markdown, with_table
from .grid import HELD_OUT, STEPS, Cell, Plan
from .run import RUNS, result_file, write

HEADING = "## How much data a form needs"
ABOUT = "Mean over the seeds, and their range; `make study NAME=data` trains them all."


def collect(plan: Plan, runs: Path = RUNS, weights: Path = WEIGHTS) -> dict[str, Any]:
    """Writes what is there, and returns data.json's document."""
    cells = [cell for cell in plan.cells() if result_file(runs, cell).is_file()]
    results = [json.loads(result_file(runs, cell).read_text(encoding="utf-8")) for cell in cells]
    for cell, result in zip(cells, results, strict=True):
        if cell.seed == 0 and not cell.doubled:
            publish(cell, result, runs, weights)
    rates = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((runs / "rates").glob("*.json"))]
    document = {
        "planned": len(plan.cells()),
        "done": len(cells),
        "held_out": HELD_OUT,
        "rates": rates,
        "steps": STEPS,
        "results": results,
    }
    write(weights / "study" / "data.json", document)
    return document


def publish(cell: Cell, result: dict[str, Any], runs: Path, weights: Path) -> None:
    """The network of one cell with its card: what was measured on the weights as they are stored."""
    entry = entry_of(cell.name)
    model = entry.build()
    state = load_file(result_file(runs, cell).with_name("weights.safetensors"))
    model.load_state_dict(state)
    recipe = cell.recipe(result["rate"])
    card = {
        "id": cell.name,
        "title": entry.title,
        "family": entry.family,
        "tier": entry.tier,
        "version": entry.version,
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "macs": macs(model.eval(), entry.input),
        "top1": result["test"],
        "train_accuracy": result["train"],
        "shift_accuracy": result["shifts"],
        "shift_protocol": shift_protocol(entry.input, f"10,000 {MNIST.pictures}"),
        "trained_on": f"{MNIST.title}, {cell.size:,} of its training pictures",
        "train_size": cell.size,
        "augmentation": recipe.augmentation.in_words(),
        "recipe": asdict(recipe),
        "steps": result["steps"],
        "seed": cell.seed,
        "command": "make study NAME=data",
        "seconds": result["seconds"],
    }
    store(cell.name, state, card, weights)


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
    mean = f"{sum(values) / len(values):.2f} %"
    return mean if len(values) == 1 else f"{mean} ({min(values):.2f}–{max(values):.2f})"


def write_table(new: str, page: Path, heading: str = HEADING, about: str = ABOUT) -> None:
    """In the place of the older one; the first one gets a heading at the end of the page."""
    text = page.read_text(encoding="utf-8")
    try:
        text = with_table(text, new)
    except LookupError:
        text = f"{text.rstrip()}\n\n{heading}\n\n{about}\n\n{new}\n"
    replace_file(page, text.encode())


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m models.training.study.collect", description="Writes a study's results.")
    parser.add_argument("name", choices=["data"])
    parser.add_argument("--runs", type=Path, default=RUNS, help="where the trainings are")
    options = parser.parse_args(arguments)
    found = collect(Plan(), options.runs)
    write_table(table(found["results"]), ROOT / "docs/measured.md")
    print(f"{found['done']} of {found['planned']} trainings are written.")


if __name__ == "__main__":
    main(sys.argv[1:])
