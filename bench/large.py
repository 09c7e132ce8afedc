"""Models for photographs, with random weights: what recording costs them, and what one frame of a drag costs.

vit_base, resnet50 and mixer_b16 against their plain forward pass, in turns; memory in a process of its own for each.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import torch
from torch import Tensor, nn

from app.capture.recorder import Recorder
from app.catalog.catalog import Catalog
from app.catalog.sources import Listing
from app.catalog.timm_models import open_folder
from app.frames.request import Position, Subject, Wanted
from app.frames.runner import Runner
from app.images import samples
from app.images.original import Original

from .capture import interleaved
from .table import Row

RECORDED = ("vit_base_patch16_224", "resnet50", "mixer_b16_224")
DRAGGED = ("vit_tiny_patch16_224", "resnet18", "mixer_s16_224")


def rows(seconds: float) -> list[Row]:
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        shelf = Folders(Path(folder))
        return [*(row for name in RECORDED for row in recording(name, shelf)), *frame(shelf)]


class Folders:
    """A shelf of timm models with random weights, saved when they are asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def folder(self, name: str) -> Path:
        import timm
        from timm.models import save_for_hf

        if not (self.root / name).is_dir():
            torch.manual_seed(0)
            save_for_hf(timm.create_model(name, pretrained=False), str(self.root / name), safe_serialization=True)
        return self.root / name

    def absence(self, name: str) -> str:
        return ""


def recording(name: str, shelf: Folders) -> Iterable[Row]:
    entry, model = open_folder(shelf.folder(name), Listing(name, None))
    recorder, x = Recorder(model, entry.points), torch.randn(1, 3, 224, 224)
    bare, recorded = interleaved(lambda: plain(model, x), lambda: recorder.run(x), rounds=15, warm=3)
    yield Row(f"{name}: plain forward pass", bare, "ms")
    yield Row(f"{name}: all {len(entry.points)} points recorded / plain", recorded / bare, "x", 1.15)
    memory = [peak(shelf.folder(name), everything) for everything in (False, True)]
    yield Row(f"{name}: peak memory recorded / plain", memory[1] / memory[0], "x", 1.5, f"{memory[0]:.0f} MiB plain")


def plain(model: nn.Module, x: Tensor) -> None:
    with torch.inference_mode():
        model(x)


def peak(folder: Path, everything: bool) -> float:
    """MiB that a process takes at most while it runs the model, recording everything or nothing."""
    command = [sys.executable, "-m", "bench.peak", str(folder), "everything" if everything else "nothing"]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def frame(shelf: Folders) -> Iterable[Row]:
    """One frame of all three models, tiles of every stage included, at positions that nobody has asked for before."""
    catalog = Catalog(["digits-mlp"], open_folder=open_folder)
    for name in DRAGGED:
        catalog.offer(name, Listing(name, None), shelf)
    models = [catalog.get(name).model for name in DRAGGED]
    runner, subject = Runner(catalog), Subject("seven", Original(samples.picture("seven")))
    x, moves = torch.randn(1, 3, 224, 224), iter(range(1, 10_000))
    sizes = []

    def all_plain() -> None:
        for model in models:
            plain(model, x)

    def one_frame() -> None:
        move = next(moves)
        position = Position(subject, dx=move % 200, dy=move // 200)
        drawn = runner.draw([Wanted(position, DRAGGED)])[0]
        sizes.append(len(drawn.frame(1)))

    forwards, drawn = interleaved(all_plain, one_frame, rounds=15, warm=3)
    yield Row(f"{' + '.join(DRAGGED)}: plain forward passes", forwards, "ms")
    yield Row("one frame of a drag / sum of the passes", drawn / forwards, "x", 1.2)
    yield Row("that frame", max(sizes) / 1024, "KiB", 110)
