"""All queries of a stage at once: attention, its descendants, and token mixing, as (…, query, source) matrices.

What a model is asked for is read off its modules: attention has `qkv` and `proj` (timm's names); what gets ("channel", "token")
mixes tokens: an MLP of `fc1`, `act` and `fc2`, or one linear layer, which is its own Jacobian. A model without the thing
answers with NoAnswer, a sentence.

H heads · N tokens (prefix tokens first) · D width · K width of a head · S hidden units · C channels
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import torch
from jaxtyping import Float
from torch import Tensor, nn

from ..analysis import attention, mixing, toeplitz
from ..capture.axes import ACROSS
from ..capture.points import ResolvedPoint
from ..catalog.loaded_model import LoadedModel
from ..core.errors import NoAnswer
from ..core.sentence import Sentence
from .stage import Stage

Kind = Literal["attention", "rollout", "contribution", "share", "effective", "weights"]


@dataclass(frozen=True)
class Matrix:
    """`values` with the names of all its axes; `means` says in a few words what one value is."""

    values: Float[Tensor, "... query source"]
    axes: tuple[str, ...]
    means: str
    keys: tuple[tuple[int, int] | None, int] | None = None
    """Grid and prefix of the sources, where they are others than the stage's positions."""


WINDOWED = Sentence("mixing-windowed", "Positions attend only within windows here. The whole matrix has an axis for them.")
UNREADABLE = Sentence("mixing-unreadable", "This layer does not keep queries, keys and values the way this view reads them.")


def recorded(stage: Stage, x: Tensor, points: list[ResolvedPoint]) -> list[Tensor]:
    """What these points hold, without batch axis, from one pass."""
    recording = stage.recorder.run(x, {point.module for point in points}, exact=True)
    return [point.of(recording)[0] for point in points]


def own_attention(stage: Stage, x: Tensor) -> Float[Tensor, "H N N"]:
    """Recorded attention of this block. NoAnswer where it has none, or only within windows."""
    own = attention_points(stage)[-1]
    if "window" in own.axes:
        raise NoAnswer(WINDOWED)
    return recorded(stage, x, [own])[0]


def attention_points(stage: Stage) -> list[ResolvedPoint]:
    """The attention of every block up to this stage, which has one itself; else NoAnswer."""
    upto = stage.points.index(stage.point)
    maps = [point for point in stage.points[: upto + 1] if point.role == "attention"]
    if not maps or not (stage.point.role == "attention" or maps[-1].module.startswith(f"{stage.point.module}.")):
        raise NoAnswer(
            Sentence(
                "mixing-no-attention",
                "No attention was recognised in “{point}”: the blocks of a transformer have some.",
                point=stage.point.title,
            )
        )
    return maps


def attention_wall(stage: Stage, x: Tensor) -> tuple[Tensor, list[str]]:
    """Attention (block, head, query, key) of all blocks of this stage's form, from one pass, and the names of their points."""
    own = attention_points(stage)[-1]
    alike = [point for point in stage.points if (point.role, point.axes, point.shape) == (own.role, own.axes, own.shape)]
    if "window" in own.axes:
        raise NoAnswer(WINDOWED)
    return torch.stack(recorded(stage, x, alike)), [point.name for point in alike]


def raw_attention(stage: Stage, x: Tensor) -> Matrix:
    own = attention_points(stage)[-1]
    return Matrix(recorded(stage, x, [own])[0], own.axes, "attention after the softmax, rows sum to 1", own.keys)


def rolled_attention(stage: Stage, x: Tensor) -> Matrix:
    maps = attention_points(stage)
    if any("window" in point.axes or point.shape != maps[-1].shape or point.shape[1] != point.shape[2] for point in maps):
        raise NoAnswer(
            Sentence(
                "mixing-no-rollout",
                "Rollout multiplies the attention of all blocks, so each must attend over the same tokens. Here they do not.",
            )
        )
    rolled = attention.rollout(recorded(stage, x, maps))
    return Matrix(rolled, ("query", "key"), "attention rollout from the patches to this block, rows sum to 1")


