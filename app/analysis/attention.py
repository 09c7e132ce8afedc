"""What attention maps say, and what they do not: where a layer could take information from, not why the model answers.

H heads · N tokens (prefix tokens first) · D width · K width of a head
"""

import torch
from torch import Tensor


def rollout(attentions: list[Tensor]) -> Tensor:
    """Attention rollout (Abnar & Zuidema, arXiv 2005.00928): per block (H, N, N) -> (N, N), rows sum to 1.

    Â = mean over heads + I, each row divided by its sum; R = Â_l … Â_1. It ignores values, MLPs and signs, and knows
    no class.
    """
    rolled = torch.eye(attentions[0].shape[-1], dtype=attentions[0].dtype)
    for attention in attentions:
        mixed = attention.mean(0) + torch.eye(len(rolled), dtype=rolled.dtype)
        rolled = (mixed / mixed.sum(-1, keepdim=True)) @ rolled
    return rolled


def contributions(attention: Tensor, value: Tensor, output: Tensor) -> Tensor:
    """What each key's token adds to each query's output: (H, N, N), v (H, N, K), W_O (H, D, K) -> vectors (N, N, D).

    Summed over the keys they are the layer's output less the bias of W_O. Their norms are Kobayashi's value-weighted
    attention (arXiv 2004.10102): weight times content, where raw attention is the weight alone.
    """
    return torch.einsum("hij,hjk,hdk->ijd", attention, value, output)


def contribution_norms(attention: Tensor, value: Tensor, output: Tensor) -> Tensor:
    """Norms (N, N) of `contributions`, without making the vectors: of ViT-B those would take 120 MB, of a large picture 10 GB.

    With u^h_j = v^h_j W_O^h, ‖Σ_h α^h_ij u^h_j‖² = α_ij^T G_j α_ij, G_j,hg = ⟨u^h_j, u^g_j⟩. In float64: the terms may cancel.
    """
    carried = torch.einsum("hjk,hdk->jhd", value.double(), output.double())  # N H D
    gram = carried @ carried.transpose(1, 2)  # N H H
    double = attention.double()
    squares = torch.einsum("hij,jhg,gij->ij", double, gram, double)
    return squares.clamp(min=0).sqrt().to(attention.dtype)


def patch_rows(attention: Tensor, prefix: int) -> Tensor:
    """(…, N, N) -> (…, patches, patches) without the prefix tokens, each row divided by its sum again."""
    patches = attention[..., prefix:, prefix:]
    return patches / patches.sum(-1, keepdim=True)


def entropy(attention: Tensor) -> Tensor:
    """Entropy of each row in nats: (…, N, N) -> (…, N); log N where attention is uniform."""
    return torch.special.entr(attention).sum(-1)
