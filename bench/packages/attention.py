"""Attention weights of a layer from its parameters and what it received, (head, query, key) or with windows before, written out
for each package's formula. None: this module is no such layer."""

from collections.abc import Mapping
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Named = Mapping[str, Tensor]
"""Tensors that a layer was given by keyword."""


def apart(x: Tensor, heads: int) -> Tensor:
    """(B, N, heads · d) -> (B, heads, N, d)."""
    return x.reshape(*x.shape[:2], heads, -1).transpose(1, 2)


def weighed(q: Tensor, k: Tensor, scale: float | Tensor) -> Tensor:
    return (torch.einsum("...id,...jd->...ij", q, k) * scale).softmax(-1)


def tokens(x: Tensor) -> Tensor:
    """(B, C, H, W) -> (B, H · W, C)."""
    return x.flatten(2).transpose(1, 2) if x.dim() == 4 else x


def to_qkv(layer: Any, x: Tensor, named: Named) -> Tensor | None:
    """vit-pytorch's usual layer: a norm of its own, one matrix for all three."""
    if not hasattr(layer, "to_qkv"):
        return None
    x = layer.norm(x) if hasattr(layer, "norm") else x
    windows = x.dim() == 4
    q, k, _ = (apart(one, layer.heads) for one in layer.to_qkv(x.flatten(0, 1) if windows else x).chunk(3, -1))
    found = weighed(q, k, layer.scale)
    return found if windows else found[0]


def re_attention(layer: Any, x: Tensor, named: Named) -> Tensor | None:
    return to_qkv(layer, x, named) if hasattr(layer, "reattn_weights") else None


def beside(layer: Any, x: Tensor, named: Named) -> tuple[Tensor, Tensor]:
    """Queries of the tokens, keys of these and of the `context` that they get beside them."""
    y = layer.norm(x)
    context = torch.cat([y, named["context"]], 1) if "context" in named else y
    return apart(layer.to_q(y), layer.heads), apart(layer.to_kv(context).chunk(2, -1)[0], layer.heads)


def cait(layer: Any, x: Tensor, named: Named) -> Tensor | None:
    """Heads are mixed before the softmax. The class token's layers weigh the patches, which they get beside it."""
    if not hasattr(layer, "mix_heads_pre_attn"):
        return None
    q, k = beside(layer, x, named)
    dots = torch.einsum("bhid,bhjd,hg->bgij", q, k, layer.mix_heads_pre_attn) * layer.scale
    return dots.softmax(-1)[0]


def cross(layer: Any, x: Tensor, named: Named) -> Tensor | None:
    """A class token may ask the tokens of another stream, itself among them."""
    if not hasattr(layer, "to_kv"):
        return None
    q, k = beside(layer, x, named)
    return weighed(q, k, layer.scale)[0]


def qkv(layer: Any, x: Tensor, named: Named) -> Tensor | None:
    """One matrix `qkv`, the norm outside: CCT's, kornia's, MONAI's."""
    if not hasattr(layer, "qkv"):
        return None
    heads = getattr(layer, "heads", None) or layer.num_heads
    q, k, _ = (apart(one, heads) for one in layer.qkv(x).chunk(3, -1))
    return weighed(q, k, layer.scale)[0]


def levit(layer: Any, x: Tensor, named: Named) -> Tensor | None:
    if not hasattr(layer, "pos_indices"):
        return None
    q, k = (apart(tokens(one(x)), layer.heads) for one in (layer.to_q, layer.to_k))
    bias = layer.pos_bias(layer.pos_indices).permute(2, 0, 1)
    return (torch.einsum("bhid,bhjd->bhij", q, k) * layer.scale + bias / layer.scale).softmax(-1)[0]


def cvt(layer: Any, x: Tensor, named: Named) -> Tensor | None:
    if not hasattr(layer, "to_kv"):
        return None
    x = layer.norm(x)
    q, k = (apart(tokens(one), layer.heads) for one in (layer.to_q(x), layer.to_kv(x).chunk(2, 1)[0]))
    return weighed(q, k, layer.scale)[0]


