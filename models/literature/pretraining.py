"""Published accuracies after pre-training on ImageNet, ImageNet-21k and JFT-300M, as their papers' tables have them."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any


@lru_cache(maxsize=1)
def published() -> list[dict[str, Any]]:
    """[{key, arxiv, place, rows: [{model, imagenet, imagenet21k, jft}]}]: ImageNet top-1 in percent; None: not in the table.

    `key` says which story the group tells, `place` where its figures stand in the paper `arxiv`.
    """
    found: list[dict[str, Any]] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return found
