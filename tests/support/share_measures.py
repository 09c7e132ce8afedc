"""What the page's summaries of mixing shares must say, by the reference formulas: python -m tests.support.share_measures

writes tests/js/fixtures/share_measures.json. The page computes these summaries itself (static/js), so tests/js holds it to
these numbers, and tests/app/analysis/test_mixing.py holds the file to the formulas.

2 heads · 1 prefix token before a grid of 3 x 4 cells, 4 pixels apart · 5 pictures
"""

import json
from pathlib import Path
from typing import Any

import torch

from tests.support import mixing_reference as reference

FIXTURE = Path(__file__).parents[1] / "js" / "fixtures" / "share_measures.json"
ROWS, COLUMNS, PIXELS, PREFIX, HEADS, PICTURES = 3, 4, 4, 1, 2, 5


def expected() -> dict[str, Any]:
    """Inputs, drawn from seed 0, and every summary of them."""
    tokens = PREFIX + ROWS * COLUMNS
    dice = torch.Generator().manual_seed(0)
    attention = torch.randn(HEADS, tokens, tokens, generator=dice, dtype=torch.double).softmax(-1)
    pictures = torch.randn(PICTURES, tokens, generator=dice, dtype=torch.double).softmax(-1)
    weights = torch.randn(2, 3, tokens - PREFIX, generator=dice, dtype=torch.double)
    distance = reference.distances(ROWS, COLUMNS, PIXELS)
    patches = reference.patch_rows(attention, PREFIX)
    product = (weights[1].T @ weights[0]).abs()
    return {
        "rows": ROWS, "columns": COLUMNS, "pixels": PIXELS, "prefix": PREFIX,
        "attention": attention.tolist(), "pictures": pictures.tolist(), "weights": weights.tolist(),
        "effective_sources": reference.entropy(attention).exp().tolist(),
        "mean_distance": reference.mean_distance(patches, distance).tolist(),
        "head_distance": reference.mean_distance(patches, distance).mean(-1).tolist(),
        "head_sources": reference.entropy(patches).exp().mean(-1).tolist(),
        "uniform_distance": distance.mean().item(), "uniform_distances": distance.mean(-1).tolist(),
        "data_dependence": reference.data_dependence(pictures).item(),
        "moved": ((pictures[0] - pictures[1]).abs().sum() / 2).item(),
        "weight_rows": (product / product.sum(-1, keepdim=True)).tolist(),
    }  # fmt: skip


if __name__ == "__main__":
    FIXTURE.write_text(json.dumps(expected()) + "\n", encoding="utf-8")