def twins(layer: Any, x: Tensor, named: Named) -> Tensor | None:
    """Within windows of `patch_size` cells, or of all cells over a coarser map."""
    if not hasattr(layer, "to_kv"):
        return None
    if not hasattr(layer, "patch_size"):
        return cvt(layer, x, named)
    x, side = layer.norm(x), layer.patch_size
    b, c, rows, columns = x.shape
    cut = x.reshape(b, c, rows // side, side, columns // side, side).permute(0, 2, 4, 1, 3, 5).reshape(-1, c, side, side)
    q, k = (apart(tokens(one), layer.heads) for one in (layer.to_q(cut), layer.to_kv(cut).chunk(2, 1)[0]))
    return weighed(q, k, layer.scale)


def max_vit(layer: Any, x: Tensor, named: Named) -> Tensor | None:
    """Windows lie in axes of their own: (1, rows, columns, window, window, channel)."""
    if not hasattr(layer, "rel_pos_bias"):
        return None
    cut = layer.norm(x).flatten(3, 4).flatten(0, 2)
    q, k, _ = (apart(one, layer.heads) for one in layer.to_qkv(cut).chunk(3, -1))
    found = torch.einsum("whid,whjd->whij", q * layer.scale, k) + layer.rel_pos_bias(layer.rel_pos_indices).movedim(-1, 0)
    weights = found.softmax(-1)
    return weights if len(weights) > 1 else weights[0]


def nest(layer: Any, x: Tensor, named: Named) -> Tensor | None:
    if not hasattr(layer, "to_qkv"):
        return None
    q, k, _ = (apart(tokens(one), layer.heads) for one in layer.to_qkv(layer.norm(x)).chunk(3, 1))
    found = weighed(q, k, layer.scale)
    return found if len(found) > 1 else found[0]


def merger(layer: Any, x: Tensor, named: Named) -> Tensor | None:
    if hasattr(layer, "queries"):
        return (layer.queries @ layer.norm(x).transpose(1, 2) * layer.scale).softmax(-1)
    return to_qkv(layer, x, named)


def lsa(layer: Any, x: Tensor, named: Named) -> Tensor | None:
    """No token listens to itself, and the scale is learned."""
    if not hasattr(layer, "temperature"):
        return None
    q, k, _ = (apart(one, layer.heads) for one in layer.to_qkv(layer.norm(x)).chunk(3, -1))
    dots = torch.einsum("bhid,bhjd->bhij", q, k) * layer.temperature.exp()
    return dots.masked_fill(torch.eye(dots.shape[-1], dtype=torch.bool), -torch.finfo(dots.dtype).max).softmax(-1)[0]


def amlp(layer: Any, x: Tensor, named: Named) -> Tensor | None:
    """One head without a norm."""
    if not hasattr(layer, "to_qkv"):
        return None
    q, k, _ = layer.to_qkv(x).chunk(3, -1)
    return weighed(q, k, layer.scale)


def tnt(layer: Any, x: Tensor, named: Named) -> Tensor | None:
    if not hasattr(layer, "to_qkv"):
        return None
    q, k, _ = (apart(one, layer.heads) for one in layer.to_qkv(x).chunk(3, -1))
    found = weighed(q, k, layer.scale)
    return found if len(found) > 1 else found[0]


def torchs(layer: Any, x: Tensor, named: Named) -> Tensor | None:
    """nn.MultiheadAttention, batch first or second."""
    if not isinstance(layer, nn.MultiheadAttention):
        return None
    x = x if layer.batch_first else x.transpose(0, 1)
    assert layer.in_proj_weight is not None
    q, k, _ = (apart(one, layer.num_heads) for one in F.linear(x, layer.in_proj_weight, layer.in_proj_bias).chunk(3, -1))
    return weighed(q, k, layer.head_dim**-0.5)[0]


def general(layer: Any, x: Tensor, named: Named) -> Tensor | None:
    """Its matrices have an axis for the heads."""
    if not hasattr(layer, "query") or not hasattr(layer.query, "weight") or layer.query.weight.dim() != 3:
        return None
    q, k = (torch.einsum("bnd,dhk->bhnk", x, one.weight) + one.bias[:, None] for one in (layer.query, layer.key))
    return (torch.einsum("bhid,bhjd->bhij", q, k) / layer.scale).softmax(-1)[0]


def hf(layer: Any, x: Tensor, named: Named) -> Tensor | None:
    """transformers' ViTs: query, key and value, or q_proj and k_proj."""
    for names in (("query", "key"), ("q_proj", "k_proj")):
        if all(isinstance(getattr(layer, name, None), nn.Linear) for name in names):
            heads = next(
                value for name in ("num_attention_heads", "num_heads") if isinstance(value := getattr(layer, name, None), int)
            )
            q, k = (apart(getattr(layer, name)(x), heads) for name in names)
            return weighed(q, k, q.shape[-1] ** -0.5)[0]
    return None
