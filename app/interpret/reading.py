"""What a network that reads row by row believes on the way: its head applied to the state after each row."""

from typing import Any

import torch
from torch import Tensor

from ..catalog.loaded_model import LoadedModel
from ..core.errors import NoAnswer
from ..core.sentence import Sentence


def reading(loaded: LoadedModel, x: Tensor) -> list[dict[str, Any]]:
    """[{point, shares}] after each row: the softmax of the head's answer to that state, a share for each class.

    The head was trained on the last state only, and the card's temperature, by which its answers are divided, was fitted there:
    after the last row the shares are the row's own.
    NoAnswer for a network that gets the whole picture at once.
    """
    if loaded.entry.family != "rnn":
        raise NoAnswer(
            Sentence(
                "reading-at-once",
                "{model} gets the whole picture at once: there is no row after which it could stop.",
                model=loaded.entry.title,
            )
        )
    steps = [point for point in loaded.points if point.stage]
    calls = loaded.recorder.run(x, [point.module for point in steps], exact=True).calls
    states = torch.cat([calls[point.module][point.call] for point in steps])  # row, unit
    with torch.inference_mode():
        logits = loaded.model.get_submodule("head")(states) / (loaded.temperature or 1.0)
    return [{"point": point.name, "shares": row.tolist()} for point, row in zip(steps, logits.softmax(dim=1), strict=True)]
