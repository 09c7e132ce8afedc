"""One small model of every timm family, through the same path as a person's own folder: python -m bench.census [family …];
and models of other public packages, as a person's own functions: python -m bench.census --packages [model …].

Random weights are saved in the hub's folder format, opened, and recorded on a random picture. The table says for each family
whether it loads (logits against timm's own forward pass), what is recorded (hidden states against plain hooks, and against
timm's own `forward_intermediates`), whether attention is (rows sum to 1), and which prefix tokens and grids were read off it.
Written to docs/census.md, two tables. Takes about half an hour for each on two cores: made to be run by hand.
"""

import argparse
import logging
import tempfile
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import timm
import torch
from safetensors.torch import save_file
from timm.models._hub import save_config_for_hf
from torch import Tensor, nn

from app.capture.axes import MAP
from app.capture.points import ResolvedPoint
from app.catalog.loaded_model import LoadedModel
from app.catalog.sources import Listing
from app.catalog.timm_models import open_folder

from .census_models import MODELS
from .packages import CASES
from .packages import table as packages

OUT = Path(__file__).parent.parent / "docs" / "census.md"
CLOSE = 1e-4
"""Largest difference relative to the largest value that counts as equal: recording computes fused attention step by step."""


@dataclass
class Found:
    """One row of the table."""

    family: str
    model: str
    fault: str = ""
    logits: float | None = None
    stages: int = 0
    hooks: float | None = None
    matched: str = ""
    attention: str = ""
    prefix: str = ""
    grids: str = ""
    details: list[str] = field(default_factory=list)


def smallest(family: str) -> str:
    """The family's model with the fewest parameters x pixels; timm's own test models are left out where there are others."""
    sizes = {}
    for name in timm.list_models(module=family):
        with warnings.catch_warnings(), torch.device("meta"):
            warnings.simplefilter("ignore")
            try:
                model = timm.create_model(name, pretrained=False)
            except (NotImplementedError, RuntimeError, AssertionError):
                continue  # needs real numbers to be built
        side = model.pretrained_cfg["input_size"][1]
        sizes[name] = sum(parameter.numel() for parameter in model.parameters()) * side**2
    real = {name: size for name, size in sizes.items() if not name.startswith("test_")} or sizes
    return min(real, key=real.__getitem__)


def examine(family: str, name: str) -> Found:
    found = Found(family, name)
    torch.manual_seed(0)
    model = timm.create_model(name, pretrained=False).eval()
    with tempfile.TemporaryDirectory() as folder:
        save_file({name: tensor.clone() for name, tensor in model.state_dict().items()}, Path(folder) / "model.safetensors")
        try:
            save_config_for_hf(model, str(Path(folder) / "config.json"))
            entry, opened = open_folder(Path(folder), Listing(name, "cnn"))
            loaded = LoadedModel.of(name, entry, opened, [])
        except Exception as error:  # the table is there to say so
            found.fault = f"{type(error).__name__}: {' '.join(str(error).split())}"
            return found
    x = torch.randn(1, entry.input.channels, entry.input.height, entry.input.width)
    one = next((point.module for point in loaded.points if point.role == "attention"), None)
    recording = loaded.recorder.run(x, {point.module for point in loaded.traced} | ({one} - {None}))
    with torch.inference_mode():
        plain = model(x)
    found.logits = relative(recording.output, plain)
    stages = [point for point in loaded.points if point.stage]
    found.stages = len(stages)
    found.hooks = against_hooks(loaded, x, recording.calls)
    found.matched = against_timm(model, x, [maps(point, point.of(recording)) for point in stages])
    found.attention = attention(loaded, recording.calls, entry.lacks)
    found.prefix = ", ".join(map(str, dict.fromkeys(point.prefix for point in loaded.points if point.role != "logits")))
    grids = dict.fromkeys(point.grid for point in stages if point.grid)
    found.grids = ", ".join(f"{rows}x{columns}" for rows, columns in grids)
    return found


def relative(one: Tensor, other: Tensor) -> float:
    return float((one - other).abs().max() / other.abs().max().clamp(min=1e-12))


def against_hooks(loaded: LoadedModel, x: Tensor, calls: dict[str, list[Tensor]]) -> float:
    """Largest relative difference of any stage from what the plainest hooks see in a pass of their own."""
    kept: dict[str, Tensor] = {}
    modules = dict(loaded.model.named_modules())
    names = [point.module for point in loaded.points if point.stage and point.module in modules]

    def keep(name: str, output) -> None:  # a hook that returns something would change the pass
        kept.setdefault(name, (output if isinstance(output, Tensor) else output[0]).clone())

    hooks = [modules[name].register_forward_hook(lambda m, i, out, n=name: keep(n, out)) for name in names]
    with torch.inference_mode():
        loaded.model(x.clone())
    for hook in hooks:
        hook.remove()
    return max((relative(calls[name][0], kept[name]) for name in names), default=0.0)


