"""The residual stream of one model at one picture: what each branch adds, and what is left when a part is switched off.

A **part** is what can be switched off: a branch of a residual sum (the way around it stays), or, in a network that adds nothing
anywhere, a whole block that can be left out because its output has the shape of its input.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from models.measure import leaving_out
from models.measure.residual_sums import Sum, Sums

from ..analysis import residual
from ..capture.points import ResolvedPoint
from ..catalog.loaded_model import LoadedModel
from ..core.cache import Cache
from ..core.errors import NoAnswer, Problem, quote
from ..core.sentence import Sentence
from .stage import Stage

ACTIVATIONS = frozenset(("relu", "relu_", "relu6", "gelu", "silu", "hardtanh", "leaky_relu", "elu", "hardswish"))
"""Functions that may follow right on a sum; then the next state is not x + F, but what the function makes of it."""

SHOWN_AS = {"relu_": "ReLU", "relu": "ReLU", "gelu": "GELU", "silu": "SiLU"}

_removable: Cache[tuple[str, ...]] = Cache(64)


def sums_at(loaded: LoadedModel, x: Tensor) -> list[Sum]:
    """The residual sums of one pass on x (1, …), in order of execution; none for a network without."""
    with torch.inference_mode(), Sums(loaded.model, x) as sums:
        loaded.recorder.alone(loaded.model)(x)
    found: list[Sum] = sums.found
    return found


def stream(loaded: LoadedModel, x: Tensor, card: dict[str, Any]) -> dict[str, Any]:
    """Every part with its measures at this picture, and what the card says the network can do without it."""
    found = sums_at(loaded, x)
    measured = {row["block"]: row["top1"] for row in card.get("lesion", ())}
    if found:
        parts = [_branch(loaded, found, i) for i in range(len(found))]
    else:
        parts = [_block(loaded, name) for name in removable(loaded, x)]
    return {
        "kind": "branch" if found else "block",
        "parts": [part | {"top1": measured.get(part["name"])} for part in parts],
        "whole": card.get("lesion_whole"),
        "protocol": card.get("lesion_protocol"),
        "paths": residual.path_lengths(len(found)) if found else [],
    }


def _branch(loaded: LoadedModel, found: list[Sum], index: int) -> dict[str, Any]:
    one = found[index]
    several = sum(other.block == one.block for other in found) > 1
    before = found[index - 1].skip.shape if index else one.skip.shape
    return {
        **named(loaded, one.block),
        "name": one.name,
        "phase": _phase(loaded, one, several),
        "activation": SHOWN_AS.get(one.then, one.then) if one.then in ACTIVATIONS else None,
        "resizes": one.skip.shape != before,
        "measures": residual.measures(one.skip, one.branch),
    }


def _block(loaded: LoadedModel, name: str) -> dict[str, Any]:
    return {**named(loaded, name), "name": name, "phase": None, "activation": None, "resizes": False, "measures": None}


def point_at(loaded: LoadedModel, module: str) -> ResolvedPoint | None:
    return next((point for point in loaded.points if point.stage and point.module == module), None)


def named(loaded: LoadedModel, module: str) -> dict[str, Any]:
    """A block's title for people, and its stage. A block that is no stage of its own has its number among the blocks."""
    point = point_at(loaded, module)
    if point:
        return {"title": point.title, "point": point.name}
    every = leaving_out.blocks(loaded.model)
    return {"title": f"block {every.index(module) + 1}" if module in every else module or loaded.entry.title, "point": None}


def _phase(loaded: LoadedModel, one: Sum, several: bool) -> str | None:
    """What a branch mixes: of several in a block, the one with the weights of the stage's operator mixes space."""
    point = point_at(loaded, one.block)
    if point is None or not several:
        return point.phase if point else None
    try:
        operator = Stage(loaded.recorder, loaded.points, point).operator_name
    except NoAnswer:
        return None
    return "spatial" if any(name.startswith(f"{operator}.") for name in one.weights) else "channel"


def maps(loaded: LoadedModel, x: Tensor, name: str) -> tuple[Float[Tensor, "3 ..."], tuple[str, ...]]:
    """x, F and x + F of one sum, and the axes' names. Problem 404 for a branch that is not there."""
    found = sums_at(loaded, x)
    one = next((one for one in found if one.name == name), None)
    if one is None:
        raise _unknown(loaded, name, [other.name for other in found])
    shape = one.skip.shape[1:]
    axes = {3: ("channel", "row", "column"), 2: ("token", "channel"), 1: ("channel",)}.get(len(shape))
    if axes is None:
        raise NoAnswer(
            Sentence(
                "residual-axes",
                "What {branch} adds has {count} axes, which this view cannot lay out.",
                branch=name,
                count=len(shape),
            )
        )
    return torch.stack([one.skip[0], one.branch[0], (one.skip + one.branch)[0]]), ("part", *axes)


def removable(loaded: LoadedModel, x: Tensor) -> tuple[str, ...]:
    """Blocks that the network still runs without; found once."""
    find = partial(leaving_out.removable, loaded.model, partial(loaded.recorder.bypassed, x))
    return _removable.get((loaded.id, loaded.serial), find)


def lesioned(loaded: LoadedModel, x: Tensor, off: Iterable[str]) -> Float[Tensor, "1 classes"]:
    """The logits with these parts off. Problem 404 for a part that is not there, NoAnswer where nothing runs."""
    names = tuple(dict.fromkeys(off))
    output, branches = leaving_out.without_branches(loaded.model, x, names, loaded.recorder.alone(loaded.model))
    parts = branches or list(removable(loaded, x))
    for name in names:
        if name not in parts:
            raise _unknown(loaded, name, parts)
    if branches or not names:
        return output
    try:
        return loaded.recorder.bypassed(x, names)
    except RuntimeError:
        raise NoAnswer(
            Sentence("residual-sizes", "Without these blocks together, the sizes of what is left do not meet. Leave out fewer.")
        ) from None


def _unknown(loaded: LoadedModel, name: str, parts: list[str]) -> Problem:
    detail = Sentence(
        "residual-no-part",
        "{model} has no part {part} that could be looked at or left out. It has {parts}.",
        model=loaded.id, part=quote(name), parts=", ".join(parts) or "none",
    )  # fmt: skip
    return Problem(404, "part-unknown", "Part unknown", detail)
