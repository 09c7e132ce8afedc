"""What attention maps say, and what they do not: where a layer could take information from, not why the model answers.

H heads · N tokens (prefix tokens first) · D width · K width of a head
"""

import torch
from jaxtyping import Float
from torch import Tensor


def rollout(attentions: list[Float[Tensor, "H N N"]]) -> Float[Tensor, "N N"]:
    """Attention rollout (Abnar & Zuidema, arXiv 2005.00928): the attention of each block -> rows that sum to 1.

    Â = mean over heads + I, each row divided by its sum; R = Â_l … Â_1. It ignores values, MLPs and signs, and knows
    no class.
    """
    rolled = torch.eye(attentions[0].shape[-1], dtype=attentions[0].dtype)
    for attention in attentions:
        mixed = attention.mean(0) + torch.eye(len(rolled), dtype=rolled.dtype)
        rolled = (mixed / mixed.sum(-1, keepdim=True)) @ rolled
    return rolled


def contribution_norms(
    attention: Float[Tensor, "H N N"], value: Float[Tensor, "H N K"], output: Float[Tensor, "H D K"]
) -> Float[Tensor, "N N"]:
    """How much each key's token adds to each query's output, value-weighted attention (Kobayashi et al., arXiv 2004.10102):
    ‖Σ_h α^h_ij W_O^h v^h_j‖, in units of the activation, from α, the values v and W_O.

    Without making the vectors: of ViT-B those would take 120 MB, of a large picture 10 GB.

    With u^h_j = v^h_j W_O^h, ‖Σ_h α^h_ij u^h_j‖² = α_ij^T G_j α_ij, G_j,hg = ⟨u^h_j, u^g_j⟩. In float64: the terms may cancel.
    """
    carried = torch.einsum("hjk,hdk->jhd", value.double(), output.double())  # N H D
    gram = carried @ carried.transpose(1, 2)  # N H H
    double = attention.double()
    squares = torch.einsum("hij,jhg,gij->ij", double, gram, double)
    return squares.clamp(min=0).sqrt().to(attention.dtype)
