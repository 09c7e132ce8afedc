"""Whether a folder in timm's hub format can be what it says, before anything of it is loaded."""

import json
from pathlib import Path

from safetensors import SafetensorError, safe_open

from ...core.sentence import Sentence
from ..checkpoint import CONFIG, WEIGHTS
from .errors import HubError

LARGEST_HEADER = 10 << 20
"""Bytes; that of a model with 800 tensors has some 80 KiB."""


def check(folder: Path, architecture: str) -> None:
    """HubError if config.json is of another architecture, or the weights are no safetensors file whose offsets fit its size.

    Only the header is read (JSON, no code); pickles and truncated files fail here.
    """
    try:
        config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
        found = config["architecture"]
    except (ValueError, TypeError, KeyError):
        raise _wrong(Sentence("hub-config-foreign", "its config.json is not one of timm's")) from None
    if found != architecture:
        says = "its config.json names {found}, not {wanted}"
        raise _wrong(Sentence("hub-config-other", says, found=repr(str(found)[:60]), wanted=repr(architecture)))
    with (folder / WEIGHTS).open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
    if not 2 <= length <= LARGEST_HEADER:
        raise _wrong(Sentence("hub-weights-foreign", "its weights are no safetensors file"))
    try:
        with safe_open(folder / WEIGHTS, framework="np") as tensors:
            names = list(tensors.keys())
    except (SafetensorError, ValueError):
        raise _wrong(Sentence("hub-weights-damaged", "its weights are no safetensors file, or a damaged one")) from None
    if not names:
        raise _wrong(Sentence("hub-weights-empty", "its weights are empty"))


def _wrong(why: Sentence) -> HubError:
    """`why` is a clause, not a whole sentence."""
    says = "What the hub sent cannot be this model: {why}. It was thrown away; choose another model."
    return HubError(Sentence("hub-another-model", says, why=why), spoilt=True)
