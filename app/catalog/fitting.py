"""A folder's weights, brought to the names and sizes of the architecture; what was done is said, and what cannot be done."""

import math
from typing import Any

from torch import Tensor, nn

from models.spec.errors import WeightsError

from ..core.sentence import Sentence
from .checkpoint import CONFIG, WEIGHTS

PREFIXES = ("module.", "_orig_mod.", "model.")
"""What DataParallel, torch.compile and training frameworks put before every name."""

State = dict[str, Tensor]


def without_prefix(model: nn.Module, state: State) -> tuple[State, list[Sentence]]:
    """`state` under the architecture's own names, where each of its names has the same further words before it."""
    own, taken = model.state_dict(), ""
    while prefix := next((one for one in PREFIXES if _everywhere(one, state, own)), ""):
        state = {name.removeprefix(prefix): tensor for name, tensor in state.items()}
        taken += prefix
    if not taken:
        return state, []
    says = "Each name in {file} began with “{prefix}”, which was taken off."
    return state, [Sentence("own-weights-prefix", says, file=WEIGHTS, prefix=taken)]


def _everywhere(prefix: str, state: State, own: dict[str, Any]) -> bool:
    return bool(state) and all(name.startswith(prefix) for name in state) and not any(name.startswith(prefix) for name in own)


def check_kinds(model: nn.Module, state: State) -> None:
    """WeightsError for whole numbers where the architecture has weights: what they stand for is not in the file."""
    for name, wanted in model.state_dict().items():
        given = state.get(name)
        if given is not None and wanted.is_floating_point() and not given.is_floating_point():
            raise WeightsError(not_real(name, given))


def not_real(name: str, given: Tensor) -> Sentence:
    says = (
        "The weights {name} are of the type {kind}, as in a quantised model: what numbers they stand for is not in "
        "{file}. Save the model from before it was quantised."
    )
    return Sentence("own-weights-not-real", says, name=name, kind=str(given.dtype).removeprefix("torch."), file=WEIGHTS)


def misfits(model: nn.Module, state: State) -> list[str]:
    """Names of weights that have another shape than the architecture's."""
    own = model.state_dict()
    return [name for name, tensor in state.items() if name in own and tensor.shape != own[name].shape]


def only_positions(names: list[str]) -> bool:
    """Whether all of them say where a patch lies, so that they depend on the picture's size."""
    return bool(names) and all("pos_embed" in name or "relative_position" in name for name in names)


def resampled(model: nn.Module, state: State, names: list[str]) -> Sentence:
    own = model.state_dict()
    says = "{name} was for other pictures, {shape}: timm's own function resampled it to {wanted}."
    first = names[0]
    shape, wanted = str(tuple(state[first].shape)), str(tuple(own[first].shape))
    return Sentence("own-weights-resampled", says, name=first, shape=shape, wanted=wanted)


def other_size(model: nn.Module, state: State, names: list[str]) -> Sentence | None:
    """A sentence that names the size of picture that an absolute position embedding was made for, where that can be told."""
    name, patch = names[0], getattr(getattr(model, "patch_embed", None), "patch_size", None)
    given, wanted = state[name].shape, model.state_dict()[name].shape
    if len(given) != 3 or given[-1] != wanted[-1] or not isinstance(patch, tuple):
        return None
    grid = getattr(model.patch_embed, "grid_size", None)
    if not isinstance(grid, tuple):
        return None
    places = given[1] - (wanted[1] - math.prod(grid))  # without the class token and its like
    side = math.isqrt(max(0, places))
    if side * side != places or not side:
        return None
    says = (
        "{name} in {file} is for pictures of {side} x {side} pixels, the architecture of {config} for {wanted} x {own}: write "
        "“img_size”: {side} into model_args."
    )
    return Sentence(
        "own-weights-other-size", says, name=name, file=WEIGHTS, config=CONFIG, side=side * patch[0],
        own=grid[0] * patch[0], wanted=grid[1] * patch[1],
    )  # fmt: skip
