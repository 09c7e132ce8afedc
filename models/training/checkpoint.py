"""A training that is under way, as a file: what `--resume` goes on from, so that it ends with the same bits.

The file holds dictionaries, numbers and tensors only, by the names of the model's parameters: nothing in it depends on where
a class stands in the source.
"""

import io
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from .atomic_write import replace_file


@dataclass
class Progress:
    """How far a training is. `curve`: a row per epoch that is over; `losses`: one per batch of the epoch that is under way."""

    curve: list[dict[str, Any]] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    seconds: float = 0.0


def dice_now() -> dict[str, Any]:
    """The state of torch's generators: what augmentation, mixing and dropout draw from."""
    return {"cpu": torch.get_rng_state(), "cuda": torch.cuda.get_rng_state_all()}


def set_dice(dice: dict[str, Any]) -> None:
    torch.set_rng_state(dice["cpu"])
    torch.cuda.set_rng_state_all(dice["cuda"])


def keep(path: Path, parts: dict[str, Any], plan: dict[str, Any], done: Progress) -> None:
    """`parts`: name -> what has a state_dict. `plan`: the settings that a run must share to go on from here."""
    states = {key: part.state_dict() for key, part in parts.items()}
    buffer = io.BytesIO()
    torch.save({"plan": plan, "done": asdict(done), "dice": dice_now(), **states}, buffer)
    replace_file(path, buffer.getvalue())


def restore(path: Path, parts: dict[str, Any], plan: dict[str, Any]) -> tuple[Progress, dict[str, Any]]:
    """How far the run came, and the dice as they lay. SystemExit if it was a run with other settings."""
    saved = torch.load(path, map_location="cpu", weights_only=True)
    if saved["plan"] != plan:
        raise SystemExit(f"{path} is of a run with other settings: repeat its command, or start anew without --resume.")
    for key, part in parts.items():
        part.load_state_dict(saved[key])
    return Progress(**saved["done"]), saved["dice"]
