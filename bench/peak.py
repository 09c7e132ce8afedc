"""The most memory that a process takes while it runs one model: python -m bench.peak <folder> everything|nothing. Prints MiB.

Linux only: it reads /proc.
"""

import sys
from pathlib import Path

import torch

from app.capture.recorder import Recorder
from app.catalog.sources import Listing
from app.catalog.timm_models import open_folder


def main(folder: str, what: str) -> None:
    torch.set_num_threads(1)
    entry, model = open_folder(Path(folder), Listing("model", None))
    recorder = Recorder(model, entry.points)
    x = torch.randn(1, entry.input.channels, entry.input.height, entry.input.width)
    recorder.run(x, ())
    Path("/proc/self/clear_refs").write_text("5")  # what it took to open the model does not count
    for _ in range(2):
        recorder.run(x, None if what == "everything" else ())
    status = Path("/proc/self/status").read_text().splitlines()
    print(int(next(line for line in status if line.startswith("VmHWM")).split()[1]) / 1024)


if __name__ == "__main__":
    main(*sys.argv[1:])
