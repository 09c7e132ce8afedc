"""Measures what the README promises: python -m bench [section …]. Prints a table and writes bench/results/<date>.json.

Ratios come from interleaved runs, so that other load on the machine hits both sides. Quote them rather than milliseconds.
"""

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import datetime
import importlib.util
import json
import platform
from pathlib import Path

from .table import Row, show

SECTIONS = {
    "capture": "bench.capture",
    "frame": "bench.frame",
    "large": "bench.large",
    "cost": "bench.cost",
    "trace": "bench.calls",
    "drag": "bench.drag",
    "shares": "bench.shares",
    "why": "bench.why",
    "decode": "bench.decode",
    "room": "bench.room",
    "steady": "bench.steady",
    "soak": "bench.soak",
    "browser": "bench.browser",
    "likeness": "bench.likeness",
    "wall": "bench.wall",
    "cluster": "bench.replicas.cluster",
    "waiting": "bench.replicas.cluster_waiting",
    "loss": "bench.replicas.loss",
    "apart": "bench.replicas.apart",
}
"""Each module has `rows(seconds) -> list[Row]`."""


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    arguments.add_argument("sections", nargs="*", choices=[*SECTIONS, []], help="all, if none is named")
    arguments.add_argument("--seconds", type=float, default=20, help="how long each crowd of simulated people drags")
    arguments.add_argument("--minutes", type=float, default=None, help="the same in minutes, for what takes long: steady")
    chosen = arguments.parse_args()
    seconds = chosen.seconds if chosen.minutes is None else 60 * chosen.minutes
    rows: list[Row] = []
    for name in chosen.sections or SECTIONS:
        if importlib.util.find_spec(SECTIONS[name]) is None:
            continue
        print(f"\n{name}", flush=True)
        found = importlib.import_module(SECTIONS[name]).rows(seconds)
        show(found)
        rows += found
    path = write(rows)
    print(f"\nWritten to {path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}")
    if missed := [row.what for row in rows if row.met is False]:
        print("Not met: " + "; ".join(missed))


def write(rows: list[Row]) -> Path:
    now = datetime.datetime.now().astimezone()
    folder = Path(__file__).parent / "results"
    folder.mkdir(exist_ok=True)
    path = folder / f"{now:%Y-%m-%d-%H%M%S}.json"
    python = platform.python_version()
    machine = {"cores": os.cpu_count(), "load": os.getloadavg(), "machine": platform.machine(), "python": python}
    document = {"date": now.isoformat(timespec="seconds"), "machine": machine, "rows": [row.wire() for row in rows]}
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
