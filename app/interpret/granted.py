"""What the form of a model takes for granted: its answers with the picture transformed or its own parts changed, and which
changes leave the answer as it is, for the trained weights and for the family."""

from collections.abc import Sequence
from typing import Any, Literal

import torch
from jaxtyping import Float
from torch import Tensor, nn

from models.measure.transforms import Transform, permutation, transform
from models.measure.variants import VARIANTS, permuted_patches, permuted_pixels, variant

from ..catalog.loaded_model import LoadedModel, normalise
from ..core.cache import Cache
from ..frames.request import Position
from ..frames.runner import Runner
from ..frames.stage_summary import predictions

MOST_NAMED = 3
"""Classes that a switch tells of."""

SEED = 1
"""Of the permutations that the symmetries are tested with."""

Kind = Literal["answer", "family"]

_variants: Cache[nn.Module | None] = Cache(64)


def varied(loaded: LoadedModel, what: str) -> nn.Module | None:
    """One of `VARIANTS` of the model, None where there is nothing of the kind; made once, and sharing its weights."""
    return _variants.get((loaded.serial, what), lambda: variant(loaded.model, what))


@torch.inference_mode()
def granted(runner: Runner, scene: Position, model: str, switches: Sequence[Transform]) -> dict[str, Any]:
    """The model's answer to the scene as it is, under each transform, and of each variant that it has.

    `change`: ‖z − z′‖ / ‖z′‖ between the outputs before (z) and after (z′), logits or features; None where z′ is all zeros.
    """
    loaded = runner.catalog.get(model)
    image = runner.image(scene, loaded.entry.input)
    pictures = torch.cat([normalise(one(image), loaded.entry.input) for one in (transform(""), *switches)])
    answers = torch.cat([loaded.recorder.run(part, ()).output for part in pictures.split(loaded.together)])
    plain = answers[0]
    names = [one.text for one in switches]
    rows = [_row(loaded, name, plain, answer) for name, answer in zip(names, answers[1:], strict=True)]
    for what in VARIANTS:
        other = varied(loaded, what)
        if other is not None:
            rows.append(_row(loaded, what, plain, other(pictures[:1])[0]))
    return {"model": model, "plain": _said(loaded, plain), "switches": rows}


def _row(loaded: LoadedModel, name: str, before: Tensor, after: Tensor) -> dict[str, Any]:
    size = float(after.norm())
    change = float((before - after).norm()) / size if size else None
    return {"switch": name, "change": change, "predictions": _said(loaded, after)}


def _said(loaded: LoadedModel, output: Float[Tensor, " K"]) -> list[dict[str, Any]]:
    return predictions(output[None], loaded.entry, MOST_NAMED, loaded.temperature)[0]


def symmetries(loaded: LoadedModel, initial: nn.Module | None, image: Float[Tensor, "C H W"]) -> list[dict[str, Any]]:
    """Each symmetry that can be tested on the model, with how far the answer is from what it would be if the symmetry held
    exactly: max |z − z′| / max |z|, trained and, with `initial`, before training.

    `answer`: the same network, another picture. `family`: another picture, and weights of the same form that answer alike.
    """
    found = []
    for name, kind, build in CASES:
        made = build(loaded, loaded.model, image)
        if made is None:
            continue
        before = build(loaded, initial, image) if initial is not None else None
        found.append({
            "name": name, "kind": kind, "trained": _difference(loaded, *made),
            "initial": _difference(loaded, *before) if before else None,
        })  # fmt: skip
    return found


Case = tuple[nn.Module, Tensor, nn.Module, Tensor]
"""A model and its picture, another model and its picture: a symmetry holds where both answer alike."""


@torch.inference_mode()
def _difference(loaded: LoadedModel, model: nn.Module, image: Tensor, other: nn.Module, changed: Tensor) -> float:
    z, z2 = (one(normalise(shown, loaded.entry.input)) for one, shown in ((model, image), (other, changed)))
    return float((z - z2).abs().max() / z.abs().max().clamp(min=1e-30))


def _stride(loaded: LoadedModel) -> int:
    """Pixels of the coarsest cell of the model's grids; 1 for a model without any."""
    return max([point.stride for point in loaded.points if point.stage and point.stride] or [1])


def _shifted(loaded: LoadedModel, model: nn.Module, image: Tensor) -> Case | None:
    stride = _stride(loaded)
    return model, image, model, image.roll((stride, stride), (1, 2))


def _patches(loaded: LoadedModel, image: Tensor) -> tuple[int, Tensor] | None:
    """The side of a model's patches, and the picture with them shuffled; None for a model without patches."""
    strides = [point.stride for point in loaded.points if point.stage and "token" in point.axes and point.stride]
    if not strides or image.shape[1] % strides[0] or image.shape[2] % strides[0]:
        return None
    return strides[0], transform(f"patches:{strides[0]}:{SEED}")(image)


def _bag_of_patches(loaded: LoadedModel, model: nn.Module, image: Tensor) -> Case | None:
    cut = _patches(loaded, image)
    return (model, image, model, cut[1]) if cut else None


def _without_positions(loaded: LoadedModel, model: nn.Module, image: Tensor) -> Case | None:
    cut, other = _patches(loaded, image), variant(model, "no-positions")
    return (other, image, other, cut[1]) if cut and other else None


def _family_of_patches(loaded: LoadedModel, model: nn.Module, image: Tensor) -> Case | None:
    cut = _patches(loaded, image)
    if cut is None:
        return None
    side, shuffled = cut
    count = image.shape[1] // side * (image.shape[2] // side)
    other = permuted_patches(model, permutation(count, SEED))
    return (model, image, other, shuffled) if other else None


def _family_of_pixels(loaded: LoadedModel, model: nn.Module, image: Tensor) -> Case | None:
    area = image.shape[1] * image.shape[2]
    order = permutation(area, SEED)
    planes = torch.cat([plane * area + order for plane in range(len(image))])
    other = permuted_pixels(model, planes)
    return (model, image, other, transform(f"pixels:{SEED}")(image)) if other else None


CASES = (
    ("shift", "answer", _shifted),
    ("patches", "answer", _bag_of_patches),
    ("patches-no-positions", "answer", _without_positions),
    ("pixels", "family", _family_of_pixels),
    ("patches", "family", _family_of_patches),
)