def split(
    layer: nn.Module,
) -> tuple[
    Float[Tensor, "H K D"], Float[Tensor, "H K D"], Float[Tensor, "H K D"], Float[Tensor, "H D K"], Float[Tensor, "3 H K"]
]:
    """W_Q, W_K, W_V, W_O and the biases of the first three, of an attention module. NoAnswer if it has none such."""
    qkv, proj = getattr(layer, "qkv", None), getattr(layer, "proj", None)
    heads = getattr(layer, "num_heads", None) or getattr(layer, "heads", None)
    if not isinstance(qkv, nn.Linear) or not isinstance(proj, nn.Linear) or not heads:
        raise NoAnswer(UNREADABLE)
    width = qkv.in_features
    if qkv.out_features % (3 * heads) or proj.in_features * 3 != qkv.out_features:
        raise NoAnswer(
            Sentence(
                "mixing-shared-keys",
                "This layer shares keys and values between heads, or adds to them: this view cannot take it apart.",
            )
        )
    query, key, value = qkv.weight.reshape(3, heads, -1, width)
    biases = qkv.bias if qkv.bias is not None else qkv.weight.new_zeros(qkv.out_features)
    output = proj.weight.reshape(proj.out_features, heads, -1).transpose(0, 1)
    return query, key, value, output, biases.reshape(3, heads, -1)


def value_weighted(stage: Stage, x: Tensor) -> Matrix:
    """Kobayashi's norms ‖Σ_h α^h_ij v^h_j W_O^h‖: what each key's token adds to each query's output, in activation units."""
    pattern, value, output, received = read_attention(stage, x)
    v = torch.einsum("nd,hkd->hnk", received, value[0]) + value[1][:, None]
    norms = attention.contribution_norms(pattern, v, output)
    return Matrix(norms, ("query", "key"), "norm of what the key's token adds to the query's output, activation units")


def frozen_share(stage: Stage, x: Tensor) -> Matrix:
    """Mixing share of attention with its pattern held fixed; for a single head this is the attention itself."""
    pattern, value, output, _ = read_attention(stage, x)
    energy = mixing.frozen_attention_energy(pattern, value[0], output)
    return Matrix(mixing.share(energy), ("query", "source"), "mixing share, pattern held fixed, rows sum to 1")


def read_attention(
    stage: Stage, x: Tensor
) -> tuple[
    Float[Tensor, "H N N"],
    tuple[Float[Tensor, "H K D"], Float[Tensor, "H K"]],
    Float[Tensor, "H D K"],
    Float[Tensor, "N D"],
]:
    """Pattern, W_V with its bias, W_O, and what the layer receives.

    NoAnswer unless Σ_h W_O α v, made of these, is what the layer really returns.
    """
    pattern = own_attention(stage, x)
    layer, received = stage.module, stage.received(x)[0]
    _, _, value, output, biases = split(layer)
    fits = received.dim() == 2 and received.shape == (pattern.shape[2], value.shape[2]) and len(pattern) == len(value)
    if not fits:
        raise NoAnswer(UNREADABLE)
    v = torch.einsum("nd,hkd->hnk", received, value) + biases[2][:, None]
    made = torch.einsum("hij,hjk,hdk->id", pattern, v, output)
    made = made if layer.proj.bias is None else made + layer.proj.bias  # type: ignore[union-attr, operator]
    returned = stage.alone()(received[None])
    if not torch.allclose(made, returned[0], atol=AGREES * float(made.abs().max())):
        raise NoAnswer(
            Sentence(
                "mixing-not-values-alone",
                "This layer does something besides weighing values with the attention (a gate, a norm, a separate "
                "bias), so what each token adds cannot be read off its weights.",
            )
        )
    return pattern, (value, biases[2]), output, received


AGREES = 1e-4
"""By how much, relative to the largest value, a layer's output may differ from the one made of its parts."""


def effective(stage: Stage, x: Tensor) -> Matrix:
    """The token mixing's signed Jacobian at this picture. Of a Mixer's MLP one per channel: W2 diag(σ′(W1 x_c + b1)) W1."""
    if linear(stage):
        means = "Jacobian of the token mixing: the matrix itself, for every picture and channel"
        return Matrix(stage.module.weight, ("query", "source"), means)  # type: ignore[arg-type]
    first, second = token_mlp(stage)
    before: Float[Tensor, "C S"] = stage.received(x)[0] @ first.weight.T + first.bias
    kernels = mixing.token_mlp_kernels(first.weight, second.weight, mixing.gelu_slope(before))
    return Matrix(kernels, ("channel", "query", "source"), "Jacobian of the token mixing at this picture, output per input")


def linear(stage: Stage) -> bool:
    """Does one matrix mix the tokens, as in ResMLP and gMLP?"""
    return stage.operator.takes == ACROSS and isinstance(stage.module, nn.Linear)


