"""Every model that is inside loads, with its hash checked, and records all its points: python -m app.smoke"""

import torch

from .core.errors import Problem
from .main import create_app


def main() -> None:
    catalog = create_app().state.shared.catalog
    there = [one["id"] for one in catalog.document()["models"] if one["state"] != "absent"]
    for name in [one for one in there if catalog.hosted(one) is None]:
        try:
            loaded = catalog.get(name)
        except Problem as problem:
            if problem.type == "model-absent":
                continue
            raise SystemExit(problem.detail) from None
        size = loaded.entry.input
        answer = loaded.recorder.run(torch.zeros(1, size.channels, size.height, size.width)).output
        if not answer.isfinite().all():
            raise SystemExit(f"{name} answers with numbers that are not finite.")
        print(f"{name}: {len(loaded.points)} points")


if __name__ == "__main__":
    main()
