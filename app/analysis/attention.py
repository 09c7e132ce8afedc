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


def patch_rows(attention: Tensor, prefix: int) -> Tensor:
    """(…, N, N) -> (…, patches, patches) without the prefix tokens, each row divided by its sum again."""
    patches = attention[..., prefix:, prefix:]
    return patches / patches.sum(-1, keepdim=True)


def entropy(attention: Tensor) -> Tensor:
    """Entropy of each row in nats: (…, N, N) -> (…, N); log N where attention is uniform."""
    return torch.special.entr(attention).sum(-1)
