"""What a network that reads row by row believes on the way: its head applied to the state after each row; and how far back its
states reach.

R rows · S states, one after each row · U units · W columns
"""

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from ..analysis import mixing
from ..analysis.shares import loss
from ..capture.points import ResolvedPoint
from ..catalog.loaded_model import LoadedModel
from ..core.errors import NoAnswer
from ..core.sentence import Sentence
from .stage import Between


def reading(loaded: LoadedModel, x: Tensor) -> list[dict[str, Any]]:
    """[{point, shares}] after each row: the softmax of the head's answer to that state, a share for each class.

    The head was trained on the last state only, and the card's temperature, by which its answers are divided, was fitted there:
    after the last row the shares are the row's own.
    NoAnswer for a network that gets the whole picture at once.
    """
    steps = steps_of(loaded)
    calls = loaded.recorder.run(x, [point.module for point in steps], exact=True).calls
    states = torch.cat([calls[point.module][point.call] for point in steps])  # row, unit
    with torch.inference_mode():
        logits = loaded.model.get_submodule("head")(states) / (loaded.temperature or 1.0)
    return [{"point": point.name, "shares": row.tolist()} for point, row in zip(steps, logits.softmax(dim=1), strict=True)]


def steps_of(loaded: LoadedModel) -> list[ResolvedPoint]:
    """The points of the states, in the order of the rows. NoAnswer for a network that gets the whole picture at once."""
    if loaded.entry.family != "rnn":
        raise NoAnswer(
            Sentence(
                "reading-at-once",
                "{model} gets the whole picture at once: there is no row after which it could stop.",
                model=loaded.entry.title,
            )
        )
    return [point for point in loaded.points if point.stage]


def reach(loaded: LoadedModel, x: Float[Tensor, "1 1 R W"], between: Between) -> dict[str, Any]:
    """How far back, at this picture: `shares`, of each state the mixing shares of all rows (analysis/mixing.py; those that it
    has not read have none), and `norms`, ‖∂L/∂h‖ of each state h, L the cross-entropy of the class that is said."""
    steps = steps_of(loaded)
    units = steps[0].shape[0]
    copies = x.expand(units, *x.shape[1:]).clone().requires_grad_()
    states, output = loaded.recorder.attached(copies, [point.module for point in steps])
    said = int(output[0].argmax())
    cost = loss(output[:1], said, loaded.entry.scores)
    slopes = torch.autograd.grad(cost, list(states.values()), retain_graph=True)
    energies = []
    for done, state in enumerate(states.values()):
        between(done, len(steps))
        (slope,) = torch.autograd.grad(state.diagonal().sum(), copies, retain_graph=True)  # unit u of copy u
        energies.append(slope.square().sum((0, 1, 3)))
    shares: Float[Tensor, "S R"] = mixing.share(torch.stack(energies))
    return {
        "class": said,
        "label": loaded.entry.labels[said],
        "steps": [
            {"point": point.name, "shares": row.tolist(), "norm": float(slope[0].norm())}
            for point, row, slope in zip(steps, shares, slopes, strict=True)
        ],
    }
