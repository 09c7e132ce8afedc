"""Every shipped model loads, with its hash checked, and records all its points: python -m app.smoke"""

import torch

from models.registry import MODELS, load

from .capture import Recorder
from .recording import resolve


def main() -> None:
    for name, entry in MODELS.items():
        recorder = Recorder(load(name), entry.points)
        points = resolve(recorder, entry.input)
        logits = recorder.run(torch.zeros(1, entry.input.channels, entry.input.height, entry.input.width)).output
        if not logits.isfinite().all():
            raise SystemExit(f"{name} answers with numbers that are not finite.")
        print(f"{name}: {len(points)} points")


if __name__ == "__main__":
    main()