def token_mlp(stage: Stage) -> tuple[nn.Linear, nn.Linear]:
    layer = stage.module
    first, second = getattr(layer, "fc1", None), getattr(layer, "fc2", None)
    across = stage.operator.takes == ACROSS
    if not across or not isinstance(first, nn.Linear) or not isinstance(second, nn.Linear):
        raise NoAnswer(
            Sentence(
                "mixing-no-token-mixing",
                "No token mixing was recognised in “{point}”: the blocks of a Mixer and of its heirs have some.",
                point=stage.point.title,
            )
        )
    act = getattr(layer, "act", None)
    if not isinstance(act, nn.GELU) or act.approximate != "none":
        raise NoAnswer(
            Sentence(
                "mixing-not-gelu",
                "The effective token mixing is written for a GELU; this layer has another activation function.",
            )
        )
    return first, second


def share_matrix(stage: Stage, x: Tensor) -> Matrix:
    """Mixing shares of the operator for every query, by a closed form: attention (pattern held fixed) or token mixing."""
    if hasattr(stage.module, "qkv"):
        return frozen_share(stage, x)
    if linear(stage):
        return linear_share(stage)
    if any(one.role == "attention" and one.module.startswith(f"{stage.point.module}.") for one in stage.points):
        raise NoAnswer(UNREADABLE)
    energy = effective(stage, x).values.square().sum(0)
    return Matrix(mixing.share(energy), ("query", "source"), "mixing share of the token mixing at this picture, rows sum to 1")


def linear_share(stage: Stage) -> Matrix:
    """|A_ij| / Σ_k |A_ik|. A gate that multiplies row i scales all of it, so for gMLP the share is the same after the gate."""
    size = stage.module.weight.abs()  # type: ignore[operator]
    means = "mixing share of the token mixing: the size of each weight in its row, the same at every picture, rows sum to 1"
    return Matrix(size / size.sum(-1, keepdim=True), ("query", "source"), means)


def mixing_weights(stage: Stage, x: Tensor) -> Matrix:
    """The token mixing's parameters, the same for every x.

    ResMLP's and gMLP's are the matrix itself, (N, N), row by row what goes into one token. The Mixer's are the input and
    output weights side by side: (2, S, N), W1 and the transpose of W2.
    """
    if linear(stage):
        gates = ", which then gates the other half of the channels" if stage.operator_name.endswith(".gate.proj") else ""
        means = f"weight of the source's token in the query's token{gates}; one matrix for every channel and picture"
        return Matrix(stage.module.weight, ("query", "source"), means)  # type: ignore[arg-type]
    first, second = token_mlp(stage)
    values = torch.stack([first.weight, second.weight.T])
    return Matrix(values, ("layer", "unit", "token"), "weights of the token mixing, into and out of each hidden unit")


MATRICES: dict[Kind, Callable[[Stage, Tensor], Matrix]] = {
    "attention": raw_attention,
    "rollout": rolled_attention,
    "contribution": value_weighted,
    "share": share_matrix,
    "effective": effective,
    "weights": mixing_weights,
}


def patch_matrices(loaded: LoadedModel) -> list[dict[str, Any]]:
    """Of each block that mixes patches by learned weights: how Toeplitz its matrix is. NoAnswer if none does."""
    found = []
    for point in (point for point in loaded.points if point.stage and point.grid):
        matrix, means = _patch_matrix(loaded, point)
        if matrix is None or point.grid is None:
            continue
        values = [toeplitz.toeplitzness(matrix, *point.grid, itself=itself) for itself in (True, False)]
        found.append(
            {"point": point.name, "title": point.title, "means": means,
             "toeplitz": _number(values[0]), "without_self": _number(values[1])}
        )  # fmt: skip
    if not found:
        raise NoAnswer(
            Sentence(
                "mixing-no-patch-matrix",
                "No layer that mixes patches by learned weights was recognised in {model}: ResMLP, gMLP and Mixer have one.",
                model=loaded.entry.title,
            )
        )
    return found


def _patch_matrix(loaded: LoadedModel, point: ResolvedPoint) -> tuple[Tensor | None, str]:
    """The operator's weights from patch to patch (N, N), and what they are; None where the stage's operator has none such."""
    operator = point.spec.operator
    if operator is None or operator.takes != ACROSS:
        return None, ""
    layer = Stage(loaded.recorder, loaded.points, point).module
    if isinstance(layer, nn.Linear) and layer.in_features == layer.out_features:
        return layer.weight.detach(), "the matrix itself"
    first, second = getattr(layer, "fc1", None), getattr(layer, "fc2", None)
    if isinstance(first, nn.Linear) and isinstance(second, nn.Linear):
        return (second.weight @ first.weight).detach(), "W2 W1, the activation function between them left out"
    return None, ""


def _number(value: float) -> float | None:
    return None if value != value else value
