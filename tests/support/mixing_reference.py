"""Slow or closed formulas that the tests hold app/ and static/js to; nothing but tests imports them.

N positions · D features · H heads · K width of a head
"""

import math

import torch
from torch import Tensor


def contributions(attention: Tensor, value: Tensor, output: Tensor) -> Tensor:
    """What each key's token adds to each query's output: (H, N, N), v (H, N, K), W_O (H, D, K) -> vectors (N, N, D).

    Summed over the keys they are the layer's output less the bias of W_O. Their norms are Kobayashi's value-weighted
    attention (arXiv 2004.10102): weight times content, where raw attention is the weight alone.
    """
    return torch.einsum("hij,hjk,hdk->ijd", attention, value, output)


def attention_jacobian(x: Tensor, query: Tensor, key: Tensor, value: Tensor, output: Tensor, biases: Tensor) -> Tensor:
    """The whole Jacobian of multi-head self-attention, the pattern's own change included: (N, N, D, D) as J[i, j].

    x (N, D) is the layer's input; query, key, value (H, K, D) and output (H, D, K) are its weights, biases (3, H, K)
    those of the first three. With o_i the head's output before W_O:
    J_ij = Σ_h W_O { α_ij [W_V + (v_j − o_i) q_i^T W_K / √K] + δ_ij Σ_l α_il (v_l − o_i) k_l^T W_Q / √K }.
    """
    heads, width, features = query.shape
    count = len(x)
    jacobian = x.new_zeros(count, count, features, features)
    for h in range(heads):
        q, k, v = (x @ weight[h].T + biases[n, h] for n, weight in enumerate((query, key, value)))  # each N K
        pattern = torch.softmax(q @ k.T / math.sqrt(width), -1)
        deviation = v[None] - (pattern @ v)[:, None]  # v_j − o_i: N N K
        weighted = pattern[..., None] * deviation
        through_key = torch.einsum("ijk,il->ijkl", weighted, q) / math.sqrt(width) @ key[h]  # N N K D
        inner = pattern[..., None, None] * value[h] + through_key
        through_query = torch.einsum("ijk,jl->ikl", weighted, k) / math.sqrt(width) @ query[h]  # N K D
        inner[torch.arange(count), torch.arange(count)] += through_query
        jacobian += torch.einsum("dk,ijke->ijde", output[h], inner)
    return jacobian


def kernel_energy(kernel: Tensor) -> Tensor:
    """A convolution's energy per offset: (out, in, row, column) -> (row, column), the same everywhere."""
    return kernel.square().sum((0, 1))


def convolution_row(energy: Tensor, at: tuple[int, int], stride: int, padding: int, size: tuple[int, int]) -> Tensor:
    """The (rows, columns) energies of output position `at`: kernel_energy where the window lies, else 0."""
    rows, columns = size
    padded = energy.new_zeros(rows + 2 * padding, columns + 2 * padding)
    top, left = at[0] * stride, at[1] * stride
    padded[top : top + energy.shape[0], left : left + energy.shape[1]] = energy
    return padded[padding : padding + rows, padding : padding + columns]


def patch_rows(attention: Tensor, prefix: int) -> Tensor:
    """(…, N, N) -> (…, patches, patches) without the prefix tokens, each row divided by its sum again."""
    patches = attention[..., prefix:, prefix:]
    return patches / patches.sum(-1, keepdim=True)


def entropy(attention: Tensor) -> Tensor:
    """Entropy of each row in nats: (…, N, N) -> (…, N); log N where attention is uniform."""
    return torch.special.entr(attention).sum(-1)


def distances(rows: int, columns: int, pixels: int) -> Tensor:
    """(N, N) Euclidean distance in input pixels between the cells of a rows x columns grid, `pixels` apart."""
    row, column = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
    cells = torch.stack([row.flatten(), column.flatten()], -1).double()
    return torch.cdist(cells, cells) * pixels


def mean_distance(shares: Tensor, distance: Tensor) -> Tensor:
    """Σ_j a_ij · distance_ij, in input pixels: (…, N, N) -> (…, N). Uniform rows give the reference line, not 0."""
    return (shares * distance.to(shares)).sum(-1)


def data_dependence(shares: Tensor) -> Tensor:
    """D = 1 − ‖E_x a_i‖² / E_x‖a_i‖² over pictures: (pictures, …, N) -> (…); 0 if every picture is mixed alike."""
    return 1 - shares.mean(0).square().sum(-1) / shares.square().sum(-1).mean(0)
