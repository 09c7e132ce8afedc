"""The shipped models by name, their cards and their trained weights; each entry stands in entries/<tier>.py."""

import hashlib
import json
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load as read_safetensors
from torch import nn

from .entries.blank import BLANK
from .entries.digits import DIGITS
from .entries.lineage import LINEAGE
from .entries.narrow import NARROW
from .entries.pairs import PAIRS
from .entries.photos import PHOTOS
from .entries.recurrent import RECURRENT
from .entries.study import STUDY
from .spec.entry import Entry
from .spec.errors import (
    CARD_MALFORMED,
    CARD_UNREADABLE,
    WEIGHTS_MISFIT,
    WEIGHTS_UNLIKE_CARD,
    WEIGHTS_UNREADABLE,
    WeightsError,
)
from .spec.sentence import Sentence

WEIGHTS = Path(__file__).parent / "weights"

MODELS: dict[str, Entry] = {**DIGITS, **LINEAGE, **RECURRENT, **PHOTOS, **PAIRS}

UNLISTED: dict[str, Entry] = {**STUDY, **NARROW, **BLANK}
"""The networks of the studies: they stand in no list, and are loaded where a link names them."""


def entry_of(name: str) -> Entry:
    """Of a shipped model, or of one of the studies' networks, which stand in no list. KeyError if there is neither."""
    return MODELS[name] if name in MODELS else UNLISTED[name]


def file_of(name: str, ending: str, weights: Path | None = None) -> Path:
    """Where a model's weights or card are: those of the studies in a folder of their own."""
    folder = weights or WEIGHTS
    return (folder / "study" if name in UNLISTED else folder) / f"{name}.{ending}"


def card(name: str, weights: Path | None = None) -> dict[str, Any]:
    """What the training command wrote beside the weights: data, recipe, accuracy, cost, hash."""
    path = file_of(name, "json", weights)
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsError(
            Sentence("weights-card-unreadable", CARD_UNREADABLE, name=name, file=path.name, error=type(error).__name__)
        ) from error
    if not isinstance(facts, dict):
        raise WeightsError(Sentence("weights-card-malformed", CARD_MALFORMED, name=name, file=path.name))
    return facts


def study(name: str, weights: Path | None = None) -> dict[str, Any]:
    """What a study has found so far, as its `collect` wrote it; empty where there is nothing yet."""
    path = (weights or WEIGHTS) / "study" / f"{name}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def load(name: str, weights: Path | None = None) -> nn.Module:
    """The trained model, ready to look at: evaluation mode, no gradients, and its file is the one that its card describes."""
    entry = entry_of(name)
    expected = card(name, weights).get("sha256")
    path = file_of(name, "safetensors", weights)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WeightsError(
            Sentence("weights-unreadable", WEIGHTS_UNREADABLE, name=name, file=path.name, error=type(error).__name__)
        ) from error
    if hashlib.sha256(data).hexdigest() != expected:
        raise WeightsError(Sentence("weights-unlike-card", WEIGHTS_UNLIKE_CARD, name=name, file=path.name))
    model = entry.build()
    try:
        model.load_state_dict(read_safetensors(data), strict=True)
    except (SafetensorError, RuntimeError) as error:
        raise WeightsError(Sentence("weights-misfit", WEIGHTS_MISFIT, name=name, file=path.name)) from error
    return model.eval().requires_grad_(False)