def maps(point: ResolvedPoint, tensor: Tensor) -> Tensor | None:
    """A stage as (channel, row, column), by what was read off the model."""
    if point.axes == MAP:
        return tensor[0]
    if point.axes == ("token", "channel") and point.grid:
        return tensor[0, point.prefix :].T.reshape(-1, *point.grid)
    return None


def against_timm(model: nn.Module, x: Tensor, stages: list[Tensor | None]) -> str:
    """How many of timm's own intermediate maps are among ours, in the same order of rows and columns."""
    if not hasattr(model, "forward_intermediates"):
        return "-"
    with torch.inference_mode():
        try:
            theirs = model.forward_intermediates(x, intermediates_only=True)
        except TypeError:
            return "-"
    ours = [stage for stage in stages if stage is not None]
    hits = sum(any(one.shape == map.shape[1:] and relative(one, map[0]) < CLOSE for one in ours) for map in theirs)
    return f"{hits} of {len(theirs)}"


def attention(loaded: LoadedModel, calls: dict[str, list[Tensor]], lacks) -> str:
    found = [point for point in loaded.points if point.role == "attention"]
    if not found:
        return str(lacks.get("attention", "NOTHING, AND NO REASON"))
    seen = [point for point in found if point.module in calls]  # only the first, where all would take too much memory
    sums = max(float((calls[point.module][point.call].sum(-1) - 1).abs().max()) for point in seen)
    forms = dict.fromkeys(f"{' x '.join(point.axes)} {' x '.join(map(str, point.shape))}" for point in found)
    first = next(iter(forms))
    return f"{len(found)} maps, first {first}, rows sum to 1 within {sums:.0e}"


def table(rows: list[Found]) -> str:
    head = ["family", "model", "logits", "stages", "hooks", "timm's maps", "prefix", "grids", "attention"]
    lines = [head, ["---"] * len(head)]
    for row in rows:
        if row.fault:
            lines.append([row.family, row.model, f"DOES NOT LOAD: {row.fault[:200]}", *[""] * 6])
        else:
            numbers = [f"{row.logits:.0e}", str(row.stages), f"{row.hooks:.0e}"]
            lines.append([row.family, row.model, *numbers, row.matched, row.prefix, row.grids, row.attention])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


HEADER = """# Census of timm's families

Written by `python -m bench.census`, with timm {timm} and torch {torch}: one small model of each of timm's {count} families,
random weights, saved and opened as a folder in the hub's format, recorded on one random picture.

- **logits**: largest difference of the recorded pass from timm's own forward pass, relative to the largest logit. **hooks**:
  the same for the stages against plain hooks. Not 0 where fused attention is computed step by step while it is recorded.
- **stages**: hidden states and feature maps that are recorded. **timm's maps**: how many of the maps that timm's
  `forward_intermediates` returns are among them, cell for cell: it may add a norm, or return maps that are no module's output.
- **prefix**: tokens without a place (class, distillation, registers), as read off the model. **grids**: rows and columns of the
  stages.
- **attention**: the maps recorded after the softmax, or why there are none.

"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.census", description=__doc__)
    parser.add_argument("families", nargs="*", help="all, if none is named; the table is written only then")
    parser.add_argument("--models", nargs="*", default=[], help="these models instead of the smallest ones")
    parser.add_argument(
        "--packages", nargs="*", default=None, help="the second table, of these models of bench.packages, or all"
    )
    chosen = parser.parse_args()
    if chosen.packages is not None:
        of_packages(chosen.packages)
        return
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    torch.set_num_threads(1)
    np.seterr(all="ignore")
    jobs = [("-", name) for name in chosen.models] or [(family, "") for family in chosen.families or timm.list_modules()]
    rows = []
    for family, name in jobs:
        rows.append(examine(family, name or MODELS.get(family) or smallest(family)))
        print(table(rows[-1:]).splitlines()[-1], flush=True)
    if not chosen.families and not chosen.models:
        header = HEADER.format(timm=timm.__version__, torch=torch.__version__.partition("+")[0], count=len(rows))
        written(header + table(rows) + "\n", None)


def of_packages(names: list[str]) -> None:
    torch.set_num_threads(1)
    logging.disable(logging.CRITICAL)
    packages.packages_installed()
    rows = packages.run(names or CASES)
    if not names:
        written(None, packages.document(rows))


def written(first: str | None, second: str | None) -> None:
    """docs/census.md, with another first or second table."""
    old, _, rest = OUT.read_text(encoding="utf-8").partition(packages.HEADING)
    below = second or (packages.HEADING + rest if rest else "")
    OUT.write_text(f"{(first or old).rstrip()}\n\n{below}".rstrip() + "\n", encoding="utf-8")
    print(f"Written to {OUT.name}")


if __name__ == "__main__":
    main()
