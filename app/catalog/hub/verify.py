"""Whether a folder in timm's hub format can be what it says, before anything of it is loaded."""

import json
from pathlib import Path

from safetensors import SafetensorError, safe_open

from .errors import HubError
from .store import CONFIG, WEIGHTS

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
        raise _wrong("its config.json is not one of timm's") from None
    if found != architecture:
        raise _wrong(f"its config.json names {str(found)[:60]!r}, not {architecture!r}")
    with (folder / WEIGHTS).open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
    if not 2 <= length <= LARGEST_HEADER:
        raise _wrong("its weights are no safetensors file")
    try:
        with safe_open(folder / WEIGHTS, framework="np") as tensors:
            names = list(tensors.keys())
    except (SafetensorError, ValueError):
        raise _wrong("its weights are no safetensors file, or a damaged one") from None
    if not names:
        raise _wrong("its weights are empty")


def _wrong(why: str) -> HubError:
    sentence = f"What the hub sent cannot be this model: {why}. It was thrown away; choose another model."
    return HubError("hub-damaged", sentence, spoilt=True)
