"""Models for photographs, with random weights: what recording costs them, what one frame of a drag costs, and a class of them.

vit_base, resnet50 and mixer_b16 against their plain forward pass, in turns; memory in a process of its own for each. The class
asks a real server whose own model is a vit_tiny.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

import httpx
import torch
from torch import Tensor, nn
from websockets.asyncio.client import connect

from app.capture.recorder import Recorder
from app.catalog.catalog import Catalog
from app.catalog.compiling import Compiling
from app.catalog.sources import Listing
from app.catalog.timm_models import open_folder
from app.frames.request import Position, Subject, Wanted
from app.frames.runner import Runner, places
from app.images import samples
from app.images.original import Original

from . import drag
from .capture import interleaved
from .drag import quantile
from .server import Server, server
from .table import Row

RECORDED = ("vit_base_patch16_224", "resnet50", "mixer_b16_224")
CLASS = 30
DRAGGED = ("vit_tiny_patch16_224", "resnet18", "mixer_s16_224")
COMPILED = ("efficientnet_b0", "convnext_atto", "vit_tiny_patch16_224", "coatnet_nano_rw_224", "resmlp_12_224")


def rows(seconds: float) -> list[Row]:
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        shelf = Folders(Path(folder))
        found = [*(row for name in RECORDED for row in recording(name, shelf)), *frame(shelf), *forms(shelf)]
    return [*found, *crowded(seconds)]


def vit_tiny() -> nn.Module:
    """What the server of the class shows, as its `MIXSCOPE_MODEL`."""
    import timm

    torch.manual_seed(0)
    model: nn.Module = timm.create_model("vit_tiny_patch16_224", pretrained=False)
    return model


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


def forms(shelf: Folders) -> Iterable[Row]:
    """What compiled forms of downloaded models gain, and what they cost when a model is loaded for the first time."""
    compiling = Compiling(shelf.root / "forms")
    for name in COMPILED:
        catalog = Catalog(["digits-mlp"], open_folder=open_folder)
        catalog.offer(name, Listing(name, None), shelf)
        loaded, begun = catalog.get(name), time.monotonic()
        form = compiling.onto(loaded).compiled
        took = time.monotonic() - begun
        assert form, name
        shape, stages = loaded.entry.input, places(loaded.groups)
        x = torch.randn(1, shape.channels, shape.height, shape.width)
        hooks, compiled = interleaved(partial(loaded.recorder.run, x, stages), partial(form.run, x, stages), rounds=15, warm=3)
        note = f"{hooks:.0f} ms, {compiled:.0f} ms; made in {took:.1f} s, {form.bytes / 2**20:.0f} MiB"
        yield Row(f"{name}: pass by the hooks / compiled", hooks / compiled, "x", note=note)


def crowded(seconds: float) -> list[Row]:
    """30 people with a model of 224 pixels: they drag, then all ask for a run at once, then again for the same."""
    with server(MIXSCOPE_MODEL="bench.large:vit_tiny") as running:
        name = "own-vit_tiny"
        while httpx.post(f"{running.url}/api/frame", params={"sample": "seven", "models": name}, timeout=60).status_code == 503:
            time.sleep(0.2)  # its process begins
        ages = sorted(asyncio.run(drag.crowd(running, CLASS, seconds, own=True, models=[name])).ages)
        pictures = [drag.upload(running, next(drag.NUMBERS)) for _ in range(CLASS)]
        first, known = (asyncio.run(at_once(running, name, pictures)) for _ in range(2))
        one = [asyncio.run(at_once(running, name, [picture]))[0] for picture in pictures]
    what = f"vit_tiny as an own model, {CLASS} people"
    return [
        Row(f"{what} drag: short of 55 frames a second of all", 55 - len(ages) / seconds, "/s", 0),
        Row(f"{what} drag: age p95", 1e3 * quantile(ages, 0.95), "ms"),
        Row(f"{what} at once, pictures of their own: last frame after", first[-1], "s", 1.5),
        Row(f"{what} at once, the same once more: last frame after", known[-1], "s"),
        Row("vit_tiny as an own model, a known picture: p95", 1e3 * quantile(sorted(one), 0.95), "ms", 50),
    ]


async def at_once(running: Server, model: str, pictures: Sequence[str]) -> list[float]:
    """Seconds until each has its frame, in order; all sockets are open before."""

    async def ask(picture: str, ready: asyncio.Barrier) -> float:
        async with connect(running.socket, compression=None, max_size=None) as socket:
            await ready.wait()
            begun = time.monotonic()
            await socket.send(json.dumps({"seq": 1, "picture": picture, "models": [model]}))
            answer = await socket.recv()
            assert isinstance(answer, bytes), answer
            return time.monotonic() - begun

    barrier = asyncio.Barrier(len(pictures))
    return sorted(await asyncio.gather(*(ask(picture, barrier) for picture in pictures)))
