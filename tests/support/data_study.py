"""A study on data as it is half way: untrained networks and made-up figures, written by the study's own `collect`."""

from collections.abc import Iterable
from pathlib import Path

import torch
from safetensors.torch import save_file

from models import registry
from models.registry import entry_of
from models.training.publish import halved
from models.training.study import grid
from models.training.study.collect import collect
from models.training.study.grid import EPOCH, Cell, Plan
from models.training.study.run import Pictures, result_file, write

FORMS = ("mlp", "cnn", "vit", "mixer", "resmlp")
PLAN = Plan(forms=FORMS, few=2, many=1)
WATCHED = ("cnn", "vit")
"""Forms whose networks are kept over their training, too."""
MISSING = (Cell("resmlp", 60_000, False, 0), Cell("mixer", 300, True, 1))
"""Trainings that are not in yet."""


def right(cell: Cell, moved: int = 0) -> float:
    """Percent: made up, and another one for each training."""
    place = FORMS.index(cell.form)
    wrong = 60 * (cell.size / 100) ** -(0.7 - 0.08 * place) * (0.8 if cell.shifted else 1) * (1 + 0.1 * cell.seed)
    return round(100 - min(89.0, wrong * (1 + moved * (0.1 if cell.shifted else 1.2))), 2)


def pictures() -> Pictures:
    """Noise, two of a class."""
    dice = torch.Generator().manual_seed(0)
    pixels = torch.randint(256, (20, 1, 28, 28), dtype=torch.uint8, generator=dice)
    labels = torch.arange(20) % 10
    return Pictures(pixels, labels, pixels[:10], labels[:10])


def weights_with_study(folder: Path) -> Path:
    """A weights folder: links to the shipped models, and beside them the study."""
    weights = folder / "weights"
    weights.mkdir()
    for file in registry.WEIGHTS.glob("*.*"):
        (weights / file.name).symlink_to(file)
    write_runs(folder / "runs", (cell for cell in PLAN.cells() if cell not in MISSING))
    collect(PLAN, folder / "runs", weights, pictures)
    return weights


def write_runs(runs: Path, cells: Iterable[Cell]) -> None:
    """What a training of each of them would have left."""
    for form in FORMS:
        write(runs / "rates" / f"{form}.json", {"form": form, "chosen": 0.002, "held_out": {"0.001": 90.1, "0.002": 91.4}})
    for cell in cells:
        found = {
            "train": min(100.0, right(cell) + 1),
            "test": right(cell),
            "shifts": {str(moved): right(cell, moved) for moved in grid.SHIFTS},
            "rate": 0.002,
            "seconds": 60,
        }
        write(result_file(runs, cell), cell.wire() | {"steps": cell.epochs * EPOCH} | found)
        if cell.seed == 0 and not cell.doubled:
            write_networks(result_file(runs, cell).parent, cell)


def write_networks(folder: Path, cell: Cell) -> None:
    steps = cell.snapshots() if cell.form in WATCHED else ()
    files = {"weights.safetensors": cell.size} | {f"after-{step}.safetensors": step for step in steps}
    for file, seed in files.items():
        torch.manual_seed(seed)
        save_file(halved(entry_of(cell.name).build().state_dict()), folder / file)
