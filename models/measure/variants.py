"""The same weights in another form: without position embedding, with other padding; and with weights permuted as a picture is.

Every variant is a model of its own that shares the weights it does not change, so the model itself stays as it is.

P pixels · N patches · D width
"""

import copy
from collections.abc import Callable

import torch
from jaxtyping import Int64
from torch import Tensor, nn

Order = Int64[Tensor, " N"]

PADDINGS = ("zeros", "circular", "reflect")
VARIANTS = ("no-positions", "other-positions", *(f"padding-{mode}" for mode in PADDINGS))
"""`no-positions`: the patches' position embeddings are zero. `other-positions`: each patch has that of the next one in reading
order, the last that of the first. `padding-…`: every padded convolution pads so."""


def variant(model: nn.Module, what: str) -> nn.Module | None:
    """The model so changed; None where it has nothing of the kind. `padding-…` is None for the padding that it has already."""
    return _positions(model, what) if what.endswith("-positions") else _padded(model, what.removeprefix("padding-"))


def _shared(model: nn.Module) -> nn.Module:
    """A copy with the very same parameters and buffers."""
    memo = {id(tensor): tensor for tensor in (*model.parameters(), *model.buffers())}
    return copy.deepcopy(model, memo)


def _positions(model: nn.Module, what: str) -> nn.Module | None:
    embedding = getattr(model, "pos_embed", None)
    if not isinstance(embedding, Tensor) or embedding.dim() != 3:
        return None
    prefix = _prefix(model, embedding)
    places = embedding.detach()[:, prefix:]
    changed = torch.zeros_like(places) if what == "no-positions" else places.roll(-1, 1)
    return _with_positions(model, changed)


def _prefix(model: nn.Module, embedding: Tensor) -> int:
    """Tokens before those of the patches (the class token) that have an embedding, too."""
    side = int(embedding.shape[1] ** 0.5)
    return embedding.shape[1] - side * side


def _with_positions(model: nn.Module, places: Tensor) -> nn.Module:
    """`places`: the patches' embeddings, 1 N D."""
    other = _shared(model)
    embedding = model.pos_embed
    assert isinstance(embedding, Tensor)
    first = embedding.detach()[:, : _prefix(model, embedding)]
    other.pos_embed = nn.Parameter(torch.cat([first, places], 1), requires_grad=False)
    return other


def _padded(model: nn.Module, mode: str) -> nn.Module | None:
    padded = [part for part in model.modules() if _pads(part)]
    if not padded or all(part.padding_mode == mode for part in padded):
        return None
    other = _shared(model)
    for part in other.modules():
        if _pads(part):
            assert isinstance(part, nn.Conv2d)
            part.padding_mode = mode  # type: ignore[assignment]
    return other


def _pads(part: nn.Module) -> bool:
    return isinstance(part, nn.Conv2d) and not isinstance(part.padding, str) and any(part.padding)


# --- what leaves a family unchanged -----------------------------------------------------------------------------------


def permuted_pixels(model: nn.Module, order: Order) -> nn.Module | None:
    """A model that answers to a picture whose pixel i is pixel order[i] what `model` answers to the picture itself; None for
    any but a perceptron, whose first layer has a column for each pixel."""
    first = next((part for part in model.modules() if isinstance(part, nn.Linear | nn.Conv2d)), None)
    if not isinstance(first, nn.Linear) or first.in_features != len(order):
        return None
    other = _shared(model)
    layer = next(part for part in other.modules() if isinstance(part, nn.Linear))
    layer.weight = nn.Parameter(first.weight.detach()[:, order], requires_grad=False)
    return other


def permuted_patches(model: nn.Module, order: Order) -> nn.Module | None:
    """The same for patches: what tells them apart is permuted, position embeddings or the matrices over the patches. None where
    a model has no such thing."""
    embedding = getattr(model, "pos_embed", None)
    if isinstance(embedding, Tensor) and embedding.dim() == 3:
        prefix = _prefix(model, embedding)
        if embedding.shape[1] - prefix != len(order):
            return None
        return _with_positions(model, embedding.detach()[:, prefix:][:, order])
    other = _shared(model)
    found = [_mixed(part, order) for part in other.modules()]
    return other if any(found) else None


def _mixed(part: nn.Module, order: Order) -> bool:
    """Permutes a block's matrix over the patches, if it has one of that many."""
    for name, permute in MATRICES.items():
        matrix = getattr(part, name, None)
        if isinstance(matrix, nn.Module):
            return permute(matrix, order)
    return False


def _two_layers(mlp: nn.Module, order: Order) -> bool:
    """A Mixer's token mixing, N -> hidden -> N."""
    first, second = mlp.fc1, mlp.fc2
    assert isinstance(first, nn.Linear)
    assert isinstance(second, nn.Linear)
    if first.in_features != len(order):
        return False
    first.weight = _frozen(first.weight[:, order])
    second.weight, second.bias = _frozen(second.weight[order]), _frozen(second.bias[order])
    return True


def _one_layer(matrix: nn.Module, order: Order) -> bool:
    """ResMLP's cross-patch layer, N -> N."""
    assert isinstance(matrix, nn.Linear)
    if matrix.in_features != len(order):
        return False
    matrix.weight, matrix.bias = _frozen(matrix.weight[order][:, order]), _frozen(matrix.bias[order])
    return True


def _gate(gate: nn.Module, order: Order) -> bool:
    """gMLP's spatial gating unit."""
    proj = getattr(gate, "proj", None)
    return isinstance(proj, nn.Linear) and _one_layer(proj, order)


def _frozen(values: Tensor) -> nn.Parameter:
    return nn.Parameter(values.detach(), requires_grad=False)


MATRICES: dict[str, Callable[[nn.Module, Order], bool]] = {
    "mlp_tokens": _two_layers,
    "linear_tokens": _one_layer,
    "gate": _gate,
}
"""Names of what mixes the patches, as timm and models/architectures have them."""
